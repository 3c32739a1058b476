//! The objects of a repository: which are small, how large they are, and what
//! is in them. All are asked for in one command and read while it runs.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, Read};
use std::process::Command;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use crate::audit::scan::git::command::{Repository, complaint};
use crate::audit::scan::git::object::Object;
use crate::audit::scan::git::running::{End, Writer, stream};

/// The longest line of git's about an object: its hash, its kind, its size.
const MAX_LINE_BYTES: u64 = 256;
/// What is reported about output that is not as it is documented.
pub const NOT_UNDERSTOOD: &str = "git was not understood";

/// Reads what a command prints, and says why not to its end.
type Reading<'a> = dyn FnMut(&mut dyn BufRead) -> Result<(), String> + Send + 'a;

/// The time that a search may take.
#[derive(Clone, Copy)]
pub struct Budget {
    limit: Duration,
    deadline: Instant,
}

impl Budget {
    /// From now on.
    pub fn new(limit: Duration) -> Self {
        // One that never ends is as good as a year.
        const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
        let deadline = Instant::now() + limit.min(YEAR);
        Budget { limit, deadline }
    }

    /// Runs a command in the time that is left and reads what it prints.
    ///
    /// # Errors
    /// Why it was not read to its end.
    pub fn run(&self, command: Command, input: &[u8], read: &mut Reading) -> Result<(), String> {
        self.feed(command, &mut |pipe| pipe.write_all(input), read)
    }

    /// The same with an input that is made while the command runs.
    ///
    /// # Errors
    /// Why it was not read to its end.
    pub fn feed(
        &self,
        command: Command,
        write: &mut Writer,
        read: &mut Reading,
    ) -> Result<(), String> {
        // A command can be faster than no time at all.
        if Instant::now() >= self.deadline {
            return Err(self.exhausted());
        }
        let mut was_read = Ok(());
        let end = stream(command, write, self.deadline, &mut |output| {
            was_read = read(output);
        })?;
        match (was_read, end) {
            (_, End::TimedOut) => Err(self.exhausted()),
            (Err(why), _) => Err(why),
            (Ok(_), End::Exited(status, text)) if !status.success() => Err(complaint(&text)),
            (Ok(()), End::Exited(..)) => Ok(()),
        }
    }

    fn exhausted(&self) -> String {
        format!(
            "its history was not searched to the end in {} seconds: --history-limit gives it more",
            self.limit.as_secs()
        )
    }
}

/// The names of objects, one a line.
fn listed<'a>(objects: impl IntoIterator<Item = &'a String>) -> Vec<u8> {
    let lines = objects.into_iter().flat_map(|it| [it.as_bytes(), b"\n"]);
    lines.flatten().copied().collect()
}

/// The next line without its end; `None` after the last one.
fn line(output: &mut dyn BufRead) -> Result<Option<String>, String> {
    let mut line = String::new();
    let read = Read::take(&mut *output, MAX_LINE_BYTES).read_line(&mut line);
    match read.map_err(|_| NOT_UNDERSTOOD)? {
        0 => Ok(None),
        _ => match line.strip_suffix('\n') {
            Some(line) => Ok(Some(line.to_owned())),
            None => Err(NOT_UNDERSTOOD.to_owned()),
        },
    }
}

/// The hash and the size in a line about a blob; `None` for another kind, and
/// for an object that is not here.
fn blob(line: &str) -> Option<(&str, u64)> {
    let mut words = line.split(' ');
    let (object, kind, size) = (words.next()?, words.next()?, words.next()?);
    (kind == "blob").then_some((object, size.parse().ok()?))
}

/// What a repository has, whether a commit has it or not.
#[derive(Default)]
pub struct All {
    /// The files' contents by their names.
    pub blobs: HashMap<Object, Blob>,
    /// The commits.
    pub commits: HashSet<Object>,
    /// The tags that are objects.
    pub tags: Vec<Object>,
}

/// What is known of a file's content.
pub struct Blob {
    /// Its bytes, as far as they can be counted.
    pub size: u32,
    /// A commit has it.
    pub is_seen: bool,
}

