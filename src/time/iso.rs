//! Times as JavaScript and Rails write them, and as they are shown.

use std::fmt;

use super::{DAY, HOUR, MINUTE, Time, since_of};

impl Time {
    /// The form of JavaScript and of Rails, `2026-11-21T21:12:00.000Z`; `None` after
    /// the year 9999.
    pub fn iso_milliseconds(self) -> Option<String> {
        let at = self.civil()?;
        Some(at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string())
    }

    /// The milliseconds since 1970 of a time in that form, which may lack the part of
    /// a second; before 1970 they are 0.
    pub fn from_iso_milliseconds(text: &str) -> Option<u64> {
        let is_utc = text.len() >= 20 && text.as_bytes()[10] == b'T' && text.ends_with('Z');
        let since = since_of(text).filter(|_| is_utc)?;
        Some(since.as_millis().try_into().unwrap_or(0))
    }

    /// The form of Python, `2026-11-21T21:12:00+00:00`; `None` after the year 9999.
    pub fn iso_zoned(self) -> Option<String> {
        let at = self.civil()?;
        Some(at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string())
    }

    /// The second that a date with a zone is in, and the first one that is not before
    /// it; before 1970 both are 0.
    pub fn from_iso_zoned(text: &str) -> Option<(Self, Self)> {
        let since = since_of(text)?;
        let seconds = |it: i64| Time(it.try_into().unwrap_or(0));
        let whole = since.as_secs();
        let behind = i64::from(since.subsec_nanos() > 0);
        Some((seconds(whole), seconds(whole + behind)))
    }
}

/// RFC 3339 in UTC; a year after 9999 has six digits or more behind a plus, as ISO 8601
/// writes it.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // jiff's calendar ends with the year 9999. Years start in March here: the day of a leap year
        // is their last.
        const DAYS_OF_400_YEARS: u64 = 146_097;
        let days = self.0 / DAY + 719_468;
        let (era, days) = (days / DAYS_OF_400_YEARS, days % DAYS_OF_400_YEARS);
        let year = (days - days / 1460 + days / 36_524 - days / 146_096) / 365;
        let days = days - (365 * year + year / 4 - year / 100);
        let month = (5 * days + 2) / 153;
        let day = days - (153 * month + 2) / 5 + 1;
        let year = 400 * era + year + u64::from(month > 9);
        let month = if month > 9 { month - 9 } else { month + 3 };
        match year {
            ..10_000 => write!(f, "{year}")?,
            _ => write!(f, "+{year:06}")?,
        }
        let second = self.0 % DAY;
        let (hour, minute) = (second / HOUR, second / MINUTE % 60);
        write!(
            f,
            "-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z",
            second % MINUTE
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_a_zone() {
        const TIME: u64 = 1_700_000_000;
        let text = "2023-11-14T22:13:20+00:00";
        assert_eq!(Time(TIME).iso_zoned().as_deref(), Some(text));
        for (text, both) in [
            (text, Some((TIME, TIME))),
            ("2023-11-14T22:13:20Z", Some((TIME, TIME))),
            ("2023-11-15T00:13:20+02:00", Some((TIME, TIME))),
            ("2023-11-14T22:13:20.250Z", Some((TIME, TIME + 1))),
            ("1900-01-01T00:00:00Z", Some((0, 0))),
            ("2023-11-14T22:13:20", None),
            ("2023-11-14", None),
            ("soon", None),
        ] {
            let both = both.map(|(whole, behind)| (Time(whole), Time(behind)));
            assert_eq!(Time::from_iso_zoned(text), both, "{text}");
        }
    }

    #[test]
    fn milliseconds_are_those_of_javascript() {
        let text = "2023-11-14T22:13:20.000Z";
        assert_eq!(
            Time(1_700_000_000).iso_milliseconds().as_deref(),
            Some(text)
        );
        for (text, milliseconds) in [
            (text, Some(1_700_000_000_000)),
            ("2023-11-14T22:13:20.001Z", Some(1_700_000_000_001)),
            ("2023-11-14T22:13:20Z", Some(1_700_000_000_000)),
            ("1969-12-31T23:59:59.999Z", Some(0)),
            ("2023-11-14T22:13:20+00:00", None),
            ("2023-11-14 22:13:20.000Z", None),
            ("2023-11-14Z", None),
            ("", None),
        ] {
            assert_eq!(Time::from_iso_milliseconds(text), milliseconds, "{text}");
        }
    }
}
