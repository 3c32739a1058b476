//! The record that goes out for a line.

use serde_json::Value;
use serde_json::value::RawValue;

use super::fast::{Clock, is_plain_json};
use super::find::Kept;
use crate::encoding;
use crate::exit::Exit;
use crate::frameworks::r_unbox;
use crate::output::Style;
use crate::output::json;
use crate::time::Time;

/// Writes one record: a JSON object on a line of its own, member by member.
pub struct Record<'o> {
    out: &'o mut Vec<u8>,
    start: usize,
    nested: bool,
}

impl<'o> Record<'o> {
    /// Starts the record of the line of this number with members that are made
    /// already, a comma before each. Where the members of the line are kept, the
    /// record is one more member.
    pub fn start(out: &'o mut Vec<u8>, number: u64, members: &[u8], kept: Option<Kept>) -> Self {
        let start = out.len();
        if let Some(kept) = kept {
            out.extend_from_slice(kept.text.as_bytes());
            if kept.has_members {
                out.push(b',');
            }
            string(out, kept.result);
            out.push(b':');
        }
        out.extend_from_slice(b"{\"line\":");
        let nested = kept.is_some();
        let mut record = Record { out, start, nested };
        record.digits(number);
        record.out.extend_from_slice(members);
        record
    }

    /// Adds a member whose JSON is made already.
    #[inline]
    pub fn raw(&mut self, name: &'static str, json: &[u8]) {
        self.name(name);
        self.out.extend_from_slice(json);
    }

    /// Adds a number.
    pub fn number(&mut self, name: &'static str, number: u64) {
        self.name(name);
        self.digits(number);
    }

    /// Adds a text.
    pub fn text(&mut self, name: &'static str, text: &str) {
        self.name(name);
        string(self.out, text);
    }

    /// Adds the names and values of the cookies that go with one, where there are
    /// any.
    pub fn companions(&mut self, companions: &[(String, String)]) {
        if companions.is_empty() {
            return;
        }
        self.name("companions");
        for (index, (name, value)) in companions.iter().enumerate() {
            self.out.push(if index == 0 { b'[' } else { b',' });
            self.out.extend_from_slice(b"{\"name\":");
            string(self.out, name);
            self.out.extend_from_slice(b",\"value\":");
            string(self.out, value);
            self.out.push(b'}');
        }
        self.out.push(b']');
    }

    /// Adds a list of names, where there are any.
    pub fn names(&mut self, name: &'static str, names: &[String]) {
        if names.is_empty() {
            return;
        }
        self.name(name);
        for (index, name) in names.iter().enumerate() {
            self.out.push(if index == 0 { b'[' } else { b',' });
            string(self.out, name);
        }
        self.out.push(b']');
    }

    /// Adds a time, by a clock that has written others.
    #[inline]
    pub fn time(&mut self, name: &'static str, time: Time, clock: &mut Clock) {
        self.name(name);
        self.out.push(b'"');
        clock.write(time, self.out);
        self.out.push(b'"');
    }

    /// Adds a payload: as JSON where it is JSON, as text where it is text, as
    /// base64 otherwise.
    pub fn payload(&mut self, payload: &[u8], unbox: bool) {
        if !unbox && is_plain_json(payload) {
            return self.raw("payload", payload);
        }
        let Ok(text) = std::str::from_utf8(payload) else {
            return self.text("payload_base64", &encoding::base64(payload));
        };
        if !unbox && is_json_as_it_stands(text) {
            return self.raw("payload", payload);
        }
        match serde_json::from_str::<Value>(text) {
            Ok(value) if unbox => self.raw("payload", r_unbox(value).to_string().as_bytes()),
            Ok(value) => self.raw("payload", value.to_string().as_bytes()),
            Err(_) => self.text("payload", text),
        }
    }

    /// Adds a value: as text where it is text, as base64 otherwise.
    pub fn value(&mut self, value: &[u8]) {
        match std::str::from_utf8(value) {
            Ok(text) => self.text("payload", text),
            Err(_) => self.text("payload_base64", &encoding::base64(value)),
        }
    }

    /// Ends the record.
    pub fn end(self, style: Style) {
        self.out.push(b'}');
        if self.nested {
            self.out.push(b'}');
        }
        if style.terminal {
            let record = String::from_utf8_lossy(&self.out[self.start..]);
            let shown = json::visible_line(&record);
            self.out.truncate(self.start);
            self.out.extend_from_slice(shown.as_bytes());
        }
        self.out.push(b'\n');
    }

