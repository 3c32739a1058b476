//! Times as the programs around R and SQLite store them: numbers and texts, with
//! a zone or without.

use jiff::civil;
use jiff::tz::Offset;

use super::Time;
use crate::error::{Error, Result};

/// How far the clocks of the times without a zone are ahead of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    seconds: i64,
}

impl Zone {
    const UTC: Zone = Zone { seconds: 0 };

    /// Reads `UTC`, `+02:00`, `-0530` or `+01`.
    ///
    /// # Errors
    /// When it is none of these: what `CET` means depends on who reads it.
    pub fn parse(text: &str) -> Result<Zone> {
        Zone::of(text).ok_or_else(|| {
            Error::could_not("not a zone")
                .hint("give UTC, or an offset such as +02:00: date +%:z prints that of now")
        })
    }

    fn of(text: &str) -> Option<Zone> {
        if ["Z", "UTC", "GMT"]
            .iter()
            .any(|it| text.eq_ignore_ascii_case(it))
        {
            return Some(Zone::UTC);
        }
        let (sign, rest) = match text.split_at_checked(1)? {
            ("+", rest) => (1, rest),
            ("-", rest) => (-1, rest),
            _ => return None,
        };
        let digits: String = match rest.split_once(':') {
            Some((hours, minutes)) if hours.len() == 2 => format!("{hours}{minutes}"),
            Some(_) => return None,
            None => rest.to_owned(),
        };
        let is_whole =
            matches!(digits.len(), 2 | 4) && digits.bytes().all(|it| it.is_ascii_digit());
        if !is_whole || rest.ends_with(':') {
            return None;
        }
        let hours: i64 = digits[..2].parse().ok()?;
        let minutes: i64 = digits
            .get(2..)
            .filter(|it| !it.is_empty())
            .map_or(Ok(0), str::parse)
            .ok()?;
        let is_zone = hours <= 14 && minutes < 60;
        is_zone.then_some(Zone {
            seconds: sign * (hours * 3600 + minutes * 60),
        })
    }
}

/// Why a time cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// There is none.
    Absent,
    /// It is the reading of a clock, and where that clock hangs is not said.
    NoZone,
    /// It has a zone that is no offset.
    OtherZone,
    /// It is a number that is no seconds since 1970: milliseconds, days.
    NoSeconds,
    /// It is nothing that is known.
    Other,
}

impl Unread {
    /// The same in words, after "row 2 (jbrown): ".
    pub fn words(self) -> &'static str {
        match self {
            Unread::Absent => "it has no time",
            Unread::NoZone => "its time has no zone",
            Unread::OtherZone => "its time has a zone that is not an offset from UTC",
            Unread::NoSeconds => "its time is a number, but not of seconds since 1970",
            Unread::Other => "its time cannot be read",
        }
    }
}

/// A time, or why it cannot be read.
pub type Read = std::result::Result<Time, Unread>;

/// Reads seconds since 1970, as R has them: with a fraction, which is dropped,
/// for no token lives longer than it did.
pub fn of_number(seconds: f64) -> Read {
    /// 2001-09-09 and 5138-11-16: no days since 1970, no Julian days, no
    /// `20261128` and no milliseconds lie in between.
    const SECONDS: std::ops::Range<f64> = 1e9..1e11;
    match seconds {
        // A token that was taken back.
        0.0 => Ok(Time(0)),
        _ if SECONDS.contains(&seconds) => Ok(Time(seconds as u64)),
        _ => Err(Unread::NoSeconds),
    }
}

/// Reads a number as its text, or a date and time: RFC 3339, as R's `format()`
/// writes it, or as ISO 8601 has it; by this zone where it has none.
pub fn of_text(text: &str, zone: Option<Zone>) -> Read {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    if matches!(text, "" | "NA") {
        return Err(Unread::Absent);
    }
    if let Ok(seconds) = text.parse() {
        return of_number(seconds);
    }
    let (date, rest) = text.split_at_checked(10).ok_or(Unread::Other)?;
    let date = date_of(date).ok_or(Unread::Other)?;
    let clock = match rest.split_at_checked(1) {
        // R leaves out the clock of midnight.
        None => "00:00",
        Some(("T" | "t" | " ", clock)) => clock,
        Some(_) => return Err(Unread::Other),
    };
    let is_clock = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.');
    let end = clock.find(|c| !is_clock(c)).unwrap_or(clock.len());
    let (clock, own) = clock.split_at(end);
    let moment = clock_of(date, clock).ok_or(Unread::Other)?;
    let zone = match own.trim_start_matches(' ') {
        "" => zone.ok_or(Unread::NoZone)?,
        own => Zone::of(own).ok_or(Unread::OtherZone)?,
    };
    let utc = Offset::UTC.to_timestamp(moment);
    let utc = utc.map_err(|_| Unread::Other)?;
    let seconds = utc.as_second() - zone.seconds;
    seconds.try_into().map(Time).map_err(|_| Unread::Other)
}

