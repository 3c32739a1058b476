//! The envelope of what a cookie holds: until when it is valid, and for which
//! cookie.

use serde::Deserialize;

use super::super::ruby::content::Content;
use super::super::{Draft, Malformed, Params, Refusal, Times};
use crate::encoding::{base64, from_base64};
use crate::error::{Error, Result};
use crate::time::Time;

/// What the purpose of a cookie's envelope starts with; its name follows.
const PURPOSE: &str = "cookie.";

/// An envelope, or what stands without one.
pub struct Envelope {
    pub payload: Vec<u8>,
    pub times: Times,
    /// The cookie that it is for; `None` where it is for any.
    purpose: Option<String>,
    /// Whether there is one at all.
    pub is_one: bool,
}

#[derive(Deserialize)]
struct Outer {
    _rails: Inner,
}

#[derive(Deserialize)]
struct Inner {
    message: String,
    exp: Option<String>,
    pur: Option<String>,
}

impl Envelope {
    /// Data without an envelope are older than 5.2, or of an application that turned
    /// it off.
    pub fn read(data: Vec<u8>) -> std::result::Result<Envelope, Malformed> {
        let Ok(Outer { _rails: inner }) = serde_json::from_slice(&data) else {
            if data.starts_with(b"{\"_rails\":") {
                return Err(Malformed(
                    "rails: its envelope has not the members message, exp and pur, as a \
                     cookie's has",
                ));
            }
            return Ok(Envelope {
                payload: data,
                times: Times::default(),
                purpose: None,
                is_one: false,
            });
        };
        let payload = from_base64(&inner.message).ok_or(Malformed(
            "rails: the message in its envelope is not canonical base64",
        ))?;
        let expires = match &inner.exp {
            None => None,
            Some(text) => {
                let milliseconds = Time::from_iso_milliseconds(text)
                    .ok_or(Malformed("rails: the expiry in its envelope is not a time"))?;
                // Over at the very millisecond.
                Some(Time(milliseconds.div_ceil(1000)))
            }
        };
        Ok(Envelope {
            payload,
            times: Times {
                expires,
                ..Times::default()
            },
            purpose: inner.pur,
            is_one: true,
        })
    }

    /// What authentic data carry for the cookie of this name.
    pub fn opened(
        data: Vec<u8>,
        name: &str,
        content: Content,
        payload: &mut Vec<u8>,
    ) -> std::result::Result<Times, Refusal> {
        let envelope = Envelope::read(data)?;
        if !envelope.is_for(name) {
            return Err(Refusal::Forged);
        }
        let carried = content.carried(envelope.payload).ok_or(Malformed(
            "rails: it is genuine, and what it holds is not of the serializer that was named: \
             another --param serializer",
        ))?;
        *payload = carried;
        Ok(envelope.times)
    }

    /// The name of the cookie that authentic data are for.
    pub fn made_for(data: Vec<u8>) -> Option<String> {
        let purpose = Envelope::read(data).ok()?.purpose?;
        purpose.strip_prefix(PURPOSE).map(str::to_owned)
    }

    /// Rails tries a cookie a second time without a purpose.
    fn is_for(&self, name: &str) -> bool {
        let purpose = self.purpose.as_deref();
        purpose.is_none_or(|it| it.strip_prefix(PURPOSE).is_some_and(|it| it == name))
    }
}

/// The envelope of what a draft says.
pub fn written(draft: &Draft, params: &Params, format: &str) -> Result<Vec<u8>> {
    super::must_be_named(draft, format)?;
    let stored = Content::of(params).stored(draft.payload, format)?;
    let expires = match draft.expires {
        None => "null".to_owned(),
        Some(time) => {
            let text = time.iso_milliseconds();
            let text = text.ok_or_else(|| Error::could_not("Rails writes no year after 9999"))?;
            format!("\"{text}\"")
        }
    };
    let purpose = serde_json::Value::from(format!("{PURPOSE}{}", draft.name));
    let message = base64(&stored);
    let text =
        format!("{{\"_rails\":{{\"message\":\"{message}\",\"exp\":{expires},\"pur\":{purpose}}}}}");
    Ok(text.into_bytes())
}
