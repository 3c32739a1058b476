//! What a session is wrapped in: `{"created": N, "session": {...}}`.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::frameworks::python::json;
use crate::frameworks::{Draft, Malformed, Times};
use crate::time::Time;

/// What a server reads of a payload before its session.
pub struct Content {
    /// The second at which it was created, and 1970 where it does not say so.
    created: Option<f64>,
}

impl Content {
    /// Takes a payload apart.
    ///
    /// # Errors
    /// What in it the server could not read.
    pub fn read(payload: &[u8]) -> std::result::Result<Self, Malformed> {
        let text = json::text_of_python(payload)
            .map_err(|_| Malformed("aiohttp-session: the payload is not JSON"))?;
        if !json::is_object(payload) {
            return Err(Malformed(
                "aiohttp-session: the payload is not a JSON object",
            ));
        }
        let [created, session] = json::members(text, ["created", "session"]);
        let created = match created.as_deref() {
            None | Some("null") => None,
            Some(number) if number.starts_with(|it: char| it == '-' || it.is_ascii_digit()) => {
                number.parse().ok().filter(|it: &f64| it.is_finite())
            }
            Some(_) => return Err(Malformed("aiohttp-session: `created` is not a number")),
        };
        match session.as_deref() {
            None | Some("null") => Ok(Content { created }),
            Some(session) if session.starts_with('{') => Ok(Content { created }),
            Some(_) => Err(Malformed(
                "aiohttp-session: the session is not a JSON object (the server accepts a list of \
                 pairs)",
            )),
        }
    }

    /// The times of a session: those of its token, if it came in one, and those of
    /// when it was created. The earlier end counts.
    pub fn times(&self, token: Option<Times>, max_age: Option<u64>) -> Times {
        let token = token.unwrap_or_default();
        let created = self.created.map(|it| Time(it.floor() as u64));
        let too_old = max_age.map(|age| created.unwrap_or(Time(0)).plus(age).plus(1));
        Times {
            issued: created.or(token.issued),
            expires: token.expires.into_iter().chain(too_old).min(),
            ..token
        }
    }
}

/// The payload that a draft's is wrapped into, unless it is one that has been.
///
/// # Errors
/// When it is not a JSON object.
pub fn wrapped(draft: &Draft) -> Result<Vec<u8>> {
    let object: Option<Map<String, Value>> = serde_json::from_slice(draft.payload).ok();
    let object = object.ok_or_else(|| {
        Error::could_not("the payload of an aiohttp-session cookie is a JSON object")
            .hint(r#"for example: '{"user":"alice"}'"#)
    })?;
    let is_wrapped = object.len() == 2
        && object.get("created").is_some_and(Value::is_number)
        && object.get("session").is_some_and(Value::is_object);
    if is_wrapped {
        return Ok(draft.payload.to_vec());
    }
    let start = format!("{{\"created\": {}, \"session\": ", draft.issued.0);
    Ok([start.as_bytes(), draft.payload, b"}"].concat())
}

/// The session that a payload wraps.
pub fn session_of(payload: &[u8]) -> Vec<u8> {
    #[derive(Deserialize)]
    struct Wrapped<'a> {
        #[serde(borrow)]
        session: Option<&'a RawValue>,
    }
    let wrapped: Option<Wrapped> = serde_json::from_slice(payload).ok();
    let session = wrapped.and_then(|it| it.session);
    session.map_or(b"{}".to_vec(), |it| it.get().as_bytes().to_vec())
}
