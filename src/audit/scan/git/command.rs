//! Asking git, so that nothing in the repository makes it run anything.
//!
//! A repository under audit may be anybody's. Its settings can name programs
//! for almost everything: hooks, a monitor of files, a signature check, a
//! pager, filters and converters of content, ways to a server from which
//! missing objects are fetched. The commands that are asked here look at
//! objects and names alone, and every setting that could still start a program
//! or hide a part of the history is overruled. The settings of the user and of
//! the machine stay, for they say what `git add` would do, and whose
//! repositories git may be used in at all (`safe.directory`).

use std::cell::OnceCell;
use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::audit::facts::budget;
use crate::audit::facts::rooted::quoted;
use crate::audit::facts::system::OsStrExt;
use crate::audit::scan::git::pinned::Pinned;
use crate::audit::scan::git::running::{End, stream};
use crate::audit::scan::git::trees::WorkTree;

/// How long one command may take that does not look at a whole history.
pub const TIMEOUT: Duration = Duration::from_secs(10);
/// The most that is read at once of what git prints.
pub const MAX_OUTPUT_BYTES: u64 = 16 * 1024 * 1024;

/// Where there are none. On Windows a path that starts with a slash is one of the
/// drive, where others may make folders.
const NO_HOOKS: &str = match cfg!(windows) {
    true => "core.hooksPath=NUL",
    false => "core.hooksPath=/dev/null",
};

/// The same of a file that says in which order files are listed: git takes a path with
/// a slash before it for one of its own folder there.
const NO_ORDER: &str = match cfg!(windows) {
    true => "diff.orderFile=NUL",
    false => "diff.orderFile=/dev/null",
};

/// Settings of the repository that are overruled. An empty monitor is none,
/// for old versions as well, which take `false` for a program.
///
/// Nothing that is asked goes to a server, pages, signs or converts; what would
/// be run for that is overruled all the same, so that no version of git does.
const SETTINGS: [&str; 15] = [
    "core.fsmonitor=",
    NO_HOOKS,
    "log.showSignature=false",
    "log.showRoot=true",
    "log.follow=false",
    "diff.relative=false",
    NO_ORDER,
    "protocol.allow=never",
    "core.sshCommand=false",
    "core.gitProxy=false",
    "core.alternateRefsCommand=false",
    "credential.helper=",
    // A history is walked with a part of it in memory.
    "core.packedGitLimit=320m",
    "core.packedGitWindowSize=64m",
    // Whose repository it is, is asked by itself.
    "safe.bareRepository=all",
];

/// Variables that keep git to the objects that are here: none are fetched, by
/// any protocol, and none are hidden by replacements or grafts.
const VARIABLES: [(&str, &str); 7] = [
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_GRAFT_FILE", "/dev/null"),
    ("LC_ALL", "C"),
];

/// A work tree, and the git that is asked about it.
pub struct Repository<'a> {
    /// The program.
    pub git: &'a Path,
    /// The directory of the work tree.
    pub tree: &'a Path,
    /// Its repository, where that is not `.git` in it.
    pub repository: Option<&'a Path>,
    /// Why git is not asked, if it is not, once that was looked at.
    pub(super) refusal: OnceCell<Option<String>>,
    /// Its directories, where they are held.
    #[cfg_attr(windows, allow(dead_code, reason = "none are"))]
    pub(super) pinned: OnceCell<Result<Option<Pinned>, String>>,
    /// What git learns about it from its environment.
    pub(super) variables: Vec<(OsString, OsString)>,
}

impl<'a> Repository<'a> {
    /// The start of a command of git on it, as it is typed.
    pub fn typed(&self) -> String {
        let tree = quoted(self.tree);
        match self.repository {
            None => format!("git -C {tree}"),
            Some(repository) => {
                let repository = quoted(repository);
                format!("git -C {tree} --git-dir={repository} --work-tree={tree}")
            }
        }
    }

    /// Whether it has no work tree.
    pub fn is_bare(&self) -> bool {
        self.repository == Some(self.tree)
    }

