//! What stands in a value that keygrip signed: the session of cookie-session, that
//! of koa-session with its times, or a text.

use serde_json::{Map, Value};

use super::super::{Draft, Params, Times};
use super::KIND;
use crate::encoding::{base64, from_base64};
use crate::error::{Error, Result};
use crate::time::Time;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Base64 of a JSON object.
    CookieSession,
    /// The same, with `_expire` and `_maxAge`, or `_session`, in the object.
    KoaSession,
    /// A text as it is.
    KoaCookie,
}

impl Form {
    /// The one that was chosen; none: the value tells.
    pub fn of(params: &Params) -> Option<Form> {
        match params.text(KIND.name)? {
            "cookie-session" => Some(Form::CookieSession),
            "koa-session" => Some(Form::KoaSession),
            "koa-cookie" => Some(Form::KoaCookie),
            _ => None,
        }
    }
}

/// A value that was read.
#[derive(Debug, PartialEq, Eq)]
pub struct Content {
    /// What the application has of it: of a koa-session without what that keeps
    /// at its end.
    pub payload: Vec<u8>,
    pub times: Times,
}

impl Content {
    /// A value of this form; `None` when it is not one.
    pub fn read(form: Form, value: &str) -> Option<Content> {
        if form == Form::KoaCookie {
            return Some(Content::plain(value.as_bytes().to_vec()));
        }
        let text = String::from_utf8(from_base64(value)?).ok()?;
        let object: Map<String, Value> = serde_json::from_str(&text).ok()?;
        match form {
            Form::KoaSession => Some(Content::of_koa(&object, text)),
            _ => Some(Content::plain(text.into_bytes())),
        }
    }

    /// A value whose form was not said: what koa-session writes is one of its
    /// own, other objects are of cookie-session, and the rest is text.
    pub fn guess(value: &str) -> Option<Content> {
        let object = Content::read(Form::CookieSession, value);
        let koa = object.as_ref().and_then(|object| {
            let object: Map<String, Value> = serde_json::from_slice(&object.payload).ok()?;
            let is_number = |name: &str| object.get(name).is_some_and(Value::is_number);
            let is_koa = is_number("_expire") && is_number("_maxAge")
                || object.get("_session") == Some(&Value::Bool(true));
            is_koa.then(|| Content::read(Form::KoaSession, value))?
        });
        koa.or(object)
            .or_else(|| Content::read(Form::KoaCookie, value))
    }

    fn plain(payload: Vec<u8>) -> Content {
        Content {
            payload,
            times: Times::default(),
        }
    }

    fn of_koa(object: &Map<String, Value>, mut text: String) -> Content {
        let number = |name: &str| object.get(name).and_then(Value::as_f64);
        let (expire, max_age) = (number("_expire"), number("_maxAge"));
        let issued = expire.zip(max_age).map(|(expire, age)| expire - age);
        let times = Times {
            issued: issued.map(|it| Time(whole_seconds(it))),
            // Expired iff `_expire` is before now, in milliseconds.
            expires: expire.map(|it| Time(whole_seconds(it).saturating_add(1))),
            ..Times::default()
        };
        if let Some(start) = tail_of(&text) {
            text.truncate(start);
            if text.ends_with(',') {
                text.pop();
            }
            text.push('}');
        }
        Content {
            payload: text.into_bytes(),
            times,
        }
    }
}

/// The seconds of a time in milliseconds; none before 1970.
fn whole_seconds(milliseconds: f64) -> u64 {
    (milliseconds / 1000.0).floor() as u64
}

/// Where the members start that koa-session writes last. The text is a JSON
/// object: in a string their quotes would be escaped, and in an inner object
/// more braces would follow.
fn tail_of(text: &str) -> Option<usize> {
    let before = text.strip_suffix("\"_session\":true}").or_else(|| {
        let rest = text.strip_suffix('}')?;
        let rest = without_number(rest)?.strip_suffix(",\"_maxAge\":")?;
        without_number(rest)?.strip_suffix("\"_expire\":")
    })?;
    before.ends_with([',', '{']).then_some(before.len())
}

/// The text without the digits at its end.
fn without_number(text: &str) -> Option<&str> {
    let rest = text.trim_end_matches(|c: char| c.is_ascii_digit());
    (rest.len() < text.len()).then_some(rest)
}

