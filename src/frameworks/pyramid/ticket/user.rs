//! Whose ticket it is, and what stands beside that.

use serde::Deserialize;
use serde_json::{Number, Value};

use super::Fields;
use crate::encoding::{base64, from_base64, from_percent_leniently};
use crate::frameworks::Malformed;
use crate::time::Time;

/// What stands before the type of the user in the data.
const TYPE: &str = "userid_type:";

/// A ticket that is to be made.
pub struct Ticket {
    /// Whether all of it was said, and not the user alone.
    pub is_whole: bool,
    /// The user, as it is signed.
    user: String,
    tokens: Option<String>,
    data: String,
}

/// As [`json`] writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    userid: Value,
    #[serde(default)]
    tokens: Vec<String>,
    user_data: Option<String>,
}

impl Ticket {
    /// The ticket that a payload says: a text is a user, an object all of it.
    ///
    /// # Errors
    /// Why it is none.
    pub fn of(payload: &[u8]) -> Result<Self, &'static str> {
        let text = std::str::from_utf8(payload)
            .map_err(|_| "the user of a pyramid-auth-tkt ticket is text (UTF-8)")?;
        let is_whole = text.starts_with('{') && text.contains("\"userid\"");
        if !is_whole {
            return Ok(Ticket {
                is_whole,
                user: base64(payload),
                tokens: None,
                data: format!("{TYPE}b64unicode"),
            });
        }
        let said: Said = serde_json::from_str(text).map_err(|_| {
            "a pyramid-auth-tkt ticket is {\"userid\": …, \"tokens\": […], \"user_data\": \"…\"}"
        })?;
        let of_type = |name| format!("{TYPE}{name}");
        let data = said.user_data.unwrap_or_else(|| match &said.userid {
            Value::Number(_) => of_type("int"),
            _ => of_type("b64unicode"),
        });
        let user = encoded(&said.userid, &data).ok_or(
            "the userid of a pyramid-auth-tkt ticket is text or a whole number, of the type that \
             its user_data says",
        )?;
        if data.contains('!') {
            return Err("the user_data of a pyramid-auth-tkt ticket holds no !");
        }
        let is_token = |token: &String| {
            let is_of = |it: u8| it.is_ascii_alphanumeric() || b"+_-".contains(&it);
            token.starts_with(|it: char| it.is_ascii_alphabetic()) && token.bytes().all(is_of)
        };
        if !said.tokens.iter().all(is_token) {
            return Err(
                "a token of a pyramid-auth-tkt ticket is a letter, and letters, digits, + - _",
            );
        }
        Ok(Ticket {
            is_whole,
            user,
            tokens: (!said.tokens.is_empty()).then(|| said.tokens.join(",")),
            data,
        })
    }

    /// Its fields when it is made at this time, without a digest.
    pub fn fields(&self, made: Time) -> Fields<'_> {
        Fields {
            digest: "",
            made: u32::try_from(made.0).unwrap_or(u32::MAX),
            quoted: "",
            user: self.user.clone(),
            tokens: self.tokens.as_deref(),
            data: &self.data,
        }
    }
}

/// The type that the data says a user has; the last one counts.
fn type_of(data: &str) -> Option<&str> {
    data.split('|')
        .filter_map(|it| it.strip_prefix(TYPE))
        .next_back()
}

/// A user as it is signed; `None` where it is not of its type.
fn encoded(user: &Value, data: &str) -> Option<String> {
    match (type_of(data), user) {
        (Some("int"), Value::Number(number)) => {
            let text = number.to_string();
            is_whole(&text).then_some(text)
        }
        (Some("b64unicode"), Value::String(text)) => Some(base64(text.as_bytes())),
        (Some("b64str"), Value::String(text)) => {
            let bytes = text.chars().map(|it| u8::try_from(u32::from(it)).ok());
            Some(base64(&bytes.collect::<Option<Vec<u8>>>()?))
        }
        (Some("int" | "b64unicode" | "b64str"), _) => None,
        (_, Value::String(text)) => Some(text.clone()),
        _ => None,
    }
}

/// Whether a number is written as Python writes a whole one.
fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    is_plain && (!digits.starts_with('0') || text == "0")
}

/// The user that a text stands for by its type: bytes are text of Latin-1.
pub fn decoded(text: &str, data: &str) -> Result<Value, Malformed> {
    const BASE64: Malformed = Malformed(
        "pyramid-auth-tkt: the user is not canonical base64, as its type says (the server \
         ignores invalid characters and unused bits, or ends in an error)",
    );
    Ok(match type_of(data) {
        Some("int") => {
            let number = is_whole(text)
                .then(|| text.parse::<Number>().ok())
                .flatten();
            Value::Number(number.ok_or(Malformed(
                "pyramid-auth-tkt: the user is not a whole number, as its type says (the server \
                 accepts whatever int() does)",
            ))?)
        }
        Some("b64unicode") => {
            let bytes = from_base64(text).ok_or(BASE64)?;
            Value::String(String::from_utf8(bytes).map_err(|_| {
                Malformed("pyramid-auth-tkt: the user is not UTF-8, as its type says")
            })?)
        }
        Some("b64str") => {
            let bytes = from_base64(text).ok_or(BASE64)?;
            Value::String(bytes.into_iter().map(char::from).collect())
        }
        _ => Value::String(text.to_owned()),
    })
}

/// A ticket as JSON.
pub fn json(user: &Value, tokens: Option<&str>, data: &str) -> String {
    let tokens = tokens.map(|it| it.split(',').map(|it| Value::from(it).to_string()));
    let tokens: Vec<String> = tokens.into_iter().flatten().collect();
    format!(
        "{{\"userid\": {user}, \"tokens\": [{}], \"user_data\": {}}}",
        tokens.join(", "),
        Value::from(data)
    )
}

/// A text as Python's `quote` writes it.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte.is_ascii_alphanumeric() || b"_.-~/".contains(&byte) {
            true => quoted.push(char::from(byte)),
            false => quoted.push_str(&format!("%{byte:02X}")),
        }
    }
    quoted
}

/// The text that `quote` wrote so.
pub fn unquoted(text: &str) -> Option<String> {
    let read = from_percent_leniently(text)?.into_owned();
    (quoted(&read) == text).then_some(read)
}
