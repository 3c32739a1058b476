//! Dates as Workbench's server reads them: Boost's `time_input_facet` with the
//! format `%a, %d %b %Y %H:%M:%S GMT` (Source: rstudio/rstudio,
//! `http/Util.cpp`; Boost.Date_Time, `time_facet.hpp`, `format_date_parser.hpp`).
//!
//! It takes any character where the format has a separator, does not compare
//! the weekday with the date, counts hours, minutes and seconds up to 99,
//! ignores what follows and knows words for the ends of time. What the tests
//! say was seen with Boost 1.74.

use crate::time::{HOUR, MINUTE, Time};

const WEEKDAYS: [&[u8]; 7] = [b"sun", b"mon", b"tue", b"wed", b"thu", b"fri", b"sat"];
const MONTHS: [&[u8]; 12] = [
    b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec",
];

/// Words that stand for a time, and the time; the first stands for none.
const WORDS: [(&[u8], Option<Time>); 5] = [
    (b"not-a-date-time", None),
    (b"-infinity", Some(Time(0))),
    (b"+infinity", Some(Time(u64::MAX))),
    (b"minimum-date-time", Some(Time(0))),
    // The last second of the year 9999.
    (b"maximum-date-time", Some(Time(253_402_300_799))),
];

/// The first year of Boost's calendar.
const FIRST_YEAR: u32 = 1400;

/// The time that the server reads in a text; `None` where it reads none. What
/// lies before 1970 is 0.
pub(super) fn read(text: &[u8]) -> Option<Time> {
    let mut rest = Rest(text);
    rest.skip_white_space();
    if rest.0.is_empty() {
        return None;
    }
    rest.fields().unwrap_or_else(|_| rest.word())
}

/// A field of the format does not stand where it should.
struct NotThere;

