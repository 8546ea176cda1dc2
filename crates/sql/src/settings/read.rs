use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::Variables;
use super::choices::{Choice, Negotiation, Order, Session, SslMode, TlsVersion};
use super::model::{Host, Settings, TlsSettings};
use super::text::{Words, parse_connection, parse_service};
use crate::SqlError;

/// The words of settings, and the variables of the same meaning. Other words are settings of the session.
const KNOWN: [(&str, &str); 31] = [
    ("host", "PGHOST"),
    ("hostaddr", "PGHOSTADDR"),
    ("port", "PGPORT"),
    ("dbname", "PGDATABASE"),
    ("user", "PGUSER"),
    ("password", "PGPASSWORD"),
    ("passfile", "PGPASSFILE"),
    ("options", "PGOPTIONS"),
    ("application_name", "PGAPPNAME"),
    ("fallback_application_name", ""),
    ("sslmode", "PGSSLMODE"),
    ("sslnegotiation", "PGSSLNEGOTIATION"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("sslsni", "PGSSLSNI"),
    ("ssl_min_protocol_version", "SSLPGMINPROTOCOLVERSION"),
    ("ssl_max_protocol_version", "SSLPGMAXPROTOCOLVERSION"),
    ("sslinline", ""),
    ("connect_timeout", "PGCONNECT_TIMEOUT"),
    ("binary_parameters", ""),
    ("disable_prepared_binary_result", ""),
    ("client_encoding", "PGCLIENTENCODING"),
    ("datestyle", "PGDATESTYLE"),
    ("tz", "PGTZ"),
    ("geqo", "PGGEQO"),
    ("target_session_attrs", "PGTARGETSESSIONATTRS"),
    ("load_balance_hosts", "PGLOADBALANCEHOSTS"),
    ("min_protocol_version", "PGMINPROTOCOLVERSION"),
    ("max_protocol_version", "PGMAXPROTOCOLVERSION"),
    ("service", "PGSERVICE"),
];

/// Variables that libpq knows and Helm's library refuses.
const REFUSED: [&str; 13] = [
    "PGREQUIRESSL",
    "PGSSLCOMPRESSION",
    "PGREALM",
    "PGGSSENCMODE",
    "PGGSSDELEGATION",
    "PGGSSLIB",
    "PGREQUIREAUTH",
    "PGCHANNELBINDING",
    "PGSSLCERTMODE",
    "PGSSLCRL",
    "PGSSLCRLDIR",
    "PGREQUIREPEER",
    "PGKRBSRVNAME",
];

/// Reads the settings of a connection. A service goes before the connection string, which goes before the environment.
///
/// `chance` decides between hosts that are to be tried in no order.
pub(crate) fn read_settings(
    connection: &str,
    variables: Variables<'_>,
    chance: u32,
) -> Result<Settings, SqlError> {
    let words = Known::read(connection, variables)?;
    let mut hosts = words.hosts()?;
    if words.choice::<Order>("load_balance_hosts")? == Some(Order::Random) {
        let count = hosts.len();
        hosts.rotate_left(chance as usize % count.max(1));
    }
    words.check_encoding()?;
    let home = variables("HOME").filter(|home| !home.is_empty());
    let application = words.text("application_name");
    let name = match application.as_str() {
        "" => words.text("fallback_application_name"),
        _ => application,
    };
    let timeout: Option<i64> = words.number("connect_timeout", "ParseInt")?;
    let timeout = timeout.and_then(|seconds| u64::try_from(seconds).ok());
    let is_socket = hosts.first().is_some_and(Host::is_socket);
    Ok(Settings {
        user: words.user(variables)?,
        password: words.text("password"),
        database: words.text("dbname"),
        passfile: words.text("passfile"),
        options: words.options(),
        application: name,
        tls: words.tls(is_socket)?,
        timeout: timeout
            .filter(|seconds| *seconds > 0)
            .map(Duration::from_secs),
        session: words
            .choice("target_session_attrs")?
            .unwrap_or(Session::Any),
        home,
        hosts,
    })
}

/// Settings by their words, with what errors call each.
struct Known {
    words: BTreeMap<&'static str, (String, String)>,
    session: Words,
}

impl Known {
    fn read(connection: &str, variables: Variables<'_>) -> Result<Self, SqlError> {
        if let Some(name) = REFUSED.iter().find(|name| variables(name).is_some()) {
            return Err(SqlError::Settings(format!(
                "pq: environment variable ${name} is not supported"
            )));
        }
        let mut words = BTreeMap::new();
        for (word, name) in KNOWN.iter().filter(|(_, name)| !name.is_empty()) {
            if let Some(value) = variables(name) {
                words.insert(*word, (value, format!("${name}")));
            }
        }
        let mut given = parse_connection(connection)?;
        for (word, _) in KNOWN {
            if let Some(value) = given.remove(word) {
                words.insert(word, (value, format!("{word:?}")));
            }
        }
        if let Some(database) = given.remove("database") {
            words.insert("dbname", (database, "\"database\"".to_owned()));
        }
        let mut known = Self {
            words,
            session: given,
        };
        known.add_service(variables)?;
        Ok(known)
    }

    fn add_service(&mut self, variables: Variables<'_>) -> Result<(), SqlError> {
        let service = self.text("service");
        if service.is_empty() {
            return Ok(());
        }
        let path = variables("PGSERVICEFILE").unwrap_or_else(|| {
            let home = variables("HOME").unwrap_or_default();
            format!("{home}/.pg_service.conf")
        });
        let text = fs_err::read_to_string(Path::new(&path))
            .map_err(|_| SqlError::Settings(format!("pq: service file {path:?} not found")))?;
        let mut given = parse_service(&text, &service)?;
        for (word, _) in KNOWN {
            if let Some(value) = given.remove(word) {
                self.words.insert(word, (value, format!("{word:?}")));
            }
        }
        match given.keys().next() {
            None => Ok(()),
            Some(word) => Err(SqlError::Settings(format!(
                "pq: unknown setting {word:?} in service file for service {service:?}"
            ))),
        }
    }

    fn text(&self, word: &str) -> String {
        let found = self.words.get(word);
        found.map(|(value, _)| value.clone()).unwrap_or_default()
    }

    fn choice<T: Choice>(&self, word: &str) -> Result<Option<T>, SqlError> {
        let Some((value, name)) = self.words.get(word) else {
            return Ok(None);
        };
        if let Some((_, choice)) = T::WORDS.iter().find(|(word, _)| word == value) {
            return Ok(Some(*choice));
        }
        let words: Vec<&str> = T::WORDS.iter().map(|(word, _)| *word).collect();
        let (last, others) = words.split_last().unwrap_or((&"", &[]));
        Err(SqlError::Settings(format!(
            "pq: wrong value for {name}: {value:?} is not supported; supported values are {}, or {last}",
            others.join(", ")
        )))
    }

    fn is_set(&self, word: &str, otherwise: bool) -> Result<bool, SqlError> {
        let Some((value, name)) = self.words.get(word) else {
            return Ok(otherwise);
        };
        match value.as_str() {
            "1" | "t" | "T" | "true" | "TRUE" | "True" | "yes" | "on" => Ok(true),
            "0" | "f" | "F" | "false" | "FALSE" | "False" | "no" | "off" => Ok(false),
            _ => Err(SqlError::Settings(format!(
                "pq: wrong value for {name}: strconv.ParseBool: parsing {value:?}: invalid syntax"
            ))),
        }
    }

    fn number<T: std::str::FromStr>(
        &self,
        word: &str,
        function: &str,
    ) -> Result<Option<T>, SqlError> {
        let Some((value, name)) = self.words.get(word) else {
            return Ok(None);
        };
        parse_number(value, name, function).map(Some)
    }

    fn hosts(&self) -> Result<Vec<Host>, SqlError> {
        let list = |word: &str| -> Vec<String> {
            let text = self.text(word);
            if self.words.contains_key(word) {
                text.split(',').map(str::to_owned).collect()
            } else {
                Vec::new()
            }
        };
        let (names, addresses, ports) = (list("host"), list("hostaddr"), list("port"));
        if !names.is_empty() && !addresses.is_empty() && names.len() != addresses.len() {
            return Err(SqlError::Settings(format!(
                "pq: could not match {} host names to {} hostaddr values",
                names.len(),
                addresses.len()
            )));
        }
        let count = names.len().max(addresses.len()).max(1);
        if count > 1 && ports.len() > 1 && ports.len() != count {
            return Err(SqlError::Settings(format!(
                "pq: could not match {} port numbers to {count} hosts",
                ports.len()
            )));
        }
        (0..count)
            .map(|n| {
                let name = names.get(n).filter(|name| !name.is_empty());
                let address = addresses.get(n).filter(|text| !text.is_empty());
                let address = address.map(|text| {
                    text.parse().map_err(|_| {
                        SqlError::Settings(format!(
                            "pq: wrong value for \"hostaddr\": ParseAddr({text:?}): unable to parse IP"
                        ))
                    })
                });
                let port = ports.get(n).or_else(|| ports.first());
                Ok(Host {
                    name: name.cloned().unwrap_or_else(|| "localhost".to_owned()),
                    address: address.transpose()?,
                    port: self.port(port.map_or("", String::as_str))?,
                })
            })
            .collect()
    }

    fn port(&self, text: &str) -> Result<u16, SqlError> {
        const PORT: u16 = 5432;
        if text.is_empty() {
            return Ok(PORT);
        }
        let name = self.words.get("port").map_or("", |(_, name)| name);
        parse_number(text, name, "ParseUint")
    }

    fn user(&self, variables: Variables<'_>) -> Result<String, SqlError> {
        let user = self.words.get("user").map(|(user, _)| user.clone());
        let own = || {
            ["USER", "LOGNAME", "USERNAME"]
                .iter()
                .find_map(|name| variables(name))
        };
        user.or_else(own).ok_or_else(|| {
            SqlError::Settings(
                "pq: could not detect default username; please provide one explicitly".to_owned(),
            )
        })
    }

    /// The options of the session, with those that are words of their own.
    fn options(&self) -> String {
        let mut options = self.text("options");
        for (word, value) in &self.session {
            let mut escaped = String::new();
            for letter in value.chars() {
                if letter.is_whitespace() || letter == '\\' {
                    escaped.push('\\');
                }
                escaped.push(letter);
            }
            if !options.is_empty() {
                options.push(' ');
            }
            options.extend(["-c ", word, "=", &escaped]);
        }
        options
    }

    fn check_encoding(&self) -> Result<(), SqlError> {
        let encoding = self.text("client_encoding");
        let letters = encoding.chars().filter(char::is_ascii_alphanumeric);
        let letters: String = letters.collect::<String>().to_ascii_lowercase();
        if self.words.contains_key("client_encoding")
            && !matches!(letters.as_str(), "utf8" | "unicode")
        {
            return Err(SqlError::Settings(format!(
                "pq: unsupported client_encoding {encoding:?}: must be absent or \"UTF8\""
            )));
        }
        let style = self.text("datestyle");
        if self.words.contains_key("datestyle") && style != "ISO, MDY" {
            return Err(SqlError::Settings(format!(
                "pq: unsupported datestyle {style:?}: must be absent or \"ISO, MDY\""
            )));
        }
        Ok(())
    }

    fn tls(&self, is_socket: bool) -> Result<TlsSettings, SqlError> {
        let given = self.choice("sslmode")?;
        let root = self.text("sslrootcert");
        let is_system = root == "system";
        let mode = match given {
            _ if is_socket => SslMode::Disable,
            Some(mode) => mode,
            None if is_system => SslMode::VerifyFull,
            None => SslMode::Require,
        };
        let negotiation = self
            .choice("sslnegotiation")?
            .unwrap_or(Negotiation::Postgres);
        let is_weak = matches!(mode, SslMode::Disable | SslMode::Allow | SslMode::Prefer);
        if negotiation == Negotiation::Direct && is_weak {
            return Err(SqlError::Settings(format!(
                "pq: weak sslmode {:?} may not be used with sslnegotiation=direct (use \"require\", \"verify-ca\", or \"verify-full\")",
                mode.word()
            )));
        }
        if is_system && mode != SslMode::VerifyFull {
            return Err(SqlError::Settings(format!(
                "pq: weak sslmode {:?} may not be used with sslrootcert=system (use \"verify-full\")",
                mode.word()
            )));
        }
        Ok(TlsSettings {
            mode,
            negotiation,
            inline: self.is_set("sslinline", false)?,
            certificate: self.text("sslcert"),
            key: self.text("sslkey"),
            root,
            tells_name: self.is_set("sslsni", true)?,
            oldest: self.choice::<TlsVersion>("ssl_min_protocol_version")?,
            newest: self.choice::<TlsVersion>("ssl_max_protocol_version")?,
        })
    }
}

fn parse_number<T: std::str::FromStr>(
    text: &str,
    name: &str,
    function: &str,
) -> Result<T, SqlError> {
    text.parse().map_err(|_| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let problem = if is_number && (text == digits || function == "ParseInt") {
            "value out of range"
        } else {
            "invalid syntax"
        };
        SqlError::Settings(format!(
            "pq: wrong value for {name}: strconv.{function}: parsing {text:?}: {problem}"
        ))
    })
}