/// All objects of a repository.
///
/// # Errors
/// When it was not read to the end.
pub fn all(repository: &Repository, budget: Budget) -> Result<All, String> {
    let arguments = [
        "cat-file",
        "--batch-check",
        "--batch-all-objects",
        "--unordered",
    ];
    let mut all = All::default();
    budget.run(repository.command(&arguments), &[], &mut |output| {
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = Read::take(&mut *output, MAX_LINE_BYTES).read_until(b'\n', &mut line);
            if read.map_err(|_| NOT_UNDERSTOOD)? == 0 {
                return Ok(());
            }
            let text = line.strip_suffix(b"\n").ok_or(NOT_UNDERSTOOD)?;
            let text = std::str::from_utf8(text).map_err(|_| NOT_UNDERSTOOD)?;
            all.add(text);
        }
    })?;
    Ok(all)
}

impl All {
    fn add(&mut self, line: &str) {
        let mut words = line.split(' ');
        let object = words.next().and_then(Object::of);
        let (Some(object), kind) = (object, words.next()) else {
            return;
        };
        match kind {
            Some("blob") => {
                let size: u64 = words.next().and_then(|it| it.parse().ok()).unwrap_or(0);
                let size = u32::try_from(size).unwrap_or(u32::MAX);
                let is_seen = false;
                self.blobs.insert(object, Blob { size, is_seen });
            }
            Some("commit") => {
                self.commits.insert(object);
            }
            Some("tag") => self.tags.push(object),
            _ => {}
        }
    }

    /// The blobs of a size that is sought.
    ///
    /// # Errors
    /// When there are more than `at_most`.
    pub fn of_size(&self, sought: &[u64], at_most: usize) -> Result<HashSet<String>, String> {
        let is_sought = |blob: &Blob| sought.contains(&u64::from(blob.size));
        let found = self.blobs.iter().filter(|(_, blob)| is_sought(blob));
        let found: HashSet<String> = found.map(|(object, _)| object.to_string()).collect();
        match found.len() > at_most {
            true => Err(format!(
                "it has more than {at_most} files of the size of a key"
            )),
            false => Ok(found),
        }
    }
}

/// The sizes of those of some blobs that are here.
pub fn sizes<'a>(
    repository: &Repository,
    budget: Budget,
    objects: impl IntoIterator<Item = &'a String>,
) -> Result<HashMap<String, u64>, String> {
    let input = listed(objects);
    if input.is_empty() {
        return Ok(HashMap::new());
    }
    let command = repository.command(&["cat-file", "--batch-check"]);
    let mut sizes = HashMap::new();
    budget.run(command, &input, &mut |output| {
        while let Some(line) = line(output)? {
            sizes.extend(blob(&line).map(|(object, size)| (object.to_owned(), size)));
        }
        Ok(())
    })?;
    Ok(sizes)
}

/// Shows the content of some objects, one after the other; none is larger than
/// `max`. What is seen may be a key, so it is zeroized.
pub fn contents<'a>(
    repository: &Repository,
    budget: Budget,
    objects: impl IntoIterator<Item = &'a String>,
    max: u64,
    mut see: impl FnMut(&str, &[u8]) + Send,
) -> Result<(), String> {
    let input = listed(objects);
    if input.is_empty() {
        return Ok(());
    }
    let command = repository.command(&["cat-file", "--batch"]);
    budget.run(command, &input, &mut |output| {
        read_contents(output, max, &mut see)
    })
}

/// Reads what `git cat-file --batch` prints.
pub fn read_contents(
    output: &mut dyn BufRead,
    max: u64,
    see: &mut dyn FnMut(&str, &[u8]),
) -> Result<(), String> {
    let mut content = Zeroizing::new(Vec::new());
    while let Some(line) = line(output)? {
        let Some((object, size)) = sized(&line) else {
            // It is not here any more.
            return Err(NOT_UNDERSTOOD.to_owned());
        };
        if size > max {
            return Err(NOT_UNDERSTOOD.to_owned());
        }
        let end = usize::try_from(size).map_err(|_| NOT_UNDERSTOOD)?;
        if content.len() <= end {
            // A buffer that grows leaves copies behind.
            content = Zeroizing::new(vec![0; (end + 1).next_power_of_two()]);
        }
        let read = output.read_exact(&mut content[..=end]);
        read.map_err(|_| NOT_UNDERSTOOD)?;
        see(object, &content[..end]);
    }
    Ok(())
}

/// The hash and the size in a line about an object that is here.
fn sized(line: &str) -> Option<(&str, u64)> {
    let mut words = line.split(' ');
    let (object, _, size) = (words.next()?, words.next()?, words.next()?);
    Some((object, size.parse().ok()?))
}
