//! Power that is lost: an ext4 of our own on a loop device is shut down
//! without flushing anything, and mounted again.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::disks::{unmount, unmount_at_the_end};
use crate::scene::{OPERATIONS, Operation, Scene, operation, report};

/// Stops the file system and drops what is not on the disk
/// (`EXT4_IOC_SHUTDOWN` with `EXT4_GOING_FLAGS_NOLOGFLUSH`).
/// Perl makes the call: it is in every Debian, and needs no unsafe code here.
const SHUTDOWN: &str = "sysopen(D, $ARGV[0], 0) && ioctl(D, 0x8004587d, $_ = pack('L', 2)) or die";

/// An image with an ext4, mounted.
struct Disk {
    image: PathBuf,
    mount: PathBuf,
    _folder: tempfile::TempDir,
}

fn run(program: &str, arguments: &[&Path]) -> bool {
    let output = Command::new(program).args(arguments).output();
    output.is_ok_and(|output| output.status.success())
}

fn mount_on(folder: &Path, image: &Path) -> bool {
    run("mount", &["-o".as_ref(), "loop".as_ref(), image, folder])
}

impl Disk {
    /// `None` where this user cannot mount.
    fn new() -> Option<Disk> {
        let folder = tempfile::tempdir().expect("a folder");
        let [image, mount] = ["image", "mount"].map(|name| folder.path().join(name));
        fs::create_dir(&mount).expect("a mount point");
        let file = File::create(&image).expect("an image");
        file.set_len(16 << 20).expect("its size");
        drop(file);
        let made = run("mkfs.ext4", &["-q".as_ref(), "-F".as_ref(), &image]);
        (made && mount_on(&mount, &image)).then_some(Disk {
            image,
            mount,
            _folder: folder,
        })
    }

    fn folder(&self) -> Scene {
        let folder = self.mount.join("keys");
        fs::create_dir_all(&folder).expect("a folder");
        Scene { folder }
    }

    fn sync(&self) {
        assert!(run("sync", &["-f".as_ref(), &self.mount]));
    }

    /// The power goes, and comes back.
    fn lose_power(&self) {
        let stopped = run("perl", &["-e".as_ref(), SHUTDOWN.as_ref(), &self.mount]);
        assert!(stopped, "EXT4_IOC_SHUTDOWN");
        let again = unmount(&self.mount) && mount_on(&self.mount, &self.image);
        assert!(again, "the disk is mounted again");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        unmount_at_the_end(&self.mount);
    }
}

/// One loss of power after, or in the middle of, an operation.
fn case(disk: &Disk, operation: &Operation, strace: &[&str]) {
    let scene = disk.folder();
    scene.fill(operation.files);
    disk.sync();
    let ended = scene.run(strace, operation.arguments);
    let expected = if strace.is_empty() { Some(0) } else { None };
    assert_eq!(ended.code, expected, "{}: {ended:?}", operation.name);
    disk.lose_power();
    let judged = scene.judge(operation, &ended);
    let judged = judged.and_then(|()| scene.judge_next_run(operation));
    assert_eq!(judged, Ok(()), "{} {strace:?}", operation.name);
}

#[test]
#[ignore = "needs root and loop devices: tests/run"]
fn what_was_reported_done_is_there_after_a_loss_of_power() {
    let Some(disk) = Disk::new() else {
        report("SKIPPED: this user cannot mount an ext4");
        return;
    };
    let mut cases = 0;
    for _ in 0..3 {
        for operation in &OPERATIONS {
            case(&disk, operation, &[]);
            cases += 1;
        }
    }
    report(&format!("{cases} losses of power after the operation"));
}

#[test]
#[ignore = "needs root, strace and loop devices: tests/run"]
fn a_loss_of_power_between_two_steps_loses_no_key() {
    let Some(disk) = Disk::new() else {
        report("SKIPPED: this user cannot mount an ext4");
        return;
    };
    let mut cases = 0;
    for (name, steps) in [
        (
            "rotate",
            &[
                "fsync:1",
                "fsync:2",
                "fsync:3",
                "linkat:1",
                "linkat:2",
                "renameat:1",
            ][..],
        ),
        ("promote", &["fsync:1", "fsync:2", "linkat:1", "renameat:1"]),
        (
            "rollback",
            &["fsync:1", "fsync:2", "linkat:1", "renameat:1"],
        ),
        ("stage", &["fsync:1", "fsync:2", "linkat:1"]),
        ("create", &["fsync:1", "fsync:2", "linkat:1"]),
        ("retire", &["unlinkat:1", "fsync:1"]),
    ] {
        for step in steps {
            let (call, when) = step.split_once(':').expect("a call and a number");
            let inject = format!("inject={call}:signal=SIGKILL:when={when}");
            case(&disk, &operation(name), &["-o", "/dev/null", "-e", &inject]);
            cases += 1;
        }
    }
    report(&format!("{cases} losses of power in the middle"));
}
