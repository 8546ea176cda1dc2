//! Uploads of blobs: whole, in pieces, or taken from another name.

use axum::http::{StatusCode, header};

use super::answer::{DIGEST, OciError, UPLOAD, empty};
use super::blobs::{put_blob, source_of};
use super::keys::{Keys, digest_text, parse_digest};
use super::shared_uploads::{self, SharedUpload};
use crate::http::{Answer, Call, OciRoute, may_pull, set_header};
use crate::names::RepoPath;
use crate::service::Service;
use crate::spool::Spooled;

/// `POST .../uploads/`: begins an upload, takes a whole blob, or mounts one.
pub(super) async fn begin(
    service: &Service,
    call: &mut Call,
    route: &OciRoute,
) -> Result<Answer, OciError> {
    if let (Some(digest), Some(from)) = (call.query.get("mount"), call.query.get("from"))
        && let Some(answer) = mount(service, call, route, digest, from).await?
    {
        return Ok(answer);
    }
    if call.query.get("digest").is_none() && service.storage.shared().is_some() {
        let id = shared_uploads::begin(service, route).await?;
        return Ok(progress(service, route, &id, 0, StatusCode::ACCEPTED));
    }
    let mut file = Spooled::create(service.storage.spool(), service.config.max_upload).await?;
    if let Some(wanted) = call.query.get("digest") {
        let wanted = parse_digest(wanted).ok_or(OciError::DigestInvalid)?;
        file.append(call.stream()).await?;
        return keep(service, route, &mut file, &wanted).await;
    }
    let id = service.sessions.begin(&route.name, file);
    Ok(progress(service, route, &id, 0, StatusCode::ACCEPTED))
}

/// Takes a blob over from another name, which the caller has to be allowed to read.
async fn mount(
    service: &Service,
    call: &Call,
    route: &OciRoute,
    digest: &str,
    from: &str,
) -> Result<Option<Answer>, OciError> {
    let digest = parse_digest(digest).ok_or(OciError::DigestInvalid)?;
    let segments: Vec<&str> = from.split('/').collect();
    let (Ok(_), Some((chart, path))) = (RepoPath::new(&segments), segments.split_last()) else {
        return Ok(None);
    };
    let Ok(path) = RepoPath::new(path) else {
        return Ok(None);
    };
    if !may_pull(service, call, &path, from) {
        return Ok(None);
    }
    let Some((key, _)) = source_of(service, &path, chart, from, &digest).await? else {
        return Ok(None);
    };
    service
        .storage
        .link(&key, &Keys::of(route).blob(&digest))
        .await?;
    Ok(Some(created(service, route, &digest)))
}

/// `PATCH`: the next piece.
pub(super) async fn append(
    service: &Service,
    call: &mut Call,
    route: &OciRoute,
    id: &str,
) -> Result<Answer, OciError> {
    if service.storage.shared().is_some() {
        let mut upload = SharedUpload::find(service, route, id).await?;
        check_range(call, upload.size)?;
        upload.append(service, call).await?;
        return Ok(progress(
            service,
            route,
            id,
            upload.size,
            StatusCode::ACCEPTED,
        ));
    }
    let session = service
        .sessions
        .get(id, &route.name)
        .ok_or(OciError::UploadUnknown)?;
    let mut file = session.file.lock().await;
    check_range(call, file.size)?;
    let appended = file.append(call.stream()).await;
    if appended.is_err() && file.size > service.config.max_upload {
        service.sessions.end(id);
    }
    appended?;
    Ok(progress(
        service,
        route,
        id,
        file.size,
        StatusCode::ACCEPTED,
    ))
}

/// `PUT`: the last piece and the digest of the whole.
pub(super) async fn finish(
    service: &Service,
    call: &mut Call,
    route: &OciRoute,
    id: &str,
) -> Result<Answer, OciError> {
    let wanted = call
        .query
        .get("digest")
        .and_then(parse_digest)
        .ok_or(OciError::DigestInvalid);
    if service.storage.shared().is_some() {
        let upload = SharedUpload::find(service, route, id).await?;
        check_range(call, upload.size)?;
        let mut file = upload.whole(service, call).await?;
        let answer = keep(service, route, &mut file, &wanted?).await?;
        upload.end(service).await;
        return Ok(answer);
    }
    let session = service
        .sessions
        .get(id, &route.name)
        .ok_or(OciError::UploadUnknown)?;
    let wanted = wanted?;
    let mut file = session.file.lock().await;
    check_range(call, file.size)?;
    file.append(call.stream()).await?;
    service.sessions.end(id);
    keep(service, route, &mut file, &wanted).await
}

/// `DELETE`: no more.
pub(super) async fn cancel(
    service: &Service,
    route: &OciRoute,
    id: &str,
) -> Result<Answer, OciError> {
    if service.storage.shared().is_some() {
        let upload = SharedUpload::find(service, route, id).await?;
        upload.end(service).await;
        return Ok(empty(StatusCode::NO_CONTENT));
    }
    service
        .sessions
        .get(id, &route.name)
        .ok_or(OciError::UploadUnknown)?;
    service.sessions.end(id);
    Ok(empty(StatusCode::NO_CONTENT))
}

/// `GET`: how far it is.
pub(super) async fn status(
    service: &Service,
    route: &OciRoute,
    id: &str,
) -> Result<Answer, OciError> {
    if service.storage.shared().is_some() {
        let size = SharedUpload::find(service, route, id).await?.size;
        return Ok(progress(service, route, id, size, StatusCode::NO_CONTENT));
    }
    let session = service
        .sessions
        .get(id, &route.name)
        .ok_or(OciError::UploadUnknown)?;
    let size = session.file.lock().await.size;
    Ok(progress(service, route, id, size, StatusCode::NO_CONTENT))
}

/// A piece has to begin where the last one ended.
fn check_range(call: &Call, size: u64) -> Result<(), OciError> {
    let Some(range) = call.header(header::CONTENT_RANGE) else {
        return Ok(());
    };
    let range = range.strip_prefix("bytes ").unwrap_or(range);
    let begin = range
        .split(['-', '/'])
        .next()
        .and_then(|begin| begin.trim().parse::<u64>().ok());
    if begin == Some(size) {
        Ok(())
    } else {
        Err(OciError::Range(size))
    }
}

async fn keep(
    service: &Service,
    route: &OciRoute,
    file: &mut Spooled,
    wanted: &[u8; 32],
) -> Result<Answer, OciError> {
    let digest = file.finish().await?;
    if digest != *wanted {
        return Err(OciError::DigestInvalid);
    }
    put_blob(service, route, file, &digest).await?;
    Ok(created(service, route, &digest))
}

fn created(service: &Service, route: &OciRoute, digest: &[u8; 32]) -> Answer {
    let mut answer = empty(StatusCode::CREATED);
    let digest = digest_text(digest);
    let context = &service.config.context_path;
    set_header(
        &mut answer,
        header::LOCATION,
        &format!("{context}/v2/{}/blobs/{digest}", route.name),
    );
    set_header(&mut answer, DIGEST, &digest);
    answer
}

fn progress(
    service: &Service,
    route: &OciRoute,
    id: &str,
    size: u64,
    status: StatusCode,
) -> Answer {
    let mut answer = empty(status);
    let context = &service.config.context_path;
    set_header(
        &mut answer,
        header::LOCATION,
        &format!("{context}/v2/{}/blobs/uploads/{id}", route.name),
    );
    set_header(
        &mut answer,
        header::RANGE,
        &format!("0-{}", size.saturating_sub(1)),
    );
    set_header(&mut answer, UPLOAD, id);
    answer
}
