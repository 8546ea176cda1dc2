//! `.Capabilities` and what hangs below it.

#![expect(
    clippy::unnecessary_wraps,
    reason = "methods have one signature, whether they fail or not"
)]

use std::any::Any;
use std::cell::OnceCell;
use std::rc::Rc;

use steersman_names::HelmDialect;
use steersman_value::{
    CallError, FieldError, GoType, Json, Kind, List, ListType, Method, Object, Signature, Str,
    Value,
};

use super::structure::{self, Style};
use crate::capabilities::{ApiVersions, BuildInfo, Capabilities, KubeVersion};

/// The object `.Capabilities`.
pub(crate) fn capabilities_value(capabilities: &Capabilities, dialect: HelmDialect) -> Value {
    let old = dialect == HelmDialect::V3_22;
    let kube_version = Value::object(KubeVersionObject {
        version: capabilities.kube_version.clone(),
        old,
    });
    Value::object(CapabilitiesObject(Rc::new(Parts {
        kube_version,
        api_versions: capabilities.api_versions.clone(),
        version_set: OnceCell::new(),
        helm_version: capabilities.helm_version.to_value(),
        old,
    })))
}

/// `*common.Capabilities`
#[derive(Clone, Debug)]
struct CapabilitiesObject(Rc<Parts>);

#[derive(Debug)]
struct Parts {
    kube_version: Value,
    api_versions: ApiVersions,
    /// The API versions as a value, once somebody wanted them.
    version_set: OnceCell<Value>,
    helm_version: Value,
    old: bool,
}

impl Parts {
    fn version_set(&self) -> Value {
        let set = self.version_set.get_or_init(|| {
            let list = List::strings(self.api_versions.names().iter().map(String::as_str));
            Value::List(list.named(if self.old {
                &OLD_VERSION_SET
            } else {
                &VERSION_SET
            }))
        });
        set.clone()
    }

    fn all_fields(&self) -> [(&'static str, Value); 3] {
        [
            ("KubeVersion", self.kube_version.clone()),
            ("APIVersions", self.version_set()),
            ("HelmVersion", self.helm_version.clone()),
        ]
    }
}

const CAPABILITIES_METHODS: &[Method] = &[Method {
    name: "Copy",
    signature: Signature {
        params: &[],
        variadic: None,
    },
    call: copy,
}];

fn copy(receiver: &Value, _args: &[Value]) -> Result<Value, CallError> {
    match receiver.downcast::<CapabilitiesObject>() {
        Some(object) => Ok(Value::object(object.clone())),
        None => Ok(Value::Invalid),
    }
}

impl Object for CapabilitiesObject {
    fn type_name(&self) -> &'static str {
        if self.0.old {
            "*chartutil.Capabilities"
        } else {
            "*common.Capabilities"
        }
    }

    fn kind(&self) -> Kind {
        Kind::Ptr
    }

