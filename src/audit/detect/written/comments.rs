//! Where a text is mentioned, and not meant.

use super::language::Language;

/// Where the comments of a text are, read along with it.
pub(super) struct Comments<'a> {
    text: &'a [u8],
    language: Language,
    at: usize,
    quote: Option<u8>,
    is_comment: bool,
}

impl<'a> Comments<'a> {
    pub(super) fn of(text: &'a [u8], language: Language) -> Self {
        Comments {
            text,
            language,
            at: 0,
            quote: None,
            is_comment: false,
        }
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
            None => self.is_comment = self.starts_comment(),
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
