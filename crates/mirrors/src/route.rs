use steersman_names::ImageName;

use crate::model::Rule;
use crate::prefix::{Kind, Prefix};
use crate::{Mirror, Mirrors, NoMirror};

/// One way to something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route<'m> {
    /// What to ask.
    pub target: String,
    /// The mirror that it is on; nothing for the original.
    pub mirror: Option<&'m Mirror>,
}

impl Mirrors {
    /// The ways to what a URL of HTTP names, in the order in which they are tried.
    ///
    /// # Errors
    /// [`NoMirror`]
    pub fn url(&self, url: &str) -> Result<Vec<Route<'_>>, NoMirror> {
        self.routes(Kind::Http, url)
    }

    /// The ways to what a reference without `oci://` names, in the order in which they are tried.
    ///
    /// # Errors
    /// [`NoMirror`]
    pub fn reference(&self, reference: &str) -> Result<Vec<Route<'_>>, NoMirror> {
        self.routes(Kind::Oci, reference)
    }

    /// The image on the first mirror that has it; nothing where no rule speaks of it.
    ///
    /// # Errors
    /// [`NoMirror`]
    pub fn image(&self, image: &ImageName) -> Result<Option<String>, NoMirror> {
        let routes = self.routes(Kind::Image, &image.full())?;
        let first = routes.into_iter().next();
        Ok(first
            .filter(|route| route.mirror.is_some())
            .map(|route| route.target))
    }

    fn routes(&self, kind: Kind, text: &str) -> Result<Vec<Route<'_>>, NoMirror> {
        let fits = |rule: &&Rule| rule.prefix.kind == kind && rule.prefix.rest(text).is_some();
        let rule = self
            .rules
            .iter()
            .filter(fits)
            .max_by_key(|rule| rule.prefix.length());
        let mut routes = Vec::new();
        if let Some(rule) = rule {
            let rest = rule.prefix.rest(text).unwrap_or_default();
            routes.extend(rule.mirrors.iter().map(|mirror| Route {
                target: joined(kind, &mirror.to, rest),
                mirror: Some(mirror),
            }));
        }
        let only = rule.map_or(self.only, |rule| rule.only || self.only);
        if !only || rule.is_none() && self.is_mirror(kind, text) {
            routes.push(Route {
                target: text.to_owned(),
                mirror: None,
            });
        }
        if routes.is_empty() {
            return Err(NoMirror(without_user(text)));
        }
        Ok(routes)
    }

    /// Whether something is on a mirror already.
    fn is_mirror(&self, kind: Kind, text: &str) -> bool {
        let mirrors = self.rules.iter().flat_map(|rule| &rule.mirrors);
        let mut prefixes = mirrors.filter_map(|mirror| Prefix::parse(&mirror.to));
        prefixes.any(|prefix| prefix.kind == kind && prefix.rest(text).is_some())
    }
}

fn joined(kind: Kind, to: &str, rest: &str) -> String {
    let to = match kind {
        Kind::Oci => to.strip_prefix("oci://").unwrap_or(to),
        Kind::Http | Kind::Image => to,
    };
    [to.trim_end_matches('/'), rest].concat()
}

/// A URL without its user name and password, for messages.
fn without_user(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else {
        return text.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest[..end].rfind('@').map_or(0, |at| at + 1);
    format!("{scheme}://{}", &rest[host..])
}
