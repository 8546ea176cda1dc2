//! Semantic versions: the functions, and the two Go types templates meet.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use steersman_names::HelmDialect;
use steersman_semver::{Constraint, Dialect, Error, Version};
use steersman_value::{
    CallError, FieldError, GoType, IntKind, Json, Kind, Method, Object, Signature, Str, Value,
};

use crate::entry::{Entry, Outcome};
use crate::{Options, args};

/// The functions of this module.
pub(crate) const FUNCTIONS: &[Entry] = &[
    Entry::pure("semver", &[GoType::String], |args| {
        parse(args, 0).map(|version| Value::object(VersionPointer(version)))
    }),
    Entry::with_options(
        "semverCompare",
        &[GoType::String, GoType::String],
        semver_compare,
    ),
];

/// The most parsed constraints kept by a thread.
const MAX_CACHED: usize = 1000;

thread_local! {
    static CONSTRAINTS: RefCell<HashMap<Str, Rc<Constraint>>> = RefCell::default();
}

fn parse(args: &[Value], index: usize) -> Result<Version, CallError> {
    Version::parse(&args::text(args, index)?.to_text())
        .map_err(|error| args::error(error.to_string()))
}

fn semver_compare(options: &Options, args: &[Value]) -> Outcome {
    let constraint = constraint(options, args::text(args, 0)?)
        .map_err(|error| args::error(error.to_string()))?;
    Ok(Value::Bool(constraint.matches(&parse(args, 1)?)))
}

/// The constraint that `text` means, parsed once per thread.
fn constraint(options: &Options, text: &Str) -> Result<Rc<Constraint>, Error> {
    if let Some(known) = CONSTRAINTS.with_borrow(|cache| cache.get(text).cloned()) {
        return Ok(known);
    }
    let dialect = if options.dialect == HelmDialect::V4_1 {
        Dialect::V3_4
    } else {
        Dialect::V3_5
    };
    let parsed = Rc::new(Constraint::parse_as(&text.to_text(), dialect)?);
    CONSTRAINTS.with_borrow_mut(|cache| {
        if cache.len() >= MAX_CACHED {
            cache.clear();
        }
        cache.insert(text.clone(), Rc::clone(&parsed));
    });
    Ok(parsed)
}

/// A Go `*semver.Version`, as `semver` returns it.
#[derive(Debug)]
struct VersionPointer(Version);

/// A Go `semver.Version`, as the `Inc…` and `Set…` methods return it.
#[derive(Debug)]
struct VersionValue(Version);

