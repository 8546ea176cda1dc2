//! From a request to its answer.

use std::sync::Arc;

use axum::body::{Body, HttpBody as _};
use axum::http::{HeaderName, Method, Request, StatusCode, header};
use tokio::time::Instant;

use super::answer::{Answer, error, not_found, set_header, sized, storage_failed};
use super::metrics::Answered;
use super::route::{NoRoute, Route, parse};
use super::{Call, archive, chart_files, cors, delete, index, list, page, probe, statics, upload};
use crate::auth::{Access, Action, Scope};
use crate::catalog::Repo;
use crate::config::Depth;
use crate::names::RepoPath;
use crate::ports::LogLevel;
use crate::random::uuid;
use crate::service::Service;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest request id that is echoed.
const MAX_ID: usize = 200;

/// Answers a request, and counts and logs it.
pub(crate) async fn answer(service: &Service, request: Request<Body>) -> Answer {
    let begin = Instant::now();
    let (parts, body) = request.into_parts();
    let call = Call::new(parts, body);
    let method = call.parts.method.clone();
    let path = call.parts.uri.path().to_owned();
    let bytes_in = call.length().unwrap_or_default();
    let id = call
        .header(REQUEST_ID)
        .filter(|id| !id.is_empty() && id.len() <= MAX_ID);
    let id = id.map_or_else(uuid, str::to_owned);
    let route = parse(&path, &service.config);
    let template = route
        .as_ref()
        .map(Route::template)
        .map_err(|problem| *problem);
    let mut answer = match route {
        Ok(route) => routed(service, call, route).await,
        Err(NoRoute::NotFound) => not_found(),
        Err(NoRoute::BadStaticPath) => error(StatusCode::BAD_REQUEST, "invalid URL path"),
    };
    set_header(&mut answer, REQUEST_ID, &id);
    cors::mark(&mut answer, &path, &service.config);
    let bytes_out = content_length(&answer);
    if method == Method::HEAD {
        let length = answer.body().size_hint().exact();
        if let Some(length) =
            length.filter(|_| !answer.headers().contains_key(header::CONTENT_LENGTH))
        {
            set_header(&mut answer, header::CONTENT_LENGTH, &length.to_string());
        }
        *answer.body_mut() = Body::empty();
    }
    let took = begin.elapsed();
    let probe = matches!(
        template.as_deref(),
        Ok("/health" | "/livez" | "/readyz" | "/metrics")
    );
    if !probe || service.config.log_health {
        let (status, took) = (
            answer.status().as_u16().to_string(),
            format!("{:.1}ms", took.as_secs_f64() * 1e3),
        );
        service.surroundings.log(
            LogLevel::Debug,
            "request",
            &[
                ("method", method.as_str()),
                ("path", &path),
                ("status", &status),
                ("took", &took),
                ("id", &id),
            ],
        );
    }
    if let Ok(route) = template {
        service.metrics.count(Answered {
            status: answer.status().as_u16(),
            method: method.to_string(),
            route,
            took,
            bytes_in,
            bytes_out,
        });
    }
    answer
}

fn content_length(answer: &Answer) -> u64 {
    let header = answer.headers().get(header::CONTENT_LENGTH);
    let told = header.and_then(|length| length.to_str().ok()?.parse().ok());
    told.or_else(|| answer.body().size_hint().exact())
        .unwrap_or_default()
}

/// What a request of this method to this route needs; `None` when there is no such method.
fn access(service: &Service, route: &Route, method: &Method) -> Option<Access> {
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
        Route::Prov(_) | Route::Rescan(_) => push(&Method::POST),
        Route::Oci(_) => crate::oci::access(method, route, config),
    }
}

async fn routed(service: &Service, mut call: Call, route: Route) -> Answer {
    if let Some(answer) = cors::preflight(&call, &service.config) {
        return answer;
    }
    let Some(access) = access(service, &route, &call.parts.method) else {
        return not_found();
    };
    if let Access::Needs(action) = access
        && let Err(answer) = authorize(service, &call, &route, action)
    {
        return *answer;
    }
    match route {
        Route::Welcome => welcome(service).await,
        Route::Info => probe::info(&service.config.version),
        Route::Health | Route::Live | Route::Ready => probe::healthy(),
        Route::Metrics => metrics(service),
        Route::Static(segments) => match &service.config.web_templates {
            Some(folder) => statics::file(folder, &segments, service.config.strict()).await,
            None => not_found(),
        },
        Route::ArtifactHub(repo) => artifact_hub(service, &repo),
        Route::Oci(route) => crate::oci::answer(service, &mut call, route).await,
        route => in_repo(service, &mut call, route).await,
    }
}

