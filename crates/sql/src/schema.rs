//! The tables, and the list of the steps by which they were made, as Helm's library for migrations keeps it.

use postgres::{Client, Error};

/// The steps, by the names under which they are noted as done.
const STEPS: [(&str, &str); 2] = [
    (
        "init",
        "CREATE TABLE releases_v1 (
            key VARCHAR(90),
            type VARCHAR(64) NOT NULL,
            body TEXT NOT NULL,
            name VARCHAR(64) NOT NULL,
            namespace VARCHAR(64) NOT NULL,
            version INTEGER NOT NULL,
            status TEXT NOT NULL,
            owner TEXT NOT NULL,
            createdAt INTEGER NOT NULL,
            modifiedAt INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY(key, namespace)
        );
        CREATE INDEX ON releases_v1 (key, namespace);
        CREATE INDEX ON releases_v1 (version);
        CREATE INDEX ON releases_v1 (status);
        CREATE INDEX ON releases_v1 (owner);
        CREATE INDEX ON releases_v1 (createdAt);
        CREATE INDEX ON releases_v1 (modifiedAt);
        GRANT ALL ON releases_v1 TO PUBLIC;
        ALTER TABLE releases_v1 ENABLE ROW LEVEL SECURITY;",
    ),
    (
        "custom_labels",
        "CREATE TABLE custom_labels_v1 (
            releaseKey VARCHAR(64),
            releaseNamespace VARCHAR(67),
            key VARCHAR(317),
            value VARCHAR(63)
        );
        CREATE INDEX ON custom_labels_v1 (releaseKey, releaseNamespace);
        GRANT ALL ON custom_labels_v1 TO PUBLIC;
        ALTER TABLE custom_labels_v1 ENABLE ROW LEVEL SECURITY;",
    ),
];

/// Does the steps that are not done yet.
pub(crate) fn prepare(client: &mut Client) -> Result<(), Error> {
    // A user who may not make tables can still use those that are there.
    let known = client.query("SELECT id FROM gorp_migrations", &[]);
    let known = known.unwrap_or_default();
    let done: Vec<String> = known.iter().map(|row| row.get(0)).collect();
    if STEPS
        .iter()
        .all(|(name, _)| done.iter().any(|id| id == name))
    {
        return Ok(());
    }
    client.batch_execute(
        "CREATE TABLE IF NOT EXISTS gorp_migrations (
            id TEXT NOT NULL PRIMARY KEY,
            applied_at TIMESTAMP WITH TIME ZONE
        )",
    )?;
    for (name, step) in STEPS {
        if done.iter().any(|id| id == name) {
            continue;
        }
        let mut transaction = client.transaction()?;
        transaction.batch_execute(step)?;
        transaction.execute(
            "INSERT INTO gorp_migrations (id, applied_at) VALUES ($1, now())",
            &[&name],
        )?;
        transaction.commit()?;
    }
    Ok(())
}
