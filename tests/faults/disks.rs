//! Disks that are full, read-only, closed or dishonest.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::scene::{OPERATIONS, Scene, operation, report};
use crate::syscalls::all_faults;

fn run(program: &str, arguments: &[&str]) -> bool {
    let output = Command::new(program).args(arguments).output();
    output.is_ok_and(|output| output.status.success())
}

/// Something mounted on a folder, until it is dropped.
pub struct Mounted {
    mount: PathBuf,
    _folder: tempfile::TempDir,
}

impl Mounted {
    /// Calls `mount` with a folder to mount on and another one beside it;
    /// `None`, said aloud, where that fails.
    fn new(what: &str, mount: impl Fn(&str, &str) -> bool) -> Option<Mounted> {
        let folder = tempfile::tempdir().expect("a folder");
        let (on, beside) = (folder.path().join("mount"), folder.path().join("beside"));
        for path in [&on, &beside] {
            fs::create_dir(path).expect("a folder");
        }
        let text = |path: &Path| path.to_str().expect("a plain path").to_owned();
        if !mount(&text(&on), &text(&beside)) {
            report(&format!("SKIPPED: {what} cannot be mounted by this user"));
            return None;
        }
        Some(Mounted {
            mount: on,
            _folder: folder,
        })
    }

    pub fn tmpfs(options: &str) -> Option<Mounted> {
        Self::new("a tmpfs", |on, _| {
            run("mount", &["-t", "tmpfs", "-o", options, "tmpfs", on])
        })
    }

    fn scene(&self) -> Scene {
        Scene {
            folder: self.mount.clone(),
        }
    }

    /// The folder that it is mounted on.
    pub fn folder(&self) -> &Path {
        &self.mount
    }

    /// Mounts it again, `ro` or `rw`.
    pub fn remount(&self, how: &str) {
        let mount = self.mount.to_str().expect("a plain path");
        assert!(run("mount", &["-o", &format!("remount,{how}"), mount]));
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        unmount_at_the_end(&self.mount);
    }
}

/// Unmounts what is mounted on a folder. What had a file open on it may still be
/// ending: the process that another test starts holds what this one had open
/// until it runs its program.
pub fn unmount(folder: &Path) -> bool {
    let until = Instant::now() + Duration::from_secs(20);
    let mount = folder.to_str().expect("a plain path");
    while !run("umount", &[mount]) {
        if Instant::now() > until {
            return false;
        }
        thread::sleep(Duration::from_millis(20));
    }
    true
}

