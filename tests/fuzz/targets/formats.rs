//! Cookies of every format of the registry, and their keys.

use cookiekit::audit::weakness;
use cookiekit::frameworks::{FORMATS, Format, Input, NO_PARAMS, Secret};
use cookiekit::fuzzing;
use cookiekit::keys::Key;
use cookiekit::open::{is_recognised, read_by, recognise};

use serde_json::Value;

use super::made::{CODECS, NOW};
use super::text;

/// Takes a value apart as one format, and tries to open it: it was not made with the
/// key.
pub fn format(data: &[u8]) -> bool {
    let [number, name, value @ ..] = data else {
        return false;
    };
    let Some(value) = text(value) else {
        return false;
    };
    let number = usize::from(*number) % FORMATS.len();
    let format = FORMATS[number];
    let names = format.facts().framework.cookie_names;
    let name = names.get(usize::from(*name) % (names.len() + 1));
    let cookie = Input::new(name.copied().unwrap_or_default(), value);
    let _ = (format.resembles(value), format.is_likely(value));
    let read = read_by(format, cookie);
    let cookie = cookie.with_value(&read.value);
    let is_one = read.anatomy.is_ok();
    if let Ok(anatomy) = &read.anatomy {
        let mut start = 0;
        for part in &anatomy.parts {
            // They may share the digits of base64 that have bits of both.
            let is_next = start <= part.span.start && part.span.start <= part.span.end;
            assert!(is_next, "{}: {}", format.name(), part.name);
            start = part.span.start;
            assert!(read.value.get(part.span.clone()).is_some(), "{}", part.name);
        }
        let _ = format.is_proven(anatomy);
    }
    let (key, codec) = &CODECS[number];
    assert!(codec.open(cookie).is_err(), "{}: forged", format.name());
    let _ = (codec.made_for(cookie), codec.of_another_name(cookie));
    let _ = (codec.missing(cookie), format.protection_of(cookie));
    let _ = (format.beside(cookie), format.unreadable(value.as_bytes()));
    let _ = format.on_the_server(Secret::value(key), value, NOW);
    let _ = format.off_the_wire(value);
    if let Ok(portable) = format.portable(value.as_bytes(), &NO_PARAMS) {
        let _ = format.carrying(&portable, &NO_PARAMS);
    }
    if let Some(codec) = format.without_key() {
        let _ = codec.open(cookie);
    }
    is_one
}

/// What a value is of, if anything.
pub fn recognition(data: &[u8]) -> bool {
    let Some(text) = text(data) else {
        return false;
    };
    let is_one = is_recognised(text);
    for name in ["", "session", "sessionid", "connect.sid"] {
        if let Ok(readings) = recognise(Input::new(name, text)) {
            assert!(!readings.is_empty());
        }
    }
    is_one
}

/// A key as its text: taken or refused, never shown.
pub fn key_text(data: &[u8]) -> bool {
    let [number, text @ ..] = data else {
        return false;
    };
    let Ok(Some(key)) = Key::read_from(text) else {
        return false;
    };
    let format: &dyn Format = FORMATS[usize::from(*number) % FORMATS.len()];
    let shown = format!("{key:?}");
    if let Some(text) = self::text(text).filter(|it| it.len() > 16) {
        assert!(!shown.contains(text), "a key is shown");
    }
    let _ = weakness(&key, NOW);
    let _ = format.key_id(Secret::value(key.bytes()));
    format
        .unlock(Secret::value(key.bytes()), &NO_PARAMS)
        .is_ok()
}

/// A pickle is read as what pickles to the same content.
pub fn pickle(data: &[u8]) -> bool {
    let Some((name, payload)) = fuzzing::pickle(data) else {
        return false;
    };
    let again = fuzzing::pickled(&name, &payload);
    assert_eq!(fuzzing::pickle(&again), Some((name, payload)));
    true
}

pub fn pickles() -> Vec<Vec<u8>> {
    vec![
        fuzzing::pickled("account", b"jan"),
        fuzzing::pickled("account", &[0, 255]),
        fuzzing::pickled("s", &[b'x'; 300]),
        b"(lp0\nVaccount\np1\naVjan\np2\na.".to_vec(),
        b"\x80\x02]q\x00(X\x01\x00\x00\x00aq\x01}q\x02X\x01\x00\x00\x00bq\x03K\x05se.".to_vec(),
    ]
}

/// A value whose numbers are spelled in one way, -0 among them: Marshal holds numbers,
/// not texts.
fn without_spelling(value: Value) -> Value {
    match value {
        Value::Number(it) if it.is_f64() => {
            let number = it.as_f64().map(|it| format!("{it:?}"));
            Value::String(number.unwrap_or_default())
        }
        Value::Number(it) if it.as_i64() == Some(0) => Value::from(0),
        Value::Array(all) => all.into_iter().map(without_spelling).collect(),
        Value::Object(all) => all
            .into_iter()
            .map(|(name, value)| (name, without_spelling(value)))
            .collect(),
        other => other,
    }
}

/// What Marshal holds is JSON; JSON that is written as Marshal is read as the same.
pub fn marshal(data: &[u8]) -> bool {
    if let Some(written) = fuzzing::marshalled(data) {
        let read = fuzzing::marshal(&written).expect("what is written is read");
        let value = |json: &[u8]| serde_json::from_slice(json).ok().map(without_spelling);
        assert_eq!(value(read.as_bytes()), value(data));
    }
    let Some(told) = fuzzing::marshal(data) else {
        return false;
    };
    assert!(serde_json::from_str::<Value>(&told).is_ok());
    true
}

pub fn marshals() -> Vec<Vec<u8>> {
    vec![
        b"\x04\x08I\"\x08jan\x06:\x06ET".to_vec(),
        b"\x04\x08{\x07I\"\x06a\x06:\x06ETi\x06I\"\x06b\x06;\x00T[\x07TF".to_vec(),
        b"\x04\x08l+\x09\x00\x00\x00\x00\x01\x00\x00\x00".to_vec(),
        b"\x04\x08[\x08f\x08 1.5i\x02,\x010@\x06".to_vec(),
        b"{\"a\":[1,null,true,\"x\"]}".to_vec(),
    ]
}
