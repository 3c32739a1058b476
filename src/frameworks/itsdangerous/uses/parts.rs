//! What Streamlit does with a user that is too long for one cookie: `NAME` says
//! `chunks-N`, and `NAME_1` to `NAME_N` carry a part of the text each, all signed under
//! their own names. Source: Streamlit 1.67, `streamlit/auth_util.py`.

use crate::frameworks::{Input, Malformed, Refusal};

/// The most parts that are looked for: browsers keep few more cookies of a site.
const MAX: usize = 15;
/// The most bytes of a text that is joined.
const MAX_BYTES: usize = 1024 * 1024;
/// What stands before how many there are.
const MARK: &str = "chunks-";

/// The names of the parts.
pub fn names(name: &str) -> Vec<String> {
    (1..=MAX).map(|number| format!("{name}_{number}")).collect()
}

/// The name of the cookie that a part of this name goes with.
pub fn base(name: &str) -> Option<&str> {
    let (base, number) = name.rsplit_once('_')?;
    number.bytes().all(|it| it.is_ascii_digit()).then_some(base)
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
    for name in names(cookie.name).iter().take(count) {
        let value = cookie.sibling(name).ok_or(Malformed(
            "streamlit: it is in parts, and one is missing: give all, as NAME=…; NAME_1=…; NAME_2=…",
        ))?;
        whole += &open(Input {
            name,
            value,
            ..cookie
        })?;
        if whole.len() > MAX_BYTES {
            return Err(Malformed("streamlit: its parts are more than 1 MiB together").into());
        }
    }
    Ok(serde_json::Value::from(whole).to_string().into_bytes())
}
