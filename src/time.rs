//! Times and durations, as cookies write them and as people do.
//!
//! Everything is whole seconds since 1970: no cookie format knows less, and a
//! comparison of whole seconds is what the servers do.

mod iso;
pub mod stored;
mod unix;

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::fmt::rfc2822;
use jiff::tz::Offset;
use jiff::{Timestamp, civil};

use crate::error::{Error, Result};

/// A moment: seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub u64);

/// The length of an HTTP date in its one permitted form,
/// `Sat, 24 Sep 2022 17:46:21 GMT` (RFC 9110, section 5.6.7).
pub const HTTP_DATE_BYTES: usize = 29;

impl Time {
    /// The clock of this machine.
    pub fn now() -> Self {
        // A clock before 1970 makes nothing valid for longer: count it as 0.
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        Time(since.map_or(0, |since| since.as_secs()))
    }

    /// This many seconds later, at most the end of time.
    #[must_use]
    pub fn plus(self, seconds: u64) -> Self {
        Time(self.0.saturating_add(seconds))
    }

    /// The HTTP date; `None` after the year 9999, which has none.
    pub fn http_date(self) -> Option<String> {
        let printer = rfc2822::DateTimePrinter::new();
        printer.timestamp_to_rfc9110_string(&self.timestamp()?).ok()
    }

    /// Reads an HTTP date in its exact form of 29 bytes. The weekday must be
    /// the right one, and nothing may follow.
    pub fn from_http_date(text: &str) -> Option<Self> {
        let timestamp = rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
        let time = Time(timestamp.as_second().try_into().ok()?);
        (time.http_date()? == text).then_some(time)
    }

    /// Reads the date of a cookie's `Expires` as browsers do, who look for a
    /// time, a day, a month and a year in any order (RFC 6265, section 5.1.1).
    /// A time before 1970 is 0.
    pub fn from_cookie_date(text: &str) -> Option<Self> {
        const MONTHS: [&str; 12] = [
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        ];
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == ':' || !c.is_ascii();
        let (mut clock, mut day, mut month, mut year) = (None, None, None, None);
        for token in text
            .split(|c| !is_part(c))
            .filter(|token| !token.is_empty())
        {
            let lower = token.to_ascii_lowercase();
            let named = MONTHS.iter().position(|name| lower.starts_with(name));
            if clock.is_none() && token.contains(':') {
                clock = Some(clock_of(token)?);
            } else if day.is_none() && matches!(leading_digits(token), 1..=2) {
                day = token[..leading_digits(token)].parse::<i8>().ok();
            } else if month.is_none() && named.is_some() {
                month = named;
            } else if year.is_none() && matches!(leading_digits(token), 2..=4) {
                year = token[..leading_digits(token)].parse::<i16>().ok();
            }
        }
        let (hour, minute, second) = clock?;
        let year = match year? {
            year @ 70..=99 => year + 1900,
            year @ 0..=69 => year + 2000,
            year => year,
        };
        let month = i8::try_from(month? + 1).ok()?;
        let date = civil::DateTime::new(year, month, day?, hour, minute, second, 0).ok()?;
        let time = Offset::UTC.to_timestamp(date).ok()?;
        Some(Time(time.as_second().try_into().unwrap_or(0)))
    }

    /// So many seconds after the start of a day, which must be in the calendar.
    /// A time before 1970 is 0.
    pub fn of_day(year: u32, month: u32, day: u32, seconds: u64) -> Option<Self> {
        let (year, month, day) = (
            year.try_into().ok()?,
            month.try_into().ok()?,
            day.try_into().ok()?,
        );
        let date = civil::Date::new(year, month, day).ok()?;
        // A timestamp ends before the calendar does.
        let days = civil::date(1970, 1, 1).until(date).ok()?.get_days();
        let start = u64::try_from(days).map(|days| Time(days * DAY));
        // A day before 1970 is over whatever its hour.
        Some(start.map_or(Time(0), |start| start.plus(seconds)))
    }

    /// Reads a time as people give it: RFC 3339, a date, which is its first second
    /// in UTC, an HTTP date or unix seconds.
    ///
    /// # Errors
    /// When it is none of these, or before 1970.
    pub fn parse(text: &str) -> Result<Self> {
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return unix::seconds(text);
        }
        if let Some(time) = Self::from_http_date(text) {
            return Ok(time);
        }
        let timestamp = text
            .parse()
            .or_else(|_| format!("{text}T00:00:00Z").parse::<Timestamp>());
        let seconds = timestamp.map_err(|_| not_a_time())?.as_second().try_into();
        seconds.map(Time).map_err(|_| not_a_time())
    }

    /// The compact form that stands in file names, `20261121T211200Z`; `None`
    /// after the year 9999.
    pub fn compact(self) -> Option<String> {
        let text = self.timestamp()?.strftime("%Y%m%dT%H%M%SZ").to_string();
        (Self::from_compact(&text) == Some(self)).then_some(text)
    }

    /// Reads the compact form that stands in file names, `20261121T211200Z`.
    pub fn from_compact(text: &str) -> Option<Self> {
        let shape = |(index, byte): (usize, u8)| match index {
            8 => byte == b'T',
            15 => byte == b'Z',
            _ => byte.is_ascii_digit(),
        };
        if text.len() != 16 || !text.bytes().enumerate().all(shape) {
            return None;
        }
        let timestamp: Timestamp = text.parse().ok()?;
        timestamp.as_second().try_into().ok().map(Time)
    }

    /// The time seen from `now`, in words: `in 8 hours`, `3 days ago`.
    pub fn seen_from(self, now: Time) -> String {
        match self.0.cmp(&now.0) {
            std::cmp::Ordering::Greater => format!("in {}", in_words(self.0 - now.0)),
            std::cmp::Ordering::Equal => "now".to_owned(),
            std::cmp::Ordering::Less => format!("{} ago", in_words(now.0 - self.0)),
        }
    }

    fn timestamp(self) -> Option<Timestamp> {
        Timestamp::from_second(self.0.try_into().ok()?).ok()
    }
}

