//! A word list tried on cookies: read once, on all cores, in a memory that
//! does not depend on its size.

mod source;

use std::io::{self, BufRead};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

use source::{Chunk, Source};

use super::Target;
use crate::frameworks::{Guess, Guesser};
use crate::threads;

/// The most words that are tried of those whose key takes long to make.
pub const MAX_SLOW: u64 = 64;
/// How many chunks wait for each thread.
const WAITING: usize = 4;
/// No word found: later than every line.
const NONE: u64 = u64::MAX;

/// What came of a search.
#[derive(Debug, PartialEq, Eq)]
pub struct Searched {
    /// For each target the number of the first line that opens it, from 1 on.
    pub lines: Vec<Option<u64>>,
    /// How many words were tried.
    pub words: u64,
    /// How many lines were too long to be a word.
    pub too_long: u64,
    /// How many were not tried, for their keys take long to make and
    /// [`MAX_SLOW`] had been made.
    pub skipped: u64,
    /// The line of the last word that was.
    pub slow_until: u64,
    /// For each target why a word could not be tried.
    pub lacking: Vec<Option<&'static str>>,
}

/// How far a search has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Bytes that were read.
    pub bytes: u64,
    /// Words that were tried.
    pub words: u64,
}

/// Tries each line of a list as the text of the key of each target, until all
/// are found. `tell` is called after each chunk that is handed out.
///
/// # Errors
/// When the list cannot be read.
pub fn search(
    list: impl BufRead,
    targets: &[Target],
    mut tell: impl FnMut(Progress),
) -> io::Result<Searched> {
    let guessers: Vec<Guesser> = targets
        .iter()
        .map(|target| target.format.guesser(target.cookie))
        .collect();
    let may_be_slow = targets.iter().any(|it| it.is_slow(&[b'x'; 64]));
    let search = Search {
        guessers,
        slow: if may_be_slow { targets } else { &[] },
        lacking: targets.iter().map(|_| OnceLock::new()).collect(),
        found: targets.iter().map(|_| AtomicU64::new(NONE)).collect(),
        words: AtomicU64::new(0),
    };
    let count = threads::cores();
    let (sender, receiver) = sync_channel(count * WAITING);
    let receiver = Mutex::new(receiver);
    let handed = thread::scope(|scope| {
        let mut workers =
            (0..count).map_while(|_| threads::start(scope, || search.work(&receiver)));
        // All that there are to be had.
        let has_workers = workers.by_ref().count() > 0;
        let mut source = Source::new(list);
        let handed = search.hand_out(&mut source, &mut tell, |chunk| match has_workers {
            true => sender.send(chunk).is_ok(),
            false => {
                search.attempt(&chunk);
                true
            }
        });
        drop(sender);
        handed.map(|slow| (source.too_long, slow))
    })?;
    let (too_long, slow) = handed;
    let line = |found: AtomicU64| Some(found.into_inner()).filter(|line| *line != NONE);
    Ok(Searched {
        lines: search.found.into_iter().map(line).collect(),
        words: search.words.into_inner(),
        too_long,
        skipped: slow.skipped,
        slow_until: slow.until,
        lacking: search
            .lacking
            .into_iter()
            .map(OnceLock::into_inner)
            .collect(),
    })
}

/// What is searched for, and how far it has come.
struct Search<'a> {
    guessers: Vec<Guesser<'a>>,
    /// The targets, where keys of some texts take long to make.
    slow: &'a [Target<'a>],
    /// For each target why a word could not be tried.
    lacking: Vec<OnceLock<&'static str>>,
    found: Vec<AtomicU64>,
    words: AtomicU64,
}

/// The words whose keys take long to make.
#[derive(Default)]
struct Slow {
    /// How many were given out.
    given: u64,
    /// The line of the last of them.
    until: u64,
    /// How many more there were.
    skipped: u64,
}

