//! Numbers of JSON in a language whose numbers are all doubles.

use serde_json::{Number, Value};

/// What becomes of a number that no double is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDouble {
    /// A whole one has more digits than are kept.
    Rounded,
    /// It is too large, and infinite then.
    Infinite,
}

/// What becomes of a number, where it is another one then.
pub fn of_number(number: &Number) -> Option<NoDouble> {
    let text = number.to_string();
    let read: f64 = text.parse().ok()?;
    let is_whole = !text.contains(['.', 'e', 'E']);
    match () {
        () if read.is_infinite() => Some(NoDouble::Infinite),
        () if is_whole && format!("{read:.0}") != text => Some(NoDouble::Rounded),
        () => None,
    }
}

/// The same of the first such number in a value.
pub fn of_value(value: &Value) -> Option<NoDouble> {
    match value {
        Value::Number(number) => of_number(number),
        Value::Array(items) => items.iter().find_map(of_value),
        Value::Object(members) => members.values().find_map(of_value),
        Value::Null | Value::Bool(_) | Value::String(_) => None,
    }
}
