//! A word list taken apart at ends of lines, in chunks of a bounded size.

use std::io::{self, BufRead, Read};

/// Bytes of the list that one thread tries at a time: some thousand words.
pub const CHUNK_BYTES: usize = 64 * 1024;
/// Bytes of the first chunk, which is smaller: a short list is for all threads.
const FIRST_CHUNK_BYTES: usize = 256;

/// With which editors and shells of Windows begin a text in UTF-8: no part of a word.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Lines that are tried by one thread.
pub struct Chunk {
    /// The number of its first line.
    pub first: u64,
    pub text: Vec<u8>,
    /// The last line of which a word is tried whose key takes long to make.
    pub slow_until: u64,
}

impl Chunk {
    /// Its words, with the numbers of their lines.
    pub fn words(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let lines = (self.first..).zip(self.text.split(|byte| *byte == b'\n'));
        lines
            .map(|(number, line)| (number, line.strip_suffix(b"\r").unwrap_or(line)))
            .filter(|(_, word)| !word.is_empty())
    }
}

/// The list, taken apart at ends of lines.
pub struct Source<R> {
    list: R,
    line: u64,
    pub bytes: u64,
    pub too_long: u64,
    /// Bytes of the next chunk.
    size: usize,
}

impl<R: BufRead> Source<R> {
    /// All of the list.
    pub fn new(list: R) -> Self {
        Source {
            list,
            line: 1,
            bytes: 0,
            too_long: 0,
            size: FIRST_CHUNK_BYTES,
        }
    }

    /// The next lines, if there are any.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn chunk(&mut self) -> io::Result<Option<Chunk>> {
        let mut text = Vec::with_capacity(self.size);
        let read = (&mut self.list)
            .take(self.size as u64)
            .read_to_end(&mut text)?;
        self.size = (self.size + self.size / 8).min(CHUNK_BYTES);
        self.bytes += read as u64;
        if read == 0 {
            return Ok(None);
        }
        if self.bytes == read as u64 && text.starts_with(BYTE_ORDER_MARK) {
            text.drain(..BYTE_ORDER_MARK.len());
        }
        // The line that was begun is taken whole, if it can be a word.
        if text.last() != Some(&b'\n') {
            self.end_line(&mut text)?;
        }
        let first = self.line;
        self.line += text.iter().filter(|byte| **byte == b'\n').count() as u64;
        if text.last() == Some(&b'\n') {
            text.pop();
        }
        Ok(Some(Chunk {
            first,
            text,
            slow_until: u64::MAX,
        }))
    }

    /// Reads to the end of the line, and leaves a line that is too long out.
    fn end_line(&mut self, text: &mut Vec<u8>) -> io::Result<()> {
        let start = text
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let mut rest = Vec::new();
        let read = (&mut self.list)
            .take(CHUNK_BYTES as u64)
            .read_until(b'\n', &mut rest)?;
        self.bytes += read as u64;
        if rest.last() == Some(&b'\n') || read < CHUNK_BYTES {
            text.extend_from_slice(&rest);
            return Ok(());
        }
        self.too_long += 1;
        text.truncate(start);
        self.bytes += skip_line(&mut self.list)?;
        text.push(b'\n');
        Ok(())
    }
}

/// Skips everything up to the end of the line; returns how many bytes.
fn skip_line(list: &mut impl BufRead) -> io::Result<u64> {
    let mut skipped = 0;
    loop {
        let available = match list.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if available.is_empty() {
            return Ok(skipped);
        }
        let end = memchr::memchr(b'\n', available);
        let used = end.map_or(available.len(), |at| at + 1);
        list.consume(used);
        skipped += used as u64;
        if end.is_some() {
            return Ok(skipped);
        }
    }
}
