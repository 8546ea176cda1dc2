//! The messages of plugins: JSON as Helm writes it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use serde_json::{Map, Value};
use steersman_value::fmt::html_safe_json;

use crate::{GetRequest, PluginError};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CommandInput<'a> {
    extra_args: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ManifestsInput<'a> {
    manifests: &'a str,
    extra_args: &'a [String],
}

#[derive(Serialize)]
struct GetterInput<'a> {
    href: &'a str,
    protocol: &'a str,
    options: GetterOptions<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct GetterOptions<'a> {
    #[serde(rename = "URL")]
    url: &'a str,
    cert_file: &'a str,
    key_file: &'a str,
    #[serde(rename = "CAFile")]
    ca_file: &'a str,
    #[serde(rename = "UNTar")]
    untar: bool,
    #[serde(rename = "InsecureSkipVerifyTLS")]
    insecure_skip_verify_tls: bool,
    #[serde(rename = "PlainHTTP")]
    plain_http: bool,
    accept_header: &'a str,
    username: &'a str,
    password: &'a str,
    pass_credentials_all: bool,
    user_agent: &'a str,
    version: &'a str,
    timeout: i64,
}

fn to_json(message: &impl Serialize) -> Vec<u8> {
    let text = serde_json::to_string(message).expect("texts, numbers and switches are always JSON");
    html_safe_json(&text).into_owned().into_bytes()
}

pub(crate) fn command_input(arguments: &[String]) -> Vec<u8> {
    to_json(&CommandInput {
        extra_args: arguments,
    })
}

/// The message to a post-renderer. Helm 4.3.1 leaves the manifests out of it (its issue 31832), so that no plugin of
/// this kind works there; a text is what the message is meant to hold.
pub(crate) fn manifests_input(manifests: &[u8], arguments: &[String]) -> Vec<u8> {
    to_json(&ManifestsInput {
        manifests: &String::from_utf8_lossy(manifests),
        extra_args: arguments,
    })
}

pub(crate) fn getter_input(request: &GetRequest, protocol: &str) -> Vec<u8> {
    to_json(&GetterInput {
        href: &request.url,
        protocol,
        options: GetterOptions {
            url: &request.url,
            cert_file: &request.cert_file,
            key_file: &request.key_file,
            ca_file: &request.ca_file,
            untar: false,
            insecure_skip_verify_tls: request.insecure_skip_tls_verify,
            plain_http: request.plain_http,
            accept_header: &request.accept,
            username: &request.username,
            password: &request.password,
            pass_credentials_all: request.pass_credentials,
            user_agent: "",
            version: "",
            timeout: 0,
        },
    })
}

/// Whether this is an answer of a command. What is in it is not used, as in Helm.
///
/// # Errors
/// It is none.
pub(crate) fn command_output(output: &[u8]) -> Result<(), PluginError> {
    match field(output, "data")? {
        None | Some(Value::Null | Value::Object(_)) => Ok(()),
        Some(other) => Err(mismatch(
            &other,
            "OutputMessageCLIV1.data of type bytes.Buffer",
        )),
    }
}

/// The bytes that a getter fetched.
///
/// # Errors
/// The answer is none.
pub(crate) fn getter_output(output: &[u8]) -> Result<Vec<u8>, PluginError> {
    match field(output, "data")? {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::String(text)) => {
            let letters: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
            let bytes = BASE64_STANDARD.decode(letters);
            bytes.map_err(|error| PluginError::Output(error.to_string()))
        }
        Some(other) => Err(mismatch(
            &other,
            "OutputMessageGetterV1.data of type []uint8",
        )),
    }
}

/// The manifests that a post-renderer answers; nothing where it answers as Helm's own type has it.
///
/// # Errors
/// The answer is none.
pub(crate) fn manifests_output(output: &[u8]) -> Result<Vec<u8>, PluginError> {
    match field(output, "manifests")? {
        None | Some(Value::Null | Value::Object(_)) => Ok(Vec::new()),
        Some(Value::String(text)) => Ok(text.into_bytes()),
        Some(other) => Err(mismatch(
            &other,
            "OutputMessagePostRendererV1.manifests of type string",
        )),
    }
}

/// A field of an answer.
fn field(output: &[u8], name: &str) -> Result<Option<Value>, PluginError> {
    if output.trim_ascii().is_empty() {
        return Err(PluginError::Output(
            "unexpected end of JSON input".to_owned(),
        ));
    }
    let answer: Value =
        serde_json::from_slice(output).map_err(|error| PluginError::Output(error.to_string()))?;
    match answer {
        Value::Null => Ok(None),
        Value::Object(mut fields) => Ok(take(&mut fields, name)),
        other => Err(mismatch(&other, "value of a message")),
    }
}

/// A field by its name, whatever its letters' case when there is none of exactly this name.
fn take(fields: &mut Map<String, Value>, name: &str) -> Option<Value> {
    fields.remove(name).or_else(|| {
        let key = fields.keys().find(|key| key.eq_ignore_ascii_case(name))?;
        let key = key.clone();
        fields.remove(&key)
    })
}

fn mismatch(value: &Value, target: &str) -> PluginError {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    PluginError::Output(format!(
        "json: cannot unmarshal {kind} into Go struct field {target}"
    ))
}
