use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use postgres::error::SqlState;
use postgres::types::ToSql;
use postgres::{Client, Error, Row};
use steersman_release::{
    Query, Release, ReleaseStore, Status, StoreError, Summary, decode, decode_summary, encode,
    object_key,
};

use crate::SqlError;
use crate::connect::connect;
use crate::schema::prepare;
use crate::settings::read_settings;

/// What Helm calls a record.
const TYPE: &str = "helm.sh/release.v1";
/// Whom Helm takes for the owner of its records.
const OWNER: &str = "helm";

/// The labels of users, by key and namespace of their records.
type Labels = BTreeMap<(String, String), BTreeMap<String, String>>;

/// Records in tables of a `PostgreSQL` database.
pub struct SqlStore {
    /// Nothing for all namespaces.
    namespace: Option<String>,
    /// The clock, in seconds since 1970.
    now: fn() -> i64,
    client: Mutex<Client>,
}

impl fmt::Debug for SqlStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqlStore")
            .field("namespace", &self.namespace)
            .finish_non_exhaustive()
    }
}

impl SqlStore {
    /// A store that sees this namespace, or all of them. `connection` is a URL or a list of settings as Helm takes them;
    /// `variables` tells the environment's variables, of which many belong to the connection; `now` tells the seconds
    /// since 1970.
    ///
    /// # Errors
    /// What is wrong with the settings, the server, or the tables that are missing and cannot be made.
    pub fn connect(
        connection: &str,
        variables: &dyn Fn(&str) -> Option<String>,
        namespace: Option<&str>,
        now: fn() -> i64,
    ) -> Result<Self, SqlError> {
        let chance = u32::try_from(now() & 0xffff).unwrap_or_default();
        let settings = read_settings(connection, variables, chance)?;
        let mut client = connect(&settings)?;
        let first = settings.hosts.first();
        let (host, port) = first.map_or(("", 0), |host| (host.name.as_str(), host.port));
        prepare(&mut client).map_err(|error| SqlError::of_connection(&error, host, port))?;
        Ok(Self {
            namespace: namespace.map(str::to_owned),
            now,
            client: Mutex::new(client),
        })
    }

    fn with_client<T>(
        &self,
        work: impl FnOnce(&mut Client) -> Result<T, Error>,
    ) -> Result<T, StoreError> {
        let mut client: MutexGuard<'_, _> =
            self.client.lock().unwrap_or_else(PoisonError::into_inner);
        work(&mut client).map_err(|error| {
            if error.code() == Some(&SqlState::UNIQUE_VIOLATION) {
                StoreError::AlreadyExists
            } else {
                StoreError::Backend(SqlError::of_connection(&error, "", 0).to_string())
            }
        })
    }

    fn seconds(&self) -> i32 {
        i32::try_from((self.now)()).unwrap_or(i32::MAX)
    }

    /// Keys, namespaces and bodies of the records that are asked for.
    fn rows(&self, query: &Query<'_>) -> Result<Vec<Row>, StoreError> {
        let status = query.status.map(Status::name);
        self.with_client(|client| {
            client.query(
                "SELECT key, namespace, body, version, createdAt, modifiedAt FROM releases_v1
                 WHERE owner = $1 AND ($2::TEXT IS NULL OR namespace = $2)
                 AND ($3::TEXT IS NULL OR name = $3) AND ($4::TEXT IS NULL OR status = $4)
                 ORDER BY namespace, name, version",
                &[&OWNER, &self.namespace, &query.name, &status],
            )
        })
    }

    fn labels(&self) -> Result<Labels, StoreError> {
        let rows = self.with_client(|client| {
            client.query(
                "SELECT releaseKey, releaseNamespace, key, value FROM custom_labels_v1
                 WHERE $1::TEXT IS NULL OR releaseNamespace = $1",
                &[&self.namespace],
            )
        })?;
        let mut all = Labels::new();
        for row in rows {
            let labels = all.entry((row.get(0), row.get(1))).or_default();
            labels.insert(row.get(2), row.get(3));
        }
        Ok(all)
    }

    fn read(&self, query: &Query<'_>) -> Result<Vec<Release>, StoreError> {
        let rows = self.rows(query)?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut labels = self.labels()?;
        let read = |row: &Row| {
            let mut release = decode(row.get(2)).ok()?;
            let own = labels.remove(&(row.get(0), row.get(1)));
            release.labels = own.unwrap_or_default();
            Some(release)
        };
        Ok(rows.iter().filter_map(read).collect())
    }
}

