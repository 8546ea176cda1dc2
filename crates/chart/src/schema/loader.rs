use std::cell::RefCell;
use std::error::Error;
use std::fmt;
use std::rc::Rc;

use boon::UrlLoader;
use serde_json::Value as Json;

use super::check::parse;

/// Reads what a `$ref` to another document names.
pub trait LoadUrl: fmt::Debug {
    /// The document at a URL with the scheme `file`, `http` or `https`.
    ///
    /// # Errors
    /// The text of the error.
    fn load(&self, url: &str) -> Result<Vec<u8>, String>;
}

/// Reads no document.
#[derive(Clone, Copy, Debug)]
pub struct NoDocuments;

impl LoadUrl for NoDocuments {
    fn load(&self, url: &str) -> Result<Vec<u8>, String> {
        Err(format!("no reader for {url}"))
    }
}

/// Reads other documents through the port; URNs that nothing resolves allow everything, and are noted.
pub(super) struct Loader {
    pub(super) load: Rc<dyn LoadUrl>,
    pub(super) urns: Rc<RefCell<Vec<String>>>,
}

impl UrlLoader for Loader {
    fn load(&self, url: &str) -> Result<Json, Box<dyn Error>> {
        let scheme = url.split(':').next().unwrap_or(url);
        match scheme {
            "urn" => {
                self.urns.borrow_mut().push(url.to_owned());
                Ok(Json::Bool(true))
            }
            "file" | "http" | "https" => Ok(parse(&self.load.load(url)?)?),
            _ => Err(format!("no URLLoader registered for {}", crate::gofmt::quoted(url)).into()),
        }
    }
}
