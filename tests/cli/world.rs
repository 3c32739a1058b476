//! A directory with an environment, in which cookiekit is run.

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{LazyLock, mpsc};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::printed::Scene;

/// The program under test: the one that was built with the tests, or what is named
/// by `tests/asan`, and by `tests/windows/run`, which runs the program of Windows.
pub static COOKIEKIT: LazyLock<String> = LazyLock::new(|| {
    let other = std::env::var("COOKIEKIT_UNDER_TEST");
    other.unwrap_or_else(|_| env!("CARGO_BIN_EXE_cookiekit").to_owned())
});

/// Whether that is a program of this system, whose printed commands can be run.
fn is_own() -> bool {
    Path::new(&*COOKIEKIT).ends_with("cookiekit")
}

/// The longest that a run may take: it hangs if it takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A directory that is the working directory and the home of what runs in it.
pub struct World {
    directory: TempDir,
}

impl World {
    pub fn new() -> Self {
        World {
            directory: tempfile::tempdir().unwrap(),
        }
    }

    /// A world with this text in the file `key`, mode 0600.
    pub fn with_key(text: impl AsRef<[u8]>) -> Self {
        let world = World::new();
        world.file("key", text);
        world
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes a file with mode 0600.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
        self.set_mode(name, 0o600);
    }

    pub fn set_mode(&self, name: &str, mode: u32) {
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }

    /// The names in the directory, in order.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.directory.path()).unwrap();
        let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
        let mut names: Vec<String> = entries.map(|entry| name(entry.unwrap())).collect();
        names.sort();
        names
    }

    /// cookiekit with these arguments and nothing on standard input.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Run {
        let mut run = self.program(&COOKIEKIT);
        run.command.args(arguments);
        run
    }

    /// A script for bash, in which `cookiekit` is the program under test.
    pub fn shell(&self, script: &str) -> Run {
        let mut run = self.program("bash");
        run.command.args(["-c", script]);
        run
    }

    pub fn program(&self, program: &str) -> Run {
        let mut command = Command::new(program);
        command.env_clear();
        let directory = Path::new(&*COOKIEKIT).parent().unwrap();
        let path = format!("{}:/usr/bin:/bin:/usr/sbin:/sbin", directory.display());
        command.env("PATH", path).env("LC_ALL", "C.UTF-8");
        command.env("HOME", self.directory.path());
        command.current_dir(self.directory.path());
        Run {
            command,
            stdin: Vec::new(),
        }
    }
}

/// A run that has not started yet.
pub struct Run {
    pub command: Command,
    stdin: Vec<u8>,
}

impl Run {
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn args(mut self, arguments: &[&str]) -> Self {
        self.command.args(arguments);
        self
    }

    pub fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = bytes.as_ref().to_vec();
        self
    }

    /// Runs it to its end, which must come soon.
    pub fn ends(mut self) -> Ended {
        let what = format!("{:?}", self.command.get_args().collect::<Vec<_>>());
        self.command.stdin(Stdio::piped());
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().unwrap();
        let scene = Scene::of(&self.command, None, &self.stdin);
        let (mut input, bytes) = (child.stdin.take().unwrap(), self.stdin);
        // A program may end before it has read everything.
        thread::spawn(move || input.write_all(&bytes));
        let out = collected(child.stdout.take().unwrap());
        let err = collected(child.stderr.take().unwrap());
        let pid = child.id();
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || sender.send(child.wait().unwrap()));
        let Ok(status) = receiver.recv_timeout(PATIENCE) else {
            let kill = Command::new("kill").args(["-9", &pid.to_string()]).status();
            panic!("{what} did not end; killed: {kill:?}");
        };
        let err = String::from_utf8(err.join().unwrap()).expect("messages are UTF-8");
        let out = out.join().unwrap();
        if is_own() {
            scene.try_all(&out, &err);
        }
        Ended {
            what,
            status,
            out,
            err,
        }
    }

    /// Runs it, and compares everything with what it must give.
    #[track_caller]
    pub fn gives(self, code: i32, out: impl AsRef<[u8]>, err: &str) -> Ended {
        self.ends().is(code, out, err)
    }
}

fn collected(mut stream: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

/// A run that is over.
pub struct Ended {
    pub what: String,
    pub status: ExitStatus,
    pub out: Vec<u8>,
    pub err: String,
}

impl Ended {
    #[track_caller]
    pub fn is(self, code: i32, out: impl AsRef<[u8]>, err: &str) -> Self {
        let expected = (
            code,
            String::from_utf8_lossy(out.as_ref()).into_owned(),
            err,
        );
        let seen = (self.code(), self.text(), self.err.as_str());
        assert_eq!(seen, expected, "\n{}", self.what);
        assert_eq!(self.out, out.as_ref(), "{}", self.what);
        self
    }

    /// The exit code; a signal is never how a run may end.
    #[track_caller]
    pub fn code(&self) -> i32 {
        let signal = self.status.signal();
        assert_eq!(signal, None, "{} {}", self.what, self.err);
        self.status.code().unwrap()
    }

    /// Standard output as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }

    /// The one JSON document on standard output: one line when it is for a
    /// program.
    #[track_caller]
    pub fn json(&self) -> Value {
        let text = self.text();
        assert_eq!(text.matches('\n').count(), 1, "{} {text}", self.what);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", self.what))
    }
}
