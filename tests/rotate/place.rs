//! A folder with key files, and cookiekit in it.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cookiekit::keys::Key;
use zeroize::Zeroizing;

use crate::printed::Scene;

pub const ONE: &str = "4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112";
pub const TWO: &str = "c0d1e2f3a4958677f8e9dacbbcad9e8f10213243546576879889a0b1c2d3e4f5";
pub const THREE: &str = "90b1d2c3f4e5a697788f6e5d4c3b2a1908f7e6d5c4b3a29180716253443526f7";

/// A folder of its own; it goes with the value.
pub struct Place {
    folder: tempfile::TempDir,
}

/// What a run said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Said {
    /// Exactly this, and nothing on the other stream but what is given.
    #[track_caller]
    pub fn exactly(&self, code: i32, stdout: &str, stderr: &str) {
        assert_eq!(self.stderr, stderr);
        assert_eq!(self.stdout, stdout);
        assert_eq!(self.code, code, "{self:?}");
    }

    /// The result, of a run that must have done what it was asked.
    #[track_caller]
    pub fn done(&self) -> &str {
        assert_eq!(self.code, 0, "{self:?}");
        self.stdout.trim_end()
    }

    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).expect("one JSON document")
    }
}

impl Place {
    pub fn new() -> Place {
        Place {
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    /// A folder with the key file `k`.
    pub fn with_key(text: &str) -> Place {
        let place = Place::new();
        place.write("k", text);
        place
    }

    /// What a shell makes of a line, which finds cookiekit.
    pub fn shell(&self, line: &str) -> std::process::Output {
        let program = Path::new(env!("CARGO_BIN_EXE_cookiekit"));
        let programs = program.parent().expect("a folder").display();
        let path = std::env::var("PATH").unwrap_or_default();
        let mut sh = Command::new("sh");
        sh.args(["-c", line]).current_dir(self.path(""));
        sh.env_clear().env("PATH", format!("{programs}:{path}"));
        sh.output().expect("sh")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(self.path(name))
            .expect("a new file");
        file.write_all(text.as_bytes()).expect("it is written");
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a file")
    }

    /// The visible names.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("the folder");
        let names = entries.map(|it| it.expect("an entry").file_name().into_string());
        let mut names: Vec<String> = names.map(|name| name.expect("text")).collect();
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        names
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        self.run_on(arguments, "")
    }

    pub fn run_on(&self, arguments: &[&str], input: &str) -> Said {
        self.run_in(arguments, input, &[])
    }

    /// With these variables.
    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
        self.run_in(arguments, "", variables)
    }

    fn run_in(&self, arguments: &[&str], input: &str, variables: &[(&str, &str)]) -> Said {
        let program = Path::new(env!("CARGO_BIN_EXE_cookiekit"));
        let programs = program.parent().expect("a folder").display();
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .env("PATH", format!("{programs}:{path}"))
            .env("RSTUDIO_CONFIG_DIR", self.path("rstudio"))
            .envs(variables.iter().copied())
            .current_dir(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("cookiekit");
        let mut stdin = child.stdin.take().expect("a pipe");
        // It may have ended without reading: that is its answer's matter.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().expect("it ends");
        let said = Said {
            code: output.status.code().expect("no signal"),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        };
        self.refuse_leak(arguments, &said);
        let scene = Scene::of(&command, None, input.as_bytes());
        scene.try_all(said.stdout.as_bytes(), &said.stderr);
        said
    }

    /// No part of a key is ever said, whatever is asked: except for the results
    /// that are one.
    fn refuse_leak(&self, arguments: &[&str], said: &Said) {
        let is_export = arguments.starts_with(&["key", "export"]);
        for name in self.names() {
            let text = fs::read_to_string(self.path(&name)).unwrap_or_default();
            for part in [text.trim(), text.get(..16).unwrap_or("none")] {
                let is_key = part.len() >= 16;
                assert!(!(is_key && said.stderr.contains(part)), "{name} leaks");
                let is_said = is_key && said.stdout.contains(part);
                assert!(is_export || !is_said, "{name} leaks");
            }
        }
    }
}

pub fn fingerprint(text: &str) -> String {
    let key = Key::new(Zeroizing::new(text.as_bytes().to_vec()));
    key.fingerprint().to_string()
}