/// `2026-11-28`.
fn date_of(text: &str) -> Option<civil::Date> {
    let is_shape = text.bytes().enumerate().all(|(place, byte)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    is_shape.then(|| text.parse().ok())?
}

/// `01:00`, `01:00:00`, `01:00:00.5`, on that date.
fn clock_of(date: civil::Date, text: &str) -> Option<civil::DateTime> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|it| it.is_ascii_digit());
    let parts: Vec<&str> = clock.split(':').collect();
    let is_shape = matches!(parts.len(), 2 | 3) && parts.iter().all(|it| it.len() == 2);
    if !is_fraction || !is_shape {
        return None;
    }
    let number = |place: usize| parts.get(place).map_or(Ok(0), |it| it.parse::<i8>()).ok();
    let time = civil::Time::new(number(0)?, number(1)?, number(2)?, 0).ok()?;
    Some(date.to_datetime(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_with_a_zone_is_read_as_it_is() {
        let expected = Ok(Time(1_700_000_600));
        for text in [
            "1700000600",
            " 1700000600.13027 ",
            "1.7000006e+09",
            "2023-11-14T22:23:20Z",
            "2023-11-14t22:23:20z",
            "2023-11-14 22:23:20Z",
            "2023-11-14T22:23:20.999Z",
            "2023-11-14 22:23:20 UTC",
            "2023-11-14 22:23:20 GMT",
            "2023-11-14T23:23:20+01:00",
            "2023-11-14T23:23:20+0100",
            "2023-11-14 23:23:20 +01",
            "2023-11-15T03:53:20+05:30",
            "2023-11-14T17:23:20-05:00",
        ] {
            assert_eq!(of_text(text, None), expected, "{text}");
            assert_eq!(of_text(text, Zone::of("+09:00")), expected, "{text}");
        }
    }

    #[test]
    fn a_time_without_a_zone_is_read_by_the_one_that_is_given() {
        for (text, seconds) in [
            ("2023-11-14 22:23:20", 1_700_000_600),
            ("2023-11-14T22:23:20.5", 1_700_000_600),
            ("2023-11-14 22:23", 1_700_000_580),
            ("2023-11-14", 1_699_920_000),
        ] {
            assert_eq!(of_text(text, None), Err(Unread::NoZone), "{text}");
            assert_eq!(of_text(text, Zone::of("UTC")), Ok(Time(seconds)), "{text}");
            let east = Zone::of("+02:00");
            assert_eq!(of_text(text, east), Ok(Time(seconds - 7200)), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_says_why() {
        use Unread::{Absent, NoSeconds, Other, OtherZone};
        for (text, why) in [
            ("", Absent),
            ("NA", Absent),
            ("never", Other),
            ("2023-11-14 22:23:20 CET", OtherZone),
            ("2023-11-14T22:23:20 Europe/Berlin", OtherZone),
            ("2023-11-14T22:23:20+25:00", OtherZone),
            ("2023-11-14T22:23:20+1:00", OtherZone),
            ("2023-02-30 00:00:00", Other),
            ("2023-11-14 24:00:00", Other),
            ("2023-11-14 1:00:00", Other),
            ("2023-11-14x", Other),
            ("14.11.2023 22:23", Other),
            ("11/14/2023", Other),
            ("Tue Nov 14 22:23:20 2023", Other),
            ("1969-12-31T23:59:59Z", Other),
            ("1700000600000", NoSeconds),
            ("2460263.43", NoSeconds),
            ("19675", NoSeconds),
            ("20231114", NoSeconds),
            ("-1", NoSeconds),
            ("inf", NoSeconds),
            ("NaN", NoSeconds),
            ("1e300", NoSeconds),
            ("\u{2003}2023-11-14", Other),
        ] {
            assert_eq!(of_text(text, None), Err(why), "{text}");
        }
        assert_eq!(of_number(0.0), Ok(Time(0)));
        assert_eq!(of_number(f64::NAN), Err(NoSeconds));
    }

    #[test]
    fn a_zone_is_utc_or_an_offset() {
        for (text, seconds) in [
            ("UTC", 0),
            ("z", 0),
            ("+02:00", 7200),
            ("-0530", -19800),
            ("+01", 3600),
        ] {
            assert_eq!(Zone::parse(text).unwrap(), Zone { seconds }, "{text}");
        }
        for text in [
            "",
            "CET",
            "+",
            "+2",
            "+2:00",
            "02:00",
            "+02:",
            "+02:60",
            "+15:00",
            "+02:00:00",
            "+\u{e9}1",
        ] {
            assert!(Zone::parse(text).is_err(), "{text}");
        }
    }
}
