//! Every command that the program prints, run where it was printed.
//!
//! The places in which tests run the program hand over what it printed. Each
//! fix, each hint, each step is then run in a copy of the place, as somebody
//! does who pastes it. Nothing that was there may be lost by it - no key, no
//! row, no file - nor when it is pasted twice. So a new hint is tried by the
//! very test that makes the program print it.

mod canaries;
mod copied;
mod programs;
mod reading;
pub mod record;
mod treasure;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Mutex;

use serde_json::Value;

use copied::Copied;
pub use reading::{Printed, all};
use treasure::Treasure;

/// What asks for a page to read, whose commands are of no place.
const REFERENCE: &[&str] = &["--help", "-h", "help", "--explain", "--list-checks"];

/// The most commands of one check that are tried of one run.
const MOST_OF_A_KIND: usize = 12;

/// The most commands that may come before one that was printed.
const MOST_BEFORE: usize = 3;

/// What was tried: the same words are tried once.
static TRIED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Where the program ran.
pub struct Scene {
    /// Everything is in it, and it is the working directory.
    pub folder: PathBuf,
    pub arguments: Vec<OsString>,
    pub variables: Vec<(OsString, OsString)>,
    /// Who ran it, where that is somebody else.
    pub user: Option<u32>,
    pub stdin: Vec<u8>,
}

impl Scene {
    /// Where a command has run.
    pub fn of(command: &Command, user: Option<u32>, stdin: &[u8]) -> Scene {
        let set = |(name, value): (&OsStr, Option<&OsStr>)| Some((name.into(), value?.into()));
        Scene {
            folder: command.get_current_dir().unwrap().to_owned(),
            arguments: command.get_args().map(Into::into).collect(),
            variables: command.get_envs().filter_map(set).collect(),
            user,
            stdin: stdin.to_owned(),
        }
    }

    /// Tries everything that was printed there.
    #[track_caller]
    pub fn try_all(&self, stdout: &[u8], stderr: &str) {
        let asks = |it: &OsString| REFERENCE.iter().any(|flag| it == flag);
        if self.arguments.iter().any(asks) {
            return;
        }
        let mut of_a_kind: BTreeMap<String, usize> = BTreeMap::new();
        for printed in all(&String::from_utf8_lossy(stdout), stderr) {
            // A run may have thousands of findings that differ in a line.
            let tried = of_a_kind.entry(printed.source.clone()).or_default();
            *tried += 1;
            if *tried > MOST_OF_A_KIND {
                continue;
            }
            record::keep(&printed.command);
            if let Err(why) = self.tried(&printed) {
                let (source, command) = (&printed.source, &printed.command);
                let report = format!(
                    "{source}: {command}\nprinted by {:?}\n{why}",
                    self.arguments
                );
                panic!("{report}");
            }
        }
    }

    /// Runs what a page to read says, and gives what it left: how it ended, and
    /// what is lost by it.
    #[allow(dead_code, reason = "the examples of the help are pasted by one suite")]
    pub fn paste(&self, command: &str) -> (Output, Vec<String>) {
        let copy = Copied::of(self);
        let before = Treasure::of(&copy.folder);
        let ended = copy.run(self, command);
        let lost = before.lost_in(&Treasure::of(&copy.folder));
        (ended, lost)
    }

    /// Runs a command, if it was not run before.
    fn tried(&self, printed: &Printed) -> Result<(), String> {
        let command = &printed.command;
        let words = command.replace(&*self.folder.to_string_lossy(), "@");
        if !TRIED
            .lock()
            .unwrap()
            .insert(format!("{} {words}", printed.source))
        {
            return Ok(());
        }
        let parsed = Command::new("sh").args(["-n", "-c", command]).output();
        let parsed = parsed.unwrap();
        if !parsed.status.success() {
            return Err(format!("a shell does not read it: {parsed:?}"));
        }
        if reading::is_beyond(command, &self.folder) {
            return Ok(());
        }
        // What is too large is edited in more time than a test has.
        if treasure::is_large(&self.folder) {
            return Ok(());
        }
        let copy = Copied::of(self);
        let before = Treasure::of(&copy.folder);
        for time in ["it", "a second time it"] {
            let mut ended = copy.run(self, command);
            // It may say what comes first, as a command of its own.
            let mut is_decision = false;
            for _ in 0..MOST_BEFORE {
                let said = String::from_utf8_lossy(&ended.stderr).into_owned();
                let first = all("", &said).into_iter().next();
                let Some(first) = first.filter(|_| time == "it") else {
                    break;
                };
                // Where a link leads is for people to decide.
                is_decision |= first.is_open();
                if is_decision || reading::is_beyond(&first.command, &copy.folder) {
                    break;
                }
                copy.run_here(self, &first.command);
                ended = copy.run(self, command);
            }
            let lost = before.lost_in(&Treasure::of(&copy.folder));
            if !lost.is_empty() {
                return Err(format!("{time} loses {lost:?}"));
            }
            let is_answered = printed.is_answered(ended.status.code(), &ended.stdout);
            // The steps of a plan follow one another.
            let is_step = self.arguments.iter().any(|it| it == "plan");
            // It is for the one who owns the place.
            let denied = String::from_utf8_lossy(&ended.stderr).contains("not permitted");
            let may_fail = denied || is_decision || is_step || printed.is_open();
            if time == "it" && !is_answered && !may_fail {
                return Err(format!("it fails: {ended:?}"));
            }
            if time == "it" && is_answered {
                self.is_mended(printed, &copy)?;
            }
        }
        Ok(())
    }

    /// The next audit does not find the same, or has another command for what
    /// is left of it, or leaves it to people.
    fn is_mended(&self, printed: &Printed, copy: &Copied) -> Result<(), String> {
        // Some look only, at what another audit is of.
        let looks = printed.command.starts_with("cookiekit audit ");
        // A script ran the program in a way of its own.
        let looks = looks || self.arguments.first().is_some_and(|it| it == "-c");
        let Some(path) = printed.of.as_deref().filter(|_| !looks) else {
            return Ok(());
        };
        let again = copy.print_again(self);
        let document: Value = serde_json::from_slice(&again.stdout)
            .map_err(|_| format!("there is no next audit: {again:?}"))?;
        let (path, command) = (copy.moved_text(path), copy.moved_text(&printed.command));
        let same = (&*printed.source, &*path, Some(&*command));
        match reading::findings(&document).iter().find(|it| **it == same) {
            Some(left) => Err(format!("the next audit has it again: {left:?}")),
            None => Ok(()),
        }
    }
}
