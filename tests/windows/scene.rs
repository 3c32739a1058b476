//! A folder on a drive of its own, and both programs in it.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A folder on the drive `T:`; it goes with the value.
pub struct Folder {
    folder: TempDir,
}

/// What a run said.
#[derive(Debug, PartialEq, Eq)]
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Said {
    /// The result of a run that must have done what it was asked.
    #[track_caller]
    pub fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// Exactly this, with nothing on standard output.
    #[track_caller]
    pub fn refused(&self, code: i32, err: &str) {
        assert_eq!(self.err, err);
        assert_eq!((self.code, &*self.out), (Some(code), ""), "{self:?}");
    }
}

/// The script that runs the program of Windows.
pub fn windows() -> PathBuf {
    let program = std::env::var_os("WINDOWS_COOKIEKIT");
    PathBuf::from(program.expect("WINDOWS_COOKIEKIT: the script that tests/windows/prepare prints"))
}

impl Folder {
    pub fn new() -> Folder {
        // Beside the script: the drive.
        let drive = windows().parent().unwrap().parent().unwrap().join("tmp");
        Folder {
            folder: tempfile::tempdir_in(drive).unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// As Windows calls it.
    pub fn on_drive(&self, name: &str) -> String {
        let folder = self.folder.path().file_name().unwrap().to_str().unwrap();
        format!(r"T:\{folder}\{name}")
    }

    pub fn file(&self, name: &str, content: &[u8], mode: u32) {
        fs::write(self.path(name), content).unwrap();
        self.set_mode(name, mode);
    }

    pub fn set_mode(&self, name: &str, mode: u32) {
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// The names in the folder, in order.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// The program of Windows.
    pub fn windows(&self, arguments: &[&str]) -> Said {
        self.windows_with(arguments, b"")
    }

    /// As [`Folder::windows`]. cookiekit says why it ends with 1: a silent program that
    /// ends so was ended by Wine before it began, as happens now and then while its
    /// server clears up behind one that was killed. It is run once more, visibly; as is
    /// one of which Wine says that its server hung up.
    pub fn windows_with(&self, arguments: &[&str], stdin: &[u8]) -> Said {
        let said = self.run(&windows(), arguments, stdin);
        let is_of_wine = said.err.is_empty() || said.err.starts_with("wine client error");
        if said.code != Some(1) || !said.out.is_empty() || !is_of_wine {
            return said;
        }
        eprintln!("Wine ended a program: {arguments:?} {}", said.err);
        self.run(&windows(), arguments, stdin)
    }

    /// The program of Linux, which takes a key file only as it keeps one itself.
    pub fn linux(&self, arguments: &[&str], stdin: &[u8]) -> Said {
        self.run(Path::new(env!("CARGO_BIN_EXE_cookiekit")), arguments, stdin)
    }

    /// Any program, in the folder.
    pub fn run(&self, program: &Path, arguments: &[&str], stdin: &[u8]) -> Said {
        let mut child = Command::new("timeout")
            .args(["--kill-after=5", "60"])
            .arg(program)
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("COOKIEKIT_KEY")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program may end before it has read everything.
        let _ = child.stdin.take().unwrap().write_all(stdin);
        let output = child.wait_with_output().unwrap();
        Said {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