/// How many digits a text starts with.
fn leading_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// `7:28:00`, each number of one or two digits.
fn clock_of(token: &str) -> Option<(i8, i8, i8)> {
    let mut numbers = token.splitn(3, ':').map(|number| {
        let digits = leading_digits(number);
        let number = number.get(..digits)?;
        (1..=2).contains(&digits).then(|| number.parse().ok())?
    });
    Some((numbers.next()??, numbers.next()??, numbers.next()??))
}

fn not_a_time() -> Error {
    Error::could_not("not a time").hint(
        "give RFC 3339 (2026-11-21T22:00:00Z), a date (2026-11-21: midnight in UTC), an \
         HTTP date (Sat, 21 Nov 2026 22:00:00 GMT) or unix seconds",
    )
}

/// Seconds of a minute.
pub const MINUTE: u64 = 60;
/// Seconds of an hour.
pub const HOUR: u64 = 60 * MINUTE;
/// Seconds of a day: the time of Unix has no leap seconds.
pub const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;

/// Reads a duration in seconds: a number and its unit, `90s`, `15m`, `8h`,
/// `30d`, `2w`, or several of them, `1h30m`.
///
/// # Errors
/// When there is no unit, an unknown one, or more seconds than can be counted.
pub fn parse_duration(text: &str) -> Result<u64> {
    let mut rest = text;
    let mut total = 0_u64;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit());
        let (number, after) = rest.split_at(digits.ok_or_else(not_a_duration)?);
        let unit = match after.as_bytes().first() {
            Some(b's') => 1,
            Some(b'm') => MINUTE,
            Some(b'h') => HOUR,
            Some(b'd') => DAY,
            Some(b'w') => WEEK,
            _ => return Err(not_a_duration()),
        };
        let number: u64 = number.parse().map_err(|_| not_a_duration())?;
        let seconds = number.checked_mul(unit).ok_or_else(not_a_duration)?;
        total = total.checked_add(seconds).ok_or_else(not_a_duration)?;
        rest = &after[1..];
    }
    if text.is_empty() {
        return Err(not_a_duration());
    }
    Ok(total)
}

/// A duration as [`parse_duration`] reads it, in the largest unit that leaves no rest:
/// `30d`, `90m`, `1s`.
pub fn duration(seconds: u64) -> String {
    let units = [(DAY, 'd'), (HOUR, 'h'), (MINUTE, 'm')];
    let whole = |(unit, _): &(u64, char)| seconds > 0 && seconds.is_multiple_of(*unit);
    let (unit, letter) = units.into_iter().find(whole).unwrap_or((1, 's'));
    format!("{}{letter}", seconds / unit)
}

fn not_a_duration() -> Error {
    Error::could_not("not a duration").hint("give a number and a unit: 90s, 15m, 8h, 30d")
}

