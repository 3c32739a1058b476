//! JSON of the plainest kind, recognised without a parser.
//!
//! A payload is told as it stands when it is JSON, and most are the JSON that
//! programs write: ASCII on one line, without an escape, not deep. To recognise
//! that takes half of what `serde_json`, `sonic-rs` or `jiter` take to skip it,
//! which was an eighth of opening a cookie. What is not recognised is no answer:
//! the parser is asked then.

use wide::u8x16;

use crate::bytes::{STEP_BYTES, steps};

/// The longest text that is looked at.
const MAX_BYTES: usize = 2048;
const WORD_BITS: usize = u64::BITS as usize;
const WORDS: usize = MAX_BYTES / WORD_BITS;

/// Whether bytes are JSON (RFC 8259) in ASCII, with nothing around it, with no
/// escape in its strings and no other white space than spaces. `false` says
/// nothing.
pub fn is_plain_json(bytes: &[u8]) -> bool {
    let mut quotes = Quotes([0; WORDS]);
    if bytes.len() > MAX_BYTES || !quotes.find(bytes) {
        return false;
    }
    let mut walk = Walk {
        bytes,
        quotes: &quotes,
        at: 0,
    };
    walk.value().is_some() && walk.at == bytes.len()
}

/// Where the quotes stand: a bit for each byte.
struct Quotes([u64; WORDS]);

impl Quotes {
    /// Finds them; `false` when there is an escape, a control character or one
    /// beyond ASCII.
    fn find(&mut self, bytes: &[u8]) -> bool {
        let mut odd = 0;
        for (index, step) in steps(bytes, b' ').enumerate() {
            let start = index * STEP_BYTES;
            let is_quote = step.simd_eq(u8x16::splat(b'"'));
            self.0[start / WORD_BITS] |= u64::from(is_quote.to_bitmask()) << (start % WORD_BITS);
            let is_control = step.min(u8x16::splat(b' ' - 1)).simd_eq(step);
            let is_escape = step.simd_eq(u8x16::splat(b'\\'));
            // The mask is of the high bits, which are set beyond ASCII.
            odd |= (is_control | is_escape | step).to_bitmask();
        }
        odd == 0
    }
}

/// What is open at a place of the text, a bit each, below a first one.
type Open = u64;
const NOTHING: Open = 1;
const ARRAY: Open = 0;
const OBJECT: Open = 1;

/// Goes through a text, and ends with none where it is not as it should be.
struct Walk<'t> {
    bytes: &'t [u8],
    quotes: &'t Quotes,
    at: usize,
}