impl Object for VersionPointer {
    fn type_name(&self) -> &'static str {
        "*semver.Version"
    }

    fn kind(&self) -> Kind {
        Kind::Ptr
    }

    fn methods(&self) -> &'static [Method] {
        const { &POINTER_METHODS }
    }

    fn field(&self, name: &str) -> Result<Value, FieldError> {
        Err(missing_field(name))
    }

    fn stringer(&self) -> Option<Str> {
        Some(self.0.to_string().into())
    }

    fn fields(&self) -> Option<Vec<(&'static str, Value)>> {
        Some(fields(&self.0))
    }

    fn format(&self, plus: bool, sharp: bool) -> Str {
        format!("&{}", struct_text(&self.0, Style::of(plus, sharp))).into()
    }

    fn to_json(&self) -> Result<Json, String> {
        Ok(Json::Value(Value::str(self.0.to_string())))
    }

    fn deep_equal(&self, other: &dyn Object) -> bool {
        other
            .as_any()
            .downcast_ref::<Self>()
            .is_some_and(|other| is_identical(&self.0, &other.0))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Object for VersionValue {
    fn type_name(&self) -> &'static str {
        "semver.Version"
    }

    fn kind(&self) -> Kind {
        Kind::Struct
    }

    fn methods(&self) -> &'static [Method] {
        VALUE_METHODS
    }

    fn field(&self, name: &str) -> Result<Value, FieldError> {
        Err(missing_field(name))
    }

    fn stringer(&self) -> Option<Str> {
        Some(self.0.to_string().into())
    }

    fn fields(&self) -> Option<Vec<(&'static str, Value)>> {
        Some(fields(&self.0))
    }

    fn format(&self, plus: bool, sharp: bool) -> Str {
        struct_text(&self.0, Style::of(plus, sharp)).into()
    }

    fn to_json(&self) -> Result<Json, String> {
        Ok(Json::Value(Value::str(self.0.to_string())))
    }

    fn deep_equal(&self, other: &dyn Object) -> bool {
        other
            .as_any()
            .downcast_ref::<Self>()
            .is_some_and(|other| is_identical(&self.0, &other.0))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// All fields of the Go struct, none of which is exported.
fn fields(version: &Version) -> Vec<(&'static str, Value)> {
    let number = |n: u64| Value::Int(IntKind::Uint64, n.cast_signed());
    vec![
        ("major", number(version.major())),
        ("minor", number(version.minor())),
        ("patch", number(version.patch())),
        ("pre", Value::str(version.prerelease())),
        ("metadata", Value::str(version.metadata())),
        ("original", Value::str(version.original())),
    ]
}

fn missing_field(name: &str) -> FieldError {
    let unexported = matches!(
        name,
        "major" | "minor" | "patch" | "pre" | "metadata" | "original"
    );
    if unexported {
        FieldError::Unexported
    } else {
        FieldError::Missing
    }
}

/// Equality of every field, which that of versions is not.
fn is_identical(a: &Version, b: &Version) -> bool {
    a == b && (a.metadata(), a.original()) == (b.metadata(), b.original())
}

/// How `fmt` prints a struct.
#[derive(Clone, Copy, Debug)]
enum Style {
    /// `%v`
    Values,
    /// `%+v`
    Names,
    /// `%#v`
    Go,
}

impl Style {
    #[expect(
        clippy::fn_params_excessive_bools,
        reason = "the flags of fmt, as objects are told of them"
    )]
    fn of(plus: bool, sharp: bool) -> Self {
        match (plus, sharp) {
            (_, true) => Self::Go,
            (true, false) => Self::Names,
            (false, false) => Self::Values,
        }
    }
}

/// The struct as `fmt` prints it when it does not ask `String()`.
fn struct_text(version: &Version, style: Style) -> String {
    let quote = |text: &str| steersman_value::fmt::quote(text.as_bytes());
    let (major, minor, patch) = (version.major(), version.minor(), version.patch());
    let (pre, metadata, original) = (version.prerelease(), version.metadata(), version.original());
    match style {
        Style::Go => format!(
            "semver.Version{{major:{major:#x}, minor:{minor:#x}, patch:{patch:#x}, pre:{}, metadata:{}, original:{}}}",
            quote(pre),
            quote(metadata),
            quote(original)
        ),
        Style::Names => {
            format!(
                "{{major:{major} minor:{minor} patch:{patch} pre:{pre} metadata:{metadata} original:{original}}}"
            )
        }
        Style::Values => format!("{{{major} {minor} {patch} {pre} {metadata} {original}}}"),
    }
}

const NONE: &[GoType] = &[];
const OTHER: &[GoType] = &[GoType::Named("*semver.Version")];

