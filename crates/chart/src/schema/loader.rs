use std::cell::RefCell;
use std::error::Error;
use std::rc::Rc;

use boon::UrlLoader;
use serde_json::Value as Json;

/// Reads what a `$ref` to another document names, by its URL: the bytes, or the text of the error.
///
/// A plain function, since the validator keeps it.
pub type LoadUrl = fn(&str) -> Result<Vec<u8>, String>;

/// Reads other documents through the port; URNs that nothing resolves allow everything, and are noted.
pub(super) struct Loader {
    pub(super) load: LoadUrl,
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
            "file" | "http" | "https" => Ok(serde_json::from_slice(&(self.load)(url)?)?),
            _ => Err(format!("no URLLoader registered for {}", crate::gofmt::quoted(url)).into()),
        }
    }
}
