//! Keys of a log that stand under a name that tells, and what logs are called.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::audit::detect::hardcoded::{Language, Written, written};
use crate::audit::detect::keys_in_text::{Reading, held};
use crate::audit::detect::marks::{Mark, Marked};
use crate::audit::detect::needles::Needles;
use crate::audit::detect::words::Words;
use crate::audit::facts::lines;

/// Whether a file of this name is a log or a memory dump.
pub fn is_trace_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    let (stem, ending) = lower.rsplit_once('.').unwrap_or((&lower, ""));
    match ending {
        "log" | "rout" => true,
        // As logrotate writes a date.
        _ if ending.strip_prefix("log-").is_some_and(is_number) => true,
        _ if is_number(ending) => stem.ends_with(".log") || matches!(stem, "core" | "vgcore"),
        _ => matches!(&*lower, "core" | "nohup.out"),
    }
}

/// Whether a path is that of a log or a memory dump, by its name.
pub fn is_trace(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    is_trace_name(&name.to_string_lossy())
}

/// Bytes of the longest name with its key, and what stands between them.
pub const LONGEST: usize = 512;

/// So many different keys of one log are reported.
pub const MAX_KEYS: usize = 100;

/// Where a key is: a program writes the same one again and again.
pub struct Lines {
    /// The line where it is first.
    pub first: usize,
    /// That where it is last.
    pub last: usize,
    /// In how many others it is.
    pub more: usize,
    /// What it is called.
    pub name: String,
    /// The text that it is a copy from, of one without a name.
    pub copied_from: Option<PathBuf>,
}

/// The keys, each once.
#[derive(Default)]
pub struct Named {
    /// By what they are known by.
    pub keys: HashMap<Mark, Lines>,
    /// There are more of them.
    pub has_more: bool,
}

impl Named {
    /// Looks at a piece of a log, which begins in this line. What reaches to the end of
    /// the piece may be a part of a key: it is read again with the next one.
    pub fn look(&mut self, piece: &[u8], line: usize, is_last: bool, needles: &Needles) {
        let named = keys(piece).into_iter();
        let mut found: Vec<_> = named.map(|key| (key.range, key.name, None)).collect();
        let is_new = |range: &Range<usize>| {
            let next = found.partition_point(|it| it.0.start < range.end);
            next == 0 || found[next - 1].0.end <= range.start
        };
        let copies = needles.literals_in(piece).into_iter();
        let copies: Vec<_> = copies
            .filter(|(range, _)| is_new(range))
            .map(|(range, literal)| (range, literal.holder(), Some(literal.path.clone())))
            .collect();
        found.extend(copies);
        found.sort_by_key(|it| it.0.start);
        found.retain(|(range, ..)| is_last || range.end < piece.len());
        let places = lines::places(piece, found.iter().map(|(range, ..)| range.start));
        for ((range, name, copied_from), place) in found.into_iter().zip(places) {
            let line = line + place.line - 1;
            let is_full = self.keys.len() >= MAX_KEYS;
            match self.keys.entry(Mark::of(&piece[range])) {
                Entry::Occupied(known) => {
                    let known = known.into_mut();
                    known.more += usize::from(line > known.last);
                    known.last = known.last.max(line);
                }
                Entry::Vacant(_) if is_full => self.has_more = true,
                Entry::Vacant(new) => {
                    new.insert(Lines {
                        first: line,
                        last: line,
                        more: 0,
                        name,
                        copied_from,
                    });
                }
            }
        }
    }
}

/// Whether a log has such a key.
pub fn names_key(bytes: &[u8]) -> bool {
    !bytes.contains(&0) && !keys(bytes).is_empty()
}

/// A part of the name of nearly every key. Most of a log is none of it, and has
/// long numbers in each line.
static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(&["key", "secret", "passw", "passp"]));

/// The keys, in order.
fn keys(bytes: &[u8]) -> Vec<Written> {
    let (mut found, mut done) = (Vec::new(), 0);
    for word in WORDS.starts(bytes) {
        if word < done {
            continue;
        }
        let line = line(bytes, word);
        let start = line.start.max(done);
        let keys = written(&bytes[start..line.end], Language::Settings, &[]).into_iter();
        let keys = keys.filter(|key| !is_session(&key.name));
        found.extend(keys.map(|key| Written {
            range: start + key.range.start..start + key.range.end,
            ..key
        }));
        done = line.end;
    }
    found
}

/// The line around a place; of a very long one the part around it.
fn line(bytes: &[u8], at: usize) -> Range<usize> {
    const MAX_BYTES: usize = 1024;
    let (from, to) = (
        at.saturating_sub(MAX_BYTES),
        bytes.len().min(at + MAX_BYTES),
    );
    let start = memchr::memrchr(b'\n', &bytes[from..at]).map_or(from, |it| from + it + 1);
    let end = memchr::memchr(b'\n', &bytes[at..to]).map_or(to, |it| at + it);
    start..end
}

/// The keys in a log that is at hand as a whole, those of this run among them.
pub fn keys_in_log<'a>(bytes: &[u8], needles: &Needles<'a>) -> Vec<Marked<'a>> {
    let reading = Reading::of(Path::new("")).written_in(Language::Settings);
    let held = held(bytes, bytes, reading, needles).into_iter();
    let keys = held.filter(|it| it.key.is_some() || !is_session(&it.name));
    keys.filter_map(|held| Marked::of(bytes, held)).collect()
}

/// Whether it is what a framework calls a session, and no key: logs have one in
/// each line.
pub fn is_session(name: &str) -> bool {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let letters: String = letters.map(|it| it.to_ascii_lowercase()).collect();
    letters.ends_with("sessionkey")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_and_dumps_are_known_by_their_names() {
        for name in [
            "web.log",
            "web.log.1",
            "web.log-20261128",
            "core",
            "core.4242",
            "vgcore.7",
            "job.Rout",
            "nohup.out",
        ] {
            assert!(is_trace_name(name), "{name}");
        }
        for name in [
            "log",
            "catalog",
            "core.js",
            "core.",
            "score",
            "web.1",
            "login.out",
        ] {
            assert!(!is_trace_name(name), "{name}");
        }
    }
}
