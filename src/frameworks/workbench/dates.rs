//! The date field: one date of 29 bytes, or two with a `;` between.

use crate::frameworks::{Malformed, Times};
use crate::time::{HTTP_DATE_BYTES, Time};

const NO_DATE: Malformed =
    Malformed("workbench: the date is not of the form `Sat, 24 Sep 2022 17:46:21 GMT`");
const OTHER_WEEKDAY: Malformed =
    Malformed("workbench: the weekday of the date is not that of its day");
const NO_SUCH_TIME: Malformed = Malformed(
    "workbench: the date has the form of one, and no calendar or clock has that day and time",
);
const NO_LOGIN_DATE: Malformed = Malformed(
    "workbench: behind the `;` the date of the login is not of the form \
     `Sat, 24 Sep 2022 17:46:21 GMT`",
);
const MORE_DATES: Malformed =
    Malformed("workbench: a second `;` in the date field, which has at most two dates");
const TEXT_BEFORE: Malformed = Malformed("workbench: other text comes before the date");
const TEXT_BEHIND: Malformed = Malformed("workbench: other text follows the date");
const TEXT_BEHIND_LOGIN: Malformed =
    Malformed("workbench: other text follows the date of the login");

/// What may be a moved bar: the signature tells.
pub const OTHER_TEXT: [Malformed; 4] = [MORE_DATES, TEXT_BEFORE, TEXT_BEHIND, TEXT_BEHIND_LOGIN];

/// What is proved by the key alone.
pub const SHIFTED: Malformed = Malformed(
    "workbench: an attack: signed for a longer value, the end of which is passed off as the date \
     (boundary shift)",
);

/// The times of a date field in its exact form.
pub fn strict_times(field: &[u8]) -> Option<Times> {
    times(field).ok()
}

pub fn times(field: &[u8]) -> Result<Times, Malformed> {
    let text = std::str::from_utf8(field).map_err(|_| NO_DATE)?;
    match text.split_once(';') {
        None => Ok(Times::of(date(text, NO_DATE, TEXT_BEHIND)?, None)),
        Some((_, login)) if login.contains(';') => Err(MORE_DATES),
        Some((session, login)) => {
            let login = date(login, NO_LOGIN_DATE, TEXT_BEHIND_LOGIN);
            let none = login.map_or(NO_DATE, |_| TEXT_BEFORE);
            let session = date(session, none, TEXT_BEHIND)?;
            Ok(Times::of(session, Some(login?)))
        }
    }
}

fn date(text: &str, none: Malformed, behind: Malformed) -> Result<Time, Malformed> {
    let at = |start: usize| {
        let date = text.get(start..)?.get(..HTTP_DATE_BYTES)?;
        Time::from_http_date(date)
    };
    let last = text.len().saturating_sub(HTTP_DATE_BYTES);
    match at(0) {
        Some(time) if last == 0 => Ok(time),
        Some(_) => Err(behind),
        None if at(last).is_some() => Err(TEXT_BEFORE),
        None => Err(wrong_of(text).unwrap_or(none)),
    }
}

/// What is wrong with a text that has the form of a date: `Sat, 31 Feb 2022 17:46:21 GMT`.
fn wrong_of(text: &str) -> Option<Malformed> {
    const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let like = |(letter, form): (u8, u8)| match form {
        b'0' => letter.is_ascii_digit(),
        b'A' => letter.is_ascii_alphabetic(),
        _ => letter == form,
    };
    let form = *b"AAA, 00 AAA 0000 00:00:00 GMT";
    let has_form = text.len() == form.len() && text.bytes().zip(form).all(like);
    if !has_form || !WEEKDAYS.contains(&&text[..3]) || !MONTHS.contains(&&text[8..11]) {
        return None;
    }
    let on = |weekday: &&str| Time::from_http_date(&format!("{weekday}{}", &text[3..])).is_some();
    Some(match WEEKDAYS.iter().any(on) {
        true => OTHER_WEEKDAY,
        false => NO_SUCH_TIME,
    })
}

