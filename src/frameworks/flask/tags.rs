//! The tags of Flask's JSON: an object with one member, of one of these names,
//! stands for a value that JSON has not.

use serde_json::Value;

use crate::encoding::from_base64;
use crate::frameworks::Malformed;
use crate::frameworks::python::json::value_of;

/// A tag: its name, what it marks, and which values it takes.
struct Tag {
    name: &'static str,
    marks: &'static str,
    takes: fn(&Value) -> bool,
}

/// What Flask 3.1.3 registers. An unknown name is that of an ordinary member.
static TAGS: [Tag; 6] = [
    Tag {
        name: " t",
        marks: "\" t\" in the payload marks a tuple",
        takes: Value::is_array,
    },
    Tag {
        name: " b",
        marks: "\" b\" in the payload marks bytes, in base64",
        takes: |it| it.as_str().is_some_and(|it| from_base64(it).is_some()),
    },
    Tag {
        name: " m",
        marks: "\" m\" in the payload marks safe HTML (Markup)",
        takes: Value::is_string,
    },
    Tag {
        name: " u",
        marks: "\" u\" in the payload marks a UUID",
        takes: |it| it.as_str().is_some_and(is_uuid),
    },
    Tag {
        name: " d",
        marks: "\" d\" in the payload marks a time (None, where it is no date)",
        takes: |it| it.is_string() || it.is_null(),
    },
    Tag {
        name: ESCAPE,
        marks: "\" di\" in the payload marks an object that only looks tagged: \"__\" at the end \
                of its name is taken off",
        takes: |it| {
            it.as_object()
                .is_some_and(|it| it.len() == 1 && tagged_by(it).is_none())
        },
    },
];

/// The name of the tag that stands before an object which looks tagged.
const ESCAPE: &str = " di";

/// The tag of an object and the value that it marks, if it has one.
fn tagged_by(object: &serde_json::Map<String, Value>) -> Option<(&'static Tag, &Value)> {
    let (name, value) = object.iter().next().filter(|_| object.len() == 1)?;
    let tag = TAGS.iter().find(|tag| tag.name == name)?;
    Some((tag, value))
}

/// Whether JSON is an object in which no name can be that of a tag: each of those
/// starts with a space, which stands behind a quote or is an escape.
fn is_plain(json: &[u8]) -> bool {
    let mut quotes = memchr::memchr_iter(b'"', json);
    json.starts_with(b"{")
        && memchr::memchr(b'\\', json).is_none()
        && quotes.all(|at| json.get(at + 1) != Some(&b' '))
}

/// Whether Flask makes a session of JSON.
///
/// # Errors
/// Why it ends in an error.
pub fn check(payload: &[u8]) -> Result<(), Malformed> {
    if is_plain(payload) {
        return Ok(());
    }
    // That it is JSON was seen.
    let value = std::str::from_utf8(payload).ok().and_then(value_of);
    let Some(value) = value else {
        return Ok(());
    };
    let session = value.as_object().filter(|object| {
        let tag = tagged_by(object);
        tag.is_none_or(|(tag, _)| tag.name == ESCAPE)
    });
    if session.is_none() {
        return Err(Malformed(
            "flask: the payload is not a JSON object (Flask takes a list of pairs, and of anything \
             else its session ends in an error)",
        ));
    }
    let mut is_right = true;
    visit(&value, &mut |tag, value| is_right &= (tag.takes)(value));
    match is_right {
        true => Ok(()),
        false => Err(Malformed(
            "flask: a value in the payload is not of the kind that its tag says",
        )),
    }
}

/// What the tags of a payload stand for, each once.
pub fn told(payload: &[u8]) -> Vec<&'static str> {
    let mut told = Vec::new();
    let value = std::str::from_utf8(payload).ok().and_then(value_of);
    visit(&value.unwrap_or_default(), &mut |tag, _| {
        if !told.contains(&tag.marks) {
            told.push(tag.marks);
        }
    });
    told
}

fn visit(value: &Value, see: &mut impl FnMut(&'static Tag, &Value)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| visit(item, see)),
        Value::Object(members) => {
            if let Some((tag, value)) = tagged_by(members) {
                see(tag, value);
            }
            members.values().for_each(|value| visit(value, see));
        }
        _ => {}
    }
}

fn is_uuid(text: &str) -> bool {
    let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.len() == 32 && text.bytes().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_an_object_whose_tagged_values_are_of_their_kind() {
        for (payload, is_right) in [
            (r#"{}"#, true),
            (r#"{"d":{" d":"Mon, 01 Jan 1900 00:00:00 GMT"}}"#, true),
            (r#"{"x":{" q":1}}"#, true),
            (r#"{"x":{" u":1,"y":2}}"#, true),
            (r#"{" di":{" b__":"not base64"}}"#, true),
            (
                r#"{"t":{" t":[{" u":"00000000000000000000000000000007"}]}}"#,
                true,
            ),
            (r#"{"s":"\ud83d"}"#, true),
            (r#"{" t":[]}"#, false),
            (r#"[]"#, false),
            (r#"null"#, false),
            (r#"{"t":{" t":1}}"#, false),
            (r#"{"t":{" t":[{" u":"z"}]}}"#, false),
            (r#"{"b":{" b":"a"}}"#, false),
            (r#"{"x":{" di":{}}}"#, false),
            (r#"{"x":{" di":{" t":[]}}}"#, false),
            (r#"{"d":{" d":5}}"#, false),
        ] {
            assert_eq!(check(payload.as_bytes()).is_ok(), is_right, "{payload}");
        }
    }

    #[test]
    fn each_tag_is_told_once() {
        let payload = br#"{"l":[{" t":[{" b":"YWI="}]},{" t":[]},{"x":{" m":""," t":1}}]}"#;
        let told = told(payload);
        assert_eq!(told, [TAGS[0].marks, TAGS[1].marks]);
    }
}
