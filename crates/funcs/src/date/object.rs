use std::any::Any;

use steersman_value::{FieldError, IntKind, Json, Kind, Method, Object, Str, Value, fmt};

use super::format::RFC3339_NANO;
use super::moment::Time;
use super::names::{month_name, weekday_name};
use super::{Zone, methods};

/// A Go `time.Month`, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Month(pub(super) i64);

/// A Go `time.Weekday`, from 0 for Sunday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Weekday(pub(super) i64);

/// A Go `*time.Location`.
#[derive(Clone, Debug)]
pub(super) struct Location(pub(super) Zone);

impl Time {
    /// RFC 3339 with nanoseconds, as JSON and other texts hold times; the error is Go's.
    pub(super) fn strict_text(&self) -> Result<Vec<u8>, &'static str> {
        let text = self.format(RFC3339_NANO);
        if text.get(4) != Some(&b'-') || text.first() == Some(&b'-') {
            return Err("year outside of range [0,9999]");
        }
        if self.zone.offset(self.seconds).abs() >= 24 * 3600 {
            return Err("timezone hour outside of range [0,23]");
        }
        Ok(text)
    }

    /// The time as a Go expression (`%#v`).
    pub(super) fn go_text(&self) -> String {
        let civil = self.civil();
        let zone = match &self.zone {
            Zone::Utc => "time.UTC".into(),
            Zone::Local(_) => "time.Local".into(),
            zone => format!("time.Location({})", super::quote(zone.name().as_bytes())),
        };
        format!(
            "time.Date({}, time.{}, {}, {}, {}, {}, {}, {zone})",
            civil.year,
            month_name(civil.month).unwrap_or_default(),
            civil.day,
            civil.hour,
            civil.minute,
            civil.second,
            civil.nanos,
        )
    }
}

impl Object for Time {
    fn type_name(&self) -> &'static str {
        "time.Time"
    }

    fn kind(&self) -> Kind {
        Kind::Struct
    }

    fn methods(&self) -> &'static [Method] {
        methods::TIME
    }

    fn field(&self, name: &str) -> Result<Value, FieldError> {
        Err(match name {
            "wall" | "ext" | "loc" => FieldError::Unexported,
            "Date" => FieldError::Uncallable("function Date has 3 return values; should be 1 or 2"),
            "Clock" => {
                FieldError::Uncallable("function Clock has 3 return values; should be 1 or 2")
            }
            "ISOWeek" => FieldError::Uncallable(
                "invalid function signature for ISOWeek: second return value should be error; is int",
            ),
            "Zone" => FieldError::Uncallable(
                "invalid function signature for Zone: second return value should be error; is int",
            ),
            "ZoneBounds" => FieldError::Uncallable(
                "invalid function signature for ZoneBounds: second return value should be error; is time.Time",
            ),
            _ => FieldError::Missing,
        })
    }

    fn stringer(&self) -> Option<Str> {
        Some(self.text().into())
    }

    fn format(&self, _plus: bool, sharp: bool) -> Str {
        if sharp {
            self.go_text().into()
        } else {
            self.text().into()
        }
    }

    fn to_json(&self) -> Result<Json, String> {
        match self.strict_text() {
            Ok(text) => Ok(Json::Value(Value::str(text))),
            Err(reason) => Err(format!(
                "json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: {reason}"
            )),
        }
    }

    fn deep_equal(&self, other: &dyn Object) -> bool {
        other.as_any().downcast_ref::<Self>().is_some_and(|other| {
            (self.seconds, self.nanos, self.monotonic)
                == (other.seconds, other.nanos, other.monotonic)
                && self.zone.is_equal(&other.zone)
        })
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Object for Month {
    fn type_name(&self) -> &'static str {
        "time.Month"
    }

    fn kind(&self) -> Kind {
        Kind::Int(IntKind::Int)
    }

    fn methods(&self) -> &'static [Method] {
        methods::MONTH
    }

    fn stringer(&self) -> Option<Str> {
        Some(month_name(self.0).map_or_else(|| format!("%!Month({})", self.0).into(), Str::from))
    }

    fn format(&self, _plus: bool, _sharp: bool) -> Str {
        self.0.to_string().into()
    }

    fn to_json(&self) -> Result<Json, String> {
        Ok(Json::Value(Value::int(self.0)))
    }

    fn underlying(&self) -> Option<Value> {
        Some(Value::int(self.0))
    }

    fn deep_equal(&self, other: &dyn Object) -> bool {
        other.as_any().downcast_ref() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Object for Weekday {
    fn type_name(&self) -> &'static str {
        "time.Weekday"
    }

    fn kind(&self) -> Kind {
        Kind::Int(IntKind::Int)
    }

    fn methods(&self) -> &'static [Method] {
        methods::WEEKDAY
    }

    fn stringer(&self) -> Option<Str> {
        Some(
            weekday_name(self.0).map_or_else(|| format!("%!Weekday({})", self.0).into(), Str::from),
        )
    }

    fn format(&self, _plus: bool, _sharp: bool) -> Str {
        self.0.to_string().into()
    }

    fn to_json(&self) -> Result<Json, String> {
        Ok(Json::Value(Value::int(self.0)))
    }

    fn underlying(&self) -> Option<Value> {
        Some(Value::int(self.0))
    }

    fn deep_equal(&self, other: &dyn Object) -> bool {
        other.as_any().downcast_ref() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Object for Location {
    fn type_name(&self) -> &'static str {
        "*time.Location"
    }

    fn kind(&self) -> Kind {
        Kind::Ptr
    }

    fn methods(&self) -> &'static [Method] {
        methods::LOCATION
    }

    fn field(&self, name: &str) -> Result<Value, FieldError> {
        let unexported = matches!(
            name,
            "name" | "zone" | "tx" | "extend" | "cacheStart" | "cacheEnd" | "cacheZone"
        );
        Err(if unexported {
            FieldError::Unexported
        } else {
            FieldError::Missing
        })
    }

    fn stringer(&self) -> Option<Str> {
        Some(self.0.name().into())
    }

    fn format(&self, _plus: bool, _sharp: bool) -> Str {
        fmt::quote(self.0.name().as_bytes()).into()
    }

    fn to_json(&self) -> Result<Json, String> {
        // A struct without exported fields.
        Ok(Json::Struct(Vec::new()))
    }

    fn deep_equal(&self, other: &dyn Object) -> bool {
        other
            .as_any()
            .downcast_ref::<Self>()
            .is_some_and(|other| self.0.is_equal(&other.0))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
