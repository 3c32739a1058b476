//! The claims of a token: what it carries, and from when and until when.

use super::choice::Choice;
use crate::error::{Error, Result};
use crate::frameworks::members::{self, Fault, Members};
use crate::frameworks::{Draft, Malformed, Times};
use crate::time::Time;

/// What is read of a token's payload.
pub struct Claims {
    /// Its times, the leeway in them: until when it is taken, and from when.
    pub times: Times,
    /// What is odd about it.
    pub notes: Vec<&'static str>,
}

impl Claims {
    /// Reads a payload as its reader does.
    pub fn read(payload: &[u8], choice: &Choice) -> std::result::Result<Self, Malformed> {
        let members = Members::read(payload).map_err(malformed)?;
        Claims::of(&members, choice)
    }

    fn of(members: &Members, choice: &Choice) -> std::result::Result<Self, Malformed> {
        const FAULTS: [(&str, [&str; 2]); 3] = [
            (
                "exp",
                [
                    "jwt: exp is not a number",
                    "jwt: exp is not a number (PyJWT takes it for one)",
                ],
            ),
            (
                "nbf",
                [
                    "jwt: nbf is not a number",
                    "jwt: nbf is not a number (PyJWT takes it for one)",
                ],
            ),
            (
                "iat",
                [
                    "jwt: iat is not a number",
                    "jwt: iat is not a number (PyJWT takes it for one)",
                ],
            ),
        ];
        let mut seconds = [None; 3];
        for ((name, [other, lenient]), seconds) in FAULTS.into_iter().zip(&mut seconds) {
            if let Some(value) = members.get(name) {
                let fault = if is_number_for_python(value) {
                    lenient
                } else {
                    other
                };
                *seconds = Some(whole_seconds(value).ok_or(Malformed(fault))?);
            }
        }
        /// Of what is in milliseconds: of the years 1973 to 5138, and beyond all of them
        /// as seconds.
        const IN_MILLISECONDS: [&str; 3] = [
            "exp is in milliseconds, most likely: its readers take it for seconds, so it never \
             expires",
            "nbf is in milliseconds, most likely: its readers take it for seconds, so it is never \
             valid",
            "iat is in milliseconds, most likely: its readers take it for seconds",
        ];
        let [expires, not_before, issued] = seconds;
        let leeway = i128::from(choice.leeway);
        let mut notes = audience(members, choice)?;
        for (seconds, note) in seconds.into_iter().zip(IN_MILLISECONDS) {
            let is_milliseconds = |it| (100_000_000_000..100_000_000_000_000).contains(&it);
            notes.extend(seconds.is_some_and(is_milliseconds).then_some(note));
        }
        if members.get("sub").is_some_and(|it| !members::is_text(it)) {
            notes.push("its sub is not a string: PyJWT refuses it from 2.10 on");
        }
        if members.get("jti").is_some_and(|it| !members::is_text(it)) {
            notes.push("its jti is not a string: PyJWT refuses it from 2.10 on");
        }
        Ok(Claims {
            times: Times {
                issued: issued.map(time),
                expires: expires.map(|it| time(it.saturating_add(leeway))),
                not_before: not_before
                    .map(|it| time(it.saturating_sub(leeway)))
                    .filter(|it| *it > Time(0)),
                two: None,
            },
            notes,
        })
    }
}

fn malformed(fault: Fault) -> Malformed {
    Malformed(match fault {
        Fault::Marked => "jwt: the payload starts with a byte order mark (PyJWT reads it)",
        Fault::Utf16 => "jwt: the payload is UTF-16 (PyJWT reads it)",
        Fault::NotUtf8 => "jwt: the payload is not UTF-8",
        Fault::NotNumber => "jwt: the payload has NaN or Infinity (PyJWT reads it)",
        Fault::Deep => "jwt: the payload is nested too deeply",
        Fault::NotJson => {
            "jwt: the payload is not JSON (jsonwebtoken takes any text, where the header has no typ)"
        }
        Fault::NotObject => {
            "jwt: the payload is not a JSON object: PyJWT and jose refuse it, jsonwebtoken takes a \
             text, a number or a list"
        }
    })
}

/// A number without what is behind its point, as Python's `int` does it.
fn whole_seconds(value: &str) -> Option<i128> {
    let is_negative = value.starts_with('-');
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        // So large a number is beyond every time.
        let number = digits.parse().unwrap_or(i128::MAX);
        return Some(if is_negative { -number } else { number });
    }
    if !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let number: f64 = value.parse().ok()?;
    // A cast stops at the bounds.
    number.is_finite().then_some(number as i128)
}

