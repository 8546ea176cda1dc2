//! `.Chart`: a map of Go field names in Helm 4, a struct in Helm 3.

use std::any::Any;
use std::collections::BTreeMap;

use steersman_chart::{Dependency, Maintainer, Metadata};
use steersman_names::HelmDialect;
use steersman_value::{FieldError, GoType, Json, Kind, List, Map, MapType, Object, Str, Value};

use super::structure::{self, Style};

type Fields = Vec<(&'static str, Value)>;

/// The value of `.Chart`.
pub(crate) fn chart_value(metadata: &Metadata, root: bool, dialect: HelmDialect) -> Value {
    if dialect == HelmDialect::V3_22 {
        return Value::object(ChartObject {
            metadata: metadata.clone(),
            root,
        });
    }
    let maintainers = metadata
        .maintainers
        .iter()
        .flatten()
        .map(|maintainer| map(maintainer_fields(maintainer)));
    let dependencies = metadata
        .dependencies()
        .iter()
        .map(|dependency| map(dependency_fields(dependency, any_list)));
    let lists = Lists {
        strings: any_list,
        maintainers: Value::list(maintainers.collect()),
        dependencies: Value::list(dependencies.collect()),
    };
    let mut fields = metadata_fields(metadata, lists);
    fields.push(("IsRoot", Value::Bool(root)));
    map(fields)
}

/// The parts of the metadata that the map and the struct show differently.
struct Lists {
    strings: fn(&[String]) -> Value,
    maintainers: Value,
    dependencies: Value,
}

fn map(fields: Fields) -> Value {
    Value::Map(Map::any(
        fields
            .into_iter()
            .map(|(name, value)| (Str::from(name), value))
            .collect(),
    ))
}

fn any_list(items: &[String]) -> Value {
    Value::list(items.iter().map(|item| Value::str(item.as_str())).collect())
}

fn string_list(items: &[String]) -> Value {
    Value::List(if items.is_empty() {
        List::nil(GoType::String)
    } else {
        List::strings(items.iter().map(String::as_str))
    })
}

fn annotations(annotations: Option<&BTreeMap<String, String>>) -> Value {
    Value::Map(match annotations {
        None => Map::nil(MapType::STRINGS),
        Some(entries) => Map::new(
            MapType::STRINGS,
            entries
                .iter()
                .map(|(key, text)| (Str::from(key.as_str()), Value::str(text.as_str())))
                .collect(),
        ),
    })
}

fn metadata_fields(metadata: &Metadata, lists: Lists) -> Fields {
    let text = |text: &String| Value::str(text.as_str());
    vec![
        ("Name", text(&metadata.name)),
        ("Home", text(&metadata.home)),
        ("Sources", (lists.strings)(&metadata.sources)),
        ("Version", text(&metadata.version)),
        ("Description", text(&metadata.description)),
        ("Keywords", (lists.strings)(&metadata.keywords)),
        ("Maintainers", lists.maintainers),
        ("Icon", text(&metadata.icon)),
        ("APIVersion", text(&metadata.api_version)),
        ("Condition", text(&metadata.condition)),
        ("Tags", text(&metadata.tags)),
        ("AppVersion", text(&metadata.app_version)),
        ("Deprecated", Value::Bool(metadata.deprecated)),
        ("Annotations", annotations(metadata.annotations.as_ref())),
        ("KubeVersion", text(&metadata.kube_version)),
        ("Dependencies", lists.dependencies),
        ("Type", text(&metadata.chart_type)),
    ]
}

fn maintainer_fields(maintainer: &Maintainer) -> Fields {
    vec![
        ("Name", Value::str(maintainer.name.as_str())),
        ("Email", Value::str(maintainer.email.as_str())),
        ("URL", Value::str(maintainer.url.as_str())),
    ]
}

fn dependency_fields(dependency: &Dependency, strings: fn(&[String]) -> Value) -> Fields {
    vec![
        ("Name", Value::str(dependency.name.as_str())),
        ("Version", Value::str(dependency.version.as_str())),
        ("Repository", Value::str(dependency.repository.as_str())),
        ("Condition", Value::str(dependency.condition.as_str())),
        ("Tags", strings(&dependency.tags)),
        ("Enabled", Value::Bool(dependency.enabled)),
        (
            "ImportValues",
            Value::list(dependency.import_values.iter().map(Value::from).collect()),
        ),
        ("Alias", Value::str(dependency.alias.as_str())),
    ]
}

/// Helm 3's `struct { chart.Metadata; IsRoot bool }`.
#[derive(Clone, Debug)]
struct ChartObject {
    metadata: Metadata,
    root: bool,
}

impl ChartObject {
    fn promoted(&self) -> Fields {
        let pointer = |type_name, fields| Value::object(Pointer { type_name, fields });
        let maintainers: Vec<Value> = self
            .metadata
            .maintainers
            .iter()
            .flatten()
            .map(|maintainer| pointer("*chart.Maintainer", maintainer_fields(maintainer)))
            .collect();
        let dependencies: Vec<Value> = self
            .metadata
            .dependencies()
            .iter()
            .map(|dependency| {
                pointer(
                    "*chart.Dependency",
                    dependency_fields(dependency, string_list),
                )
            })
            .collect();
        let list = |type_name, items: Vec<Value>| {
            Value::List(if items.is_empty() {
                List::nil(GoType::Named(type_name))
            } else {
                List::new(GoType::Named(type_name), items)
            })
        };
        let lists = Lists {
            strings: string_list,
            maintainers: list("*chart.Maintainer", maintainers),
            dependencies: list("*chart.Dependency", dependencies),
        };
        metadata_fields(&self.metadata, lists)
    }
}

impl Object for ChartObject {
    fn type_name(&self) -> &'static str {
        "struct { chart.Metadata; IsRoot bool }"
    }

    fn kind(&self) -> Kind {
        Kind::Struct
    }

    fn field(&self, name: &str) -> Result<Value, FieldError> {
        match name {
            "IsRoot" => Ok(Value::Bool(self.root)),
            "Metadata" => Ok(Value::object(Pointer {
                type_name: "chart.Metadata",
                fields: self.promoted(),
            })),
            _ => structure::field(&self.promoted(), name),
        }
    }

    fn format(&self, plus: bool, sharp: bool) -> Str {
        let metadata = Value::object(Pointer {
            type_name: "chart.Metadata",
            fields: self.promoted(),
        });
        let fields = [("Metadata", metadata), ("IsRoot", Value::Bool(self.root))];
        structure::format(self.type_name(), &fields, (plus, sharp).into())
    }

    fn fields(&self) -> Option<Vec<(&'static str, Value)>> {
        Some(self.promoted())
    }

    fn to_json(&self) -> Result<Json, String> {
        let mut fields = json_fields(self.promoted());
        fields.push(("IsRoot", Value::Bool(self.root)));
        Ok(Json::Struct(fields))
    }

    fn deep_equal(&self, other: &dyn Object) -> bool {
        other
            .as_any()
            .downcast_ref::<Self>()
            .is_some_and(|other| self.metadata == other.metadata && self.root == other.root)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A part of Helm 3's metadata: the struct itself or a pointer to one of its items.
#[derive(Clone, Debug)]
struct Pointer {
    type_name: &'static str,
    fields: Fields,
}

impl Object for Pointer {
    fn type_name(&self) -> &'static str {
        self.type_name
    }

    fn kind(&self) -> Kind {
        if self.type_name.starts_with('*') {
            Kind::Ptr
        } else {
            Kind::Struct
        }
    }

    fn field(&self, name: &str) -> Result<Value, FieldError> {
        structure::field(&self.fields, name)
    }

    fn addressable_stringer(&self) -> Option<Str> {
        Some(structure::format("", &self.fields, Style::Plain))
    }

    fn format(&self, plus: bool, sharp: bool) -> Str {
        match self.type_name.strip_prefix('*') {
            None => structure::format(self.type_name, &self.fields, (plus, sharp).into()),
            Some(name) => {
                let text = structure::format(name, &self.fields, (plus, sharp).into());
                [b"&", text.as_bytes()].concat().into()
            }
        }
    }

    fn fields(&self) -> Option<Vec<(&'static str, Value)>> {
        Some(self.fields.clone())
    }

    fn to_json(&self) -> Result<Json, String> {
        Ok(Json::Struct(json_fields(self.fields.clone())))
    }

    fn deep_equal(&self, other: &dyn Object) -> bool {
        other.as_any().downcast_ref::<Self>().is_some_and(|other| {
            self.type_name == other.type_name && structure::equal(&self.fields, &other.fields)
        })
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// The fields under their JSON names, without those that `omitempty` leaves out.
fn json_fields(fields: Fields) -> Fields {
    let empty =
        |name: &str, value: &Value| !value.is_true() && !matches!(name, "name" | "repository");
    let is_dependency = fields.iter().any(|(name, _)| *name == "Repository");
    fields
        .into_iter()
        .map(|(name, value)| (json_name(name), value))
        .filter(|(name, value)| {
            if is_dependency {
                !empty(name, value)
            } else {
                value.is_true()
            }
        })
        .collect()
}

fn json_name(name: &'static str) -> &'static str {
    match name {
        "Name" => "name",
        "Home" => "home",
        "Sources" => "sources",
        "Version" => "version",
        "Description" => "description",
        "Keywords" => "keywords",
        "Maintainers" => "maintainers",
        "Icon" => "icon",
        "APIVersion" => "apiVersion",
        "Condition" => "condition",
        "Tags" => "tags",
        "AppVersion" => "appVersion",
        "Deprecated" => "deprecated",
        "Annotations" => "annotations",
        "KubeVersion" => "kubeVersion",
        "Dependencies" => "dependencies",
        "Type" => "type",
        "Email" => "email",
        "URL" => "url",
        "Repository" => "repository",
        "Enabled" => "enabled",
        "ImportValues" => "import-values",
        "Alias" => "alias",
        other => other,
    }
}
