//! From a request to its answer.

use axum::body::{Body, HttpBody as _};
use axum::http::{HeaderName, Method, Request, StatusCode, header};
use tokio::time::{Duration, Instant};

use super::access::{access, authorize};
use super::answer::{Answer, error, not_found, set_header, sized, storage_failed};
use super::metrics::Answered;
use super::route::{NoRoute, Route, parse};
use super::{
    Call, admin, archive, chart_files, cors, delete, index, list, page, probe, statics, upload,
};
use crate::auth::{Access, Action};
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
    let patience = Duration::from_secs(service.config.read_timeout.max(1));
    let mut call = Call::new(parts, body, patience);
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
    call.actor.request.clone_from(&id);
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

async fn routed(service: &Service, mut call: Call, route: Route) -> Answer {
    if let Some(answer) = cors::preflight(&call, &service.config) {
        return answer;
    }
    let Some(access) = access(service, &route, &call.parts.method) else {
        return not_found();
    };
    if let Access::Needs(action) = access
        && let Err(answer) = authorize(service, &mut call, &route, action)
    {
        audit(service, &call, action, &answer);
        return *answer;
    }
    if let Some(repo) = route.repo() {
        service.await_mirror(repo).await;
    }
    let answer = answer_to(service, &mut call, route).await;
    if let Access::Needs(action) = access {
        audit(service, &call, action, &answer);
    }
    answer
}

/// What changes nothing because it is refused is worth a line too.
fn audit(service: &Service, call: &Call, action: Action, answer: &Answer) {
    let status = answer.status();
    if action == Action::Pull || status.is_success() || status.is_informational() {
        return;
    }
    let (method, path) = (call.parts.method.as_str(), call.parts.uri.path());
    service.audit_refusal(&call.actor, (method, path, status.as_u16()));
}

async fn answer_to(service: &Service, call: &mut Call, route: Route) -> Answer {
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
        Route::Oci(route) => crate::oci::answer(service, call, route).await,
        Route::Audit => admin::audit(service, call),
        route => in_repo(service, call, route).await,
    }
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
        return archive::archive(call, service, &repo, file).await;
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
            delete::chart(service, call, &repo, name).await
        }
        (Route::Chart(..), &Method::DELETE) => not_found(),
        (Route::Chart(_, name), _) => list::chart(&repo, name),
        (Route::Version(_, name, version), &Method::DELETE) => {
            delete::version(service, call, &repo, (name, version)).await
        }
        (Route::Version(_, name, version), _) => list::version(&repo, name, version),
        (Route::Part(..), _) if strict && !service.config.chart_url.is_empty() => {
            // ChartMuseum takes the name of the file from the whole URL.
            archive::unsupported(true)
        }
        (Route::Part(_, name, version, part), _) => {
            chart_files::part(service, &repo, (name, version), part).await
        }
        (Route::Yank(_, name, version), _) => {
            delete::yank(service, call, &repo, (name, version)).await
        }
        (Route::Prov(_), _) => upload::upload_provenance(service, call, &repo).await,
        (Route::Rescan(_), _) => admin::rescan(&repo),
        (Route::Retention(_), method) => admin::retention(service, call, &repo, method).await,
        (Route::Mirror(_), method) => admin::mirror(service, &repo, method).await,
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
        service.metrics.page(&repos, service.webhooks.counts()),
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
