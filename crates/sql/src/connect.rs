use postgres::config::{SslMode as Asked, SslNegotiation};
use postgres::{Client, Config, NoTls};

use crate::SqlError;
use crate::settings::{Host, Negotiation, Session, Settings, SslMode, find_password};
use crate::tls::Tls;

/// Connects to the first host that will do.
pub(crate) fn connect(settings: &Settings) -> Result<Client, SqlError> {
    let first = match settings.session {
        Session::PreferStandby => Session::Standby,
        other => other,
    };
    match try_hosts(settings, first) {
        Err(_) if settings.session == Session::PreferStandby => try_hosts(settings, Session::Any),
        other => other,
    }
}

fn try_hosts(settings: &Settings, session: Session) -> Result<Client, SqlError> {
    let mut problems = Vec::new();
    for host in &settings.hosts {
        match try_host(settings, host, session) {
            Ok(client) => return Ok(client),
            Err(error) if settings.hosts.len() == 1 => return Err(error),
            Err(error) => problems.push(format!(
                "connecting to {}:{}: {error}",
                host.name, host.port
            )),
        }
    }
    Err(SqlError::AllHosts(problems.join("\n")))
}

fn try_host(settings: &Settings, host: &Host, session: Session) -> Result<Client, SqlError> {
    let modes: &[SslMode] = match settings.tls.mode {
        SslMode::Allow => &[SslMode::Disable, SslMode::Require],
        SslMode::Prefer => &[SslMode::Prefer, SslMode::Disable],
        ref mode => std::slice::from_ref(mode),
    };
    let config = config(settings, host);
    let mut client = Err(SqlError::Plain);
    for mode in modes {
        client = connect_as(settings, host, config.clone(), *mode);
        if client.is_ok() {
            break;
        }
    }
    let mut client = client?;
    check_session(&mut client, session)?;
    Ok(client)
}

fn connect_as(
    settings: &Settings,
    host: &Host,
    mut config: Config,
    mode: SslMode,
) -> Result<Client, SqlError> {
    let connected = match mode {
        SslMode::Disable | SslMode::Allow => config.ssl_mode(Asked::Disable).connect(NoTls),
        SslMode::Prefer => config
            .ssl_mode(Asked::Prefer)
            .connect(Tls::new(settings, mode)?),
        SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => config
            .ssl_mode(Asked::Require)
            .connect(Tls::new(settings, mode)?),
    };
    connected.map_err(|error| SqlError::of_connection(&error, &host.name, host.port))
}

fn config(settings: &Settings, host: &Host) -> Config {
    let mut config = Config::new();
    config.user(&settings.user).port(host.port);
    // The library takes an empty password for none.
    config.password(password(settings, host));
    if host.is_socket() {
        config.host_path(&host.name);
    } else {
        config.host(&host.name);
        if let Some(address) = host.address {
            config.hostaddr(address);
        }
    }
    if !settings.database.is_empty() {
        config.dbname(&settings.database);
    }
    if !settings.options.is_empty() {
        config.options(&settings.options);
    }
    if !settings.application.is_empty() {
        config.application_name(&settings.application);
    }
    if let Some(timeout) = settings.timeout {
        config.connect_timeout(timeout);
    }
    if settings.tls.negotiation == Negotiation::Direct {
        config.ssl_negotiation(SslNegotiation::Direct);
    }
    config
}

/// The password that is given, or the one in the password file, unless others may read that.
fn password(settings: &Settings, host: &Host) -> String {
    if !settings.password.is_empty() {
        return settings.password.clone();
    }
    let path = match (settings.passfile.as_str(), &settings.home) {
        ("", None) => return String::new(),
        ("", Some(home)) => format!("{home}/.pgpass"),
        (path, _) => path.to_owned(),
    };
    if !is_private(&path) {
        return String::new();
    }
    let text = fs_err::read_to_string(&path).unwrap_or_default();
    let port = host.port.to_string();
    let wanted = [
        host.name.as_str(),
        &port,
        &settings.database,
        &settings.user,
    ];
    find_password(&text, wanted).unwrap_or_default()
}

/// Whether nobody but the owner may do anything with a file: the lower six bits of its mode.
#[cfg(unix)]
fn is_private(path: &str) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs_err::metadata(path).is_ok_and(|metadata| metadata.mode().trailing_zeros() >= 6)
}

#[cfg(not(unix))]
fn is_private(_: &str) -> bool {
    true
}

fn check_session(client: &mut Client, session: Session) -> Result<(), SqlError> {
    let mut ask = |query: &str| -> Result<bool, SqlError> {
        let row = client
            .query_one(query, &[])
            .map_err(|error| SqlError::Other(error.to_string()))?;
        Ok(row.get(0))
    };
    let standby = "SELECT pg_catalog.pg_is_in_recovery()";
    let read_only = "SELECT current_setting('transaction_read_only')::BOOLEAN";
    let problem = match session {
        Session::Any => None,
        Session::ReadOnly => (!ask(read_only)?).then_some("session is not read-only"),
        Session::ReadWrite if ask(read_only)? => Some("session is read-only"),
        Session::ReadWrite | Session::Primary => {
            ask(standby)?.then_some("server is in hot standby mode")
        }
        Session::Standby | Session::PreferStandby => {
            (!ask(standby)?).then_some("server is not in hot standby mode")
        }
    };
    problem.map_or(Ok(()), |text| Err(SqlError::Session(text)))
}