/// The same when a test ends, which fails where it is left mounted.
pub fn unmount_at_the_end(folder: &Path) {
    let unmounted = unmount(folder);
    assert!(unmounted || thread::panicking(), "{folder:?} stays mounted");
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_disk_without_free_blocks_changes_nothing() {
    let Some(mounted) = Mounted::tmpfs("size=32k,mode=700") else {
        return;
    };
    let scene = mounted.scene();
    for operation in &OPERATIONS {
        scene.fill(operation.files);
        // What is left after the keys is taken, to the last block.
        let filler = mounted.mount.join("source.filler");
        let _ = fs::write(&filler, vec![0; 64 * 1024]);
        let ended = scene.run(&[], operation.arguments);
        fs::remove_file(&filler).expect("the filler goes");
        let judged = scene.judge(operation, &ended);
        assert_eq!(judged, Ok(()), "{}", operation.name);
        // Those that free a block first, or need none, may do what they do.
        let writes = !matches!(
            operation.name,
            "promote" | "rollback" | "retire" | "rotate after a kill"
        );
        if writes {
            assert_eq!(ended.code, Some(2), "{}: {ended:?}", operation.name);
            assert!(ended.stderr.contains("no space left"), "{ended:?}");
        }
        assert_eq!(scene.judge_next_run(operation), Ok(()));
    }
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_disk_without_free_inodes_changes_nothing() {
    for spare in 0..3 {
        for operation in &OPERATIONS {
            // One for the folder itself.
            let inodes = operation.files.len() + 1 + spare;
            let Some(mounted) = Mounted::tmpfs(&format!("nr_inodes={inodes},mode=700")) else {
                return;
            };
            let scene = mounted.scene();
            scene.fill(operation.files);
            let ended = scene.run(&[], operation.arguments);
            let judged = scene.judge(operation, &ended);
            assert_eq!(judged, Ok(()), "{} with {spare} spare", operation.name);
            if spare == 0 {
                assert_eq!(ended.code, Some(2), "{}: {ended:?}", operation.name);
            }
        }
    }
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_disk_that_became_read_only_changes_nothing() {
    let Some(mounted) = Mounted::tmpfs("mode=700") else {
        return;
    };
    let scene = mounted.scene();
    for operation in &OPERATIONS {
        scene.fill(operation.files);
        mounted.remount("ro");
        let ended = scene.run(&[], operation.arguments);
        mounted.remount("rw");
        assert_eq!(ended.code, Some(2), "{}: {ended:?}", operation.name);
        assert!(ended.stderr.contains("read-only file system"), "{ended:?}");
        assert_eq!(scene.judge(operation, &ended), Ok(()));
    }
}

#[test]
#[ignore = "needs root: tests/run"]
fn an_immutable_key_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let scene = Scene {
        folder: folder.path().to_owned(),
    };
    let key = folder.path().join("k");
    let key = key.to_str().expect("a plain path");
    for name in ["rotate", "promote", "rollback"] {
        let operation = operation(name);
        scene.fill(operation.files);
        if !run("chattr", &["+i", key]) {
            report("SKIPPED: this file system has no immutable files");
            return;
        }
        let ended = scene.run(&[], operation.arguments);
        assert!(run("chattr", &["-i", key]));
        assert_eq!(ended.code, Some(2), "{name}: {ended:?}");
        assert_eq!(scene.judge(&operation, &ended), Ok(()));
        assert_eq!(scene.judge_next_run(&operation), Ok(()));
    }
}

#[test]
#[ignore = "needs prlimit: tests/run"]
fn a_limit_on_the_size_of_files_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let scene = Scene {
        folder: folder.path().to_owned(),
    };
    for name in ["create", "copy", "rotate", "stage"] {
        let operation = operation(name);
        scene.fill(operation.files);
        let ended = Command::new("prlimit")
            .args(["--fsize=10", env!("CARGO_BIN_EXE_cookiekit")])
            .args(operation.arguments)
            .current_dir(&scene.folder)
            .output()
            .expect("prlimit (Debian: util-linux)")
            .into();
        assert_eq!(scene.judge(&operation, &ended), Ok(()));
        assert_eq!(ended.code, Some(2), "{name}: {ended:?}");
        assert_eq!(scene.judge_next_run(&operation), Ok(()));
    }
}

#[test]
#[ignore = "needs bindfs and FUSE: tests/run"]
fn a_file_system_that_lies_about_modes_gets_no_key() {
    let lying = Mounted::new("a bindfs", |on, beside| {
        run("bindfs", &["-p", "0777", "--chmod-ignore", beside, on])
    });
    let Some(lying) = lying else { return };
    let scene = lying.scene();
    let ended = scene.run(&[], &["keygen", "--out", "k"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert_eq!(fs::read_dir(&lying.mount).expect("the folder").count(), 0);
}

#[test]
#[ignore = "needs bindfs, FUSE and strace: tests/run"]
fn without_nameless_files_every_fault_is_survived_too() {
    let honest = Mounted::new("a bindfs", |on, beside| run("bindfs", &[beside, on]));
    let Some(honest) = honest else { return };
    let folder = honest.mount.join("keys");
    fs::create_dir(&folder).expect("a folder");
    for name in ["create", "rotate", "stage", "promote"] {
        all_faults(&folder, &operation(name), &["EIO"]);
    }
}
