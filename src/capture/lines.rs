//! Lines of a file of any size: long ones are cut, binary ones are made text.

use std::io::{self, BufRead, Read};

use crate::formats::MAX_COOKIE_BYTES;

/// The most bytes of a line that are looked at: a cookie at its largest, with
/// what stands round it.
const MAX_LINE_BYTES: u64 = 4 * MAX_COOKIE_BYTES as u64;

/// Reads the next line, without its end; `None` at the end of the file. Of a
/// line that is longer than any with a cookie in it only the start.
pub fn next(mut source: &mut dyn BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let read = (&mut source)
        .take(MAX_LINE_BYTES)
        .read_until(b'\n', &mut line)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') {
        source.skip_until(b'\n')?;
    }
    while matches!(line.last(), Some(b'\n' | b'\r')) {
        line.pop();
    }
    Ok(Some(String::from_utf8_lossy(&line).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_whole_and_long_ones_are_cut() {
        let long = "x".repeat(200_000);
        let text = format!("a\r\n\n{long}\nb");
        let mut source = text.as_bytes();
        let mut lines = Vec::new();
        while let Some(line) = next(&mut source).unwrap() {
            lines.push(line);
        }
        assert_eq!((lines.len(), &*lines[0], &*lines[1]), (4, "a", ""));
        assert_eq!((lines[2].len() as u64, &*lines[3]), (MAX_LINE_BYTES, "b"));
    }
}
