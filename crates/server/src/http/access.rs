//! What a request needs, and whether the caller may do it.

use axum::http::{Method, StatusCode, header};

use super::Call;
use super::answer::{Answer, error, set_header};
use super::route::Route;
use crate::auth::{Access, Action, Scope};
use crate::names::RepoPath;
use crate::service::Service;

/// What a request of this method to this route needs; `None` when there is no such method.
pub(super) fn access(service: &Service, route: &Route, method: &Method) -> Option<Access> {
    let config = &service.config;
    let head_here = !config.strict()
        || matches!(
            route,
            Route::Index(_) | Route::Chart(..) | Route::Version(..) | Route::Oci(_)
        );
    let reads = *method == Method::GET || *method == Method::HEAD && head_here;
    let writes = !config.read_only;
    let pull = reads.then_some(Access::Needs(Action::Pull));
    let push =
        |wanted: &Method| (writes && method == wanted).then_some(Access::Needs(Action::Push));
    match route {
        Route::Info | Route::Health | Route::Live | Route::Ready | Route::Metrics => {
            reads.then_some(Access::Open)
        }
        Route::Welcome
        | Route::Static(_)
        | Route::Index(_)
        | Route::Archive(..)
        | Route::Page(..)
        | Route::ArtifactHub(_)
        | Route::Part(..) => pull,
        Route::Charts(_) => pull.or_else(|| push(&Method::POST)),
        Route::Chart(..) | Route::Version(..) => {
            let whole = matches!(route, Route::Chart(..));
            let deletes = config.delete && !(whole && config.strict());
            pull.or_else(|| push(&Method::DELETE).filter(|_| deletes))
        }
        Route::Yank(..) | Route::Prov(_) | Route::Rescan(_) => push(&Method::POST),
        Route::Audit => reads.then_some(Access::Needs(Action::Admin)),
        Route::Retention(_) | Route::Mirror(_) => {
            let sets = *method == Method::POST && writes;
            (reads || sets).then_some(Access::Needs(Action::Admin))
        }
        Route::Oci(_) => crate::oci::access(method, route, config),
    }
}

/// Decides whether the caller may do that.
pub(super) fn authorize(
    service: &Service,
    call: &mut Call,
    route: &Route,
    action: Action,
) -> Result<(), Box<Answer>> {
    let registry_name = match route {
        Route::Oci(route) if !route.name.is_empty() => Some(route.name.as_str()),
        _ => None,
    };
    let repo = match route {
        Route::Audit => audited_repo(call),
        route => route.repo().map_or("", RepoPath::as_str),
    };
    let scope = Scope {
        repo,
        registry_name,
    };
    let now = service.surroundings.now().seconds;
    let header = call.header(header::AUTHORIZATION);
    let checked = service.authorizer.check(header, &scope, action, now);
    let who = checked.map_err(|denied| {
        let mut answer = if matches!(route, Route::Oci(_)) {
            crate::oci::unauthorized()
        } else {
            error(StatusCode::UNAUTHORIZED, "unauthorized")
        };
        set_header(&mut answer, header::WWW_AUTHENTICATE, &denied.challenge);
        Box::new(answer)
    })?;
    call.actor.who = who;
    Ok(())
}

/// The repository whose changes somebody wants to see; a path that no pattern for some of them fits, for all.
fn audited_repo(call: &Call) -> &str {
    call.query
        .get("repo")
        .unwrap_or("all/repositories/there/are")
}

/// Whether the caller may read from that name of the registry too, as mounts from there need.
pub(crate) fn may_pull(
    service: &Service,
    call: &Call,
    repo: &RepoPath,
    registry_name: &str,
) -> bool {
    let scope = Scope {
        repo: repo.as_str(),
        registry_name: Some(registry_name),
    };
    let now = service.surroundings.now().seconds;
    let header = call.header(header::AUTHORIZATION);
    service
        .authorizer
        .check(header, &scope, Action::Pull, now)
        .is_ok()
}
