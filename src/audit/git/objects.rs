//! The objects of a repository: which are small, how large they are, and what
//! is in them. All are asked for in one command and read while it runs.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, Read};
use std::process::Command;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::asking::{End, Repository, complaint, stream};
use crate::audit::tree::MAX_NAMED_BYTES;

/// The longest line of git's about an object: its hash, its kind, its size.
const MAX_LINE_BYTES: u64 = 256;
/// What is told of output that is not as it is documented.
pub const NOT_UNDERSTOOD: &str = "git was not understood";

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
    pub fn run(
        &self,
        command: Command,
        input: &[u8],
        read: &mut (dyn FnMut(&mut dyn BufRead) -> Result<(), String> + Send),
    ) -> Result<(), String> {
        // A command can be faster than no time at all.
        if Instant::now() >= self.deadline {
            return Err(self.exhausted());
        }
        let mut was_read = Ok(());
        let end = stream(command, input, self.deadline, &mut |output| {
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

/// All blobs of a size that is sought, also those of no commit.
///
/// # Errors
/// When there are more than `at_most`, among others.
pub fn of_size(
    repository: &Repository,
    budget: Budget,
    sought: &[u64],
    at_most: usize,
) -> Result<HashSet<String>, String> {
    let arguments = [
        "cat-file",
        "--batch-check",
        "--batch-all-objects",
        "--unordered",
    ];
    let mut found = HashSet::new();
    budget.run(repository.command(&arguments), &[], &mut |output| {
        while let Some(line) = line(output)? {
            if let Some((object, _)) = blob(&line).filter(|(_, size)| sought.contains(size)) {
                found.insert(object.to_owned());
            }
            if found.len() > at_most {
                return Err(format!(
                    "it has more than {at_most} files of the size of a key"
                ));
            }
        }
        Ok(())
    })?;
    Ok(found)
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

/// Shows the content of some blobs, one after the other; none is larger than
/// [`MAX_NAMED_BYTES`]. What is seen may be a key, so it is zeroized.
pub fn contents<'a>(
    repository: &Repository,
    budget: Budget,
    objects: impl IntoIterator<Item = &'a String>,
    mut see: impl FnMut(&str, &[u8]) + Send,
) -> Result<(), String> {
    let input = listed(objects);
    if input.is_empty() {
        return Ok(());
    }
    let command = repository.command(&["cat-file", "--batch"]);
    budget.run(command, &input, &mut |output| {
        let mut content = Zeroizing::new(vec![0; MAX_NAMED_BYTES as usize + 1]);
        while let Some(line) = line(output)? {
            let Some((object, size)) = blob(&line) else {
                // It is not here any more.
                return Err(NOT_UNDERSTOOD.to_owned());
            };
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            let with_newline = content.get_mut(..size.saturating_add(1));
            let with_newline = with_newline.ok_or(NOT_UNDERSTOOD)?;
            let read = output.read_exact(with_newline);
            read.map_err(|_| NOT_UNDERSTOOD)?;
            see(object, &content[..size]);
        }
        Ok(())
    })
}
