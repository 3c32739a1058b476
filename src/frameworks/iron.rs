//! iron's seals: hapi's, iron-session's, and those of h3 below Nitro and Nuxt.
//!
//! `"Fe26.2*" id "*" salt "*" b64url(iv 16) "*" b64url(AES-256-CBC) "*" [ms] "*" salt
//! "*" b64url(HMAC-SHA256)`. The MAC is over the text before the second salt. Both
//! keys are PBKDF2-HMAC-SHA1 of the password and a salt of the cookie's own, the text
//! of it; a password of bytes is the key itself, and the salts are empty.
//!
//! | format | what it adds |
//! |---|---|
//! | `iron` | the seal alone: @hapi/iron 7.0.1, iron-webcrypto 2.0.0 |
//! | `iron-session` | `~2` behind it, its id is a number: iron-session 9.0.1 |
//! | `h3` | `{"id","createdAt","data"}` in it; 8192 rounds: h3 2.0.8, h3 1.15.11 |
//!
//! As the salts are in the cookie, keys are derived once a cookie and not once a
//! key: for as many rounds as `iterations` says, which is bounded. The MAC's key is
//! derived first, and the cipher's only for what is authentic.

mod framework;
mod h3;
mod passwords;
mod plain;
mod seal;
mod session;

pub use h3::H3;
pub use passwords::is_map;
pub use plain::Iron;
pub use session::IronSession;

/// The vectors of these files: passwords are named in their keyring, and are a map
/// where one is.
#[cfg(test)]
fn vectors(format: &dyn super::Format, json: &str) -> Vec<super::vectors::Vector> {
    use serde_json::{Map, Value};

    use super::Format;
    use super::vectors::of_library;
    use crate::encoding::{from_hex, percent};

    let file: Map<String, Value> = serde_json::from_str(json).unwrap();
    let ring = &file["keyring"];
    // A password as it is in a map.
    fn named(ring: &Value, password: &Value) -> Value {
        match password {
            Value::String(name) => match ring[name]["text"].as_str() {
                Some(text) => text.into(),
                None => format!("hex:{}", ring[name]["hex"].as_str().unwrap()).into(),
            },
            Value::Object(map) => map
                .iter()
                .map(|(name, password)| (name.clone(), named(ring, password)))
                .collect::<Map<String, Value>>()
                .into(),
            other => panic!("{other}"),
        }
    }
    let cases = file["cases"].as_array().unwrap();
    of_library(format, json, |case, mut vector| {
        vector.keys = vec![match &case["password"] {
            Value::String(name) => {
                let digits = ring[name]["hex"].as_str().unwrap();
                from_hex(digits.as_bytes()).unwrap().to_vec()
            }
            map => named(ring, map).to_string().into_bytes(),
        }];
        let mut set = |name: &str, value: &Value| {
            let param = format.facts().params.iter().find(|it| it.name == name);
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            vector.params.set(param.unwrap(), text);
        };
        if case.get("h3") == Some(&1.into()) {
            set("iterations", &1.into());
        }
        if let super::vectors::Expected::Bytes(text) = &vector.payload {
            // A text, as JSON.
            let text = String::from_utf8_lossy(text).into_owned();
            vector.payload = super::vectors::Expected::Json(text.into());
        }
        if format.name() != H3.name() {
            // A seal is over at a second, not a part of one later.
            vector.now.0 = case["now"].as_f64().unwrap() as u64;
        }
        if let Some(Value::Object(options)) = case.get("options") {
            for (name, value) in options {
                match name.as_str() {
                    "iterations" | "cipher" => set(name, value),
                    "skew_s" => set("skew", value),
                    _ => {}
                }
            }
            let offset = options.get("offset_ms").and_then(Value::as_u64);
            vector.now.0 += offset.unwrap_or_default() / 1000;
        }
        // Those whose last two chunks were exchanged, and those that were not.
        let whole = case.get("chunks").is_some();
        if whole || case.get("chunks_of").is_some() {
            let of = cases.iter().find_map(|it| it.get("chunks"));
            let chunks = of.unwrap().as_object().unwrap().iter();
            let mut chunks: Vec<(String, String)> = chunks
                .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
                .collect();
            if !whole {
                let last = chunks.len() - 1;
                let value = chunks[last].1.clone();
                chunks[last].1 = std::mem::replace(&mut chunks[last - 1].1, value);
            }
            (vector.cookie_name, vector.cookie) = chunks.remove(0);
            vector.siblings = chunks;
        }
        if format.undoes_percent() && vector.cookie.contains("%2A") {
            // One encoding was taken off for the file.
            vector.cookie = percent(&vector.cookie);
        }
        Some(vector)
    })
}
