//! `token check --lines`: one token a line in, one JSON record a line out.
//!
//! Records are gathered while there is input at hand, and sent before it is
//! waited for: a program that asks one by one gets each answer at once, and a
//! file goes through in large pieces. It has a loop of its own because a
//! statement of SQLite stays on its thread, and [`crate::lines`] works on several.

use std::io::{self, BufRead, BufReader, Read};

use serde_json::Value;

use super::check::Outcome;
use crate::cli::arguments::ClockArguments;
use crate::error::{Error, Result, reason};
use crate::exit::Exit;
use crate::output::{Flow, Output, json};
use crate::tokens::{Checker, MAX_TOKEN_BYTES, Token};

/// The most bytes of a line: a token in the longest header that is read.
const MAX_LINE_BYTES: usize = MAX_TOKEN_BYTES + 128;
/// How much is sent at once.
const PIECE_BYTES: usize = 32 * 1024;

/// Checks the tokens of all lines.
pub fn run(checker: &mut Checker, clock: &ClockArguments, output: &mut Output) -> Result<Exit> {
    let mut input = BufReader::new(io::stdin().lock());
    let (mut worst, mut pending, mut line) = (Exit::Yes, String::new(), Vec::new());
    for number in 1_u64.. {
        let is_waiting = input.buffer().is_empty();
        if (is_waiting || pending.len() >= PIECE_BYTES) && send(&mut pending, output)? == Flow::End
        {
            return Ok(worst);
        }
        let read = next_line(&mut input, &mut line);
        let read = read.map_err(|error| {
            Error::could_not(format!("could not read the tokens: {}", reason(error)))
        });
        if !read? {
            break;
        }
        let token = Some(&line).filter(|line| line.len() <= MAX_LINE_BYTES);
        let token = token.and_then(|line| Token::read(line));
        let outcome = match Outcome::of(token.as_ref(), checker, clock) {
            Ok(outcome) => outcome,
            Err(error) => {
                send(&mut pending, output)?;
                return Err(error);
            }
        };
        worst = worst.worst(outcome.exit());
        let record = record(number, &outcome, clock);
        pending += &match output.style().terminal {
            true => json::visible_line(&record),
            false => record,
        };
    }
    send(&mut pending, output)?;
    Ok(worst)
}

fn send(pending: &mut String, output: &mut Output) -> Result<Flow> {
    if pending.is_empty() {
        return Ok(Flow::GoOn);
    }
    let sent = output.stream(pending.as_bytes());
    pending.clear();
    sent
}

fn record(number: u64, outcome: &Outcome, clock: &ClockArguments) -> String {
    let mut record = crate::fields! {
        "line" => number,
        "exit" => outcome.exit().code(),
    };
    record.extend(outcome.fields(clock));
    format!("{}\n", Value::Object(record))
}

/// Reads a line without its end into `line`; `false` at the end of the input.
/// Of one that is too long the start is kept, longer than a line may be.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let most = MAX_LINE_BYTES as u64 + 2;
    if input.by_ref().take(most).read_until(b'\n', line)? == 0 {
        return Ok(false);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(true);
    }
    // The rest of the line, piece by piece, without holding it.
    while line.len() > MAX_LINE_BYTES {
        let buffer = match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        let (used, ended) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(end) => (end + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        input.consume(used);
        if ended {
            break;
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8], room: usize) -> Vec<usize> {
        let mut input = BufReader::with_capacity(room, text);
        let (mut lengths, mut line) = (Vec::new(), Vec::new());
        while next_line(&mut input, &mut line).unwrap() {
            lengths.push(line.len());
        }
        lengths
    }

    #[test]
    fn lines_are_cut_at_their_ends_and_the_longest_are_passed_by() {
        let long = "x".repeat(MAX_LINE_BYTES);
        let text = format!("a\n\nbc\n{long}\n{long}x\nd\n{long}{long}{long}\ne");
        for room in [1, 7, 100, 64 * 1024] {
            let seen = lines(text.as_bytes(), room);
            let most = MAX_LINE_BYTES;
            let whole: Vec<usize> = seen.iter().map(|length| *length.min(&(most + 1))).collect();
            assert_eq!(whole, [1, 0, 2, most, most + 1, 1, most + 1, 1], "{room}");
        }
        assert!(lines(b"", 8).is_empty());
    }
}
