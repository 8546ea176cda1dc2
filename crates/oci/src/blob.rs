//! Fetching content by its digest.

use steersman_net::{Method, Request, SafeUrl};

use crate::registry::{Action, refused, scope};
use crate::{Descriptor, OciError, Reference, Registry};

/// How often a transfer that breaks off is taken up again.
const RESUMES: usize = 5;
/// How much is read at once.
const PIECE: usize = 64 << 10;
/// How large a blob may be at most.
const MAX_BLOB: u64 = Request::LIMIT;

impl Registry {
    /// Fetches what a descriptor points to. A transfer that breaks off goes on where it stopped, where the registry can
    /// do that.
    ///
    /// # Errors
    /// [`OciError`]; content of another digest or size is thrown away.
    pub fn fetch_blob(
        &self,
        reference: &Reference,
        descriptor: &Descriptor,
    ) -> Result<Vec<u8>, OciError> {
        self.through(reference, |registry, reference| {
            registry.fetch_blob_here(reference, descriptor)
        })
    }

    fn fetch_blob_here(
        &self,
        reference: &Reference,
        descriptor: &Descriptor,
    ) -> Result<Vec<u8>, OciError> {
        // The digest becomes part of a URL.
        reference.with_digest(&descriptor.digest)?;
        let url = self.url(reference, &format!("blobs/{}", descriptor.digest))?;
        let too_large = |size: u64| OciError::Answer {
            method: "GET",
            url: Box::new(url.clone()),
            cause: format!("content of {size} bytes is more than {MAX_BLOB}"),
        };
        if descriptor.size > MAX_BLOB {
            return Err(too_large(descriptor.size));
        }
        let mut content = Vec::new();
        let mut resumes = 0;
        while let Err(error) = self.continue_blob(reference, descriptor, &url, &mut content) {
            let broken = matches!(&error, OciError::Send(error) if error.cause().passes());
            if !broken || resumes == RESUMES {
                return Err(error);
            }
            resumes += 1;
        }
        descriptor.check(&content)?;
        Ok(content)
    }

    /// Adds to the content what is missing of it.
    fn continue_blob(
        &self,
        reference: &Reference,
        descriptor: &Descriptor,
        url: &SafeUrl,
        content: &mut Vec<u8>,
    ) -> Result<(), OciError> {
        let mut request = Request::get(url.clone()).limit(descriptor.size);
        if !content.is_empty() {
            request = request.header("Range", &format!("bytes={}-", content.len()));
        }
        let mut response = self.send(&request, &scope(reference, Action::Pull))?;
        match response.status() {
            200 => content.clear(),
            206 if starts_at(response.header("content-range"), content.len()) => {}
            404 => {
                let missing = reference.with_digest(&descriptor.digest)?;
                return Err(OciError::NotFound(missing.to_string()));
            }
            _ => return Err(refused(Method::Get, url, response)),
        }
        let mut piece = vec![0; PIECE];
        loop {
            match response.read(&mut piece)? {
                0 => return Ok(()),
                length => content.extend_from_slice(&piece[..length]),
            }
        }
    }
}

/// Whether `Content-Range` begins where it should.
fn starts_at(range: Option<&str>, wanted: usize) -> bool {
    let start = range.and_then(|range| range.strip_prefix("bytes ")?.split('-').next());
    start.and_then(|start| start.parse().ok()) == Some(wanted)
}
