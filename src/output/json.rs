//! JSON as it is printed: compact for programs, indented and coloured for
//! people.

use std::io;

use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter, PrettyFormatter, Serializer};
use serde_json::{Map, Value};

use super::Style;
use super::paint::Hue;
use crate::encoding::is_visible;
use crate::error::Error;
use crate::exit::Exit;

/// The document as text, with a newline.
pub fn render(value: &Value, style: Style) -> String {
    let text = if style.terminal {
        pretty(value, style.color_out)
    } else {
        value.to_string()
    };
    text + "\n"
}

/// How a run ended, what went wrong, its result, and what it warned of.
pub fn document(
    exit: Exit,
    error: Option<&Error>,
    fields: Map<String, Value>,
    warnings: Vec<String>,
) -> Value {
    let mut document = Map::new();
    document.insert("exit".into(), exit.code().into());
    document.insert("word".into(), exit.word().into());
    if let Some(error) = error {
        document.insert("error".into(), error.message.clone().into());
        document.insert("hint".into(), error.hint.clone().into());
    }
    document.extend(fields);
    document.insert("warnings".into(), warnings.into());
    document.into()
}

/// A JSON document on one line, without a character that a terminal would act
/// on or hide.
pub fn visible_line(document: &str) -> String {
    let mut shown = String::with_capacity(document.len());
    for character in document.chars() {
        // Between the members only: inside a string JSON has these escaped.
        match character {
            '\t' | '\r' => shown.push(' '),
            '\n' => shown.push('\n'),
            _ => push_visible(&mut shown, character),
        }
    }
    shown
}

/// Adds a character of a JSON string; as an escape, beyond the first plane of
/// two halves, where a terminal would act on it or hide it.
fn push_visible(text: &mut String, character: char) {
    if is_visible(character) {
        return text.push(character);
    }
    for unit in character.encode_utf16(&mut [0; 2]) {
        text.push_str(&format!("\\u{unit:04x}"));
    }
}

fn pretty(value: &Value, color: bool) -> String {
    let mut bytes = Vec::new();
    let formatter = Terminal {
        inner: PrettyFormatter::new(),
        color,
        in_key: false,
    };
    let mut serializer = Serializer::with_formatter(&mut bytes, formatter);
    value
        .serialize(&mut serializer)
        .expect("a JSON value can be written to memory");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

/// Indents, colours keys and strings, and lets no control character through
/// to the terminal: a payload is somebody else's text.
struct Terminal {
    inner: PrettyFormatter<'static>,
    color: bool,
    in_key: bool,
}

const KEY: &str = "36";
const STRING: &str = "32";
const PLAIN: &str = "0";

impl Formatter for Terminal {
    fn begin_string<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.color {
            write!(writer, "{}", Hue(if self.in_key { KEY } else { STRING }))?;
        }
        writer.write_all(b"\"")
    }

    fn end_string<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b"\"")?;
        if self.color {
            write!(writer, "{}", Hue(PLAIN))?;
        }
        Ok(())
    }

    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut shown = String::with_capacity(fragment.len());
        for character in fragment.chars() {
            push_visible(&mut shown, character);
        }
        writer.write_all(shown.as_bytes())
    }

    fn write_char_escape<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        self.inner.write_char_escape(writer, escape)
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.inner.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.in_key = true;
        self.inner.begin_object_key(writer, first)
    }

    fn end_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.in_key = false;
        self.inner.end_object_key(writer)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::paint::shown;

    #[test]
    fn a_terminal_gets_no_control_characters() {
        let value = serde_json::json!({"a": "\u{1b}[2J\u{9b}2J\u{7f}\n"});
        assert_eq!(
            pretty(&value, false),
            "{\n  \"a\": \"\\u001b[2J\\u009b2J\\u007f\\n\"\n}"
        );
    }

    #[test]
    fn a_line_for_a_terminal_is_the_same_document() {
        let line = "{\"a\":\t\"\u{9b}2J\u{202e}é\u{e0041}\"}";
        let shown = visible_line(line);
        assert_eq!(shown, "{\"a\": \"\\u009b2J\\u202eé\\udb40\\udc41\"}");
        let read = |text| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(read(&shown), read(line));
    }

    #[test]
    fn keys_and_strings_have_their_colours() {
        let value = serde_json::json!({"a": "b"});
        assert_eq!(
            shown(pretty(&value, true).as_bytes(), true),
            b"{\n  \x1b[36m\"a\"\x1b[0m: \x1b[32m\"b\"\x1b[0m\n}"
        );
    }
}
