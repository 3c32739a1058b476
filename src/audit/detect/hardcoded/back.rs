//! Reading a text backwards from a place.

/// A place in a text; what is taken stands before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Back<'a> {
    pub(super) text: &'a [u8],
    pub(super) at: usize,
}

/// The longest name that is read: longer ones are no names.
const MAX_NAME_BYTES: usize = 64;

impl<'a> Back<'a> {
    /// The byte before the place.
    pub(super) fn last(&self) -> Option<u8> {
        self.text[..self.at].last().copied()
    }

    /// Takes these bytes if they are there.
    pub(super) fn take(&mut self, bytes: &[u8]) -> bool {
        let is_there = self.text[..self.at].ends_with(bytes);
        if is_there {
            self.at -= bytes.len();
        }
        is_there
    }

    /// Takes bytes as long as they are such.
    pub(super) fn take_while(&mut self, is: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.at;
        while self.last().is_some_and(&is) {
            self.at -= 1;
        }
        &self.text[self.at..end]
    }

    /// Takes spaces and tabs.
    pub(super) fn blanks(&mut self) {
        self.take_while(|byte| matches!(byte, b' ' | b'\t'));
    }

    /// Takes white space, line ends too.
    pub(super) fn white(&mut self) {
        self.take_while(|byte| byte.is_ascii_whitespace());
    }

    /// Takes a quotation mark, with the backslash that it has inside of
    /// another string.
    pub(super) fn quote(&mut self) -> Option<u8> {
        let quote = self.last().filter(|byte| is_quote(*byte))?;
        self.at -= 1;
        self.take(b"\\");
        Some(quote)
    }

    /// Takes a name: a word, or what is between quotation marks, both also in
    /// brackets.
    pub(super) fn name(&mut self) -> Option<&'a [u8]> {
        self.take_while(|byte| byte == b']');
        if let Some(quote) = self.quote() {
            let end = self.at;
            let start = end.saturating_sub(MAX_NAME_BYTES);
            let opening = self.text[start..end]
                .iter()
                .rposition(|byte| *byte == quote);
            self.at = start + opening?;
            let name = &self.text[self.at + 1..end];
            self.take(b"\\");
            return (!name.contains(&b'\n')).then_some(name);
        }
        let name = self.take_while(is_name);
        (1..=MAX_NAME_BYTES).contains(&name.len()).then_some(name)
    }
}

pub fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// A character of a name.
pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}