/// The methods with a value receiver.
const VALUE_METHODS: &[Method] = &[
    method("IncMajor", NONE, |this, _| {
        incremented(receiver(this)?.increment_major())
    }),
    method("IncMinor", NONE, |this, _| {
        incremented(receiver(this)?.increment_minor())
    }),
    method("IncPatch", NONE, |this, _| {
        incremented(receiver(this)?.increment_patch())
    }),
    method("Major", NONE, |this, _| Ok(number(receiver(this)?.major()))),
    method("MarshalJSON", NONE, |this, _| {
        Ok(Value::Bytes(format!("\"{}\"", receiver(this)?).into()))
    }),
    method("MarshalText", NONE, |this, _| {
        Ok(Value::Bytes(receiver(this)?.to_string().into()))
    }),
    method("Metadata", NONE, |this, _| {
        Ok(Value::str(receiver(this)?.metadata()))
    }),
    method("Minor", NONE, |this, _| Ok(number(receiver(this)?.minor()))),
    method("Patch", NONE, |this, _| Ok(number(receiver(this)?.patch()))),
    method("Prerelease", NONE, |this, _| {
        Ok(Value::str(receiver(this)?.prerelease()))
    }),
    method("SetMetadata", &[GoType::String], |this, args| {
        changed(receiver(this)?.with_metadata(&args::text(args, 0)?.to_text()))
    }),
    method("SetPrerelease", &[GoType::String], |this, args| {
        changed(receiver(this)?.with_prerelease(&args::text(args, 0)?.to_text()))
    }),
    method("String", NONE, |this, _| {
        Ok(Value::str(receiver(this)?.to_string()))
    }),
    method("Value", NONE, |this, _| {
        Ok(Value::str(receiver(this)?.to_string()))
    }),
];

/// The methods that only a pointer has.
const OWN_POINTER_METHODS: [Method; 7] = [
    method("Compare", OTHER, |this, args| {
        Ok(Value::int(receiver(this)?.cmp(other(args)?) as i64))
    }),
    method("Equal", OTHER, |this, args| {
        // Only this method knows nil.
        if args::any(args, 0).is_nil() {
            return Ok(Value::Bool(false));
        }
        Ok(Value::Bool(receiver(this)? == other(args)?))
    }),
    method("GreaterThan", OTHER, |this, args| {
        Ok(Value::Bool(receiver(this)? > other(args)?))
    }),
    method("GreaterThanEqual", OTHER, |this, args| {
        Ok(Value::Bool(receiver(this)? >= other(args)?))
    }),
    method("LessThan", OTHER, |this, args| {
        Ok(Value::Bool(receiver(this)? < other(args)?))
    }),
    method("LessThanEqual", OTHER, |this, args| {
        Ok(Value::Bool(receiver(this)? <= other(args)?))
    }),
    method("Original", NONE, |this, _| {
        Ok(Value::str(receiver(this)?.original()))
    }),
];

/// A pointer has both kinds of methods.
const POINTER_METHODS: [Method; VALUE_METHODS.len() + OWN_POINTER_METHODS.len()] = {
    let mut all = [OWN_POINTER_METHODS[0]; VALUE_METHODS.len() + OWN_POINTER_METHODS.len()];
    let mut index = 0;
    while index < all.len() {
        all[index] = if index < OWN_POINTER_METHODS.len() {
            OWN_POINTER_METHODS[index]
        } else {
            VALUE_METHODS[index - OWN_POINTER_METHODS.len()]
        };
        index += 1;
    }
    all
};

const fn method(
    name: &'static str,
    params: &'static [GoType],
    call: fn(&Value, &[Value]) -> Outcome,
) -> Method {
    Method {
        name,
        signature: Signature {
            params,
            variadic: None,
        },
        call,
    }
}

fn version_of(value: &Value) -> Option<&Version> {
    let pointer = value.downcast::<VersionPointer>().map(|pointer| &pointer.0);
    pointer.or_else(|| value.downcast::<VersionValue>().map(|value| &value.0))
}

fn receiver(value: &Value) -> Result<&Version, CallError> {
    version_of(value).ok_or_else(|| args::mismatch("*semver.Version", value))
}

fn other(args: &[Value]) -> Result<&Version, CallError> {
    version_of(args::any(args, 0)).ok_or_else(|| args::panic(args::NIL_POINTER))
}

fn number(n: u64) -> Value {
    Value::Int(IntKind::Uint64, n.cast_signed())
}

fn incremented(version: Result<Version, Error>) -> Outcome {
    version
        .map(|version| Value::object(VersionValue(version)))
        .map_err(|error| args::panic(error.to_string()))
}

fn changed(version: Result<Version, Error>) -> Outcome {
    version
        .map(|version| Value::object(VersionValue(version)))
        .map_err(|error| args::error(error.to_string()))
}
