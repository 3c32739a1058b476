//! Running a command, and reading what it prints while it runs.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::threads;

/// The most that is kept of a complaint.
const MAX_COMPLAINT_BYTES: u64 = 4096;
/// As much is read at once of what a command prints: as a pipe holds.
const READ_AT_ONCE: usize = 64 * 1024;

/// How a command ended that was read while it ran.
pub enum End {
    /// By itself, or because nobody read on; with what it complained about.
    Exited(ExitStatus, String),
    /// It was ended, for its time was over.
    TimedOut,
}

/// Reads what a command prints.
pub type Reader<'a> = dyn FnMut(&mut dyn BufRead) + Send + 'a;

/// Writes what a command reads.
pub type Writer<'a> = dyn FnMut(&mut dyn Write) -> std::io::Result<()> + Send + 'a;

/// Runs a command until the deadline, writes its input, and reads what it
/// prints while it prints it.
pub fn stream(
    mut command: Command,
    write: &mut Writer,
    deadline: Instant,
    read: &mut Reader,
) -> Result<End, String> {
    let failed = |error| format!("git: {}", crate::error::reason_of(&error));
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(failed)?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let mut complaint = String::new();
    let status = std::thread::scope(|scope| {
        let helpers = [
            threads::start(scope, || {
                if let Some(mut pipe) = stdin {
                    // One that ends early says why by itself.
                    let _ = write(&mut pipe);
                }
            }),
            threads::start(scope, || complaint = drained(stderr)),
            threads::start(scope, || {
                if let Some(pipe) = stdout {
                    read(&mut BufReader::with_capacity(READ_AT_ONCE, pipe));
                }
            }),
        ];
        match helpers.iter().all(Option::is_some) {
            true => Ok(wait(&mut child, deadline)),
            // Its pipes were closed with the helper that did not start.
            false => {
                end(&mut child);
                Err("git: there is no thread left to ask it in".to_owned())
            }
        }
    })?;
    Ok(match status {
        Some(status) => End::Exited(status, complaint),
        None => End::TimedOut,
    })
}

/// Waits until the deadline; then the child is ended.
fn wait(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    let mut pause = Duration::from_micros(200);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => {
                std::thread::sleep(pause);
                pause = (pause * 2).min(Duration::from_millis(50));
            }
            _ => {
                end(child);
                return None;
            }
        }
    }
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// The start of the output, and all of it read, so that nobody waits.
fn drained(pipe: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        let _ = pipe
            .by_ref()
            .take(MAX_COMPLAINT_BYTES)
            .read_to_end(&mut bytes);
        let _ = std::io::copy(&mut pipe, &mut std::io::sink());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
