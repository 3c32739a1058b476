//! Times as JavaScript and Rails write them.

use jiff::Timestamp;

use super::Time;

impl Time {
    /// The form of JavaScript and of Rails, `2026-11-21T21:12:00.000Z`; `None` after
    /// the year 9999.
    pub fn iso_milliseconds(self) -> Option<String> {
        let timestamp = self.timestamp()?;
        Some(timestamp.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string())
    }

    /// The milliseconds since 1970 of a time in that form, which may lack the part of
    /// a second; before 1970 they are 0.
    pub fn from_iso_milliseconds(text: &str) -> Option<u64> {
        let is_utc = text.len() >= 20 && text.as_bytes()[10] == b'T' && text.ends_with('Z');
        let timestamp: Timestamp = text.parse().ok().filter(|_| is_utc)?;
        Some(timestamp.as_millisecond().try_into().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
