//! Plain JSON of what programs print of their objects, each text of it short.
//!
//! Besides JSON that is what Python prints of lists and dicts, and Node of
//! objects: texts in single quotes, names without quotes, `True` and `None`,
//! tuples, a comma before the end. It is made byte by byte and never kept: a
//! text of 300 MB takes no more memory than a short one, nor do digits without
//! end or brackets without end.

use std::cell::Cell;
use std::io::{self, BufRead, Read};

use super::lines::MAX_LINE_BYTES;

/// The most bytes of a text: a header with several cookies.
const MAX_TEXT_BYTES: usize = MAX_LINE_BYTES;
/// What a text ends with that was cut: a character that no cookie and no header
/// has, as JSON spells it.
const CUT_MARK: &[u8] = b"\\u0000";
/// The most bytes of a word and of the digits of a number.
const MAX_WORD_BYTES: usize = 64;
/// How deep lists and objects may stand in each other.
pub const MAX_DEPTH: usize = 100;

/// What a text was cut to, and whether it was.
pub fn uncut(text: &str) -> (&str, bool) {
    match text.strip_suffix('\0') {
        Some(text) => (text, true),
        None => (text, false),
    }
}

/// What was seen on the way.
#[derive(Default)]
pub struct Seen {
    /// The end of the source.
    pub has_ended: Cell<bool>,
    /// Brackets stand in each other deeper than anybody writes them.
    pub is_too_deep: Cell<bool>,
    /// By how much the column in the source is larger than in what was made of
    /// it, in this line.
    pub shift: Cell<isize>,
}

/// What stands in a text.
#[derive(Clone, Copy)]
struct Text {
    quote: u8,
    bytes: usize,
    is_cut: bool,
    /// The first half of a pair of escapes came last: the second belongs to it.
    is_half: bool,
}

/// A source, as plain JSON.
pub struct Plain<'a, R> {
    source: R,
    seen: &'a Seen,
    text: Option<Text>,
    /// A word that is not yet known to be a name.
    word: Vec<u8>,
    /// How many digits came last.
    digits: usize,
    /// A comma that may be one too many.
    has_comma: bool,
    depth: usize,
    made: Vec<u8>,
    given: usize,
}

impl<'a, R: BufRead> Plain<'a, R> {
    /// Makes JSON of this source.
    pub fn of(source: R, seen: &'a Seen) -> Self {
        Plain {
            source,
            seen,
            text: None,
            word: Vec::new(),
            digits: 0,
            has_comma: false,
            depth: 0,
            made: Vec::new(),
            given: 0,
        }
    }

    fn next(&mut self) -> io::Result<Option<u8>> {
        let next = self.source.fill_buf()?.first().copied();
        self.source.consume(usize::from(next.is_some()));
        Ok(next)
    }

    /// Makes something of what comes next; whether there was anything.
    fn step(&mut self) -> io::Result<bool> {
        if let Some(text) = self.text {
            return self.in_text(text);
        }
        let Some(byte) = self.next()? else {
            let had_word = !self.word.is_empty();
            self.end_word(b'\0');
            self.seen.has_ended.set(!had_word);
            return Ok(had_word);
        };
        let starts_word = byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$');
        if self.digits > 0 && starts_word {
            // `1e5`.
            self.digits = 1;
            self.made.push(byte);
            return Ok(true);
        }
        let goes_on = byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
        if starts_word || goes_on && !self.word.is_empty() {
            match self.word.len() < MAX_WORD_BYTES {
                true => self.word.push(byte),
                false => self.shift(1),
            }
            return Ok(true);
        }
        match byte {
            b'\n' => self.seen.shift.set(0),
            b' ' | b'\t' | b'\r' => {}
            _ => self.end_word(byte),
        }
        self.outside(byte);
        Ok(true)
    }

