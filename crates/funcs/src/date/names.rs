/// The names of the months.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The names of the days of the week.
pub(super) const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

/// The name of a month from 1.
pub(super) fn month_name(month: i64) -> Option<&'static str> {
    MONTHS
        .get(usize::try_from(month.checked_sub(1)?).ok()?)
        .copied()
}

/// The name of a day of the week from 0.
pub(super) fn weekday_name(day: i64) -> Option<&'static str> {
    WEEKDAYS.get(usize::try_from(day).ok()?).copied()
}
