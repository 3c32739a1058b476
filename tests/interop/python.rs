//! A folder with keys, and the Python that the frameworks are installed for.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::rotated::Application;
use crate::served::{Answer, Served, fed};

const COOKIEKIT: &str = env!("CARGO_BIN_EXE_cookiekit");
const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop");

/// A folder with the keys `key` and `old` of a framework, each with a line end.
pub struct World {
    folder: TempDir,
    framework: &'static str,
    script: &'static str,
}

impl World {
    /// Of the framework that `key export` knows by this name, whose format makes
    /// keys and whose side is in this script.
    pub fn new(framework: &'static str, format: &str, script: &'static str) -> World {
        let folder = tempfile::tempdir().unwrap();
        let world = World {
            folder,
            framework,
            script,
        };
        for name in ["key", "old"] {
            let key = world.cookiekit(&["keygen", "--for", format, "--out", name], "");
            assert!(!key.is_empty());
        }
        world
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What the command prints, without its line end.
    pub fn cookiekit(&self, arguments: &[&str], input: &str) -> String {
        let mut program = Command::new(COOKIEKIT);
        program.args(arguments).current_dir(self.folder.path());
        program.env("HOME", self.folder.path());
        let ended = fed(&mut program, input);
        let err = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{arguments:?}: {err}");
        let text = String::from_utf8(ended.stdout).unwrap();
        text.trim_end_matches('\n').to_owned()
    }

    pub fn sign(&self, format: &str, key: &str, payload: &str) -> String {
        self.cookiekit(&["sign", "--format", format, "--key", key], payload)
    }

    /// What the cookie of this name in the answer carries.
    pub fn opened(&self, answer: &Answer, name: &str) -> String {
        self.opened_as(answer, name, &[])
    }

    /// As [`World::opened`], with more arguments.
    pub fn opened_as(&self, answer: &Answer, name: &str, more: &[&str]) -> String {
        let named = format!(" {name}=");
        let line = answer.set_cookies.iter().find(|it| it.contains(&named));
        let arguments = [&["verify", "--key", "key"], more].concat();
        self.cookiekit(&arguments, line.unwrap())
    }

    /// The script, with the code that gives it the key, and more of it.
    pub fn python(&self, more: &str) -> Command {
        let export = ["key", "export", "--for", self.framework, "--key", "key"];
        let code = format!("{}\n{more}\n", self.cookiekit(&export, ""));
        let path = self.path("key.py");
        fs::write(&path, code).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        self.python_of(&path)
    }

    /// The script, with code of a file.
    fn python_of(&self, path: &Path) -> Command {
        let mut python = Command::new(std::env::var("PEERS_PYTHON").expect("tests/run sets it"));
        python
            .arg("-B")
            .arg(format!("{SCRIPTS}/{}", self.script))
            .arg(path);
        python
    }

    pub fn serve(&self, more: &str) -> Served {
        Served::start(&mut self.python(more), self.folder.path())
    }

    /// With the code of the last time.
    pub fn serve_again(&self) -> Served {
        let mut python = self.python_of(&self.path("key.py"));
        Served::start(&mut python, self.folder.path())
    }

    /// A rotation while it serves: its code is exported once, before.
    pub fn is_rotated_live(&self, format: &str) {
        self.is_rotated_live_by(format, "verify");
    }

    /// The same, of cookies that another command opens.
    pub fn is_rotated_live_by(&self, format: &str, open: &str) {
        self.python("");
        let code = self.path("key.py");
        Application {
            format,
            open,
            folder: self.folder.path(),
            serve: &|log| Served::start(&mut self.python_of(&code), log),
            visit: &|server, cookies| server.get("/counter", cookies),
            count: &|answer| answer.body.clone(),
        }
        .is_rotated_live();
    }

    /// Code that names the old key a fallback.
    pub fn fallback(&self, name: &str) -> String {
        let old = self.path("old");
        format!("{name} = keys_at({old:?})")
    }
}
