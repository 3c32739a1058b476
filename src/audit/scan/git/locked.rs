//! What git keeps encrypted: `git-crypt`, `transcrypt` and their kin have git
//! run a filter on a file, so that it is plain in the work tree alone.
//!
//! An attribute promises that, and proves nothing: it may be younger than the
//! file in the repository, or the filter not be set up. So what git has is
//! looked at, and of what it has not yet, whether there is a filter to be run.

use std::collections::HashMap;
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::time::Duration;

use crate::audit::facts::system::OsStrExt;
use crate::audit::scan::git::InTree;
use crate::audit::scan::git::command::Repository;
use crate::audit::scan::git::objects::{self, Budget};
use crate::audit::scan::tree::MAX_NAMED_BYTES;
use crate::keys::foreign::is_encrypted;

/// How long it may take to look at what git has.
const LIMIT: Duration = Duration::from_secs(10);
/// What the names of filters have in them that encrypt.
const ENCRYPTING: [&str; 5] = ["crypt", "sops", "age", "vault", "gpg"];

impl Repository<'_> {
    /// The names among these keys of what is encrypted in the index.
    pub fn locked(
        &self,
        keys: &[InTree],
        tracked: &HashSet<OsString>,
    ) -> Result<HashSet<OsString>, String> {
        let filters = self.filters(keys)?;
        let with_filter = |it: &&InTree| filters.contains_key(&it.1) && tracked.contains(&it.1);
        let mut objects: HashMap<String, Vec<&InTree>> = HashMap::new();
        for it in keys.iter().filter(with_filter) {
            let stage = ["--literal-pathspecs", "ls-files", "-s", "-z", "--"];
            let answer = self.ask(&stage, std::iter::once(&*it.1))?;
            let line = String::from_utf8_lossy(&answer.printed).into_owned();
            if let Some(object) = line.split(' ').nth(1) {
                objects.entry(object.to_owned()).or_default().push(it);
            }
        }
        let budget = Budget::new(LIMIT);
        let sizes = objects::sizes(self, budget, objects.keys())?;
        let small = sizes.iter().filter(|it| *it.1 <= MAX_NAMED_BYTES);
        let mut locked = HashSet::new();
        objects::contents(
            self,
            budget,
            small.map(|it| it.0),
            MAX_NAMED_BYTES,
            |object, content| {
                for (key, name) in objects.get(object).into_iter().flatten() {
                    let plain = key.text().filter(|text| !text.is_empty());
                    let is_plain =
                        plain.is_none_or(|it| memchr::memmem::find(content, it).is_some());
                    if is_encrypted(content) || !is_plain {
                        locked.insert(name.clone());
                    }
                }
            },
        )?;
        Ok(locked)
    }

    /// The names among these keys of what `git add` would encrypt.
    pub fn lockable(&self, keys: &[InTree]) -> Result<HashSet<OsString>, String> {
        let mut is_set_up: HashMap<String, bool> = HashMap::new();
        let mut lockable = HashSet::new();
        for (name, filter) in self.filters(keys)? {
            let known = match is_set_up.get(&filter) {
                Some(known) => *known,
                None => {
                    let known = self.is_set_up(&filter)?;
                    is_set_up.insert(filter, known);
                    known
                }
            };
            lockable.extend(known.then_some(name));
        }
        Ok(lockable)
    }

    /// Whether there is a program for a filter, which is not run here.
    fn is_set_up(&self, filter: &str) -> Result<bool, String> {
        for program in ["clean", "process"] {
            let setting = format!("filter.{filter}.{program}");
            let answer = self.ask(&["config", "--get", &setting], std::iter::empty())?;
            if answer.succeeded && !answer.printed.trim_ascii().is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The filters of these keys that may encrypt them, by their names.
    fn filters(&self, keys: &[InTree]) -> Result<HashMap<OsString, String>, String> {
        let names: Vec<u8> = keys
            .iter()
            .flat_map(|(_, name)| [name.as_bytes(), b"\0"].concat())
            .collect();
        let answer = self.ask_about(&["check-attr", "-z", "--stdin", "filter"], &names)?;
        if !answer.succeeded {
            return Err(answer.reason());
        }
        let fields: Vec<&[u8]> = answer.printed.split(|byte| *byte == 0).collect();
        let all = fields.chunks_exact(3).filter_map(|fields| {
            let filter = std::str::from_utf8(fields[2]).ok()?;
            let encrypts = ENCRYPTING.iter().any(|it| filter.contains(it));
            encrypts.then(|| (OsStr::from_bytes(fields[0]).to_owned(), filter.to_owned()))
        });
        Ok(all.collect())
    }
}