    #[inline]
    fn name(&mut self, name: &'static str) {
        self.out.extend_from_slice(b",\"");
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    fn digits(&mut self, number: u64) {
        let mut digits = [0; 20];
        let mut start = digits.len();
        let mut rest = number;
        loop {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.out.extend_from_slice(&digits[start..]);
    }
}

/// The members that many records have alike, with a comma before each.
#[derive(Default)]
pub struct Members(pub Vec<u8>);

impl Members {
    /// How a run over this record alone would end, and what became of it.
    pub fn of(exit: Exit, outcome: &str) -> Self {
        let mut members = Members(format!(",\"exit\":{}", exit.code()).into_bytes());
        members.text("outcome", outcome);
        members
    }

    /// Adds a text.
    pub fn text(&mut self, name: &str, text: &str) {
        self.0.push(b',');
        string(&mut self.0, name);
        self.0.push(b':');
        string(&mut self.0, text);
    }
}

/// Appends a JSON string.
fn string(out: &mut Vec<u8>, text: &str) {
    // Writing to memory does not fail.
    let _ = serde_json::to_writer(out, text);
}

/// Whether text is JSON that can go into a line as it is: on one line, and not
/// of the kinds that some readers take and others do not (escapes of half
/// characters, nesting without end), which are parsed to tell.
fn is_json_as_it_stands(text: &str) -> bool {
    const MAX_DEPTH: usize = 100;
    let bytes = text.as_bytes();
    // Without a branch, so that many bytes are looked at in one step.
    let holds = |is: fn(u8) -> bool| bytes.iter().fold(false, |any, byte| any | is(*byte));
    let has_control = || holds(|byte| byte < b' ');
    let is_plain =
        !holds(|byte| byte < b' ' || byte == b'\\') || !has_control() && !text.contains(r"\u");
    // What is opened must be closed.
    let is_flat = bytes.len() < 2 * MAX_DEPTH || {
        let opens = bytes.iter().filter(|it| matches!(it, b'[' | b'{'));
        opens.count() < MAX_DEPTH
    };
    is_plain
        && is_flat
        && serde_json::from_str::<&RawValue>(text).is_ok_and(|raw| raw.get().len() == text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(bytes: &[u8]) -> String {
        let mut out = Vec::new();
        let mut record = Record::start(&mut out, 7, b"", None);
        record.payload(bytes, false);
        record.end(Style::plain());
        let line = String::from_utf8(out).unwrap();
        let line = line.strip_prefix("{\"line\":7,\"payload").unwrap();
        line.strip_suffix("}\n").unwrap().to_owned()
    }

    #[test]
    fn a_payload_is_json_where_it_is_json() {
        let deep = format!("{}{}", "[".repeat(120), "]".repeat(120));
        let too_deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        for (stored, member) in [
            (
                r#"{"a": [1.50, "x"]}"#,
                r#"":{"a": [1.50, "x"]}"#.to_owned(),
            ),
            ("{\"a\":\n1}", r#"":{"a":1}"#.to_owned()),
            (r#"{"a":"\u00e9\n"}"#, r#"":{"a":"é\n"}"#.to_owned()),
            (r#"["\ud800"]"#, r#"":"[\"\\ud800\"]""#.to_owned()),
            (" 1 ", "\":1".to_owned()),
            ("x", "\":\"x\"".to_owned()),
            ("", "\":\"\"".to_owned()),
            (&deep, format!("\":{deep}")),
            (&too_deep, format!("\":\"{too_deep}\"")),
        ] {
            assert_eq!(payload(stored.as_bytes()), member, "{stored}");
        }
        assert_eq!(payload(&[0xff]), r#"_base64":"/w==""#);
    }

    #[test]
    fn the_members_of_a_line_are_kept() {
        let mut out = Vec::new();
        for (text, has_members) in [("{\"a\":1 ", true), ("{", false)] {
            let kept = Kept {
                text,
                has_members,
                result: "r\"",
            };
            let members = Members::of(Exit::No, "forged").0;
            Record::start(&mut out, 10, &members, Some(kept)).end(Style::plain());
        }
        let lines = String::from_utf8(out).unwrap();
        let expected = "{\"a\":1 ,\"r\\\"\":{\"line\":10,\"exit\":1,\"outcome\":\"forged\"}}\n{\"r\\\"\":{\"line\":10,\"exit\":1,\"outcome\":\"forged\"}}\n";
        assert_eq!(lines, expected);
    }
}
