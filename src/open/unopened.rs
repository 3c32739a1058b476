//! A text that no key opens: a forged value, or no value at all.

use crate::frameworks::{Format, Input, Malformed, Refusal};
use crate::time::Time;

/// What is wrong with a text that no key opens, and that no server sends as a
/// cookie's value: somebody copied more than the value, or less.
pub const NO_VALUE: Malformed =
    Malformed("the text is not a cookie value: white space, quotes or braces stand in it");

/// What a value is that no key opens: only a value alone is called forged.
pub(super) fn unopened(format: &dyn Format, cookie: Input) -> Refusal {
    match format.carries_any_text(cookie.params) || is_value(cookie.value) {
        true => Refusal::Forged,
        false => NO_VALUE.into(),
    }
}

/// Whether a text is such as servers send, or as documentation shows it: with
/// a date that is not encoded. A name may hold an apostrophe inside.
fn is_value(value: &str) -> bool {
    let is_odd = |c: char| c.is_whitespace() || matches!(c, '"' | '`' | '{' | '}' | '[' | ']');
    value.split(['|', ';']).all(|field| {
        Time::from_http_date(field).is_some()
            || !field.contains(is_odd) && field.trim_matches('\'') == field
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_send_and_documentation_shows_is_a_value() {
        for value in [
            "alice|Tue%2C%2014%20Nov%202023%2022%3A13%3A20%20GMT|YrDyFfUaaywsHRn9ghYyLQwt%3D",
            "janedoe|Sat, 24 Sep 2022 17:46:21 GMT|9i70BByljSMnNsO3c9mEpR1qYclhtCMH5nvzJPFuJHA=",
            "j|Sat, 24 Sep 2022 17:46:21 GMT;Sun, 25 Sep 2022 17:46:21 GMT|9i70=",
            "o'brien|1700086400|hpu8",
            "ck1.HnWzVQ",
            "",
        ] {
            assert!(is_value(value), "{value}");
        }
        for text in [
            "x alice|1700086400|hpu8",
            "alice|1700086400|hpu8\"}]",
            "{alice|1700086400|hpu8",
            "'alice|1700086400|hpu8",
            "alice|1700086400|hpu8\u{a0}",
            "janedoe|Sat, 24 Sep 2022 17:46:21 GMT |9i70=",
        ] {
            assert!(!is_value(text), "{text}");
        }
    }
}