impl Walk<'_> {
    fn value(&mut self) -> Option<()> {
        let mut open = NOTHING;
        loop {
            match self.next()? {
                b'"' => self.string()?,
                b'{' if self.opens(&mut open, OBJECT)? != b'}' => {
                    self.name()?;
                    continue;
                }
                b'[' if self.opens(&mut open, ARRAY)? != b']' => continue,
                b'{' | b'[' => {}
                b't' => self.word(b"true")?,
                b'f' => self.word(b"false")?,
                b'n' => self.word(b"null")?,
                _ => self.number()?,
            }
            loop {
                if open == NOTHING {
                    return Some(());
                }
                let byte = self.past_spaces()?;
                self.at += 1;
                match (byte, open & 1) {
                    (b'}', OBJECT) | (b']', ARRAY) => open >>= 1,
                    (b',', kind) => {
                        self.past_spaces()?;
                        if kind == OBJECT {
                            self.name()?;
                        }
                        break;
                    }
                    _ => return None,
                }
            }
        }
    }

    fn next(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn past_spaces(&mut self) -> Option<u8> {
        while self.next() == Some(b' ') {
            self.at += 1;
        }
        self.next()
    }

    /// What follows on the bracket that opens; none where too much is open.
    fn opens(&mut self, open: &mut Open, kind: Open) -> Option<u8> {
        if open.leading_zeros() == 0 {
            return None;
        }
        *open = *open << 1 | kind;
        self.at += 1;
        self.past_spaces()
    }

    /// The name of a member, and the colon.
    fn name(&mut self) -> Option<()> {
        if self.next()? != b'"' {
            return None;
        }
        self.string()?;
        if self.past_spaces()? != b':' {
            return None;
        }
        self.at += 1;
        self.past_spaces().map(drop)
    }

    fn string(&mut self) -> Option<()> {
        let start = self.at + 1;
        let mut word = start / WORD_BITS;
        let mut quotes = *self.quotes.0.get(word)? & (u64::MAX << (start % WORD_BITS));
        while quotes == 0 {
            word += 1;
            quotes = *self.quotes.0.get(word)?;
        }
        self.at = word * WORD_BITS + quotes.trailing_zeros() as usize + 1;
        Some(())
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        let is_it = self.bytes[self.at..].starts_with(word);
        is_it.then(|| self.at += word.len())
    }

    fn number(&mut self) -> Option<()> {
        self.skip(b"-");
        let has_zero = self.next()? == b'0';
        if self.digits()? > 1 && has_zero {
            return None;
        }
        if self.skip(b".") {
            self.digits()?;
        }
        if self.skip(b"eE") {
            self.skip(b"+-");
            self.digits()?;
        }
        Some(())
    }

    fn skip(&mut self, one_of: &[u8]) -> bool {
        let is_there = self.next().is_some_and(|byte| one_of.contains(&byte));
        self.at += usize::from(is_there);
        is_there
    }

    /// How many digits there are, at least one.
    fn digits(&mut self) -> Option<usize> {
        let start = self.at;
        while self.next().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(self.at - start)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::value::RawValue;

    use super::*;

    /// What the parser says.
    fn is_json(bytes: &[u8]) -> bool {
        let raw = serde_json::from_slice::<&RawValue>(bytes);
        raw.is_ok_and(|raw| raw.get().len() == bytes.len())
    }

    const PLAIN: [&str; 16] = [
        r#"{"user":["alice"],"id":[1000000],"roles":["admin","reader"]}"#,
        r#"{"a": 1, "b": [true, false, null], "c": {}}"#,
        r#"[[],{},[{"":""}]]"#,
        "[ ]",
        "{ }",
        "0",
        "-0",
        "-12.50e+10",
        "1E5",
        "0.1e-3",
        "true",
        "null",
        r#""""#,
        r#""text, {with} [brackets]""#,
        r#"[1 , 2]"#,
        r#"{"a" : 1}"#,
    ];

    #[test]
    fn the_json_that_programs_write_is_recognised() {
        for text in PLAIN {
            assert!(is_plain_json(text.as_bytes()), "{text}");
            assert!(is_json(text.as_bytes()), "{text}");
        }
        // Of every length, around the steps and the words of quotes.
        for length in 0..400 {
            let text = format!(r#"{{"a":"{}","b":[1]}}"#, "x".repeat(length));
            assert!(is_plain_json(text.as_bytes()), "{length}");
        }
    }

    #[test]
    fn nothing_is_said_of_other_texts() {
        let deep = format!("{}{}", "[".repeat(64), "]".repeat(64));
        let long = format!(r#""{}""#, "x".repeat(MAX_BYTES));
        for text in [
            "",
            " ",
            " 1",
            "1 ",
            "x",
            "[1",
            "1]",
            "01",
            "-",
            "-01",
            "1.",
            ".1",
            "1e",
            "+1",
            "tru",
            "truex",
            "[1,]",
            "[,]",
            "[1 2]",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            r#"{1:1}"#,
            "[}",
            "{]",
            r#""a"#,
            r#""a"b""#,
            r#""\n""#,
            r#""\u0041""#,
            "\"\u{e9}\"",
            "[1,\n2]",
            "\"\t\"",
            &deep,
            &long,
        ] {
            assert!(!is_plain_json(text.as_bytes()), "{text}");
        }
        assert!(!is_plain_json(b"\"\xff\""));
        assert!(is_plain_json(&deep.as_bytes()[1..deep.len() - 1]));
    }

    #[test]
    fn no_text_with_a_byte_changed_is_recognised_that_the_parser_refuses() {
        for text in PLAIN {
            for place in 0..text.len() {
                for byte in 0..=u8::MAX {
                    let mut changed = text.as_bytes().to_vec();
                    changed[place] = byte;
                    assert!(!is_plain_json(&changed) || is_json(&changed), "{changed:?}");
                    changed.remove(place);
                    assert!(!is_plain_json(&changed) || is_json(&changed), "{changed:?}");
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn what_is_recognised_is_json(tokens in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", "[", "]", ",", ":", " ", "\"", "\"a\"", "\"b\":", "0", "1", "-", ".",
                "e", "+", "true", "null", "\\", "\n", "\u{e9}",
            ]), 0..12)) {
            let text = tokens.concat();
            prop_assert!(!is_plain_json(text.as_bytes()) || is_json(text.as_bytes()), "{}", text);
            let is_simple = !text.contains(['\\', '\n', '\u{e9}']);
            if is_simple && is_json(text.as_bytes()) {
                prop_assert!(is_plain_json(text.as_bytes()), "{}", text);
            }
        }
    }
}
