//! The input in chunks of whole lines.

use std::io::{self, Read};

use super::Line;
use crate::encoding::BYTE_ORDER_MARK;

/// How much is read at once: what a pipe gives is less.
pub const CHUNK_BYTES: usize = 128 * 1024;
/// The most bytes of a line. A cookie has at most a few thousand; the rest is
/// for records that carry one among other things.
pub const MAX_LINE_BYTES: usize = 1024 * 1024;

/// Some whole lines.
#[derive(Default)]
pub struct Chunk {
    bytes: Vec<u8>,
    /// Instead of the bytes: one line that was too long.
    too_long: bool,
    /// The number of the first line, counted from 1.
    pub first: u64,
    /// The number of the chunk, counted from 0.
    pub turn: u64,
    /// How many bytes of the input it stands for.
    pub read: u64,
}

impl Chunk {
    /// Shows each line, without its end.
    pub fn each(&self, mut show: impl FnMut(Line)) {
        if self.too_long {
            return show(Line::TooLong);
        }
        // Of the first line alone: it is no part of it.
        let has_mark = self.first == 1 && self.bytes.starts_with(BYTE_ORDER_MARK);
        let mut start = if has_mark { BYTE_ORDER_MARK.len() } else { 0 };
        for end in memchr::memchr_iter(b'\n', &self.bytes) {
            show(line(&self.bytes[start..end]));
            start = end + 1;
        }
        if start < self.bytes.len() {
            show(line(&self.bytes[start..]));
        }
    }

    fn lines(&self) -> u64 {
        if self.too_long {
            return 1;
        }
        let unended = self.bytes.last().is_some_and(|last| *last != b'\n');
        memchr::memchr_iter(b'\n', &self.bytes).count() as u64 + u64::from(unended)
    }
}

fn line(bytes: &[u8]) -> Line<'_> {
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    if bytes.len() > MAX_LINE_BYTES {
        return Line::TooLong;
    }
    Line::Bytes(bytes)
}

/// Cuts what it reads after the last line that is whole.
pub struct Source<R> {
    input: R,
    /// The start of a line whose end has not been read.
    rest: Vec<u8>,
    /// Inside a line that is too long.
    passing: bool,
    /// Read of a line that is too long.
    passed: u64,
    ended: bool,
    /// The last line had no end.
    is_cut: bool,
    lines: u64,
    chunks: u64,
}

impl<R: Read> Source<R> {
    pub fn new(input: R) -> Self {
        Source {
            input,
            rest: Vec::new(),
            passing: false,
            passed: 0,
            ended: false,
            is_cut: false,
            lines: 0,
            chunks: 0,
        }
    }

    /// Whether it ended within a line.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Fills the chunk with the next lines, as many as come at once: a line
    /// does not wait for another that has not been sent yet. `false` at the
    /// end, and once it has failed.
    pub fn next(&mut self, chunk: &mut Chunk) -> io::Result<bool> {
        chunk.bytes.clear();
        chunk.too_long = false;
        let filled = self.fill(chunk);
        if filled.is_err() {
            self.ended = true;
            self.rest.clear();
            self.passing = false;
        }
        let is_some = filled?;
        chunk.first = self.lines + 1;
        chunk.turn = self.chunks;
        if is_some {
            self.lines += chunk.lines();
            self.chunks += 1;
        }
        Ok(is_some)
    }

    fn fill(&mut self, chunk: &mut Chunk) -> io::Result<bool> {
        let bytes = &mut chunk.bytes;
        if bytes.capacity() > 2 * (CHUNK_BYTES + MAX_LINE_BYTES) {
            bytes.shrink_to(CHUNK_BYTES);
        }
        bytes.append(&mut self.rest);
        // What follows a line that was too long may be whole lines.
        if let Some(end) = memchr::memrchr(b'\n', bytes) {
            self.cut(chunk, end + 1);
            return Ok(true);
        }
        loop {
            let searched = bytes.len();
            let end = match self.ended {
                true => None,
                false => {
                    self.read(bytes)?;
                    memchr::memrchr(b'\n', &bytes[searched..])
                }
            };
            if self.passing {
                let first_end = memchr::memchr(b'\n', bytes);
                let passed = first_end.map_or(bytes.len(), |end| end + 1);
                self.passed += passed as u64;
                bytes.drain(..passed);
                if first_end.is_some() || self.ended {
                    self.passing = false;
                    self.rest.append(bytes);
                    chunk.too_long = true;
                    self.is_cut = first_end.is_none();
                    chunk.read = std::mem::take(&mut self.passed);
                    return Ok(true);
                }
                continue;
            }
            if let Some(end) = end {
                self.cut(chunk, searched + end + 1);
                return Ok(true);
            }
            if bytes.len() > MAX_LINE_BYTES + 1 {
                self.passing = true;
            } else if self.ended {
                chunk.read = bytes.len() as u64;
                self.is_cut |= !bytes.is_empty();
                return Ok(!bytes.is_empty());
            }
        }
    }

    /// Keeps what stands behind the chunk's last whole line for the next one.
    fn cut(&mut self, chunk: &mut Chunk, end: usize) {
        self.rest.extend_from_slice(&chunk.bytes[end..]);
        chunk.bytes.truncate(end);
        chunk.read = end as u64;
    }

    /// Reads once, and notes the end.
    fn read(&mut self, bytes: &mut Vec<u8>) -> io::Result<()> {
        let start = bytes.len();
        bytes.resize(start + CHUNK_BYTES, 0);
        let read = loop {
            match self.input.read(&mut bytes[start..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        bytes.truncate(start + read.as_ref().copied().unwrap_or_default());
        self.ended = read? == 0;
        Ok(())
    }
}
