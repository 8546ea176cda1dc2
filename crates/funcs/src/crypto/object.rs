use std::any::Any;

use steersman_value::{FieldError, Json, Kind, Object, Str, Value, fmt};

/// Sprig's pair of a certificate and its key, both as PEM text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Certificate {
    pub(super) cert: Str,
    pub(super) key: Str,
}

impl Object for Certificate {
    fn type_name(&self) -> &'static str {
        "sprig.certificate"
    }

    fn kind(&self) -> Kind {
        Kind::Struct
    }

    fn field(&self, name: &str) -> Result<Value, FieldError> {
        match name {
            "Cert" => Ok(Value::Str(self.cert.clone())),
            "Key" => Ok(Value::Str(self.key.clone())),
            _ => Err(FieldError::Missing),
        }
    }

    fn format(&self, plus: bool, sharp: bool) -> Str {
        let (cert, key) = (self.cert.to_text(), self.key.to_text());
        if sharp {
            format!(
                "sprig.certificate{{Cert:{}, Key:{}}}",
                fmt::quote(&self.cert),
                fmt::quote(&self.key)
            )
            .into()
        } else if plus {
            format!("{{Cert:{cert} Key:{key}}}").into()
        } else {
            format!("{{{cert} {key}}}").into()
        }
    }

    fn fields(&self) -> Option<Vec<(&'static str, Value)>> {
        Some(vec![
            ("Cert", Value::Str(self.cert.clone())),
            ("Key", Value::Str(self.key.clone())),
        ])
    }

    fn to_json(&self) -> Result<Json, String> {
        Ok(Json::Struct(self.fields().unwrap_or_default()))
    }

    fn deep_equal(&self, other: &dyn Object) -> bool {
        other.as_any().downcast_ref() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