    /// The git of a work tree.
    pub fn of(git: &'a Path, tree: &'a WorkTree) -> Self {
        Repository::new(git, &tree.directory, tree.repository.as_deref())
    }

    /// The git of a directory, and of a repository that is not `.git` in it.
    pub fn new(git: &'a Path, tree: &'a Path, repository: Option<&'a Path>) -> Self {
        Repository {
            git,
            tree,
            repository,
            refusal: OnceCell::new(),
            pinned: OnceCell::new(),
            variables: Vec::new(),
        }
    }
}

impl Repository<'_> {
    /// Asks a question that is answered at once.
    pub fn ask<'a>(
        &self,
        arguments: &[&str],
        paths: impl Iterator<Item = &'a OsStr>,
    ) -> Result<Answer, String> {
        let mut command = self.command(arguments);
        command.args(paths);
        self.answer(command, &[])
    }

    /// Asks a question with this input.
    pub fn ask_about(&self, arguments: &[&str], input: &[u8]) -> Result<Answer, String> {
        self.answer(self.command(arguments), input)
    }

    /// A repository in which git did not answer in time is not asked again, and
    /// one in which it would wait for good, or that it would not trust, is not
    /// asked at all.
    fn answer(&self, command: Command, input: &[u8]) -> Result<Answer, String> {
        self.check()?;
        let answer = answer(command, input)?;
        if answer.is_none() {
            budget::note_silence(self.place());
        }
        answer.ok_or_else(late)
    }

    /// What is not asked again where it did not answer.
    fn place(&self) -> &Path {
        self.repository.unwrap_or(self.tree)
    }

    fn check(&self) -> Result<(), String> {
        if budget::is_silent(self.place()) {
            return Err(late());
        }
        match self.refusal() {
            Some(why) => Err(why),
            None => Ok(()),
        }
    }

    /// The start of the answer to a question that may have a long one.
    pub fn ask_for_start(&self, arguments: &[&str], bytes: u64) -> Result<Vec<u8>, String> {
        let mut printed = Vec::new();
        self.check()?;
        let command = self.command(arguments);
        let end = stream(command, &mut |_| Ok(()), deadline(), &mut |output| {
            let _ = Read::take(output, bytes).read_to_end(&mut printed);
        })?;
        match end {
            // git ends when nobody reads on.
            End::Exited(status, text) if !status.success() && (printed.len() as u64) < bytes => {
                Err(complaint(&text))
            }
            End::Exited(..) => Ok(printed),
            End::TimedOut => {
                budget::note_silence(self.place());
                Err(late())
            }
        }
    }

    /// What a file of settings says, and none that it includes.
    pub fn settings(git: &Path, file: &Path) -> Result<Answer, String> {
        // In no repository: on Windows others may make one at the root of a drive.
        let outside = match cfg!(windows) {
            true => git.parent().unwrap_or(git),
            false => Path::new("/"),
        };
        let outside = Repository::new(git, outside, None);
        let question = ["config", "--no-includes", "--null", "--list", "--file"];
        let mut command = outside.command(&question);
        command.arg(file);
        answer(command, &[])?.ok_or_else(late)
    }

    /// A command of git on this work tree, and on none above it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let named = |option: &str, path: &Path| {
            let mut word = OsString::from(option);
            word.push(path);
            word
        };
        let mut command;
        // One that could not be held is not asked.
        if let Ok(Some(pinned)) = self.pinned() {
            command = started(self.git, &pinned.tree());
            command.arg(named("--git-dir=", &pinned.repository()));
            command.arg("--work-tree=.");
        } else {
            command = started(self.git, self.tree);
            if let Some(repository) = self.repository {
                command.arg(named("--git-dir=", repository));
                command.arg(named("--work-tree=", self.tree));
            }
        }
        command.args(arguments);
        command.envs(self.variables.iter().cloned());
        command
    }
}

