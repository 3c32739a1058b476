//! Lines of a file of any size: long ones are cut, binary ones are made text,
//! and what is indented as a whole is moved to the left.

use std::io::{self, BufRead, Read};

use crate::frameworks::MAX_COOKIE_BYTES;

/// The most bytes of a line that are looked at: a cookie at its largest, with
/// what stands around it.
pub const MAX_LINE_BYTES: usize = 4 * MAX_COOKIE_BYTES;

/// A line without its end.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// Its text; of a line longer than any with a cookie in it the start.
    pub text: String,
    /// Whether there is more of it.
    pub is_cut: bool,
}

/// The lines of a source.
pub struct Lines<'a> {
    source: &'a mut dyn BufRead,
    /// What stands before the first line, and so before each of them.
    indent: Option<String>,
}

impl<'a> Lines<'a> {
    /// The lines as they are.
    pub fn of(source: &'a mut dyn BufRead) -> Self {
        Lines {
            source,
            indent: Some(String::new()),
        }
    }

    /// The lines without the white space that the first one, blank ones aside,
    /// begins with: what was copied out of a page or a ticket is indented.
    pub fn unindented(source: &'a mut dyn BufRead) -> Self {
        Lines {
            source,
            indent: None,
        }
    }

    /// Reads the next line; `None` at the end of the file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn next(&mut self) -> io::Result<Option<Line>> {
        let mut line = Vec::new();
        let read = (&mut self.source)
            .take(MAX_LINE_BYTES as u64)
            .read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        // A line that ends just there is whole.
        let is_cut = line.last() != Some(&b'\n') && self.source.skip_until(b'\n')? > 1;
        while matches!(line.last(), Some(b'\n' | b'\r')) {
            line.pop();
        }
        let mut text = String::from_utf8_lossy(&line).into_owned();
        let content = text.trim_start_matches([' ', '\t']);
        match &self.indent {
            None if content.is_empty() => {}
            None => {
                let indent = text[..text.len() - content.len()].to_owned();
                text.drain(..indent.len());
                self.indent = Some(indent);
            }
            Some(indent) if text.starts_with(indent.as_str()) => {
                text.drain(..indent.len());
            }
            Some(_) => text.drain(..text.len() - content.len()).for_each(drop),
        }
        Ok(Some(Line { text, is_cut }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(mut lines: Lines) -> Vec<Line> {
        std::iter::from_fn(|| lines.next().unwrap()).collect()
    }

    #[test]
    fn lines_are_whole_and_long_ones_are_cut() {
        let long = "x".repeat(200_000);
        let exact = "y".repeat(MAX_LINE_BYTES);
        let text = format!("a\r\n\n{long}\n{exact}\nb");
        let mut source = text.as_bytes();
        let lines = read(Lines::of(&mut source));
        assert_eq!(
            (lines.len(), &*lines[0].text, &*lines[1].text),
            (5, "a", "")
        );
        assert_eq!(
            (lines[2].text.len(), lines[2].is_cut),
            (MAX_LINE_BYTES, true)
        );
        assert_eq!(
            (lines[3].text.len(), lines[3].is_cut),
            (MAX_LINE_BYTES, false)
        );
        assert_eq!((&*lines[4].text, lines[4].is_cut), ("b", false));
    }

    #[test]
    fn what_is_indented_as_a_whole_is_moved_to_the_left() {
        let mut source = &b"\n  a\n    b\n\n c\n"[..];
        let texts = |lines: Vec<Line>| lines.into_iter().map(|it| it.text).collect::<Vec<_>>();
        let lines = texts(read(Lines::unindented(&mut source)));
        assert_eq!(lines, ["", "a", "  b", "", "c"]);
        let mut source = &b" a\n"[..];
        assert_eq!(texts(read(Lines::of(&mut source))), [" a"]);
    }
}
