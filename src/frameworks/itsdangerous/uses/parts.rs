//! What Streamlit does with a user that is too long for one cookie: `NAME` says
//! `chunks-N`, and `NAME_1` to `NAME_N` carry a part of the text each, all signed under
//! their own names. How long a part is follows from the attributes that Streamlit gives
//! its cookies at the root of a host. Source: Streamlit 1.67, `streamlit/auth_util.py`.

use crate::encoding::from_base64url;
use crate::frameworks::chunks::{Chunks, Head};
use crate::frameworks::{Input, MAX_UNPACKED_BYTES, Malformed, Refusal};

/// The cookie says in its payload how many there are.
pub static CHUNKS: Chunks = Chunks {
    mark: '_',
    head: Head::Count(told),
    last: MAX,
};
/// The most parts that are looked for: browsers keep few more cookies of a site.
pub const MAX: usize = 15;
/// The most bytes of a cookie with its name and attributes.
const MAX_COOKIE: usize = 4096;
const ATTRIBUTES: &str = "; Path=/; HttpOnly; SameSite=lax; Max-Age=2592000";
/// What is left free beside the signature of a part.
const SPARE: usize = 50;
/// How many characters base64 makes of one byte.
pub const ONE_BYTE: usize = 4;
/// What stands before how many there are.
const MARK: &str = "chunks-";

/// How many parts a value says that there are, read without its key.
fn told(value: &str) -> Option<usize> {
    let (content, _) = value.split_once('.')?;
    let payload = from_base64url(content)?;
    count(&payload).ok().flatten()
}

/// The texts of the parts of one of a cookie of this name; none where it goes into one
/// cookie. A value of the whole has `signed` characters, and one of one letter
/// `overhead` besides those of base64.
pub fn split(name: &str, text: &str, signed: usize, overhead: usize) -> Vec<String> {
    let room = MAX_COOKIE - name.len() - 1 - ATTRIBUTES.len();
    if signed <= room {
        return vec![];
    }
    // As Python counts: letters, whatever bytes they are.
    let length = (room - overhead - SPARE) * 3 / 4;
    let letters: Vec<char> = text.chars().collect();
    let parts: Vec<String> = letters
        .chunks(length)
        .map(|it| it.iter().collect())
        .collect();
    if parts.len() == 1 { vec![] } else { parts }
}

/// The payload that says how many parts there are.
pub fn counting(parts: usize) -> Vec<u8> {
    payload(&format!("{MARK}{parts}"))
}

/// A text as a payload: a string of JSON.
pub fn payload(text: &str) -> Vec<u8> {
    serde_json::Value::from(text).to_string().into_bytes()
}

/// How many parts there are, where a payload says that it is in parts.
pub fn count(payload: &[u8]) -> Result<Option<usize>, Malformed> {
    let text = text(payload).unwrap_or_default();
    let Some(count) = text.strip_prefix(MARK) else {
        return Ok(None);
    };
    let canonical = count
        .parse()
        .ok()
        .filter(|it: &usize| it.to_string() == count);
    match canonical.filter(|it| (1..=MAX).contains(it)) {
        Some(count) => Ok(Some(count)),
        None => Err(Malformed(
            "streamlit: it is in parts, and says no number of them from 1 to 15",
        )),
    }
}

/// The text of a payload, which is a string of JSON.
pub fn text(payload: &[u8]) -> Result<String, Refusal> {
    serde_json::from_slice(payload)
        .map_err(|_| Malformed("streamlit: the payload is not a JSON string").into())
}

/// The payload that the parts make together.
pub fn joined(
    cookie: Input,
    count: usize,
    mut open: impl FnMut(Input) -> Result<String, Refusal>,
) -> Result<Vec<u8>, Refusal> {
    let mut whole = String::new();
    for name in CHUNKS.others(cookie.name).iter().take(count) {
        let value = cookie.sibling(name).ok_or(Malformed(
            "streamlit: it is in parts, and one is missing: give all, as NAME=…; NAME_1=…; NAME_2=…",
        ))?;
        whole += &open(Input {
            name,
            value,
            ..cookie
        })?;
        if whole.len() > MAX_UNPACKED_BYTES {
            return Err(Malformed("streamlit: its parts are more than 1 MiB together").into());
        }
    }
    Ok(payload(&whole))
}