/// A command of git in a directory, and in no repository above it, which starts
/// nothing that any settings name.
pub(super) fn started(git: &Path, directory: &Path) -> Command {
    let mut command = Command::new(git);
    command.arg("--no-pager").arg("-C").arg(directory);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    for (name, _) in std::env::vars_os() {
        // Windows does not tell capitals from small letters in them.
        let start = name.as_bytes().get(..4);
        if start.is_some_and(|it| it.eq_ignore_ascii_case(b"GIT_")) {
            command.env_remove(name);
        }
    }
    command
        .env_remove(crate::keys::spec::SPEC_VARIABLE)
        .envs(VARIABLES)
        .env(
            "GIT_CEILING_DIRECTORIES",
            directory.parent().unwrap_or(directory),
        );
    command
}

/// What a command printed and how it ended.
pub struct Answer {
    pub succeeded: bool,
    pub code: Option<i32>,
    pub printed: Vec<u8>,
    complaint: String,
}

impl Answer {
    /// Names that end in a NUL.
    pub fn names(&self) -> impl Iterator<Item = OsString> {
        let names = self.printed.split(|byte| *byte == 0);
        let names = names.filter(|name| !name.is_empty());
        names.map(|name| OsStr::from_bytes(name).to_owned())
    }

    /// The lines of an answer that is text.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        let lines = self.printed.split(|byte| *byte == b'\n');
        lines.filter_map(|line| std::str::from_utf8(line).ok())
    }

    /// The first line of what git complained about.
    pub fn reason(&self) -> String {
        complaint(&self.complaint)
    }
}

/// The first line of what git said on standard error, as the end of a message.
pub fn complaint(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let line = crate::encoding::visible(line.trim_start_matches("fatal: "));
    // Its settings could be anybody's: whom to trust is not for us to say.
    match line.contains("dubious ownership") {
        true => format!(
            "git: {line}; run the audit as its owner, or see safe.directory in git help config"
        ),
        false => format!("git: {line}"),
    }
}

fn late() -> String {
    format!("git took more than {} seconds", TIMEOUT.as_secs())
}

/// When a question that is answered at once was to be answered.
fn deadline() -> Instant {
    let own = Instant::now() + TIMEOUT;
    budget::deadline().map_or(own, |of_run| of_run.min(own))
}

/// `None` when it took too long.
pub(super) fn answer(command: Command, input: &[u8]) -> Result<Option<Answer>, String> {
    let mut printed = Vec::new();
    let end = stream(
        command,
        &mut |pipe| pipe.write_all(input),
        deadline(),
        &mut |output| {
            let _ = Read::take(output, MAX_OUTPUT_BYTES + 1).read_to_end(&mut printed);
        },
    )?;
    if printed.len() as u64 > MAX_OUTPUT_BYTES {
        return Err("git said more than can be read".to_owned());
    }
    let End::Exited(status, complaint) = end else {
        return Ok(None);
    };
    Ok(Some(Answer {
        succeeded: status.success(),
        code: status.code(),
        printed,
        complaint,
    }))
}

#[cfg(all(test, unix))]
mod tests {
    use crate::audit::scan::git::MAX_OUTPUT_BYTES;
    use crate::audit::scan::git::TIMEOUT;
    use crate::audit::scan::git::command::Command;
    use crate::audit::scan::git::command::Instant;
    use crate::audit::scan::git::command::answer;

    fn said(program: &str, arguments: &[&str]) -> Result<Option<usize>, String> {
        let mut command = Command::new(program);
        command.args(arguments);
        answer(command, &[]).map(|it| it.map(|it| it.printed.len()))
    }

    #[test]
    fn an_answer_of_so_many_bytes() {
        let most = usize::try_from(MAX_OUTPUT_BYTES).unwrap();
        let zeros = |bytes: usize| said("head", &["-c", &bytes.to_string(), "/dev/zero"]);
        assert_eq!(zeros(most), Ok(Some(most)));
        assert!(zeros(most + 1).is_err());
    }

    #[test]
    fn a_question_of_so_many_seconds() {
        assert_eq!(said("sleep", &["1"]), Ok(Some(0)));
        let start = Instant::now();
        assert_eq!(said("sleep", &["600"]), Ok(None));
        assert!(start.elapsed() >= TIMEOUT);
    }
}
