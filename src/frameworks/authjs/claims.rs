//! The claims of a token, and the times among them.

use crate::error::{Error, Result};
use crate::frameworks::members::Members;
use crate::frameworks::uuid::uuid;
use crate::frameworks::{Draft, Malformed, Times};
use crate::time::Time;

/// For how many seconds its times are ignored.
const LEEWAY: u64 = 15;
/// How long a session lives unless the application says otherwise: 30 days.
const MAX_AGE: u64 = 30 * 86_400;

/// When a token is taken, by its claims.
pub fn times(claims: &[u8]) -> std::result::Result<Times, Malformed> {
    const CLAIMS: Malformed =
        Malformed("authjs: it is genuine, and what it holds is not a JSON object");
    let members = Members::read(claims).map_err(|_| CLAIMS)?;
    of(&members)
}

fn of(members: &Members) -> std::result::Result<Times, Malformed> {
    const TIME: Malformed =
        Malformed("authjs: its exp or nbf is not a number, which Auth.js refuses");
    let seconds = |name: &str| match members.get(name) {
        None => Ok(None),
        Some(value) => number(value).map(Some).ok_or(TIME),
    };
    Ok(Times {
        issued: seconds("iat").unwrap_or_default().map(Time),
        expires: seconds("exp")?.map(|it| Time(it).plus(LEEWAY)),
        not_before: seconds("nbf")?
            .map(|it| Time(it.saturating_sub(LEEWAY)))
            .filter(|it| *it > Time(0)),
        two: None,
    })
}

/// A number of seconds, up to the next whole one.
fn number(value: &str) -> Option<u64> {
    if let Ok(seconds) = value.parse() {
        return Some(seconds);
    }
    let number: f64 = value.parse().ok()?;
    // A cast stops at the bounds.
    number.is_finite().then_some(number.ceil().max(0.0) as u64)
}

/// The claims of a draft, with those times and that id that they lack.
///
/// # Errors
/// When they are no object, or have another end than the draft.
pub fn with_times(draft: &Draft) -> Result<String> {
    let no_object = || {
        Error::could_not("the claims of an Auth.js token are a JSON object")
            .hint(r#"as '{"name":"alice","sub":"42"}'"#)
    };
    let members = Members::read(draft.payload).map_err(|_| no_object())?;
    let own = of(&members).map_err(|_| no_object())?;
    if let (Some(own), Some(wanted)) = (own.expires, draft.expires)
        && own != wanted
    {
        return Err(Error::could_not(
            "the claims have an exp of their own, which is another than the expiry that is asked for",
        )
        .hint("leave out one of the two"));
    }
    let mut more = Vec::new();
    if members.get("iat").is_none() {
        more.push(format!("\"iat\":{}", draft.issued.0));
    }
    let is_new = draft.again.is_none();
    let default = is_new.then(|| draft.issued.plus(MAX_AGE + LEEWAY));
    if members.get("exp").is_none()
        && let Some(end) = draft.expires.or(default)
    {
        more.push(format!("\"exp\":{}", end.0.saturating_sub(LEEWAY)));
    }
    if members.get("jti").is_none() {
        more.push(format!("\"jti\":\"{}\"", uuid()?));
    }
    let text = std::str::from_utf8(draft.payload).map_err(|_| no_object())?;
    let start = text.trim_end().strip_suffix('}').ok_or_else(no_object)?;
    let comma = match members.is_empty() || more.is_empty() {
        true => "",
        false => ",",
    };
    Ok(format!("{start}{comma}{}}}", more.join(",")))
}