    /// A byte that is in no text and no word.
    fn outside(&mut self, byte: u8) {
        let is_digit = byte.is_ascii_digit();
        if is_digit && self.digits >= MAX_WORD_BYTES {
            return self.shift(1);
        }
        self.digits = if is_digit || matches!(byte, b'+' | b'-' | b'.') && self.digits > 0 {
            self.digits + 1
        } else {
            0
        };
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => return self.made.push(byte),
            b',' if !self.has_comma => {
                self.has_comma = true;
                return self.shift(1);
            }
            b']' | b'}' | b')' => {
                self.has_comma = false;
                self.depth = self.depth.saturating_sub(1);
            }
            _ => self.give_comma(),
        }
        let byte = match byte {
            b'(' | b'[' | b'{' => {
                self.depth += 1;
                self.seen.is_too_deep.set(self.depth > MAX_DEPTH);
                if byte == b'(' { b'[' } else { byte }
            }
            b')' => b']',
            b'\'' | b'`' | b'"' => {
                self.text = Some(Text {
                    quote: byte,
                    bytes: 0,
                    is_cut: false,
                    is_half: false,
                });
                b'"'
            }
            byte => byte,
        };
        self.made.push(byte);
    }

    /// The comma was none too many.
    fn give_comma(&mut self) {
        if std::mem::take(&mut self.has_comma) {
            self.shift(-1);
            self.made.push(b',');
        }
    }

    /// A word ends before this byte.
    fn end_word(&mut self, next: u8) {
        if self.word.is_empty() {
            return;
        }
        let word = std::mem::take(&mut self.word);
        let is_prefix = matches!(next, b'\'' | b'"') && word.len() <= 2;
        let written: &[u8] = match &*word {
            // `b'…'`, `datetime(…)`.
            _ if is_prefix || next == b'(' => b"",
            b"True" => b"true",
            b"False" => b"false",
            b"None" | b"undefined" | b"NaN" | b"Infinity" => b"null",
            other => other,
        };
        if !written.is_empty() {
            self.give_comma();
        }
        self.shift(word.len() as isize - written.len() as isize);
        if next == b':' {
            self.shift(-2);
            self.made.push(b'"');
            self.made.extend_from_slice(&word);
            self.made.push(b'"');
        } else {
            self.made.extend_from_slice(written);
        }
    }

    fn shift(&self, by: isize) {
        self.seen.shift.set(self.seen.shift.get() + by);
    }

    /// The next byte of a text, or the next escape.
    fn in_text(&mut self, mut text: Text) -> io::Result<bool> {
        if text.is_cut {
            self.pass_over(text.quote)?;
        }
        let Some(byte) = self.next()? else {
            self.seen.has_ended.set(true);
            return Ok(false);
        };
        if byte == text.quote {
            if text.is_cut {
                self.made.extend_from_slice(CUT_MARK);
            }
            self.made.push(b'"');
            self.text = None;
            return Ok(true);
        }
        // Not in the middle of a character.
        let is_start = !matches!(byte, 0x80..=0xbf) && !text.is_half;
        if text.bytes >= MAX_TEXT_BYTES && is_start {
            text.is_cut = true;
            self.shift(1);
            if byte == b'\\' && self.next()?.is_some() {
                self.shift(1);
            }
            self.text = Some(text);
            return Ok(true);
        }
        text.is_half = false;
        let before = self.made.len();
        match byte {
            b'\\' => text.is_half = self.escape()?,
            b'"' => self.made.extend_from_slice(b"\\\""),
            b'\n' if text.quote != b'"' => self.made.extend_from_slice(b"\\n"),
            byte => self.made.push(byte),
        }
        text.bytes += self.made.len() - before;
        self.text = Some(text);
        Ok(true)
    }

    /// An escape; whether it is the first half of a pair.
    fn escape(&mut self) -> io::Result<bool> {
        let Some(byte) = self.next()? else {
            self.seen.has_ended.set(true);
            self.made.push(b'\\');
            return Ok(false);
        };
        match byte {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {
                self.made.extend_from_slice(&[b'\\', byte]);
            }
            b'u' | b'x' => {
                let wanted = if byte == b'u' { 4 } else { 2 };
                let mut digits = Vec::new();
                while digits.len() < wanted {
                    let next = self.source.fill_buf()?.first().copied();
                    let Some(next) = next.filter(u8::is_ascii_hexdigit) else {
                        break;
                    };
                    self.source.consume(1);
                    digits.push(next);
                }
                self.made.extend_from_slice(b"\\u");
                if byte == b'x' {
                    self.made.extend_from_slice(b"00");
                }
                self.made.extend_from_slice(&digits);
                let is_half = digits.len() == 4
                    && digits[0].eq_ignore_ascii_case(&b'd')
                    && matches!(digits[1].to_ascii_lowercase(), b'8' | b'9' | b'a' | b'b');
                return Ok(is_half);
            }
            // `\'`, and what no language knows.
            other => self.made.push(other),
        }
        Ok(false)
    }

    /// Skips the rest of a text that is cut, up to its quote or an
    /// escape.
    fn pass_over(&mut self, quote: u8) -> io::Result<()> {
        loop {
            let bytes = self.source.fill_buf()?;
            let end = memchr::memchr2(quote, b'\\', bytes);
            let passed = end.unwrap_or(bytes.len());
            let is_over = bytes.is_empty() || bytes.get(passed) == Some(&quote);
            let is_escape = bytes.get(passed) == Some(&b'\\');
            self.source.consume(passed);
            self.shift(passed as isize);
            if is_over {
                return Ok(());
            }
            if is_escape {
                self.next()?;
                self.next()?;
                self.shift(2);
            }
        }
    }
}

