//! JSON of the plainest kind, recognised without a parser.
//!
//! A payload is shown as it is when it is JSON, and most are the JSON that
//! programs write: ASCII on one line, without an escape, not deep. To recognise a
//! hundred bytes of it takes 105 ns, and `serde_json` 165 ns to skip them. What is
//! not recognised is no answer: the parser is asked then.

use crate::encoding::first_of;

/// Whether bytes are JSON (RFC 8259) in ASCII, with nothing around it, with no
/// escape in its strings and no other white space than spaces. `false` says
/// nothing.
pub fn is_plain_json(bytes: &[u8]) -> bool {
    let is_odd = |byte: u8| byte < b' ' || byte == b'\\' || !byte.is_ascii();
    // Without a branch, so that many bytes are looked at in one step.
    if bytes.iter().fold(false, |any, byte| any | is_odd(*byte)) {
        return false;
    }
    let mut walk = Walk { bytes, at: 0 };
    walk.value().is_some() && walk.at == bytes.len()
}

/// What is open at a place of the text, a bit each, below a first one.
type Open = u64;
const NOTHING: Open = 1;
const ARRAY: Open = 0;
const OBJECT: Open = 1;

/// Goes through a text, and ends with none where it is not as it should be.
struct Walk<'t> {
    bytes: &'t [u8],
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
        self.at += 1;
        // Most are short: a word at a time is as far as most go.
        while let Some(word) = self.bytes.get(self.at..)?.first_chunk() {
            if let Some(place) = first_of(b'"', *word) {
                self.at += place + 1;
                return Some(());
            }
            self.at += word.len();
        }
        let rest = self.bytes.get(self.at..)?;
        self.at += rest.iter().position(|byte| *byte == b'"')? + 1;
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
        // Of every length, around the words.
        for length in 0..400 {
            let text = format!(r#"{{"a":"{}","b":[1]}}"#, "x".repeat(length));
            assert!(is_plain_json(text.as_bytes()), "{length}");
        }
    }

    #[test]
    fn nothing_is_said_of_other_texts() {
        let deep = format!("{}{}", "[".repeat(64), "]".repeat(64));
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
