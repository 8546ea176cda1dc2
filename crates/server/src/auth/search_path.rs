//! Rights that a token holds elsewhere than in the claim `access`.

use serde_json::Value as Json;

use crate::error::ServerError;

/// A `JMESPath` to the actions that a token allows, with places for the name and the type of what is asked for.
#[derive(Debug)]
pub(super) struct SearchPath(String);

impl SearchPath {
    /// Checks the form.
    pub(super) fn new(text: &str) -> Result<Self, ServerError> {
        let path = Self(text.to_owned());
        match jmespath::compile(&path.filled("type", "name")) {
            Ok(_) => Ok(path),
            Err(error) => Err(ServerError::Config(format!(
                "--auth-actions-search-path is no JMESPath: {}",
                error.reason
            ))),
        }
    }

    /// Whether the path leads to this action in the claims of a token.
    ///
    /// A name that could end the text it is put into leads nowhere: it would change what is searched.
    pub(super) fn leads_to(&self, action: &str, claims: &Json, kind: &str, name: &str) -> bool {
        if name.contains(['\'', '"', '`', '\\']) {
            return false;
        }
        let found = jmespath::compile(&self.filled(kind, name))
            .and_then(|expression| expression.search(claims));
        match found.as_deref() {
            Ok(found) => match found.as_array() {
                Some(list) => list
                    .iter()
                    .any(|one| one.as_string().is_some_and(|one| one == action)),
                None => found.as_string().is_some_and(|one| one == action),
            },
            Err(_) => false,
        }
    }

    fn filled(&self, kind: &str, name: &str) -> String {
        self.0
            .replace("$ACCESS_ENTRY_TYPE", kind)
            .replace("$NAMESPACE", name)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::SearchPath;

    #[test]
    fn leads_to_actions() {
        let claims = json!({
            "access": [{"type": "artifact-repository", "name": "org1/repo1", "actions": ["pull"]}],
            "resource_access": {"charts": {"roles": ["pull", "push"]}, "one": "pull"},
            "n": 1,
        });
        let usual = "access[?type=='$ACCESS_ENTRY_TYPE' && name=='$NAMESPACE'].actions[]";
        for (path, name, action, expected) in [
            (usual, "org1/repo1", "pull", true),
            (usual, "org1/repo1", "push", false),
            (usual, "org1/repo2", "pull", false),
            (usual, "x' || '1'=='1", "pull", false),
            ("resource_access.charts.roles", "any", "push", true),
            ("resource_access.one", "any", "pull", true),
            (
                "resource_access.\"$NAMESPACE\".roles",
                "charts",
                "push",
                true,
            ),
            (
                "resource_access.\"$NAMESPACE\".roles",
                "other",
                "push",
                false,
            ),
            ("n", "any", "pull", false),
            ("length(n)", "any", "pull", false),
        ] {
            let path = SearchPath::new(path).unwrap();
            let found = path.leads_to(action, &claims, "artifact-repository", name);
            assert_eq!(found, expected, "{path:?} {name} {action}");
        }
        assert!(SearchPath::new("access[?").is_err());
    }
}