impl<R: BufRead> Read for Plain<'_, R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        while self.given == self.made.len() {
            self.made.clear();
            self.given = 0;
            if self.seen.is_too_deep.get() || !self.step()? {
                break;
            }
        }
        let count = bytes.len().min(self.made.len() - self.given);
        bytes[..count].copy_from_slice(&self.made[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        let seen = Seen::default();
        let mut made = String::new();
        let read = Plain::of(text.as_bytes(), &seen).read_to_string(&mut made);
        read.unwrap();
        made
    }

    fn value(text: &str) -> serde_json::Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn json_stays_as_it_is() {
        for text in [
            r#"{"a":[1,-2.5e+10,true,false,null,"x\"\\\/\b\ud83d\ude00ü"],"b":{},"c":[]}"#,
            "[\n  {\n    \"a\": 1,\n    \"b\": -1\n  }\n]\n",
            "[]",
        ] {
            assert_eq!(value(&plain(text)), value(text));
        }
        assert_eq!(plain("{\"a\":x}"), "{\"a\":x}");
        for text in ["[1,,2]", "[1 2]", "{\"a\"}", "['a]"] {
            assert!(serde_json::from_str::<serde_json::Value>(&plain(text)).is_err());
        }
    }

    #[test]
    fn what_python_and_node_print_becomes_json() {
        for (text, json) in [
            ("{'a': 'b\"c', 'd': True}", r#"{"a": "b\"c", "d": true}"#),
            ("{\"a\": \"it's\"}", r#"{"a": "it's"}"#),
            ("{'a': 'it\\'s', 'b': None}", r#"{"a": "it's", "b": null}"#),
            ("{ n: 's', v: undefined }", r#"{ "n": "s", "v": null }"#),
            ("[('a', 'b'), ('c',)]", r#"[["a", "b"], ["c"]]"#),
            ("[1,\n]", "[1\n]"),
            ("{a: b'x\\x41', t: date(1, 2)}", r#"{"a":"xA","t":[1,2]}"#),
            ("{'n': 1700000000.25}", r#"{"n": 1700000000.25}"#),
        ] {
            assert_eq!(value(&plain(text)), value(json));
        }
    }

    #[test]
    fn nothing_in_it_is_long() {
        let text = format!("[\"{}\",\"b\"]", "x".repeat(1_000_000));
        let made = plain(&text);
        assert!(made.ends_with("x\\u0000\",\"b\"]") && made.len() < 70_000);
        assert_eq!(uncut("x\0"), ("x", true));
        // Never in the middle of a character or of a pair of escapes.
        for unit in ["é", "😀", "\\ud83d\\ude00", "\\n", "\\\"", "\\\\"] {
            for before in 0..12 {
                let text = format!("[\"{}{}\"]", "x".repeat(before), unit.repeat(100_000));
                let made = plain(&text);
                let parsed: Vec<String> = serde_json::from_str(&made).unwrap();
                assert!(made.len() < 70_000 && parsed[0].ends_with('\0'), "{unit}");
            }
        }
        for of in ["7", "y"] {
            assert!(plain(&format!("[{}]", of.repeat(1_000_000))).len() < 100);
        }
        let (seen, deep) = (Seen::default(), "[".repeat(1_000_000));
        let reader = io::BufReader::new(Plain::of(deep.as_bytes(), &seen));
        let made = reader.bytes().count();
        assert!(seen.is_too_deep.get() && made < 200);
    }
}
