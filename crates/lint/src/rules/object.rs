//! The parts of an object that rules look at.

use std::borrow::Cow;

use steersman_value::Tree;
use steersman_yaml::{Error, Part, parse_typed, scalar_text, split};

/// An object in a rendered template or a file of definitions.
#[derive(Debug, Default)]
pub(super) struct Object {
    pub(super) api_version: String,
    pub(super) kind: String,
    pub(super) name: String,
}

/// The objects in a text of several documents; `None` where a document is null. What can not be read ends the list.
pub(super) fn read_objects(text: &[u8]) -> Vec<Result<Option<Object>, String>> {
    let parts = match split(text) {
        Ok(parts) => parts,
        Err(error) => return vec![Err(error.unmarshal_message())],
    };
    let mut objects = Vec::with_capacity(parts.len());
    for part in parts {
        let object = read_object(&part);
        let failed = object.is_err();
        objects.push(object.map_err(|error| error.unmarshal_message()));
        if failed {
            break;
        }
    }
    objects
}

fn read_object(part: &Part<'_>) -> Result<Option<Object>, Error> {
    let tree = parse_typed(&part.text)?;
    let table = match &tree {
        Tree::Null => return Ok(None),
        Tree::Map(table) => table,
        other => return Err(mismatch(other, "value of type rules.k8sYamlStruct")),
    };
    let mut object = Object::default();
    for (key, value) in table {
        match key.to_ascii_lowercase().as_slice() {
            b"apiversion" => set_text(&mut object.api_version, value, "k8sYamlStruct.apiVersion")?,
            b"kind" => set_text(&mut object.kind, value, "k8sYamlStruct.Kind")?,
            b"metadata" => read_metadata(&mut object, value)?,
            _ => {}
        }
    }
    Ok(Some(object))
}

fn read_metadata(object: &mut Object, value: &Tree) -> Result<(), Error> {
    let table = match value {
        Tree::Null => return Ok(()),
        Tree::Map(table) => table,
        other => {
            return Err(mismatch(
                other,
                "struct field k8sYamlStruct.Metadata of type rules.k8sYamlMetadata",
            ));
        }
    };
    let mut namespace = String::new();
    for (key, value) in table {
        match key.to_ascii_lowercase().as_slice() {
            b"name" => set_text(&mut object.name, value, "k8sYamlStruct.Metadata.Name")?,
            b"namespace" => set_text(&mut namespace, value, "k8sYamlStruct.Metadata.Namespace")?,
            _ => {}
        }
    }
    Ok(())
}

fn set_text(out: &mut String, value: &Tree, field: &str) -> Result<(), Error> {
    match value {
        Tree::Null => Ok(()),
        Tree::List(_) | Tree::Map(_) => Err(mismatch(
            value,
            &format!("struct field {field} of type string"),
        )),
        scalar => {
            *out = scalar_text(scalar)
                .unwrap_or_default()
                .to_text()
                .into_owned();
            Ok(())
        }
    }
}

fn mismatch(found: &Tree, target: &str) -> Error {
    let found = match found {
        Tree::Null => "null",
        Tree::Bool(_) => "bool",
        Tree::Int(_) | Tree::Uint(_) | Tree::Float(_) => "number",
        Tree::Str(_) => "string",
        Tree::List(_) => "array",
        Tree::Map(_) => "object",
    };
    Error::Mismatch {
        found,
        target: Cow::Owned(target.to_owned()),
    }
}
