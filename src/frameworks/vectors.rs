//! Vectors: cookies that the real systems made or judged, as the tests read
//! them from `tests/data`.
//!
//! Two kinds of files: those of R's cookies and our own, and those of the
//! frameworks' own libraries, whose fields tests/data/frameworks/README.md
//! explains.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Format, Params, Refusal};
use crate::crypto::sha256;
use crate::encoding::from_hex;
use crate::time::Time;

/// One cookie and what must be made of it.
#[derive(Clone, Debug)]
pub struct Vector {
    /// What it shows.
    pub name: String,
    /// The keys, as they are stored, in the order in which they are tried; none
    /// for the form without a key.
    pub keys: Vec<Vec<u8>>,
    /// Its name, and its value.
    pub cookie_name: String,
    pub cookie: String,
    /// The cookies that came with it.
    pub siblings: Vec<(String, String)>,
    pub params: Params,
    pub now: Time,
    /// The answers that are right, and first that of the real system.
    pub answers: Vec<Class>,
    /// What it carries, where it opens.
    pub payload: Expected,
}

/// What comes of a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Ok,
    Malformed,
    Forged,
    Expired,
}

/// What a cookie must carry.
#[derive(Clone, Debug)]
pub enum Expected {
    /// These bytes.
    Bytes(Vec<u8>),
    /// JSON of this value.
    Json(Value),
    /// Bytes of this SHA-256.
    Sha256(Vec<u8>),
    /// The vector does not say.
    Anything,
}

impl Class {
    /// The class of this word.
    pub fn of(word: &str) -> Class {
        match word {
            "ok" => Class::Ok,
            "malformed" => Class::Malformed,
            "forged" => Class::Forged,
            "expired" => Class::Expired,
            other => panic!("no such expectation: {other}"),
        }
    }

    /// What a refusal comes to.
    pub fn of_refusal(refusal: Refusal) -> Class {
        match refusal {
            Refusal::Malformed(_) => Class::Malformed,
            Refusal::Forged => Class::Forged,
            Refusal::Expired(_) | Refusal::Early(_) => Class::Expired,
        }
    }
}

impl Expected {
    /// Whether a payload is this.
    pub fn is(&self, payload: &[u8]) -> bool {
        match self {
            Expected::Bytes(bytes) => bytes == payload,
            Expected::Json(json) => {
                serde_json::from_slice::<Value>(payload).is_ok_and(|it| is_same(&it, json))
            }
            Expected::Sha256(digest) => sha256(&[payload]) == digest[..],
            Expected::Anything => true,
        }
    }
}

/// Whether two texts of JSON have the same values: a number has several
/// spellings, and `serde_json` keeps each.
pub fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let is_in = |(name, value): (&String, &Value)| {
                other.get(name).is_some_and(|other| is_same(value, other))
            };
            one.len() == other.len() && one.iter().all(is_in)
        }
        _ => one == other,
    }
}

/// A file of R's cookies, or our own.
#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    #[serde(default)]
    key_text: String,
    #[serde(default)]
    key_hex: String,
    #[serde(default)]
    cookie_name: String,
    cookie: String,
    #[serde(default)]
    wire: Option<String>,
    #[serde(default)]
    now: Option<Value>,
    #[serde(alias = "json", alias = "value", default)]
    payload: Option<String>,
    /// What the server answers: `ok VALUE`.
    #[serde(default)]
    server: String,
    expect: String,
}

/// The vectors of a file of R's cookies, or our own.
pub fn ours(json: &str) -> Vec<Vector> {
    let file: File = serde_json::from_str(json).unwrap();
    file.cases.into_iter().flat_map(vectors_of).collect()
}

/// A case is one vector, and one more in its form on the wire.
fn vectors_of(case: Case) -> Vec<Vector> {
    let key = match case.key_hex.is_empty() {
        true => case.key_text.into_bytes(),
        false => from_hex(case.key_hex.as_bytes()).unwrap().to_vec(),
    };
    let keys = if key.is_empty() { vec![] } else { vec![key] };
    let now = case.now.map_or(Time(0), |now| {
        Time::parse(now.as_str().unwrap_or(&now.to_string())).unwrap()
    });
    let from_server = case.server.strip_prefix("ok ").map(str::to_owned);
    let payload = case.payload.or(from_server).unwrap_or_default();
    let vector = |name: String, cookie: String| Vector {
        name,
        keys: keys.clone(),
        cookie_name: case.cookie_name.clone(),
        cookie,
        siblings: vec![],
        params: Params::default(),
        now,
        answers: vec![Class::of(&case.expect)],
        payload: Expected::Bytes(payload.clone().into_bytes()),
    };
    let wire = case
        .wire
        .clone()
        .map(|wire| vector(format!("{} on the wire", case.name), wire));
    let bare = vector(case.name.clone(), case.cookie.clone());
    [Some(bare), wire].into_iter().flatten().collect()
}

