//! What a token carries, from when and until when; and what its footer says.

use super::super::members::{self, Fault, Members};
use super::super::{Draft, Malformed, Times};
use crate::error::{Error, Result};
use crate::time::Time;

/// The times of a payload. A token is still valid at the second that its exp says.
pub fn times(payload: &[u8], leeway: u64) -> std::result::Result<Times, Malformed> {
    let members = match Members::read(payload) {
        Ok(members) => members,
        // A text or a list has no times.
        Err(Fault::NotObject) => return Ok(Times::default()),
        Err(fault) => return Err(malformed(fault)),
    };
    times_of(&members, leeway)
}

fn times_of(members: &Members, leeway: u64) -> std::result::Result<Times, Malformed> {
    let date = |name, fault| match members.get(name) {
        None => Ok(None),
        Some(value) => {
            let text = members::text(value);
            let date = text.and_then(|text| Time::from_iso_zoned(&text));
            date.map(Some).ok_or(Malformed(fault))
        }
    };
    let expires = date(
        "exp",
        "paseto: its exp is not a date with a zone, as 2023-11-14T22:13:20+00:00 (pyseto accepts \
         other forms of a date)",
    )?;
    let not_before = date(
        "nbf",
        "paseto: its nbf is not a date with a zone, as 2023-11-14T22:13:20+00:00 (pyseto accepts \
         other forms of a date)",
    )?;
    let issued = date("iat", "").ok().flatten();
    let (early, late) = ((|it: (Time, Time)| it.1), |it: (Time, Time)| it.0);
    Ok(Times {
        issued: issued.map(late),
        expires: expires.map(|it| late(it).plus(1).plus(leeway)),
        not_before: not_before.map(|it| Time(early(it).0.saturating_sub(leeway))),
        two: None,
    })
}

fn malformed(fault: Fault) -> Malformed {
    Malformed(match fault {
        Fault::NotNumber => "paseto: the payload has NaN or Infinity (pyseto reads it)",
        Fault::Deep => "paseto: the payload is nested too deeply",
        Fault::NotUtf8 => "paseto: the payload is not UTF-8",
        Fault::Marked | Fault::Utf16 | Fault::NotJson | Fault::NotObject => {
            "paseto: the payload is not JSON, as PASETO has it (pyseto takes any bytes)"
        }
    })
}

/// The payload of a draft, with the expiry that it asks for as its last claim where
/// it has not that one already. All else stays as it is written.
///
/// # Errors
/// When it is no JSON, or has another expiry.
pub fn with_expiry(draft: &Draft, leeway: u64) -> Result<String> {
    let refused = |Malformed(reason): Malformed| {
        let reason = reason.trim_start_matches("paseto: ");
        Error::could_not(format!("that would be no PASETO: {reason}"))
            .hint(r#"the payload is a JSON object: '{"sub":"alice"}'"#)
    };
    let own = times(draft.payload, leeway).map_err(refused)?.expires;
    let text = String::from_utf8_lossy(draft.payload).into_owned();
    let wanted = match (draft.expires, own) {
        (None, Some(own)) if own <= draft.issued => {
            return Err(Error::could_not(
                "the cookie would be expired as soon as it is made: its exp is past",
            )
            .hint("give a later exp, or --expires-in 8h in its place"));
        }
        (None, _) => return Ok(text),
        (Some(wanted), Some(own)) if wanted == own => return Ok(text),
        (Some(_), Some(_)) => {
            return Err(Error::could_not(
                "the payload has an exp of its own, which is another than the expiry that is \
                 asked for",
            )
            .hint("leave out one of the two"));
        }
        (Some(wanted), None) => wanted,
    };
    let members = Members::read(draft.payload)
        .map_err(malformed)
        .map_err(refused)?;
    let last = Time(wanted.0.saturating_sub(leeway).saturating_sub(1));
    let date = last
        .iso_zoned()
        .ok_or_else(|| Error::could_not("there is no date after the year 9999"))?;
    let comma = if members.is_empty() { "" } else { "," };
    let end = text.rfind('}').unwrap_or_default();
    let (start, rest) = text.split_at(end);
    Ok(format!("{start}{comma}\"exp\":\"{date}\"{rest}"))
}

/// The id of a key that a footer names, where it is an object with a `kid`.
pub fn key_id(footer: &[u8]) -> Option<String> {
    let members = Members::read(footer).ok()?;
    members::text(members.get("kid")?)
}
