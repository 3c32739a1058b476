//! The key that a plumber API and cookiekit share, and cookiekit's work with it.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

use super::{run, stdout_of};

/// What plumber and cookiekit share: a key file, or no key at all. The directory is for this test alone.
pub struct Key {
    pub directory: PathBuf,
    pub file: Option<PathBuf>,
}

impl Key {
    pub fn none() -> Key {
        static DIRECTORIES: AtomicU32 = AtomicU32::new(0);
        let number = DIRECTORIES.fetch_add(1, Ordering::Relaxed);
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("plumber-{}-{number}", std::process::id()));
        DirBuilder::new()
            .mode(0o700)
            .create(&directory)
            .expect("a new directory");
        Key {
            directory,
            file: None,
        }
    }

    pub fn of(text: &str) -> Key {
        let mut key = Key::none();
        let file = key.directory.join("key");
        let mut open = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&file)
            .expect("a new key file");
        open.write_all(text.as_bytes()).expect("the key is written");
        key.file = Some(file);
        key
    }

    pub fn generated() -> Key {
        let mut key = Key::none();
        let file = key.directory.join("key");
        stdout_of(run(cookiekit("keygen").arg("--out").arg(&file), ""));
        key.file = Some(file);
        key
    }

    /// The cookie's value, ready for a Cookie header. A payload of 3,900 bytes makes more than browsers take.
    pub fn seal(&self, payload: &str) -> String {
        self.encrypt(&["--allow-oversize"], payload)
            .trim_end()
            .to_owned()
    }

    pub fn open(&self, cookie: &str) -> String {
        stdout_of(self.decrypt(&[], cookie))
    }

    pub fn encrypt(&self, more: &[&str], payload: &str) -> String {
        stdout_of(run(
            cookiekit("encrypt")
                .args(["--format", "plumber"])
                .args(self.arguments())
                .args(more)
                .arg("-"),
            payload,
        ))
    }

    /// The format is recognised from the cookie; that one without protection is meant, only a person can say.
    pub fn decrypt(&self, more: &[&str], cookie: &str) -> Output {
        let mut decrypt = cookiekit("decrypt");
        if self.file.is_none() {
            decrypt.args(["--format", "plumber"]);
        }
        run(decrypt.args(self.arguments()).args(more), cookie)
    }

    /// `inspect --json` of what is on standard input: how it ends, and the document.
    pub fn inspect(&self, more: &[&str], input: &str) -> (i32, serde_json::Value) {
        let mut inspect = cookiekit("inspect");
        inspect.args(["--json", "-q"]).args(more);
        if self.file.is_some() {
            inspect.args(self.arguments());
        }
        let output = run(&mut inspect, input);
        let document = serde_json::from_slice(&output.stdout);
        let said = String::from_utf8_lossy(&output.stderr);
        (
            output.status.code().expect("no signal"),
            document.unwrap_or_else(|_| panic!("{said}")),
        )
    }

    pub fn arguments(&self) -> Vec<&OsStr> {
        match &self.file {
            Some(file) => vec!["--key".as_ref(), file.as_ref()],
            None => vec!["--unencrypted".as_ref()],
        }
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        // A directory that stays behind is in the way of nothing: its name is never used again.
        let _ = fs::remove_dir_all(&self.directory);
    }
}

pub fn cookiekit(subcommand: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cookiekit"));
    command.env_remove("COOKIEKIT_KEY").arg(subcommand);
    command
}
