//! Times and durations, as cookies write them and as people do.
//!
//! Everything is whole seconds since 1970: no cookie format knows less, and a
//! comparison of whole seconds is what the servers do.

mod iso;
pub mod stored;
mod unix;

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::fmt::temporal::Pieces;
use jiff::{SignedDuration, civil};

use crate::error::{Error, Result};

/// A moment: seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub u64);

/// The length of an HTTP date in its one permitted form,
/// `Sat, 24 Sep 2022 17:46:21 GMT` (RFC 9110, section 5.6.7).
pub const HTTP_DATE_BYTES: usize = 29;

// Times are counted in jiff's calendar: its timestamps end 26 hours before the year 9999 does.
const EPOCH: civil::DateTime = civil::datetime(1970, 1, 1, 0, 0, 0, 0);

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

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
        let at = self.civil()?;
        let weekday = usize::try_from(at.weekday().to_monday_zero_offset()).ok()?;
        let month = usize::try_from(at.month() - 1).ok()?;
        Some(format!(
            "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
            WEEKDAYS[weekday],
            at.day(),
            MONTHS[month],
            at.year(),
            at.hour(),
            at.minute(),
            at.second()
        ))
    }

    /// Reads an HTTP date in its exact form of 29 bytes. The weekday must be
    /// the right one, and nothing may follow.
    pub fn from_http_date(text: &str) -> Option<Self> {
        if text.len() != HTTP_DATE_BYTES || !text.is_ascii() {
            return None;
        }
        let number = |from: usize, to: usize| text[from..to].parse::<i8>().ok();
        let month = MONTHS.iter().position(|it| *it == &text[8..11])? + 1;
        let date = civil::Date::new(
            text[12..16].parse().ok()?,
            i8::try_from(month).ok()?,
            number(5, 7)?,
        );
        let clock = civil::Time::new(number(17, 19)?, number(20, 22)?, number(23, 25)?, 0);
        let since = since_epoch(date.ok()?.to_datetime(clock.ok()?));
        let time = Time(since.as_secs().try_into().ok()?);
        (time.http_date()? == text).then_some(time)
    }

    /// Reads the date of a cookie's `Expires` as browsers do, who look for a
    /// time, a day, a month and a year in any order (RFC 6265, section 5.1.1).
    /// A time before 1970 is 0.
    pub fn from_cookie_date(text: &str) -> Option<Self> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == ':' || !c.is_ascii();
        let (mut clock, mut day, mut month, mut year) = (None, None, None, None);
        for token in text
            .split(|c| !is_part(c))
            .filter(|token| !token.is_empty())
        {
            let start = token.get(..3).unwrap_or_default();
            let named = MONTHS.iter().position(|it| start.eq_ignore_ascii_case(it));
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
        Some(Time(since_epoch(date).as_secs().try_into().unwrap_or(0)))
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
        let since = since_of(text).or_else(|| since_of(&format!("{text}T00:00:00Z")));
        let seconds = since.ok_or_else(not_a_time)?.as_secs().try_into();
        seconds.map(Time).map_err(|_| not_a_time())
    }

    /// The compact form that stands in file names, `20261121T211200Z`; `None`
    /// after the year 9999.
    pub fn compact(self) -> Option<String> {
        let text = self.civil()?.strftime("%Y%m%dT%H%M%SZ").to_string();
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
        since_of(text)?.as_secs().try_into().ok().map(Time)
    }

    /// The time seen from `now`, in words: `in 8 hours`, `3 days ago`.
    pub fn seen_from(self, now: Time) -> String {
        match self.0.cmp(&now.0) {
            std::cmp::Ordering::Greater => format!("in {}", in_words(self.0 - now.0)),
            std::cmp::Ordering::Equal => "now".to_owned(),
            std::cmp::Ordering::Less => format!("{} ago", in_words(now.0 - self.0)),
        }
    }

    /// Its day and clock in UTC; `None` after the year 9999.
    fn civil(self) -> Option<civil::DateTime> {
        let since = SignedDuration::from_secs(self.0.try_into().ok()?);
        EPOCH.checked_add(since).ok()
    }
}

fn since_epoch(at: civil::DateTime) -> SignedDuration {
    at.duration_since(EPOCH)
}

/// How long after 1970 a time of RFC 3339 is, which has an offset or is in UTC.
fn since_of(text: &str) -> Option<SignedDuration> {
    let pieces = Pieces::parse(text).ok()?;
    let offset = i64::from(pieces.to_numeric_offset()?.seconds());
    let local = since_epoch(pieces.date().to_datetime(pieces.time()?));
    local.checked_sub(SignedDuration::from_secs(offset))
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
mod tests;
