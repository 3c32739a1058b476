//! A directory with a key in it, and the audit run on it.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::KEY;
use crate::printed::Scene;

/// The program under test: the one that was built with the tests, or the one that
/// `tests/asan` names.
pub static BINARY: LazyLock<String> = LazyLock::new(|| {
    let other = std::env::var("COOKIEKIT_UNDER_TEST");
    other.unwrap_or_else(|_| env!("CARGO_BIN_EXE_cookiekit").to_owned())
});
const PROGRAM: &str = "cookiekit";

/// A user who is not root and has nothing here.
pub const STRANGER: u32 = 65533;

/// A directory that nobody else can write, with a home in it.
pub struct Sandbox {
    directory: TempDir,
    /// Where the program is.
    programs: PathBuf,
    /// Who runs it, where that is somebody else.
    user: Option<u32>,
    variables: Vec<(String, String)>,
}

/// What a run said.
pub struct Run {
    pub exit: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// What was printed, however its lines are broken.
    pub fn words(&self) -> String {
        let words: Vec<&str> = self.stdout.split_whitespace().collect();
        words.join(" ")
    }
}

impl Sandbox {
    /// An empty one: in the home directory, since one in `/tmp` is below a
    /// directory that everybody shares.
    pub fn empty() -> Self {
        Sandbox::below(std::env::var("HOME").unwrap().as_ref())
    }

    pub fn below(parent: &Path) -> Self {
        let directory = tempfile::Builder::new()
            .prefix(".cookiekit-audit-")
            .tempdir_in(parent)
            .unwrap();
        fs::create_dir(directory.path().join("home")).unwrap();
        Sandbox {
            directory,
            programs: Path::new(&*BINARY).parent().unwrap().to_owned(),
            user: None,
            variables: Vec::new(),
        }
    }

    /// An empty one of a user who is not root: of the user who runs the tests, and
    /// for root of [`STRANGER`], who then runs all commands in it.
    pub fn of_a_user() -> Self {
        if !rustix::process::geteuid().is_root() {
            return Sandbox::empty();
        }
        // Nobody else may come near root's home, nor the program there.
        let mut sandbox = Sandbox::below("/var/lib".as_ref());
        sandbox.user = Some(STRANGER);
        sandbox.programs = sandbox.path("programs");
        fs::create_dir(&sandbox.programs).unwrap();
        // Linked where one file system holds both: a copy is a tenth of a gigabyte.
        // Not copied by this process: a child of another test, started in the
        // meantime, would have it open for writing, and it could not be run.
        let arguments = [
            "-c",
            "ln \"$0\" \"$1\" 2>/dev/null || cp \"$0\" \"$1\"",
            &BINARY,
        ];
        let put = Command::new("sh")
            .args(arguments)
            .arg(&sandbox.programs)
            .status();
        assert!(put.unwrap().success());
        for path in [sandbox.directory.path(), &sandbox.path("home")] {
            chown(path, Some(STRANGER), Some(STRANGER)).unwrap();
        }
        sandbox
    }

    /// One with a good key, `cookie.key`.
    pub fn new() -> Self {
        let sandbox = Sandbox::empty();
        sandbox.key("cookie.key", KEY);
        sandbox
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes a file with mode 0600, and the directories that it needs.
    pub fn key(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        self.file(name, content, 0o600)
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>, mode: u32) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        self.mode(name, mode);
        path
    }

    pub fn mode(&self, name: &str, mode: u32) {
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }

    pub fn variable(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// Runs a command line in the directory; it must succeed. Not one argument of the
    /// shell: the audits of other tests find a key there.
    pub fn sh(&self, script: &str) -> String {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(script.as_bytes()).unwrap();
        let open = fs::Permissions::from_mode(0o644);
        fs::set_permissions(file.path(), open).unwrap();
        let output = self.command("sh", &[file.path().to_str().unwrap()]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}: {stderr}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Output {
        let path = std::env::var("PATH").unwrap();
        let path = format!("{}:{path}", self.programs.display());
        let mut command = Command::new(match program {
            PROGRAM => self.programs.join(PROGRAM),
            _ => program.into(),
        });
        if let Some(user) = self.user {
            command.uid(user).gid(user);
        }
        command
            .args(arguments)
            .current_dir(self.directory.path())
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.path("home"))
            .env("TMPDIR", self.path("home"))
            .envs(self.variables.iter().cloned());
        let output = command.output().unwrap();
        if program == PROGRAM {
            let stderr = String::from_utf8_lossy(&output.stderr);
            Scene::of(&command, self.user, b"").try_all(&output.stdout, &stderr);
        }
        output
    }

    /// Runs the audit as it is typed.
    pub fn audit(&self, arguments: &[&str]) -> Run {
        let output = self.command(PROGRAM, &[&["audit"], arguments].concat());
        Run {
            exit: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The findings of a check.
    pub fn findings(&self, id: &str, arguments: &[&str]) -> Vec<Value> {
        let run = self.audit(&[&["--json"], arguments].concat());
        let document: Value = serde_json::from_str(&run.stdout)
            .unwrap_or_else(|_| panic!("{} {}", run.stdout, run.stderr));
        let findings = document["findings"]
            .as_array()
            .unwrap_or_else(|| panic!("{document}"));
        let is_of = |finding: &&Value| finding["id"] == id;
        findings.iter().filter(is_of).cloned().collect()
    }

    /// The one finding of a check, with this severity.
    pub fn finds(&self, id: &str, severity: &str, arguments: &[&str]) -> Value {
        let findings = self.findings(id, arguments);
        assert_eq!(findings.len(), 1, "{id} {findings:#?}");
        assert_eq!(findings[0]["severity"], severity, "{:#?}", findings[0]);
        for field in ["observed", "expected", "why", "fingerprint", "path"] {
            assert!(!findings[0][field].as_str().unwrap().is_empty(), "{field}");
        }
        findings[0].clone()
    }

    /// A near miss.
    pub fn passes(&self, id: &str, arguments: &[&str]) {
        let findings = self.findings(id, arguments);
        assert!(findings.is_empty(), "{id} {findings:#?}");
    }

    /// The fault is found, the printed command is run as it is, and then the
    /// fault is gone.
    pub fn mends(&self, id: &str, severity: &str, arguments: &[&str]) -> Value {
        let finding = self.finds(id, severity, arguments);
        self.obey(&finding);
        self.passes(id, arguments);
        finding
    }

    /// Runs the command that is printed with a finding, as it is.
    pub fn obey(&self, finding: &Value) -> String {
        self.sh(finding["fix"].as_str().expect("a command that fixes it"))
    }
}