impl Search<'_> {
    fn is_slow(&self, word: &[u8]) -> bool {
        self.slow.iter().any(|it| it.is_slow(word))
    }

    /// Counts the words of a chunk whose keys take long to make.
    fn meter(&self, chunk: &mut Chunk, slow: &mut Slow) {
        if self.slow.is_empty() {
            return;
        }
        for (number, _) in chunk.words().filter(|it| self.is_slow(it.1)) {
            if slow.given < MAX_SLOW {
                slow.given += 1;
                slow.until = number;
            } else {
                slow.skipped += 1;
            }
        }
        if slow.skipped > 0 {
            chunk.slow_until = slow.until;
        }
    }

    /// Gives out chunks in order, until all is found or nobody takes any.
    fn hand_out(
        &self,
        source: &mut Source<impl BufRead>,
        tell: &mut impl FnMut(Progress),
        give: impl Fn(Chunk) -> bool,
    ) -> io::Result<Slow> {
        let mut slow = Slow::default();
        let is_open = |line: &AtomicU64| line.load(Ordering::Relaxed) == NONE;
        while self.found.iter().any(is_open) {
            let Some(mut chunk) = source.chunk()? else {
                break;
            };
            self.meter(&mut chunk, &mut slow);
            if !give(chunk) {
                break;
            }
            tell(Progress {
                bytes: source.bytes,
                words: self.words.load(Ordering::Relaxed),
            });
        }
        Ok(slow)
    }

    /// Chunks are handed out in order, and each is tried to its end: the first
    /// line that opens a cookie is found, whichever thread is the fastest.
    fn work(&self, receiver: &Mutex<Receiver<Chunk>>) {
        loop {
            let received = receiver
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .recv();
            match received {
                Ok(chunk) => self.attempt(&chunk),
                Err(_) => return,
            }
        }
    }

    fn attempt(&self, chunk: &Chunk) {
        let mut tried = 0;
        for (number, word) in chunk.words() {
            if number > chunk.slow_until && self.is_slow(word) {
                continue;
            }
            tried += 1;
            let targets = self.guessers.iter().zip(&self.found).zip(&self.lacking);
            for ((guess, found), lacking) in targets {
                if number >= found.load(Ordering::Relaxed) {
                    continue;
                }
                match guess(word) {
                    Guess::Wrong => {}
                    Guess::Opens => {
                        found.fetch_min(number, Ordering::Relaxed);
                    }
                    Guess::Untried(why) => {
                        lacking.get_or_init(|| why);
                    }
                }
            }
        }
        self.words.fetch_add(tried, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::source::CHUNK_BYTES;
    use super::*;
    use crate::frameworks::{self, Input};

    /// `{"abc":[1234]}` under the key `secret`, by plumber 1.2.1.
    const OF_SECRET: &str =
        "ABaqZxy7KgA7Ph4UUh7OL7cEG2G3nn+/c8mIRWBe_0+ctwmv8W4XDgrwE7PbRi5DLy3mQV71K";

    fn searched(list: &[u8]) -> Searched {
        let target = Target {
            format: frameworks::find("plumber").unwrap(),
            cookie: Input::bare(OF_SECRET),
        };
        search(list, &[target], |_| ()).unwrap()
    }

    #[test]
    fn the_first_line_that_opens_a_cookie_is_told() {
        for (list, line) in [
            (&b"secret"[..], Some(1)),
            (b"a\n\nb\r\nsecret\r\nsecret\n", Some(4)),
            (b"Secret\nsecre\nsecrett\n", None),
            (b"", None),
            (b"\xff\xfe\n secret \n", Some(2)),
            (b"\xef\xbb\xbfsecret\n", Some(1)),
            (b"\xef\xbb\xbf\r\nsecret", Some(2)),
            (b"\xef\xbb\xbf", None),
            (b"a\n\xef\xbb\xbfsecret\n", None),
        ] {
            assert_eq!(searched(list).lines, [line], "{list:?}");
        }
    }

    #[test]
    fn words_over_the_edges_of_chunks_are_whole_and_counted() {
        for length in [
            CHUNK_BYTES - 6,
            CHUNK_BYTES - 3,
            CHUNK_BYTES,
            3 * CHUNK_BYTES / 2,
        ] {
            let mut list = Vec::new();
            let mut lines = 0;
            while list.len() < length {
                list.extend_from_slice(b"word\n");
                lines += 1;
            }
            list.extend_from_slice(b"secret\nmore\n");
            let searched = searched(&list);
            assert_eq!(searched.lines, [Some(lines + 1)], "{length}");
            assert_eq!((searched.words, searched.too_long), (lines + 2, 0));
        }
    }

    #[test]
    fn a_line_of_any_length_is_passed_over_and_counted() {
        for length in [2 * CHUNK_BYTES, 5 * CHUNK_BYTES + 7] {
            let list = [&vec![b'x'; length][..], b"\nsecret\n"].concat();
            let found = searched(&list);
            assert_eq!(
                (found.lines, found.too_long),
                (vec![Some(2)], 1),
                "{length}"
            );
        }
    }

    #[test]
    fn a_list_that_breaks_off_is_an_error() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("broken"))
            }
        }
        let target = Target {
            format: frameworks::find("plumber").unwrap(),
            cookie: Input::bare(OF_SECRET),
        };
        assert!(search(io::BufReader::new(Broken), &[target], |_| ()).is_err());
    }
}