impl ReleaseStore for SqlStore {
    fn create(&self, release: &Release) -> Result<(), StoreError> {
        let body = body(release)?;
        let key = object_key(&release.name, release.version);
        let namespace = namespace_of(release);
        let (version, now) = (version(release), self.seconds());
        self.with_client(|client| {
            let mut transaction = client.transaction()?;
            transaction.execute(
                "INSERT INTO releases_v1
                 (key, type, body, name, namespace, version, status, owner, createdAt)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                &[
                    &key,
                    &TYPE,
                    &body,
                    &release.name,
                    &namespace,
                    &version,
                    &release.info.status.name(),
                    &OWNER,
                    &now,
                ],
            )?;
            for (label, value) in &release.labels {
                let row: [&(dyn ToSql + Sync); 4] = [&key, &namespace, label, value];
                transaction.execute(
                    "INSERT INTO custom_labels_v1 (releaseKey, releaseNamespace, key, value)
                     VALUES ($1, $2, $3, $4)",
                    &row,
                )?;
            }
            transaction.commit()
        })
    }

    fn update(&self, release: &Release) -> Result<(), StoreError> {
        let body = body(release)?;
        let key = object_key(&release.name, release.version);
        let namespace = namespace_of(release);
        let (version, now) = (version(release), self.seconds());
        let changed = self.with_client(|client| {
            client.execute(
                "UPDATE releases_v1 SET body = $1, name = $2, version = $3, status = $4,
                 owner = $5, modifiedAt = $6 WHERE key = $7 AND namespace = $8",
                &[
                    &body,
                    &release.name,
                    &version,
                    &release.info.status.name(),
                    &OWNER,
                    &now,
                    &key,
                    &namespace,
                ],
            )
        })?;
        if changed == 0 {
            return Err(StoreError::NotFound);
        }
        Ok(())
    }

    fn get(&self, name: &str, version: u32) -> Result<Release, StoreError> {
        let query = Query {
            name: Some(name),
            status: None,
        };
        let found = self.read(&query)?;
        let found = found.into_iter().find(|release| release.version == version);
        found.ok_or(StoreError::NotFound)
    }

    fn query(&self, query: &Query<'_>) -> Result<Vec<Release>, StoreError> {
        self.read(query)
    }

    fn summaries(&self, query: &Query<'_>) -> Result<Vec<Summary>, StoreError> {
        let rows = self.rows(query)?;
        let mut labels = self.labels()?;
        let read = |row: &Row| {
            let summary = decode_summary(row.get(2)).ok()?;
            let version: i32 = row.get(3);
            let mut labels = labels.remove(&(row.get(0), row.get(1))).unwrap_or_default();
            for (key, value) in [
                ("name", summary.name.clone()),
                ("owner", OWNER.to_owned()),
                ("status", summary.status.name().to_owned()),
                ("version", version.to_string()),
            ] {
                labels.insert(key.to_owned(), value);
            }
            Some(Summary {
                namespace: row.get(1),
                version: u32::try_from(version).ok()?,
                labels,
                ..summary
            })
        };
        Ok(rows.iter().filter_map(read).collect())
    }

    fn delete(&self, name: &str, version: u32) -> Result<(), StoreError> {
        let key = object_key(name, version);
        let deleted = self.with_client(|client| {
            let mut transaction = client.transaction()?;
            let deleted = transaction.execute(
                "DELETE FROM releases_v1
                 WHERE key = $1 AND ($2::TEXT IS NULL OR namespace = $2)",
                &[&key, &self.namespace],
            )?;
            transaction.execute(
                "DELETE FROM custom_labels_v1
                 WHERE releaseKey = $1 AND ($2::TEXT IS NULL OR releaseNamespace = $2)",
                &[&key, &self.namespace],
            )?;
            transaction.commit()?;
            Ok(deleted)
        })?;
        if deleted == 0 {
            return Err(StoreError::NotFound);
        }
        Ok(())
    }
}

fn body(release: &Release) -> Result<String, StoreError> {
    encode(release).map_err(|error| StoreError::Backend(error.to_string()))
}

fn version(release: &Release) -> i32 {
    i32::try_from(release.version).unwrap_or(i32::MAX)
}

fn namespace_of(release: &Release) -> &str {
    match release.namespace.as_str() {
        "" => "default",
        namespace => namespace,
    }
}