/// Whether a value that is no number is one for Python's `int`: digits in a
/// text, `true` and `false`.
fn is_number_for_python(value: &str) -> bool {
    let text = members::text(value);
    let is_digits = |it: String| it.trim().parse::<i128>().is_ok();
    matches!(value, "true" | "false") || text.is_some_and(is_digits)
}

/// The time of so many seconds; what is before 1970 is at its start.
fn time(seconds: i128) -> Time {
    Time(u64::try_from(seconds.max(0)).unwrap_or(u64::MAX))
}

/// Whether it is for one of those that were asked for; the notes on that.
fn audience(
    members: &Members,
    choice: &Choice,
) -> std::result::Result<Vec<&'static str>, Malformed> {
    let value = members.get("aud");
    let is_none = matches!(value, None | Some("null" | "\"\"" | "[]"));
    let Some(wanted) = &choice.audience else {
        let note = (!is_none).then_some(
            "it is for an audience (aud), which was not checked: --param audience=NAME does, and \
             PyJWT refuses it where the application asks for none",
        );
        return Ok(note.into_iter().collect());
    };
    let value = value
        .filter(|_| !is_none)
        .ok_or(Malformed("jwt: it has no aud, and one is asked for"))?;
    let one = members::text(value).map(|name| vec![name]);
    let names: Option<Vec<String>> = one.or_else(|| serde_json::from_str(value).ok());
    let names = names.ok_or(Malformed("jwt: aud is not text, nor a list of texts"))?;
    match wanted.iter().any(|it| names.contains(it)) {
        true => Ok(vec![]),
        false => Err(Malformed(
            "jwt: its aud is not the audience that is asked for",
        )),
    }
}

/// The payload of a draft, with the expiry that it asks for as its last claim
/// where it has not that one already. All else stays as it is written.
///
/// # Errors
/// When it is not a payload that would be read again, or has another expiry.
pub fn with_expiry(draft: &Draft, choice: &Choice) -> Result<String> {
    let refused = |Malformed(reason): Malformed| {
        let reason = reason.trim_start_matches("jwt: ");
        Error::could_not(format!(
            "that would be no JSON Web Token (RFC 7519): {reason}"
        ))
        .hint(r#"the payload is a JSON object: '{"sub":"alice"}'"#)
    };
    let members = Members::read(draft.payload).map_err(|fault| refused(malformed(fault)))?;
    let claims = Claims::of(&members, choice).map_err(refused)?;
    let text = String::from_utf8_lossy(draft.payload).into_owned();
    match (draft.expires, claims.times.expires) {
        (None, Some(own)) if own <= draft.issued => Err(Error::could_not(
            "the cookie would be expired as soon as it is made: its exp is past",
        )
        .hint("give a later exp, or --expires-in 8h in its place")),
        (None, _) => Ok(text),
        (Some(wanted), Some(own)) if wanted == own => Ok(text),
        (Some(_), Some(_)) => Err(Error::could_not(
            "the payload has an exp of its own, which is another than the expiry that is asked for",
        )
        .hint("leave out one of the two")),
        (Some(wanted), None) => {
            let seconds = wanted.0.saturating_sub(choice.leeway);
            let comma = if members.is_empty() { "" } else { "," };
            let end = text.rfind('}').unwrap_or_default();
            let (start, rest) = text.split_at(end);
            Ok(format!("{start}{comma}\"exp\":{seconds}{rest}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_whole_and_never_wrap() {
        for (value, seconds) in [
            ("0", Some(0)),
            ("1700000000.75", Some(1_700_000_000)),
            ("1.7e9", Some(1_700_000_000)),
            ("-5", Some(-5)),
            ("-0.5", Some(0)),
            ("9223372036854775813", Some(9_223_372_036_854_775_813)),
            ("1e300", Some(i128::MAX)),
            ("-1e300", Some(i128::MIN)),
            ("1e400", None),
            ("null", None),
            ("true", None),
            ("\"1\"", None),
            ("[1]", None),
        ] {
            assert_eq!(whole_seconds(value), seconds, "{value}");
        }
        let long = "9".repeat(100);
        assert_eq!(whole_seconds(&long), Some(i128::MAX));
        assert_eq!(time(i128::MAX), Time(u64::MAX));
        assert_eq!(time(i128::MIN), Time(0));
    }
}
