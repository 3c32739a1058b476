//! Cookies in the texts of JSON that is no capture itself: a record of a log with a
//! request or a line of another log in one of its members, JSON in JSON, or an object of
//! cookies in another one.

use std::io;

use serde_json::Value;

use super::collector::Collector;
use super::{Capture, Kind, Origin, Role, named};
use crate::cookie::is_token;

/// The most records that are looked at.
const MAX_RECORDS: usize = 256;
/// The most texts of them.
const MAX_TEXTS: usize = 1024;
/// The fewest letters of a text with a cookie in it.
const MIN_TEXT: usize = 20;

/// The cookies in the texts, if there is one of a known format.
pub fn read(json: &str, known: &dyn Fn(&str) -> bool) -> Option<Capture> {
    let mut texts = Vec::new();
    let records = serde_json::Deserializer::from_str(json).into_iter::<Value>();
    for record in records.take(MAX_RECORDS) {
        // What follows is cut off, or no JSON: what stands before it is read.
        let Ok(record) = record else { break };
        gather("", record, &mut texts);
    }
    let mut collector = Collector::of(Kind::Text);
    for (name, text) in texts {
        let text = text.trim();
        if known(text) {
            let name = Some(name).filter(|it| is_token(it)).unwrap_or_default();
            let cookie = named(&name, text);
            collector.add(Role::Bare, &Origin::default(), cookie, None);
            continue;
        }
        let inner = super::read(text.as_bytes(), &mut io::empty(), known, None);
        let Some(inner) = inner.ok().filter(|it| it.has_known(known)) else {
            continue;
        };
        collector.next_message();
        for found in inner.found {
            collector.add(found.role, &found.origin, found.cookie, found.attributes);
        }
    }
    let capture = collector.capture;
    capture.has_known(known).then_some(capture)
}

/// The texts of a value that may have a cookie in them, with the names of their members.
fn gather(name: &str, value: Value, texts: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) if text.len() >= MIN_TEXT && texts.len() < MAX_TEXTS => {
            texts.push((name.to_owned(), text));
        }
        Value::Array(values) => {
            for value in values {
                gather(name, value, texts);
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                gather(&name, value, texts);
            }
        }
        _ => {}
    }
}