    fn methods(&self) -> &'static [Method] {
        CAPABILITIES_METHODS
    }

    fn field(&self, name: &str) -> Result<Value, FieldError> {
        match name {
            "KubeVersion" => Ok(self.0.kube_version.clone()),
            "APIVersions" => Ok(self.0.version_set()),
            "HelmVersion" => Ok(self.0.helm_version.clone()),
            _ => Err(FieldError::Missing),
        }
    }

    fn addressable_stringer(&self) -> Option<Str> {
        // An action prints what the pointer points at.
        Some(structure::format("", &self.0.all_fields(), Style::Plain))
    }

    fn format(&self, plus: bool, sharp: bool) -> Str {
        let text = structure::format(
            &self.type_name()[1..],
            &self.0.all_fields(),
            (plus, sharp).into(),
        );
        [b"&", text.as_bytes()].concat().into()
    }

    fn fields(&self) -> Option<Vec<(&'static str, Value)>> {
        Some(self.0.all_fields().to_vec())
    }

    fn to_json(&self) -> Result<Json, String> {
        Ok(Json::Struct(self.0.all_fields().to_vec()))
    }

    fn deep_equal(&self, other: &dyn Object) -> bool {
        other
            .as_any()
            .downcast_ref::<Self>()
            .is_some_and(|other| structure::equal(&self.0.all_fields(), &other.0.all_fields()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// `common.KubeVersion`
#[derive(Clone, Debug)]
struct KubeVersionObject {
    version: KubeVersion,
    old: bool,
}

const KUBE_VERSION_METHODS: &[Method] = &[
    Method {
        name: "String",
        signature: Signature {
            params: &[],
            variadic: None,
        },
        call: version_string,
    },
    Method {
        name: "GitVersion",
        signature: Signature {
            params: &[],
            variadic: None,
        },
        call: version_git,
    },
];

fn version_string(receiver: &Value, _args: &[Value]) -> Result<Value, CallError> {
    let text = receiver
        .downcast::<KubeVersionObject>()
        .map(|object| object.version.normalized.clone());
    Ok(Value::str(text.unwrap_or_default()))
}

fn version_git(receiver: &Value, _args: &[Value]) -> Result<Value, CallError> {
    let text = receiver
        .downcast::<KubeVersionObject>()
        .map(|object| object.version.version.clone());
    Ok(Value::str(text.unwrap_or_default()))
}

impl KubeVersionObject {
    fn all_fields(&self) -> Vec<(&'static str, Value)> {
        let mut fields = vec![("Version", Value::str(self.version.version.as_str()))];
        if !self.old {
            fields.push((
                "normalizedVersion",
                Value::str(self.version.normalized.as_str()),
            ));
        }
        fields.push(("Major", Value::str(self.version.major.as_str())));
        fields.push(("Minor", Value::str(self.version.minor.as_str())));
        fields
    }

    fn exported_fields(&self) -> Vec<(&'static str, Value)> {
        self.all_fields()
            .into_iter()
            .filter(|(name, _)| *name != "normalizedVersion")
            .collect()
    }
}

impl Object for KubeVersionObject {
    fn type_name(&self) -> &'static str {
        if self.old {
            "chartutil.KubeVersion"
        } else {
            "common.KubeVersion"
        }
    }

    fn kind(&self) -> Kind {
        Kind::Struct
    }

    fn methods(&self) -> &'static [Method] {
        KUBE_VERSION_METHODS
    }

    fn field(&self, name: &str) -> Result<Value, FieldError> {
        if name == "normalizedVersion" && !self.old {
            return Err(FieldError::Unexported);
        }
        structure::field(&self.all_fields(), name)
    }

    fn addressable_stringer(&self) -> Option<Str> {
        Some(self.version.normalized.as_str().into())
    }

    fn format(&self, plus: bool, sharp: bool) -> Str {
        structure::format(self.type_name(), &self.all_fields(), (plus, sharp).into())
    }

    fn fields(&self) -> Option<Vec<(&'static str, Value)>> {
        Some(self.all_fields())
    }

    fn to_json(&self) -> Result<Json, String> {
        Ok(Json::Struct(self.exported_fields()))
    }

    fn deep_equal(&self, other: &dyn Object) -> bool {
        other
            .as_any()
            .downcast_ref::<Self>()
            .is_some_and(|other| self.version == other.version)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// `common.VersionSet`
static VERSION_SET: ListType = ListType {
    name: "common.VersionSet",
    methods: VERSION_SET_METHODS,
};

/// Helm 3's name of the same type.
static OLD_VERSION_SET: ListType = ListType {
    name: "chartutil.VersionSet",
    methods: VERSION_SET_METHODS,
};

const VERSION_SET_METHODS: &[Method] = &[Method {
    name: "Has",
    signature: Signature {
        params: &[GoType::String],
        variadic: None,
    },
    call: version_set_has,
}];

fn version_set_has(receiver: &Value, args: &[Value]) -> Result<Value, CallError> {
    let wanted = args.first().and_then(Value::as_str);
    let Value::List(list) = receiver else {
        return Ok(Value::Bool(false));
    };
    Ok(Value::Bool(
        list.items().iter().any(|item| item.as_str() == wanted),
    ))
}

/// `version.BuildInfo`
#[derive(Clone, Debug)]
struct BuildInfoObject(BuildInfo);

impl BuildInfo {
    /// The Go struct `version.BuildInfo`, for templates that print the version.
    pub fn to_value(&self) -> Value {
        Value::object(BuildInfoObject(self.clone()))
    }
}

impl BuildInfoObject {
    /// Go names, JSON names and values of the fields.
    fn named_fields(&self) -> Vec<(&'static str, &'static str, &str)> {
        let mut fields = vec![
            ("Version", "version", self.0.version.as_str()),
            ("GitCommit", "git_commit", &self.0.git_commit),
            ("GitTreeState", "git_tree_state", &self.0.git_tree_state),
            ("GoVersion", "go_version", &self.0.go_version),
        ];
        if let Some(version) = &self.0.kube_client_version {
            fields.push(("KubeClientVersion", "kube_client_version", version));
        }
        fields
    }

    fn all_fields(&self) -> Vec<(&'static str, Value)> {
        self.named_fields()
            .into_iter()
            .map(|(name, _, text)| (name, Value::str(text)))
            .collect()
    }
}

impl Object for BuildInfoObject {
    fn type_name(&self) -> &'static str {
        "version.BuildInfo"
    }

    fn kind(&self) -> Kind {
        Kind::Struct
    }

    fn field(&self, name: &str) -> Result<Value, FieldError> {
        structure::field(&self.all_fields(), name)
    }

    fn format(&self, plus: bool, sharp: bool) -> Str {
        structure::format(self.type_name(), &self.all_fields(), (plus, sharp).into())
    }

    fn fields(&self) -> Option<Vec<(&'static str, Value)>> {
        Some(self.all_fields())
    }

    fn to_json(&self) -> Result<Json, String> {
        let kept = self.named_fields().into_iter().filter(|(_, json, text)| {
            // Only this one is written even when empty.
            !text.is_empty() || *json == "kube_client_version"
        });
        Ok(Json::Struct(
            kept.map(|(_, json, text)| (json, Value::str(text)))
                .collect(),
        ))
    }

    fn deep_equal(&self, other: &dyn Object) -> bool {
        other
            .as_any()
            .downcast_ref::<Self>()
            .is_some_and(|other| self.0 == other.0)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
