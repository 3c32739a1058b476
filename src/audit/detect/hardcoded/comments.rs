//! Where a text is mentioned, and not meant. A key in a comment is as leaked as one in
//! code, and an example there is none.

use super::language::Language;

/// What a place of a text is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// What is read when the program runs.
    Code,
    /// A remark, or code that was taken out of use.
    Comment,
    /// What tools make a manual of, and a comment that says that it has an example.
    Documentation,
}

/// Where the comments of a text are, read along with it.
pub(super) struct Comments<'a> {
    text: &'a [u8],
    language: Language,
    at: usize,
    quote: Option<u8>,
    is_comment: bool,
    /// Where the comment starts.
    start: usize,
}

impl<'a> Comments<'a> {
    pub(super) fn of(text: &'a [u8], language: Language) -> Self {
        Comments {
            text,
            language,
            at: 0,
            quote: None,
            is_comment: false,
            start: 0,
        }
    }

    /// What this place is a part of. The places that are asked for come in order.
    pub(super) fn part(&mut self, place: usize) -> Part {
        match self.have(place) {
            false => Part::Code,
            true if self.is_manual() || self.has_example(place) => Part::Documentation,
            true => Part::Comment,
        }
    }

    /// Whether the comment is one that tools make a manual of: `///`, `/** … */`, `#'`.
    fn is_manual(&self) -> bool {
        let comment = &self.text[self.start..];
        let starts = |marks: &[&[u8]]| marks.iter().any(|it| comment.starts_with(it));
        match self.language {
            Language::R => starts(&[b"#'"]),
            Language::Script | Language::Php | Language::Hcl => {
                // Of a block the first line says what it is.
                let above = memchr::memmem::rfind(&self.text[..self.start], b"/*");
                let is_inside = || above.is_some_and(|at| self.text[at..].starts_with(b"/**"));
                starts(&[b"///", b"//!", b"/**"]) || starts(&[b"*"]) && is_inside()
            }
            _ => false,
        }
    }

    /// Whether the comment says before the place, or in the line above, that it shows an
    /// example.
    fn has_example(&self, place: usize) -> bool {
        const MARKS: [&str; 7] = [
            "example:",
            "examples:",
            "for example",
            "for instance",
            "e.g.",
            "looks like",
            "usage:",
        ];
        const MAX_BYTES: usize = 512;
        let near = &self.text[place.saturating_sub(MAX_BYTES)..place];
        let mut lines = near.rsplitn(3, |it| *it == b'\n');
        let lines = [lines.next(), lines.next()].into_iter().flatten();
        lines
            .map(|line| String::from_utf8_lossy(line).to_ascii_lowercase())
            .any(|line| MARKS.iter().any(|mark| line.contains(mark)))
    }

    /// Whether this place is in a comment. The places that are asked for come
    /// in order.
    pub(super) fn have(&mut self, place: usize) -> bool {
        // Strings that continue in the next line are few, and a lone quotation
        // mark is not: every line is read again.
        let unread = self.text.get(self.at..place).unwrap_or_default();
        if let Some(end) = memchr::memrchr(b'\n', unread) {
            self.at += end + 1;
            self.quote = None;
            self.is_comment = false;
        }
        while self.at < place {
            self.step();
        }
        self.is_comment
    }

    fn step(&mut self) {
        let byte = self.text[self.at];
        match self.quote {
            _ if self.is_comment => {
                let ends = self.text[..=self.at].ends_with(b"-->");
                self.is_comment = !(ends && self.language == Language::Xml);
            }
            Some(_) if byte == b'\\' => self.at += 1,
            Some(open) if byte == open => self.quote = None,
            Some(_) => {}
            None if matches!(byte, b'"' | b'\'') => self.quote = Some(byte),
            None if self.starts_comment() => {
                self.is_comment = true;
                self.start = self.at;
            }
            None => {}
        }
        self.at += 1;
    }

    fn starts_comment(&self) -> bool {
        let before = self.text[..self.at].last();
        let is_apart = before.is_none_or(u8::is_ascii_whitespace);
        let rest = &self.text[self.at..];
        let starts = |mark: &[u8]| rest.starts_with(mark);
        let starts_line = |mark: &[u8]| {
            let start = memchr::memrchr(b'\n', &self.text[..self.at]).map_or(0, |at| at + 1);
            let is_first = || self.text[start..self.at].trim_ascii().is_empty();
            starts(mark) && is_first()
        };
        // A scheme may stand before two slashes.
        let has_slashes = || starts(b"//") && before != Some(&b':');
        let is_block = || starts(b"/*") || starts_line(b"*");
        match self.language {
            Language::Json => starts(b"//"),
            Language::Settings => is_apart && (starts(b"#") || starts(b";") || starts(b"!")),
            Language::Script => has_slashes() || is_block(),
            Language::Php | Language::Hcl => has_slashes() || is_block() || starts(b"#"),
            Language::Batch => {
                let is_rem = rest
                    .get(..4)
                    .is_some_and(|it| it.eq_ignore_ascii_case(b"rem "));
                starts_line(b"::") || is_rem && starts_line(&rest[..4])
            }
            Language::Xml => starts(b"<!--"),
            Language::Dashed => starts(b"--"),
            Language::Markdown => false,
            language => starts(b"#") && (is_apart || !language.comments_want_space()),
        }
    }
}

#[cfg(test)]
mod tests {
    use Language::{Docker, Json, Python, R, Settings, Shell, Yaml};

    use super::*;
    use crate::audit::detect::hardcoded::written;

    const KEY: &str = "4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112";

    #[test]
    fn keys_in_comments_are_found_and_marked() {
        for (language, text) in [
            (Shell, "# session_secret=KEY"),
            (Settings, "; session_secret=KEY"),
            (Shell, "x=1 # session_secret=KEY"),
            (Docker, "# ENV session_secret=KEY"),
            (Yaml, "# - session_secret=KEY"),
            (Json, "// \"cookie-key\": \"KEY\""),
            (Python, "x = 1  # session_secret = \"KEY\""),
            (R, "# session_secret <- \"KEY\""),
            (R, "f(1) # session_secret <- \"KEY\""),
        ] {
            let text = text.replace("KEY", KEY);
            let found = written(text.as_bytes(), language, &[]);
            assert!(found.len() == 1 && found[0].is_comment, "{text}");
        }
    }
}