/// Decides whether the caller may do that.
fn authorize(
    service: &Service,
    call: &Call,
    route: &Route,
    action: Action,
) -> Result<(), Box<Answer>> {
    let registry_name = match route {
        Route::Oci(route) if !route.name.is_empty() => Some(route.name.as_str()),
        _ => None,
    };
    let scope = Scope {
        repo: route.repo().map_or("", RepoPath::as_str),
        registry_name,
    };
    let now = service.surroundings.now().seconds;
    let header = call.header(header::AUTHORIZATION);
    service
        .authorizer
        .check(header, &scope, action, now)
        .map_err(|denied| {
            let mut answer = if matches!(route, Route::Oci(_)) {
                crate::oci::unauthorized()
            } else {
                error(StatusCode::UNAUTHORIZED, "unauthorized")
            };
            set_header(&mut answer, header::WWW_AUTHENTICATE, &denied.challenge);
            Box::new(answer)
        })
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

async fn in_repo(service: &Service, call: &mut Call, route: Route) -> Answer {
    let Some(path) = route.repo() else {
        return not_found();
    };
    let repo = service.repo(path);
    if let Route::Index(_) = route {
        return index::index(call, &repo).await;
    }
    if let Route::Archive(_, file) = &route {
        return archive::archive(call, &repo, &*service.storage, file).await;
    }
    if let Err(problem) = repo.freshen().await {
        return storage_failed(&problem);
    }
    let strict = service.config.strict();
    let storage = &*service.storage;
    match (&route, &call.parts.method) {
        (Route::Charts(_), &Method::POST) => upload::upload(service, call, &repo).await,
        (Route::Charts(_), _) => list::charts(call, &repo, strict),
        (Route::Chart(_, name), &Method::DELETE) if call.query.switch("all") => {
            delete::chart(service, &repo, name).await
        }
        (Route::Chart(..), &Method::DELETE) => not_found(),
        (Route::Chart(_, name), _) => list::chart(&repo, name),
        (Route::Version(_, name, version), &Method::DELETE) => {
            delete::version(service, &repo, name, version).await
        }
        (Route::Version(_, name, version), _) => list::version(&repo, name, version),
        (Route::Part(..), _) if strict && !service.config.chart_url.is_empty() => {
            // ChartMuseum takes the name of the file from the whole URL.
            archive::unsupported(true)
        }
        (Route::Part(_, name, version, part), _) => {
            chart_files::part(&repo, storage, &service.inspector, (name, version), part).await
        }
        (Route::Prov(_), _) => upload::upload_provenance(service, call, &repo).await,
        (Route::Rescan(_), _) => rescan(&repo),
        (Route::Page(_, name, version), _) => {
            let base = page_base(service, &repo.path);
            let of = (name.as_str(), version.as_deref());
            page::chart(&repo, storage, &service.inspector, of, (strict, &base)).await
        }
        _ => not_found(),
    }
}

fn page_base(service: &Service, repo: &RepoPath) -> String {
    let context = &service.config.context_path;
    if repo.as_str().is_empty() {
        context.clone()
    } else {
        format!("{context}/{repo}")
    }
}

/// Looks through the storage beside the requests.
fn rescan(repo: &Arc<Repo>) -> Answer {
    let job = uuid();
    let repo = Arc::clone(repo);
    tokio::spawn(async move { repo.rescan_now().await });
    super::json(StatusCode::ACCEPTED, &serde_json::json!({ "job": job }))
}

async fn welcome(service: &Service) -> Answer {
    if let Some(folder) = &service.config.web_templates
        && let Some(content) = statics::welcome(folder).await
    {
        return sized(StatusCode::OK, "text/html; charset=utf-8", content);
    }
    if service.config.depth != Depth::Fixed(0) {
        return page::welcome(None, "");
    }
    let repo = service.repo(&RepoPath::default());
    if let Err(problem) = repo.freshen().await {
        return storage_failed(&problem);
    }
    page::welcome(Some(&repo), &page_base(service, &repo.path))
}

fn metrics(service: &Service) -> Answer {
    let repos: Vec<_> = service
        .known_repos()
        .iter()
        .map(|repo| {
            let index = repo.index();
            (
                repo.path.as_str().to_owned(),
                index.names().count(),
                index.len(),
            )
        })
        .collect();
    sized(
        StatusCode::OK,
        "text/plain; version=0.0.4; charset=utf-8",
        service.metrics.page(&repos),
    )
}

fn artifact_hub(service: &Service, repo: &RepoPath) -> Answer {
    let found = service
        .config
        .artifact_hub
        .iter()
        .find(|(path, _)| path == repo);
    match found {
        Some((_, id)) => sized(
            StatusCode::OK,
            "application/x-yaml",
            format!("repositoryID: {id}\n"),
        ),
        None => error(
            StatusCode::NOT_FOUND,
            "Artifact Hub repository ID not found",
        ),
    }
}
