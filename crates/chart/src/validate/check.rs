use steersman_semver::Version;
use steersman_value::{fmt::is_printable, unicode::is_space};

use crate::decode::DecodedMetadata;
use crate::{Dependency, Metadata};

use super::error::ValidationError;

impl Metadata {
    /// Checks the metadata and cleans its texts: white space becomes plain spaces, and characters that cannot be
    /// printed go.
    ///
    /// # Errors
    /// [`ValidationError`], the first by Helm's order of checks.
    pub fn validate(&mut self) -> Result<(), ValidationError> {
        validate(self, DecodedMetadata::default())
    }
}

pub(crate) fn validate(
    metadata: &mut Metadata,
    decoded: DecodedMetadata,
) -> Result<(), ValidationError> {
    let Metadata {
        name,
        description,
        home,
        icon,
        condition,
        tags,
        app_version,
        kube_version,
        ..
    } = metadata;
    for text in [
        name,
        description,
        home,
        icon,
        condition,
        tags,
        app_version,
        kube_version,
    ] {
        sanitize(text);
    }
    metadata
        .sources
        .iter_mut()
        .chain(&mut metadata.keywords)
        .for_each(sanitize);
    if metadata.api_version.is_empty() {
        return Err(ValidationError::MissingApiVersion);
    }
    let name = &metadata.name;
    if name.is_empty() {
        return Err(ValidationError::MissingName);
    }
    if name == "." || name == ".." {
        return Err(ValidationError::NameNotAllowed(name.clone()));
    }
    if name.contains('/') && name != "/" {
        return Err(ValidationError::InvalidName(name.clone()));
    }
    if metadata.version.is_empty() {
        return Err(ValidationError::MissingVersion);
    }
    if Version::parse(&metadata.version).is_err() {
        return Err(ValidationError::InvalidVersion(metadata.version.clone()));
    }
    if !matches!(&*metadata.chart_type, "" | "application" | "library") {
        return Err(ValidationError::InvalidType);
    }
    for maintainer in &mut metadata.maintainers {
        let maintainer = maintainer.as_mut().ok_or(ValidationError::NullMaintainer)?;
        for text in [
            &mut maintainer.name,
            &mut maintainer.email,
            &mut maintainer.url,
        ] {
            sanitize(text);
        }
    }
    validate_dependencies(
        metadata.dependencies.as_deref_mut().unwrap_or_default(),
        decoded.null_dependency,
    )
}

fn validate_dependencies(
    dependencies: &mut [Dependency],
    null: Option<usize>,
) -> Result<(), ValidationError> {
    let mut seen: Vec<&str> = Vec::with_capacity(dependencies.len());
    for (index, dependency) in dependencies.iter_mut().enumerate() {
        if null == Some(index) {
            return Err(ValidationError::NullDependency);
        }
        let Dependency {
            name,
            version,
            repository,
            condition,
            tags,
            alias,
            ..
        } = dependency;
        [version, repository, condition]
            .into_iter()
            .chain(tags)
            .for_each(sanitize);
        sanitize(name);
        if !alias
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
        {
            return Err(ValidationError::InvalidAlias(name.clone()));
        }
        let key: &str = if alias.is_empty() { name } else { alias };
        if seen.contains(&key) {
            return Err(ValidationError::DuplicateDependency(key.to_owned()));
        }
        seen.push(key);
    }
    if null.is_some() {
        Err(ValidationError::NullDependency)
    } else {
        Ok(())
    }
}

fn sanitize(text: &mut String) {
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return;
    }
    *text = text
        .chars()
        .filter_map(|c| {
            if is_space(c) {
                Some(' ')
            } else {
                is_printable(c).then_some(c)
            }
        })
        .collect();
}