/// The value of this form that says what a draft does.
pub fn write(form: Form, draft: &Draft) -> Result<String> {
    if draft.expires.is_some() && form != Form::KoaSession {
        return Err(
            Error::could_not("a keygrip cookie cannot carry an expiry, unless koa-session makes it")
                .hint("of koa-session: --param kind=koa-session; else leave it out: --set-cookie --max-age 8h tells the browser"),
        );
    }
    let text = std::str::from_utf8(draft.payload)
        .map_err(|_| Error::could_not("the payload of a keygrip cookie is text (UTF-8)"))?;
    if form == Form::KoaCookie {
        return plain_value(text);
    }
    let text = text.trim_ascii();
    let object = serde_json::from_str::<Map<String, Value>>(text).map_err(|_| {
        Error::could_not("the payload of a keygrip cookie is a JSON object")
            .hint("a text that the application signs as it is: --param kind=koa-cookie")
    })?;
    if form == Form::CookieSession {
        return Ok(base64(text.as_bytes()));
    }
    if ["_expire", "_maxAge", "_session"]
        .iter()
        .any(|name| object.contains_key(*name))
    {
        return Err(Error::could_not(
            "the payload has a member that koa-session itself writes: _expire, _maxAge or _session",
        )
        .hint("leave it out: --expires-in 8h says when the session is over"));
    }
    let tail = tail(draft);
    let start = text.strip_suffix('}').unwrap_or(text);
    let comma = if object.is_empty() { "" } else { "," };
    Ok(base64(format!("{start}{comma}{tail}").as_bytes()))
}

/// What koa-session writes at the end.
fn tail(draft: &Draft) -> String {
    let Some(expires) = draft.expires else {
        return "\"_session\":true}".to_owned();
    };
    // The last millisecond at which it is valid.
    let expire = expires.0.saturating_mul(1000).saturating_sub(1);
    let max_age = expire.saturating_sub(draft.issued.0.saturating_mul(1000));
    format!("\"_expire\":{expire},\"_maxAge\":{max_age}}}")
}

/// A text as `ctx.cookies` takes it, and reads it again.
fn plain_value(text: &str) -> Result<String> {
    let is_sent = |byte: u8| matches!(byte, b' '..=b'~') && byte != b';';
    let is_whole = text.trim_ascii() == text && !text.starts_with('"');
    if !text.bytes().all(is_sent) || !is_whole || text.is_empty() {
        return Err(Error::could_not(
            "the value of a koa-cookie is printable ASCII without `;`, with no quote at its start \
             and no space at its ends",
        )
        .hint("encode it, as the application does"));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(form: Form, text: &str) -> (String, Times) {
        let content = Content::read(form, &base64(text.as_bytes())).unwrap();
        (String::from_utf8(content.payload).unwrap(), content.times)
    }

    #[test]
    fn what_koa_session_keeps_is_no_part_of_the_payload() {
        for (text, told) in [
            (r#"{"a":1,"_expire":5000,"_maxAge":2000}"#, r#"{"a":1}"#),
            (r#"{"_expire":5000,"_maxAge":2000}"#, "{}"),
            (r#"{"a":1,"_session":true}"#, r#"{"a":1}"#),
            (r#"{"_session":true}"#, "{}"),
            // Not as it writes them: carried as it is.
            (
                r#"{"_expire":5000,"_maxAge":2000,"a":1}"#,
                r#"{"_expire":5000,"_maxAge":2000,"a":1}"#,
            ),
            (
                r#"{"a":"x,\"_session\":true}"}"#,
                r#"{"a":"x,\"_session\":true}"}"#,
            ),
            (r#"{"a":{"_session":true}}"#, r#"{"a":{"_session":true}}"#),
        ] {
            assert_eq!(payload(Form::KoaSession, text).0, told);
            assert_eq!(payload(Form::CookieSession, text).0, text);
        }
    }

    #[test]
    fn a_koa_session_is_over_after_its_millisecond() {
        for (expire, first_second) in [("4999", 5), ("5000", 6), ("5001", 6), ("0", 1), ("-9", 1)] {
            let text = format!("{{\"_expire\":{expire},\"_maxAge\":1000}}");
            let expires = payload(Form::KoaSession, &text).1.expires;
            assert_eq!(expires, Some(Time(first_second)), "{expire}");
        }
        // What is no number never ends it there.
        let text = r#"{"_expire":"5000","_maxAge":1000}"#;
        assert_eq!(payload(Form::KoaSession, text).1.expires, None);
    }

    #[test]
    fn the_form_is_told_by_the_value() {
        for (text, form) in [
            ("{}", Form::CookieSession),
            (r#"{"_expire":1}"#, Form::CookieSession),
            (r#"{"_session":false}"#, Form::CookieSession),
            (r#"{"_expire":1,"_maxAge":1}"#, Form::KoaSession),
            (r#"{"_session":true}"#, Form::KoaSession),
            ("hello", Form::KoaCookie),
            ("[1]", Form::KoaCookie),
        ] {
            let value = base64(text.as_bytes());
            assert_eq!(
                Content::guess(&value),
                Content::read(form, &value),
                "{text}"
            );
        }
        for text in ["alice", "{}"] {
            assert_eq!(Content::guess(text), Content::read(Form::KoaCookie, text));
        }
    }
}