/// Whether some place in a value might be read as a date by the server, of
/// whatever time: no such value is signed. It is recognised more widely than the
/// server's parser reads dates.
pub fn holds_date(value: &[u8]) -> bool {
    const MONTHS: [&[u8]; 12] = [
        b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov",
        b"dec",
    ];
    // `+infinity`, `-infinity`, `not-a-date-time`, `maximum-date-time`, …
    const SPECIAL: [&[u8]; 2] = [b"infinity", b"date-time"];
    let lower = value.to_ascii_lowercase();
    let holds = |word: &[u8]| lower.windows(word.len()).any(|window| window == word);
    // `1 Jan 2099`: the least that a date has.
    let date = lower.windows(10).any(|window| {
        window[0].is_ascii_digit()
            && MONTHS.contains(&&window[2..5])
            && window[6..].iter().all(u8::is_ascii_digit)
    });
    date || SPECIAL.into_iter().any(holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values that are like a date to a lenient parser.
    const LIKE_DATES: [&str; 9] = [
        "bobSat, 01 Jan 2099 00:00:00 GMT",
        "bobXyz, 1 jan 2099 25:00:00 GMT",
        "bobSat, 01-Jan-2099 00:00:00 GMT",
        "bobSat_x01_Jan_2099_00:00:00_",
        "bobSaturx01xJanx2099x",
        "x31 DEC 1999",
        "admin+infinity@example.com",
        "bobmaximum-date-time",
        "bobSat, +Infinity",
    ];

    #[test]
    fn a_date_in_a_value_is_found_however_loosely_it_is_written() {
        for value in LIKE_DATES {
            assert!(holds_date(value.as_bytes()), "{value}");
        }
        for value in ["janedoe", "jan 2099", "user 1 january 2099", "infinite", ""] {
            assert!(!holds_date(value.as_bytes()), "{value}");
        }
    }

    const DATE: &str = "Sat, 24 Sep 2022 17:46:21 GMT";

    #[test]
    fn what_stands_beside_the_date_is_named() {
        for (field, reason) in [
            (format!("{DATE} junk"), TEXT_BEHIND),
            (format!("{DATE}{DATE}"), TEXT_BEHIND),
            (format!("{DATE} "), TEXT_BEHIND),
            (format!(" {DATE}"), TEXT_BEFORE),
            (format!("+infinity{DATE}"), TEXT_BEFORE),
            (format!("{DATE} x;{DATE}"), TEXT_BEHIND),
            (format!("{DATE};{DATE} x"), TEXT_BEHIND_LOGIN),
            (format!("{DATE};"), NO_LOGIN_DATE),
            (format!("{DATE};never"), NO_LOGIN_DATE),
            (format!("{DATE}; {DATE}"), TEXT_BEFORE),
            (format!(";{DATE}"), TEXT_BEFORE),
            (format!("never;{DATE}"), TEXT_BEFORE),
            (format!("never;{DATE};"), MORE_DATES),
            ("never;never".to_owned(), NO_DATE),
            (format!("{DATE};{DATE};"), MORE_DATES),
            (format!("{DATE};{DATE};{DATE}"), MORE_DATES),
            (DATE.replace("GMT", "UTC"), NO_DATE),
            (DATE.replace("Sat", "Mon"), OTHER_WEEKDAY),
            (DATE.replace("24 Sep", "31 Feb"), NO_SUCH_TIME),
            (DATE.replace("17:", "25:"), NO_SUCH_TIME),
            (DATE.replace("Sat", "Xyz"), NO_DATE),
            (DATE.replace("Sep", "sep"), NO_DATE),
            (DATE.replace("24", "4"), NO_DATE),
            (
                format!("{DATE};{}", DATE.replace("Sat", "Sun")),
                OTHER_WEEKDAY,
            ),
            (
                format!("{};{DATE}", DATE.replace("Sat", "Sun")),
                OTHER_WEEKDAY,
            ),
            ("never".to_owned(), NO_DATE),
        ] {
            assert_eq!(times(field.as_bytes()), Err(reason), "{field}");
        }
        assert_eq!(times(b"Sat, 24 Sep 2022 17:46:21 GMT\xff"), Err(NO_DATE));
    }

    #[test]
    fn of_two_dates_the_earlier_one_counts() {
        let later = "Sun, 25 Sep 2022 17:46:21 GMT";
        for (field, expires) in [
            (format!("{DATE};{later}"), 1_664_041_581),
            (format!("{later};{DATE}"), 1_664_041_581),
            (format!("{later};{later}"), 1_664_127_981),
        ] {
            let times = times(field.as_bytes()).unwrap();
            assert_eq!(times.expires, Some(Time(expires)), "{field}");
            let (session, login) = times.said();
            let dates = [session, login].map(|it| it.unwrap().http_date().unwrap());
            assert_eq!(dates.join(";"), field);
        }
    }
}
