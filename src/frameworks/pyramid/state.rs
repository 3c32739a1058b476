//! What a session holds, and the key that signs it.

use serde_json::Value;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::super::python::json::{self, NotJson};
use super::super::{Draft, Malformed};
use crate::error::{Error, Result};
use crate::time::Time;

/// `[accessed, created, {…}]`.
pub struct State<'a> {
    /// When it was last used.
    pub accessed: Time,
    /// The object that the application has.
    pub held: &'a str,
}

impl<'a> State<'a> {
    pub fn read(bytes: &'a [u8]) -> std::result::Result<Self, Malformed> {
        const SHAPE: Malformed = Malformed(
            "pyramid: it is not a list of two times and an object (the server begins an empty \
             session, or ends in an error; times in quotes it takes)",
        );
        if bytes.first() == Some(&0x80) {
            return Err(Malformed(
                "pyramid: it holds a pickle, as Pyramid before 2.0 wrote it: it is left unread",
            ));
        }
        let text = json::text_of(bytes).map_err(|fault| {
            Malformed(match fault {
                NotJson::OfPython => {
                    "pyramid: it holds NaN or Infinity, which is not JSON (the server accepts it)"
                }
                NotJson::Deep => "pyramid: it is nested too deep",
                NotJson::NotUtf8 | NotJson::Other => "pyramid: what it holds is not JSON",
            })
        })?;
        let parts: Vec<&RawValue> = serde_json::from_str(text).map_err(|_| SHAPE)?;
        let [accessed, created, held] = parts[..] else {
            return Err(SHAPE);
        };
        let (accessed, _) = time(accessed).zip(time(created)).ok_or(SHAPE)?;
        match held.get().starts_with('{') {
            true => Ok(State {
                accessed,
                held: held.get(),
            }),
            false => Err(SHAPE),
        }
    }
}

/// The second that a number is in.
fn time(raw: &RawValue) -> Option<Time> {
    let Value::Number(number) = serde_json::from_str(raw.get()).ok()? else {
        return None;
    };
    let seconds = number.as_f64().filter(|it| it.is_finite())?;
    Some(Time(seconds as u64))
}

/// What a cookie of this draft holds: the object of the draft, used and made when
/// the draft is; a whole list is taken as it is.
pub fn stored(draft: &Draft) -> Result<String> {
    if draft.expires.is_some() {
        return Err(
            Error::could_not("a pyramid cookie cannot carry an expiry").hint(
                "leave it out: it says when it was last used, and the application's timeout how \
                 long that is valid; --set-cookie --max-age 8h tells the browser",
            ),
        );
    }
    let text = std::str::from_utf8(draft.payload).unwrap_or_default();
    if State::read(draft.payload).is_ok() {
        return Ok(text.to_owned());
    }
    let made = draft.issued.0;
    let stored = format!("[{made}, {made}, {text}]");
    match json::is_object(draft.payload) && State::read(stored.as_bytes()).is_ok() {
        true => Ok(stored),
        false => Err(Error::could_not(
            "the payload of a pyramid cookie is a JSON object, or a list of two times and one",
        )),
    }
}

/// Salt and key, with nothing between them. Text is Latin-1; where one of the two has
/// more letters than that, both are UTF-8.
pub fn salted(salt: &str, key: &[u8], is_text: bool) -> Zeroizing<Vec<u8>> {
    let utf8 = || Zeroizing::new([salt.as_bytes(), key].concat());
    match std::str::from_utf8(key) {
        Ok(text) if is_text => latin1(salt, text).unwrap_or_else(utf8),
        // Bytes are as they are, whatever the salt is.
        _ => match latin1(salt, "") {
            Some(salt) => Zeroizing::new([&salt[..], key].concat()),
            None => utf8(),
        },
    }
}

fn latin1(salt: &str, key: &str) -> Option<Zeroizing<Vec<u8>>> {
    // Room for all of it, so that no copy is left behind where it grows.
    let mut bytes = Zeroizing::new(Vec::with_capacity(salt.len() + key.len()));
    for letter in salt.chars().chain(key.chars()) {
        bytes.push(u8::try_from(u32::from(letter)).ok()?);
    }
    Some(bytes)
}
