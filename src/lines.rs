//! Many records: a filter from lines to lines.
//!
//! Every line that comes in is one record that goes out, in the same order,
//! whatever is wrong with it. Only a few chunks of the input are held at any
//! time, by each of some jobs that read in turn, work side by side and write
//! in turn; a line beyond [`MAX_LINE_BYTES`] is passed by without being held.

mod blank;
pub mod census;
mod fast;
pub mod field;
pub mod find;
mod interrupt;
mod likely;
mod log;
pub mod making;
mod object;
pub mod opening;
mod otherwise;
pub mod outcome;
mod quotes;
pub mod record;
mod several;
mod sought;
mod source;

use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::error::{Error, Result, is_reader_gone, reason};
use crate::output::unwritten;
use crate::threads;
use source::{Chunk, Source};

pub use source::{CHUNK_BYTES, MAX_LINE_BYTES};

/// A line of the input, without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// Its bytes.
    Bytes(&'a [u8]),
    /// More than [`MAX_LINE_BYTES`]: not held.
    TooLong,
}

/// What one job does with the lines that fall to it.
pub trait Job: Send {
    /// Takes the line of this number, counted from 1, and appends what goes
    /// out for it.
    fn line(&mut self, number: u64, line: Line, out: &mut Vec<u8>);
}

/// How far a run has come.
#[derive(Default)]
pub struct Seen {
    records: AtomicU64,
    bytes: AtomicU64,
}

impl Seen {
    /// Lines that were written.
    pub fn records(&self) -> u64 {
        self.records.load(Ordering::Relaxed)
    }

    /// Bytes that these had in the input.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

/// How a run ended that could read its input to the end, or had nobody left
/// to write to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All was read and written.
    Whole,
    /// All was read and written, and the last line had no end: what made the
    /// input may have been cut off.
    Cut,
    /// The reader of the output has gone away: it has what it wanted.
    ReaderGone,
}

/// Runs the lines of `input` through the jobs. With `watch`, it is called every
/// half second until the end.
///
/// An interrupt (SIGINT, SIGTERM, SIGHUP) ends the process between two writes,
/// so that only whole lines are left behind.
///
/// # Errors
/// When the input cannot be read or the output not be written; what came
/// before has been written.
pub fn run<J: Job>(
    input: impl Read + Send,
    output: impl Write + Send,
    jobs: &mut [J],
    watch: Option<&mut dyn FnMut(&Seen)>,
) -> Result<Ended> {
    let shared = Shared {
        source: Mutex::new(Source::new(input)),
        sink: Mutex::new(Sink { output, turn: 0 }),
        turned: Condvar::new(),
        stopped: AtomicBool::new(false),
        seen: Seen::default(),
    };
    let mut interrupts = interrupt::Interrupts::default();
    // Anyone who starts takes a job: this thread, where no other can be had.
    let jobs: Vec<_> = jobs.iter_mut().map(|job| Mutex::new(Some(job))).collect();
    let take = |job: &Mutex<Option<&mut J>>| match lock(job).take() {
        Some(job) => shared.work(job),
        None => Ok(Ended::Whole),
    };
    let results: Vec<Result<Ended>> = thread::scope(|scope| {
        interrupts.between(scope, || lock(&shared.sink));
        let (done, all_done) = mpsc::channel::<()>();
        let mut workers = Vec::new();
        if jobs.len() > 1 || watch.is_some() {
            for job in &jobs {
                let (done, take) = (done.clone(), &take);
                let started = threads::start(scope, move || {
                    let _done = done;
                    take(job)
                });
                let Some(worker) = started else { break };
                workers.push(worker);
            }
        }
        drop(done);
        if workers.is_empty() {
            let results = jobs.first().map(&take).into_iter().collect();
            interrupts.close();
            return results;
        }
        if let Some(watch) = watch {
            while let Err(RecvTimeoutError::Timeout) =
                all_done.recv_timeout(Duration::from_millis(500))
            {
                watch(&shared.seen);
            }
        }
        let joined = workers.into_iter().map(|worker| worker.join());
        let results = joined
            .map(|result| result.unwrap_or_else(|fault| std::panic::resume_unwind(fault)))
            .collect();
        interrupts.close();
        results
    });
    let is_cut = lock(&shared.source).is_cut();
    let mut ended = if is_cut { Ended::Cut } else { Ended::Whole };
    for result in results {
        if result? == Ended::ReaderGone {
            ended = Ended::ReaderGone;
        }
    }
    Ok(ended)
}

/// As many jobs as the machine has cores for this process.
pub use crate::threads::cores;

/// What the jobs share.
struct Shared<R, W> {
    source: Mutex<Source<R>>,
    sink: Mutex<Sink<W>>,
    turned: Condvar,
    stopped: AtomicBool,
    seen: Seen,
}

/// Where the chunks go, one after the other.
struct Sink<W> {
    output: W,
    /// The number of the chunk that is next.
    turn: u64,
}

impl<R: Read, W: Write> Shared<R, W> {
    fn work(&self, job: &mut impl Job) -> Result<Ended> {
        let mut chunk = Chunk::default();
        let mut out = Vec::new();
        loop {
            if self.stopped.load(Ordering::Relaxed) {
                return Ok(Ended::Whole);
            }
            // Where reading fails, what was read before is still written.
            let more = lock(&self.source).next(&mut chunk);
            let more = more.map_err(|error| {
                Error::could_not(format!("could not read the input: {}", reason(error)))
            });
            if !more? {
                return Ok(Ended::Whole);
            }
            out.clear();
            let mut number = chunk.first;
            chunk.each(|line| {
                job.line(number, line, &mut out);
                number += 1;
            });
            let Some(mut sink) = self.wait_for(chunk.turn) else {
                return Ok(Ended::Whole);
            };
            if let Err(error) = sink.output.write_all(&out) {
                self.stopped.store(true, Ordering::Relaxed);
                self.turned.notify_all();
                if is_reader_gone(&error) {
                    return Ok(Ended::ReaderGone);
                }
                return Err(unwritten(error));
            }
            sink.turn += 1;
            drop(sink);
            self.turned.notify_all();
            let records = number - chunk.first;
            self.seen.records.fetch_add(records, Ordering::Relaxed);
            self.seen.bytes.fetch_add(chunk.read, Ordering::Relaxed);
            // What a few very long lines needed is not kept.
            out.shrink_to(8 * CHUNK_BYTES);
        }
    }

    /// The sink, when it is this chunk's turn; none when it failed another job.
    fn wait_for(&self, turn: u64) -> Option<MutexGuard<'_, Sink<W>>> {
        let sink = lock(&self.sink);
        let is_early =
            |sink: &mut Sink<W>| sink.turn != turn && !self.stopped.load(Ordering::Relaxed);
        let sink = self.turned.wait_while(sink, is_early);
        let sink = sink.unwrap_or_else(PoisonError::into_inner);
        (sink.turn == turn).then_some(sink)
    }
}

/// A lock whose holder panicked: the process is about to end for it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
