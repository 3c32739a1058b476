//! What R makes of JSON that it reads: other values than stand there, without an error.
//! Seen with jsonlite 1.8.4 as plumber 1.2.1 calls it, and held by an interop test.

use serde_json::Value;

use crate::frameworks::doubles::{self, NoDouble};

const NUL: &str = "R reads a text with \\u0000 in it only up to there";
const HALF: &str = "R makes other characters of half a surrogate pair (\\ud800 to \\udfff)";
const ROUNDED: &str = "R reads numbers as doubles, and rounds one in it that has more digits";
const INFINITE: &str = "R reads a number in it as Inf";
const MIXED: &str = "R gives an array one type: numbers beside texts become texts, and true and \
                     false beside numbers become 1 and 0";

/// What R reads otherwise than it stands in a payload, as a sentence: the first that is
/// met.
pub fn altered(payload: &[u8]) -> Option<&'static str> {
    let value = || serde_json::from_slice(payload).ok();
    of_escapes(payload).or_else(|| of_value(&value()?))
}

/// Of texts, by the escapes in the JSON of them: a text of Rust holds no half of a pair.
fn of_escapes(json: &[u8]) -> Option<&'static str> {
    let mut rest = json;
    let mut is_open = false;
    loop {
        let at = memchr::memchr(b'\\', rest);
        let unit = at.and_then(|at| unit(&rest[at..]));
        let is_second = matches!(unit, Some(0xdc00..=0xdfff));
        let fits = match is_open {
            true => is_second && at == Some(0),
            false => !is_second,
        };
        if !fits {
            return Some(HALF);
        }
        let at = at?;
        if unit == Some(0) {
            return Some(NUL);
        }
        is_open = matches!(unit, Some(0xd800..=0xdbff));
        let bytes = if unit.is_some() { 6 } else { 2 };
        rest = rest.get(at + bytes..)?;
    }
}

/// The code unit of UTF-16 that an escape at the start stands for.
fn unit(escape: &[u8]) -> Option<u16> {
    let digits = escape.strip_prefix(b"\\u")?.get(..4)?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn of_value(value: &Value) -> Option<&'static str> {
    match value {
        Value::Number(number) => doubles::of_number(number).map(|it| match it {
            NoDouble::Rounded => ROUNDED,
            NoDouble::Infinite => INFINITE,
        }),
        Value::Array(items) => {
            let inner = || items.iter().find_map(of_value);
            is_mixed(items).then_some(MIXED).or_else(inner)
        }
        Value::Object(members) => members.values().find_map(of_value),
        Value::Null | Value::Bool(_) | Value::String(_) => None,
    }
}

/// Whether an array of scalars has several kinds of them: each `null` is an NA of any.
fn is_mixed(items: &[Value]) -> bool {
    let is_scalar = |it: &Value| !it.is_array() && !it.is_object();
    let kinds: [fn(&Value) -> bool; 3] = [Value::is_string, Value::is_number, Value::is_boolean];
    let has = |kind: &fn(&Value) -> bool| items.iter().any(kind);
    items.iter().all(is_scalar) && kinds.iter().filter(|kind| has(kind)).count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_r_reads_otherwise_is_named() {
        for (json, expected) in [
            (r#"{"a":"x\u0000y"}"#, Some(NUL)),
            (r#"{"x\u0000y":1}"#, Some(NUL)),
            (r#"{"a":"\ud800"}"#, Some(HALF)),
            (r#"{"a":"\ud83dx\ude00"}"#, Some(HALF)),
            (r#"{"a":"\ude00"}"#, Some(HALF)),
            (r#"{"a":"\ud83d","b":"\ude00"}"#, Some(HALF)),
            (r#"{"a":"\ud83d\ud83d\ude00"}"#, Some(HALF)),
            (r#"{"a":"\ud83d\n"}"#, Some(HALF)),
            (r#"{"a":9007199254740993}"#, Some(ROUNDED)),
            (r#"[[-9007199254740993]]"#, Some(ROUNDED)),
            (r#"{"a":1e400}"#, Some(INFINITE)),
            (r#"{"a":[1,"x"]}"#, Some(MIXED)),
            (r#"{"a":[true,1,null]}"#, Some(MIXED)),
            (r#"{"a":"\ud83d\ude00\ud83d\ude00"}"#, None),
            (r#"{"a":"\\u0000 \\ud800 \"\\\\"}"#, None),
            (r#"{"a":"\u00e9\n"}"#, None),
            (r#"{"a":9007199254740992,"b":-0,"c":[0.1,1e3,-7]}"#, None),
            (r#"{"a":["x",null],"b":[1,[2]],"c":[{"d":1},"x"]}"#, None),
            ("{}", None),
            ("\"alice\"", None),
            // Who cannot read it is not asked.
            ("{\"a\":", None),
            ("\\", None),
            ("\"\\u12", None),
        ] {
            assert_eq!(altered(json.as_bytes()), expected, "{json}");
        }
    }
}
