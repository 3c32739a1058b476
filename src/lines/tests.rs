//! The driver, with inputs that come in pieces.

use std::collections::VecDeque;
use std::io;

use super::*;

/// Says of each line its number and length.
#[derive(Default)]
struct Measure;

impl Job for Measure {
    fn line(&mut self, number: u64, line: Line, out: &mut Vec<u8>) {
        let text = match line {
            Line::Bytes(bytes) => format!("{number}:{}\n", bytes.len()),
            Line::TooLong => format!("{number}:too long\n"),
        };
        out.extend_from_slice(text.as_bytes());
    }
}

/// An input that comes in these pieces, one a read.
struct Pieces(VecDeque<Vec<u8>>);

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(mut piece) = self.0.pop_front() else {
            return Ok(0);
        };
        let count = piece.len().min(buffer.len());
        buffer[..count].copy_from_slice(&piece[..count]);
        if count < piece.len() {
            self.0.push_front(piece.split_off(count));
        }
        Ok(count)
    }
}

fn measured(pieces: &[&[u8]], jobs: usize) -> String {
    // The last line has an end.
    let is_whole = pieces.concat().last().is_none_or(|last| *last == b'\n');
    let pieces = Pieces(pieces.iter().map(|piece| piece.to_vec()).collect());
    let mut jobs: Vec<Measure> = (0..jobs).map(|_| Measure).collect();
    let mut out = Vec::new();
    let ended = run(pieces, &mut out, &mut jobs, None).unwrap();
    assert_eq!(ended, if is_whole { Ended::Whole } else { Ended::Cut });
    String::from_utf8(out).unwrap()
}

#[test]
fn lines_are_the_same_however_the_input_comes() {
    let text = b"one\r\ntwo\n\nfour\r\r\n\nlast";
    let expected = "1:3\n2:3\n3:0\n4:5\n5:0\n6:4\n";
    for jobs in [1, 3] {
        assert_eq!(measured(&[text], jobs), expected);
        let bytes: Vec<&[u8]> = text.chunks(1).collect();
        assert_eq!(measured(&bytes, jobs), expected);
        for cut in 1..text.len() {
            let (start, end) = text.split_at(cut);
            assert_eq!(measured(&[start, end], jobs), expected, "cut at {cut}");
        }
        assert_eq!(measured(&[], jobs), "");
        assert_eq!(measured(&[b"\n"], jobs), "1:0\n");
        assert_eq!(measured(&[b"a"], jobs), "1:1\n");
    }
}

#[test]
fn a_line_that_is_too_long_is_one_record_and_the_next_ones_are_read() {
    let most = vec![b'x'; MAX_LINE_BYTES];
    let more = vec![b'x'; MAX_LINE_BYTES + 1];
    let far_more = vec![b'x'; 5 * MAX_LINE_BYTES + 17];
    let length = MAX_LINE_BYTES;
    for jobs in [1, 2] {
        assert_eq!(
            measured(&[&most, b"\n", &more, b"\n", &most], jobs),
            format!("1:{length}\n2:too long\n3:{length}\n")
        );
        assert_eq!(
            measured(&[b"a\n", &far_more, b"\nb\nc\nd", b"d\n"], jobs),
            "1:1\n2:too long\n3:1\n4:1\n5:2\n"
        );
        assert_eq!(
            measured(&[&far_more, b"\nb\n", b"c", b"c"], jobs),
            "1:too long\n2:1\n3:2\n"
        );
        assert_eq!(measured(&[b"a\n", &far_more], jobs), "1:1\n2:too long\n");
        assert_eq!(
            measured(&[&far_more, b"\n", &far_more, b"\n"], jobs),
            "1:too long\n2:too long\n"
        );
        assert_eq!(
            measured(&[&most, b"\r\n", b"z"], jobs),
            format!("1:{length}\n2:1\n")
        );
    }
}

#[test]
fn many_jobs_keep_the_order() {
    let text: Vec<u8> = (0..200_000)
        .flat_map(|index: usize| [&vec![b'y'; index % 97][..], b"\n"].concat())
        .collect();
    let expected = measured(&[&text], 1);
    assert_eq!(expected.lines().count(), 200_000);
    for jobs in [2, 5, 16] {
        assert!(measured(&[&text], jobs) == expected, "{jobs} jobs");
    }
}

/// An output that takes so many bytes and then fails.
struct Fails(usize, io::ErrorKind);

impl Write for Fails {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.0 {
            return Err(self.1.into());
        }
        self.0 -= bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_output_that_fails_ends_all_jobs() {
    let text = b"line\n".repeat(400_000);
    for jobs in [1, 2, 8] {
        let all = || (0..jobs).map(|_| Measure).collect::<Vec<_>>();
        let output = Fails(2_000_000, io::ErrorKind::StorageFull);
        let error = run(&text[..], output, &mut all(), None).unwrap_err();
        assert!(error.message.starts_with("could not write the result"));
        let output = Fails(2_000_000, io::ErrorKind::BrokenPipe);
        let ended = run(&text[..], output, &mut all(), None).unwrap();
        assert_eq!(ended, Ended::ReaderGone);
    }
}

#[test]
fn an_input_that_fails_loses_nothing_that_came_before() {
    struct Breaks(usize);
    impl Read for Breaks {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(1).ok_or(io::ErrorKind::Other)?;
            buffer[..3].copy_from_slice(b"ab\n");
            Ok(3)
        }
    }
    for jobs in [1, 4] {
        let mut out = Vec::new();
        let mut all: Vec<Measure> = (0..jobs).map(|_| Measure).collect();
        let error = run(Breaks(500), &mut out, &mut all, None).unwrap_err();
        assert!(error.message.starts_with("could not read the input"));
        assert_eq!(out.iter().filter(|byte| **byte == b'\n').count(), 500);
    }
}

#[test]
fn a_watch_sees_how_far_it_is() {
    struct Slow(u8);
    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let Some(left) = self.0.checked_sub(1) else {
                return Ok(0);
            };
            self.0 = left;
            thread::sleep(Duration::from_millis(300));
            buffer[..2].copy_from_slice(b"a\n");
            Ok(2)
        }
    }
    let (mut records, mut bytes) = (vec![], vec![]);
    let mut watch = |seen: &Seen| {
        records.push(seen.records());
        bytes.push(seen.bytes());
    };
    run(Slow(8), io::sink(), &mut [Measure], Some(&mut watch)).unwrap();
    assert!(!records.is_empty() && records.is_sorted());
    for (records, bytes) in records.into_iter().zip(bytes) {
        assert!(bytes.abs_diff(2 * records) <= 2, "{bytes} of {records}");
    }
}