/// A span of seconds in its largest unit that says enough: `90 seconds`,
/// `8 hours`, `3 days`.
fn in_words(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7200 => (seconds / MINUTE, "minute"),
        7200..172_800 => (seconds / HOUR, "hour"),
        _ => (seconds / DAY, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Time = Time(1_700_000_000);

    #[test]
    fn a_duration_is_written_as_it_is_read() {
        for (seconds, text) in [
            (0, "0s"),
            (1, "1s"),
            (90, "90s"),
            (5400, "90m"),
            (7200, "2h"),
            (30 * DAY, "30d"),
            (30 * DAY + 1, "2592001s"),
        ] {
            assert_eq!(duration(seconds), text);
            assert_eq!(parse_duration(text).unwrap(), seconds);
        }
    }

    #[test]
    fn an_http_date_has_one_form() {
        let text = "Tue, 14 Nov 2023 22:13:20 GMT";
        assert_eq!(text.len(), HTTP_DATE_BYTES);
        assert_eq!(T.http_date().as_deref(), Some(text));
        assert_eq!(Time::from_http_date(text), Some(T));
        for other in [
            "Wed, 14 Nov 2023 22:13:20 GMT",
            "Tue, 14 Nov 2023 22:13:20 GMT junk",
            "Tue, 14 Nov 2023 25:13:20 GMT",
            "Tue,  14 Nov 2023 22:13:20 GMT",
            "tue, 14 nov 2023 22:13:20 gmt",
            "Tue, 14 Nov 2023 22:13:20 +0000",
            "Tue, 14 Nov 2023 22:13:20",
            "14 Nov 2023 22:13:20 GMT",
            "Tuesday, 14-Nov-23 22:13:20 GMT",
            "Tue Nov 14 22:13:20 2023",
            "",
        ] {
            assert_eq!(Time::from_http_date(other), None, "{other}");
        }
        assert_eq!(
            Time::from_http_date("Thu, 01 Jan 1970 00:00:00 GMT"),
            Some(Time(0))
        );
    }

    #[test]
    fn a_time_is_taken_as_people_write_it() {
        for text in [
            "1700000000",
            "2023-11-14T22:13:20Z",
            "2023-11-14T23:13:20+01:00",
            "Tue, 14 Nov 2023 22:13:20 GMT",
        ] {
            assert_eq!(Time::parse(text).unwrap(), T, "{text}");
        }
        for text in [
            "",
            "tomorrow",
            "-1",
            "1969-12-31T23:59:59Z",
            "1969-12-31",
            "2023-11",
            "2023-11-31",
            "2023-11-14T22",
            "2023-11-14 ",
            "99999999999999999999",
        ] {
            assert!(Time::parse(text).is_err(), "{text}");
        }
        let midnight = Time::parse("2023-11-14T00:00:00Z").unwrap();
        assert_eq!(Time::parse("2023-11-14").unwrap(), midnight);
    }

    #[test]
    fn a_compact_time_has_one_form() {
        assert_eq!(Time::from_compact("20231114T221320Z"), Some(T));
        assert_eq!(T.compact().as_deref(), Some("20231114T221320Z"));
        assert_eq!(Time(u64::MAX).compact(), None);
        for other in [
            "2023-11-14T22:13:20Z",
            "20231314T221320Z",
            "20231114T2213Z",
            "",
        ] {
            assert_eq!(Time::from_compact(other), None, "{other}");
        }
    }

    #[test]
    fn a_time_beyond_the_calendar_is_still_shown() {
        for (seconds, text) in [
            (253_402_300_799, "9999-12-31T23:59:59Z"),
            (253_402_300_800, "+010000-01-01T00:00:00Z"),
            (253_407_484_800, "+010000-03-01T00:00:00Z"),
            (253_407_398_400, "+010000-02-29T00:00:00Z"),
            (u64::MAX, "+584554051223-11-09T07:00:15Z"),
        ] {
            assert_eq!(Time(seconds).to_string(), text);
        }
        assert_eq!(Time(u64::MAX).http_date(), None);
        assert_eq!(T.to_string(), "2023-11-14T22:13:20Z");
    }

    #[test]
    fn the_date_of_a_cookie_is_read_as_browsers_do() {
        for (text, time) in [
            ("Tue, 14 Nov 2023 22:13:20 GMT", Some(T.0)),
            ("Tue, 14-Nov-23 22:13:20 GMT", Some(T.0)),
            // R's format(), and Workbench's.
            (" Wed,  1 Nov 2023 07:28:00 GMT", Some(1_698_823_680)),
            ("Wed, 1 Nov 2023 7:28:0 GMT", Some(1_698_823_680)),
            ("Nov 14 22:13:20 2023", Some(T.0)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Mon, 01 Jan 1900 00:00:00 GMT", Some(0)),
            ("Tue, 31 Feb 2023 22:13:20 GMT", None),
            ("Tue, 14 Nov 2023", None),
            ("Tue, 14 Nov 2023 25:13:20 GMT", None),
            ("22:13:20 Nov 2023", None),
            ("tomorrow", None),
            ("", None),
        ] {
            assert_eq!(Time::from_cookie_date(text), time.map(Time), "{text}");
        }
    }

    #[test]
    fn a_duration_is_numbers_with_units() {
        for (text, seconds) in [
            ("90s", 90),
            ("15m", 900),
            ("8h", 28_800),
            ("30d", 2_592_000),
            ("2w", 1_209_600),
            ("1h30m", 5400),
            ("0s", 0),
        ] {
            assert_eq!(parse_duration(text).unwrap(), seconds, "{text}");
        }
        for text in [
            "",
            "8",
            "h",
            "8 h",
            "-8h",
            "8y",
            "1h30",
            "99999999999999999999s",
            "999999999999999999w",
            "8é",
        ] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn words_name_the_unit_that_says_enough() {
        assert_eq!(T.plus(28_800).seen_from(T), "in 8 hours");
        assert_eq!(T.seen_from(T.plus(90)), "90 seconds ago");
        assert_eq!(T.seen_from(T.plus(1)), "1 second ago");
        assert_eq!(T.seen_from(T), "now");
        assert_eq!(T.plus(40 * DAY).seen_from(T), "in 40 days");
    }
}
