//! `crds/`.

use super::object::read_objects;
use crate::{Level, LintRequest, Linted, Place};

/// Checks the files of custom resource definitions, those of dependencies too.
pub(crate) fn check_crds(request: &LintRequest<'_>, linted: &mut Linted) {
    const FOLDER: &str = "crds/";
    match request.folder.crds {
        Place::Missing => return,
        Place::File => {
            linted.check(Level::Error, FOLDER, Some("not a directory".to_owned()));
            return;
        }
        Place::Folder => {}
    }
    linted.load(request.folder);
    let chart = match &request.folder.chart {
        Ok(chart) => chart,
        Err(error) => {
            linted.check(Level::Error, FOLDER, Some(error.to_string()));
            return;
        }
    };
    for crd in chart.crds() {
        let name = &crd.file.name;
        for object in read_objects(&crd.file.data) {
            let object = match object {
                Ok(object) => object,
                Err(error) => {
                    linted.check(
                        Level::Error,
                        name,
                        Some(format!("unable to parse YAML: {error}")),
                    );
                    return;
                }
            };
            let Some(object) = object else { continue };
            let group = (!object.api_version.starts_with("apiextensions.k8s.io"))
                .then(|| "apiVersion is not in 'apiextensions.k8s.io'".to_owned());
            linted.check(Level::Error, name, group);
            let kind = (object.kind != "CustomResourceDefinition")
                .then(|| "object kind is not 'CustomResourceDefinition'".to_owned());
            linted.check(Level::Error, name, kind);
        }
    }
}
