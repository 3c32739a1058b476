//! The message in a cookie: what it carries, for which cookie and until when.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::{Draft, Malformed, Refusal, Times};
use crate::error::{Error, Result};
use crate::time::Time;

/// A message, read.
pub struct Message {
    pub value: Box<RawValue>,
    purpose: Option<String>,
    expires: Option<Time>,
}

#[derive(Deserialize)]
struct Json {
    message: Box<RawValue>,
    purpose: Option<String>,
    #[serde(rename = "expiryDate")]
    expiry_date: Option<String>,
}

impl Message {
    pub fn read(text: &[u8]) -> std::result::Result<Message, Malformed> {
        const SHAPE: Malformed = Malformed(
            "adonis: its message is not JSON with the members message, purpose and \
                       expiryDate",
        );
        let json: Json = serde_json::from_slice(text).map_err(|_| SHAPE)?;
        let expires = match json.expiry_date {
            None => None,
            Some(text) => {
                let milliseconds = Time::from_iso_milliseconds(&text).ok_or(SHAPE)?;
                // Valid at the very millisecond.
                Some(Time(milliseconds / 1000).plus(1))
            }
        };
        Ok(Message {
            value: json.message,
            purpose: json.purpose,
            expires,
        })
    }

    pub fn times(&self) -> Times {
        Times {
            expires: self.expires,
            ..Times::default()
        }
    }

    /// That it was made for the cookie of this name.
    pub fn must_be_for(&self, name: &str) -> std::result::Result<(), Refusal> {
        match self.purpose.as_deref() == Some(name) {
            true => Ok(()),
            false => Err(Refusal::Forged),
        }
    }

    /// The name of the cookie that it says it is for.
    pub fn made_for(text: &[u8]) -> Option<String> {
        Message::read(text).ok()?.purpose
    }

    /// What it carries, of an authentic cookie.
    pub fn carried(self, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        if is_false(self.value.get()) {
            return Err(Malformed(
                "adonis: it holds 0, false, null or an empty text, which AdonisJS cannot read back",
            )
            .into());
        }
        payload.clear();
        payload.extend_from_slice(self.value.get().as_bytes());
        Ok(self.times())
    }
}

/// Whether JavaScript takes it for false.
fn is_false(json: &str) -> bool {
    let is_zero = |it: &str| it.parse::<f64>().is_ok_and(|it| it == 0.0);
    matches!(json, "false" | "null" | "\"\"") || is_zero(json)
}

/// The message of what a draft says, with or without its purpose.
pub fn written(draft: &Draft, has_purpose: bool) -> Result<Vec<u8>> {
    let json: &RawValue = serde_json::from_slice(draft.payload).map_err(|_| {
        Error::could_not("the payload of an adonis cookie is JSON")
            .hint("a text in JSON stands in double quotes")
    })?;
    // White space around it is carried as it is.
    if is_false(json.get().trim()) {
        return Err(
            Error::could_not("AdonisJS cannot read back 0, false, null and an empty text")
                .hint("put it into an object or a list"),
        );
    }
    let mut text = b"{\"message\":".to_vec();
    text.extend_from_slice(draft.payload);
    if has_purpose {
        text.extend(format!(",\"purpose\":{}", serde_json::Value::from(draft.name)).bytes());
    }
    if let Some(expires) = draft.expires {
        // AdonisJS takes it at that very millisecond.
        let last = Time(expires.0.saturating_sub(1)).iso_milliseconds();
        let last = last.ok_or_else(|| Error::could_not("AdonisJS writes no year after 9999"))?;
        let last = last.replace(".000Z", ".999Z");
        text.extend(format!(",\"expiryDate\":\"{last}\"").bytes());
    }
    text.push(b'}');
    Ok(text)
}