/// The vectors of a file that a framework's own library made. `adapt` is for
/// what only this format's file has: it gets each case, with the file's
/// defaults in it, and may change or drop the vector that was made of it.
pub fn of_library(
    format: &dyn Format,
    json: &str,
    adapt: impl Fn(&Map<String, Value>, Vector) -> Option<Vector>,
) -> Vec<Vector> {
    let file: Map<String, Value> = serde_json::from_str(json).unwrap();
    let defaults = file["defaults"].as_object().unwrap();
    let cases = file["cases"].as_array().unwrap();
    let made = cases.iter().filter_map(|case| {
        let mut whole = defaults.clone();
        whole.extend(case.as_object().unwrap().clone());
        let vector = vector_of(format, &file, defaults, &whole);
        adapt(&whole, vector)
    });
    made.collect()
}

fn vector_of(
    format: &dyn Format,
    file: &Map<String, Value>,
    defaults: &Map<String, Value>,
    case: &Map<String, Value>,
) -> Vector {
    let text = |name: &str| case.get(name).and_then(Value::as_str);
    let name = text("title").or(text("name")).unwrap_or_default();
    Vector {
        name: format!("{} {name}", text("id").unwrap_or_default()),
        keys: keys_of(file, case),
        cookie_name: text("cookie_name").unwrap_or_default().to_owned(),
        cookie: text("cookie").unwrap_or_default().to_owned(),
        siblings: vec![],
        params: params_of(format, defaults, case),
        // A part of a second past a boundary is past it.
        now: Time(
            case.get("now")
                .and_then(Value::as_f64)
                .unwrap_or(0.0)
                .ceil() as u64,
        ),
        answers: answers_of(case),
        payload: payload_of(case),
    }
}

/// The keys: raw bytes, names in the keyring, or the texts themselves.
fn keys_of(file: &Map<String, Value>, case: &Map<String, Value>) -> Vec<Vec<u8>> {
    let hex = |digits: &str| from_hex(digits.as_bytes()).unwrap().to_vec();
    let texts = |name: &str| -> Option<Vec<&str>> {
        let list = case.get(name)?.as_array()?;
        Some(list.iter().filter_map(Value::as_str).collect())
    };
    if let Some(digits) = texts("keys_hex") {
        return digits.into_iter().map(hex).collect();
    }
    let keys = texts("keys").unwrap_or_default().into_iter();
    let key = |name: &str| match file.get("keyring") {
        Some(ring) => hex(ring[name]["hex"].as_str().unwrap()),
        None => name.as_bytes().to_vec(),
    };
    keys.map(key).collect()
}

/// The parameters that the format knows, `_` as `-`.
fn params_of(
    format: &dyn Format,
    defaults: &Map<String, Value>,
    case: &Map<String, Value>,
) -> Params {
    let mut params = Params::default();
    let own = case.get("params").and_then(Value::as_object);
    for param in format.facts().params {
        let name = param.name.replace('-', "_");
        let given = own.and_then(|own| own.get(&name));
        let Some(value) = given.or(case.get(&name)).or(defaults.get(&name)) else {
            continue;
        };
        let text = match value {
            Value::Null => "none".to_owned(),
            Value::String(text) => text.clone(),
            Value::Array(items) => {
                let text = |it: &Value| it.as_str().map_or(it.to_string(), str::to_owned);
                items.iter().map(text).collect::<Vec<_>>().join(",")
            }
            other => other.to_string(),
        };
        params.set(param, text);
    }
    params
}

/// All answers that are right.
fn answers_of(case: &Map<String, Value>) -> Vec<Class> {
    let mut answers = vec![Class::of(case["expect"].as_str().unwrap())];
    for name in ["also", "accept", "strict"] {
        match case.get(name) {
            Some(Value::String(word)) => answers.push(Class::of(word)),
            Some(Value::Array(words)) => {
                let words = words.iter().filter_map(Value::as_str);
                answers.extend(words.map(Class::of));
            }
            _ => {}
        }
    }
    if case
        .get("either")
        .is_some_and(|it| *it != Value::Bool(false))
    {
        answers.extend([Class::Malformed, Class::Forged]);
    }
    answers
}

fn payload_of(case: &Map<String, Value>) -> Expected {
    if let Some(digits) = case.get("value_hex").and_then(Value::as_str) {
        return Expected::Bytes(from_hex(digits.as_bytes()).unwrap().to_vec());
    }
    if let Some(digits) = case.get("payload_sha256").and_then(Value::as_str) {
        return Expected::Sha256(from_hex(digits.as_bytes()).unwrap().to_vec());
    }
    match case.get("payload").or(case.get("value")) {
        None | Some(Value::Null) => Expected::Anything,
        Some(Value::String(text)) => Expected::Bytes(text.clone().into_bytes()),
        Some(json) => Expected::Json(json.clone()),
    }
}
