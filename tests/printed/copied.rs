//! A copy of a folder, in which a command is run.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::symlink;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use super::treasure::walk;
use super::{Scene, canaries};

/// The longest that a command may take, in seconds.
const PATIENCE: &str = "20";
/// The most bytes of a file in which paths are looked for.
const MAX_BYTES: u64 = 1 << 20;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// The copy; it goes with the value.
pub struct Copied {
    pub folder: PathBuf,
    original: PathBuf,
}

impl Copied {
    /// In a folder whose path is as long as the other: so it can be put in its
    /// place in any file, in a database too.
    pub fn of(scene: &Scene) -> Copied {
        let original = scene.folder.clone();
        let name = original.file_name().unwrap().as_bytes();
        let folder = loop {
            let end = format!("{:04}", COUNT.fetch_add(1, Ordering::Relaxed) % 10_000);
            let name = [&name[..name.len() - end.len()], end.as_bytes()].concat();
            let folder = original.with_file_name(OsStr::from_bytes(&name));
            if folder.symlink_metadata().is_err() {
                break folder;
            }
        };
        let copied = Command::new("cp")
            .arg("-a")
            .args([&original, &folder])
            .output();
        let copied = copied.unwrap();
        assert!(copied.status.success(), "{copied:?}");
        let copy = Copied { folder, original };
        copy.move_paths();
        if !copy.folder.join("canary").exists() {
            canaries::put(&copy.folder);
        }
        copy
    }

    /// Names the copy where the original was named.
    fn move_paths(&self) {
        for path in walk(&self.folder) {
            let facts = path.symlink_metadata().unwrap();
            if facts.is_symlink() {
                let target = fs::read_link(&path).unwrap();
                let moved = self.moved(target.as_os_str());
                if moved != target {
                    fs::remove_file(&path).unwrap();
                    symlink(moved, &path).unwrap();
                }
            } else if facts.is_file() && facts.len() <= MAX_BYTES {
                let Ok(bytes) = fs::read(&path) else { continue };
                let moved = self.moved_bytes(&bytes);
                if moved != bytes
                    && let Ok(mut file) = File::options().write(true).open(&path)
                {
                    file.write_all(&moved).unwrap();
                    let _ = file.set_modified(facts.modified().unwrap());
                }
            }
        }
    }

    fn moved_bytes(&self, bytes: &[u8]) -> Vec<u8> {
        let from = self.original.as_os_str().as_bytes();
        let to = self.folder.as_os_str().as_bytes();
        let mut moved = bytes.to_vec();
        if bytes.len() >= from.len() {
            for at in 0..=bytes.len() - from.len() {
                if &bytes[at..at + from.len()] == from {
                    moved[at..at + to.len()].copy_from_slice(to);
                }
            }
        }
        moved
    }

    fn moved(&self, text: &OsStr) -> OsString {
        OsString::from_vec(self.moved_bytes(text.as_bytes()))
    }

    /// A text of the original, here.
    pub fn moved_text(&self, text: &str) -> String {
        String::from_utf8(self.moved_bytes(text.as_bytes())).unwrap()
    }

    /// Runs a command that was printed in the original.
    pub fn run(&self, scene: &Scene, command: &str) -> Output {
        self.shell(scene, command, &[])
    }

    /// Runs a command that was printed here.
    pub fn run_here(&self, scene: &Scene, command: &str) -> Output {
        self.shell(scene, command, &[])
    }

    /// Runs what printed it once more.
    pub fn print_again(&self, scene: &Scene) -> Output {
        self.shell(scene, "exec cookiekit \"$@\"", &scene.arguments)
    }

    fn shell(&self, scene: &Scene, script: &str, arguments: &[OsString]) -> Output {
        let mut shell = Command::new("timeout");
        shell.args([PATIENCE, "sh", "-c"]);
        shell.arg(self.moved(script.as_ref())).arg("sh");
        shell.args(arguments.iter().map(|it| self.moved(it)));
        if let Some(user) = scene.user {
            shell.uid(user).gid(user);
        }
        shell.env_clear();
        for (name, value) in &scene.variables {
            shell.env(name, self.moved(value));
        }
        shell.current_dir(&self.folder);
        shell.stdin(Stdio::piped());
        shell.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = shell.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let typed = self.moved_bytes(&scene.typed());
        thread::spawn(move || input.write_all(&typed));
        child.wait_with_output().unwrap()
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        let rm = ["-rf", "--one-file-system"];
        let _ = Command::new("rm").args(rm).arg(&self.folder).status();
    }
}

impl Scene {
    /// What somebody types who runs a command there: what was on standard
    /// input, or else the last argument, which is the cookie.
    fn typed(&self) -> Vec<u8> {
        match self.arguments.last() {
            Some(last) if self.stdin.is_empty() => last.as_bytes().to_vec(),
            _ => self.stdin.clone(),
        }
    }
}

/// Whether a path is below a folder.
pub fn is_below(path: &str, folder: &Path) -> bool {
    Path::new(path).starts_with(folder)
}