/// What is left of a text.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    /// Reads field after field. A text may end before any of them, and then has
    /// the first of what is left out.
    fn fields(&mut self) -> Result<Option<Time>, NotThere> {
        let (mut day, mut month, mut year, mut seconds) = (1, 1, FIRST_YEAR, 0);
        self.name(&WEEKDAYS)?;
        if self.goes_on_after(2) {
            self.skip_white_space();
            day = self.number(2)?;
            if !(1..=31).contains(&day) {
                return Err(NotThere);
            }
        }
        if self.goes_on_after(1) {
            self.skip_white_space();
            month = 1 + self.name(&MONTHS)?;
        }
        if self.goes_on_after(1) {
            self.skip_white_space();
            let has_digits = self.0.first().is_some_and(u8::is_ascii_digit);
            year = match self.number(4) {
                Ok(year) if year >= FIRST_YEAR => year,
                // Digits that are no year are no word either.
                _ if has_digits => return Ok(None),
                _ => return Err(NotThere),
            };
        }
        for worth in [HOUR, MINUTE, 1] {
            if self.goes_on_after(1) {
                seconds += u64::from(self.number(2)?) * worth;
            }
        }
        Ok(Time::of_day(year, month, day, seconds))
    }

    /// Whether there is more behind a separator of so many characters.
    fn goes_on_after(&mut self, separator: usize) -> bool {
        self.skip(separator);
        !self.0.is_empty()
    }

    fn skip(&mut self, bytes: usize) {
        self.0 = self.0.get(bytes..).unwrap_or_default();
    }

    fn skip_white_space(&mut self) {
        // C's isspace(), which knows one character more than Rust's.
        let is_space = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x0b;
        let end = self.0.iter().position(|byte| !is_space(byte));
        self.skip(end.unwrap_or(self.0.len()));
    }

    fn starts_with(&self, word: &[u8]) -> bool {
        let start = self.0.get(..word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    }

    /// The place of the name that stands here; taken off if there is one.
    fn name(&mut self, names: &[&[u8]]) -> Result<u32, NotThere> {
        let place = names.iter().position(|name| self.starts_with(name));
        let place = place.ok_or(NotThere)?;
        self.skip(names[place].len());
        u32::try_from(place).map_err(|_| NotThere)
    }

    /// The number of so many digits that stands here. What digits there are
    /// are taken off, also where they are too few.
    fn number(&mut self, digits: usize) -> Result<u32, NotThere> {
        let found = self
            .0
            .iter()
            .take(digits)
            .take_while(|it| it.is_ascii_digit());
        let found = found.count();
        let (number, _) = self.0.split_at(found);
        let value = number
            .iter()
            .fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
        self.skip(found);
        if found == digits {
            Ok(value)
        } else {
            Err(NotThere)
        }
    }

    /// The time that the word here stands for.
    fn word(&self) -> Option<Time> {
        WORDS.iter().find(|(word, _)| self.starts_with(word))?.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEVER: u64 = u64::MAX;

    /// What Boost 1.74 and 1.81 read, `None` for `not_a_date_time`. They and
    /// this parser were compared over 240,000 texts besides.
    const SEEN: [(&str, Option<u64>); 60] = [
        ("Sat, 24 Sep 2022 17:46:21 GMT", Some(1_664_041_581)),
        ("Sat, 24 Sep 2022 17:46:21 UTC", Some(1_664_041_581)),
        ("Sat, 24 Sep 2022 17:46:21", Some(1_664_041_581)),
        ("Sat, 24 Sep 2022 17:46:21 +0200", Some(1_664_041_581)),
        ("Sat, 24 Sep 2022 17:46:21.5 GMT", Some(1_664_041_581)),
        ("Sat, 24 Sep 2022 17:46:21 GMT;x", Some(1_664_041_581)),
        // The weekday must be one, and need not be the right one.
        ("Mon, 24 Sep 2022 17:46:21 GMT", Some(1_664_041_581)),
        ("Xyz, 24 Sep 2022 17:46:21 GMT", None),
        ("Saturday, 24 Sep 2022 17:46:21 GMT", None),
        ("24 Sep 2022 17:46:21 GMT", None),
        ("sat, 24 sep 2022 17:46:21 gmt", Some(1_664_041_581)),
        ("SAT, 24 SEP 2022 17:46:21 GMT", Some(1_664_041_581)),
        ("Sat, 24 September 2022 17:46:21 GMT", None),
        // Any character is a separator, and there must be one.
        ("Sat_x24-Sep_2022T17.46.21", Some(1_664_041_581)),
        ("Sat,24 Sep 2022 17:46:21 GMT", None),
        ("Sat, 24 Sep 202217:46:21 GMT", None),
        // White space is skipped before each name and day and year.
        (" Sat,   24  Sep  2022 17:46:21 GMT", Some(1_664_041_581)),
        ("Sat, 24 Sep 2022  17:46:21 GMT", None),
        ("Sat, 24 Sep 2022 17: 46:21 GMT", None),
        // A number has all its digits.
        ("Sat, 4 Sep 2022 17:46:21 GMT", None),
        ("Sat,  4 Sep 2022 17:46:21 GMT", None),
        ("Sat, 04 Sep 22 17:46:21 GMT", None),
        ("Sat, 24 Sep 2022 7:46:21 GMT", None),
        ("Sat, 24 Sep 2022 17:46:2", None),
        ("Saturday, 24-Sep-99 17:46:21 GMT", None),
        // What is beyond a day is counted on.
        ("Sat, 24 Sep 2022 24:00:00 GMT", Some(1_664_064_000)),
        ("Sat, 24 Sep 2022 25:46:21 GMT", Some(1_664_070_381)),
        ("Sat, 24 Sep 2022 99:99:99 GMT", Some(1_664_340_039)),
        ("Sat, 24 Sep 2022 17:46:60 GMT", Some(1_664_041_620)),
        ("Sat, 24 Sep 2022 -1:46:21 GMT", None),
        // A date must be in the calendar.
        ("Sat, 31 Feb 2022 17:46:21 GMT", None),
        ("Sat, 29 Feb 2020 00:00:00 GMT", Some(1_582_934_400)),
        ("Sat, 00 Sep 2022 17:46:21 GMT", None),
        ("Sat, 32 Sep 2022 17:46:21 GMT", None),
        ("Sat, 24 Sep 1399 17:46:21 GMT", None),
        ("Sat, 24 Sep 1400 17:46:21 GMT", Some(0)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", Some(253_402_300_799)),
        ("Sat, 24 Sep 10000 17:46:21 GMT", None),
        // What is missing at the end is the least that it can be.
        ("Sat, 24 Sep 2022 17:46", Some(1_664_041_560)),
        ("Sat, 24 Sep 2022 17", Some(1_664_038_800)),
        ("Sat, 24 Sep 2022 ", Some(1_663_977_600)),
        ("Sat, 24 Sep 2022", Some(1_663_977_600)),
        ("Sat, 24 Sep", Some(0)),
        ("Sat", Some(0)),
        ("", None),
        (" ", None),
        // Words.
        ("+infinity", Some(NEVER)),
        ("Sat, +Infinity", Some(NEVER)),
        ("Sat, 3+infinity", Some(NEVER)),
        ("-infinity", Some(0)),
        ("infinity", None),
        ("maximum-date-time", Some(253_402_300_799)),
        ("minimum-date-time", Some(0)),
        ("not-a-date-time", None),
        // No dates.
        ("garbage", None),
        ("never", None),
        ("4102444800", None),
        ("2099-01-01T00:00:00Z", None),
        ("2099-01-01 00:00:00", None),
        ("Sat Sep 24 17:46:21 2099", None),
    ];

    #[test]
    fn a_date_is_read_as_boost_reads_it() {
        for (text, seen) in SEEN {
            assert_eq!(read(text.as_bytes()), seen.map(Time), "{text:?}");
        }
    }
}
