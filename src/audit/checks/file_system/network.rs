//! CK304: the key on a disk of another machine.

use std::path::Path;

use crate::audit::checks::check::{Check, Scope};
use crate::audit::facts::incomplete;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::scan::scene::Scene;
use crate::subject::CheckId;

const NETWORK_FS: CheckId = CheckId {
    id: "CK304",
    slug: "network-fs",
};

/// The row.
pub(super) const ROW: Check = Check {
    id: NETWORK_FS,
    severity: Severity::Medium,
    title: "The key is on a file system of another machine",
    expected: "a disk of this machine, or NFS with sec=krb5p where nodes share a key",
    why: "root of that machine can read the key, and its permissions cannot be checked here",
    fix: "move the key to a local disk",
    scope: Scope::Scene(network),
};

/// What file systems are called that are on another machine, with the names
/// that programs give theirs.
const KINDS: [&str; 26] = [
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "fuse.ceph-fuse",
    "fuse.curlftpfs",
    "fuse.davfs2",
    "fuse.gcsfuse",
    "fuse.glusterfs",
    "fuse.goofys",
    "fuse.juicefs",
    "fuse.mfs",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.seaweedfs",
    "fuse.sshfs",
    "glusterfs",
    "gpfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "orangefs",
    "smb3",
    "smbfs",
];

/// Where Linux lists what is mounted.
const LIST: &str = "/proc/self/mountinfo";

/// A mount of a network file system.
#[derive(Debug, PartialEq, Eq)]
struct Mount<'a> {
    /// The device of its files, as the list has it: `0:40`.
    device: &'a str,
    kind: &'a str,
    /// Whose it is: `host:/srv`.
    source: &'a str,
    /// Nobody on the way can read along.
    is_private: bool,
}

fn network(scene: &Scene) -> Vec<Observation> {
    if scene.policy.root.is_some() || scene.keys.is_empty() || !cfg!(target_os = "linux") {
        return vec![];
    }
    let list = match std::fs::read(LIST) {
        Ok(list) => list,
        Err(error) => {
            let why = crate::error::reason_of(&error);
            return vec![incomplete::skipped(Path::new(LIST), why)];
        }
    };
    let list = String::from_utf8_lossy(&list);
    let mounts: Vec<Mount> = list.lines().filter_map(mount).collect();
    let observations = scene.keys.iter().filter_map(|key| {
        let (device, _) = key.trail.subject.identity;
        let device = device_name(device);
        let mount = mounts.iter().find(|mount| mount.device == device)?;
        let severity = match (mount.is_private, is_shared_by_nodes(key)) {
            (true, _) => Severity::Info,
            (false, true) => Severity::Low,
            (false, false) => Severity::Medium,
        };
        let observed = format!("is on {}, a file system of another machine", mount.kind);
        let observation = Observation::new(NETWORK_FS, &key.path, observed);
        let whose = format!("{} {}", mount.kind, mount.source);
        Some(observation.severity(severity).detail(whose))
    });
    observations.collect()
}

/// Whether the nodes of what reads it must have one and the same key.
fn is_shared_by_nodes(key: &KeyFile) -> bool {
    let framework = key.read_by.map(|format| format.facts().framework);
    framework.is_some_and(|it| it.logs_crc32_as.is_some())
}

/// The number of a device as Linux writes it, from the one that it gives
/// programs (`makedev(3)`).
fn device_name(device: u64) -> String {
    let major = (device >> 32) & 0xffff_f000 | (device >> 8) & 0xfff;
    let minor = (device >> 12) & 0xffff_ff00 | device & 0xff;
    format!("{major}:{minor}")
}

/// A line of the list, of a network file system:
/// `43 27 0:40 / /mnt rw,relatime - nfs4 host:/srv rw,sec=krb5p`.
fn mount(line: &str) -> Option<Mount<'_>> {
    let (place, what) = line.split_once(" - ")?;
    let device = place.split(' ').nth(2)?;
    let mut what = what.split(' ');
    let kind = what.next()?;
    let source = what.next()?;
    let options = what.next().unwrap_or_default();
    KINDS.binary_search(&kind).ok()?;
    Some(Mount {
        device,
        kind,
        // Without a user and a password: a baseline is made of it.
        source: source.rsplit('@').next().unwrap_or(source),
        is_private: options.split(',').any(|option| option == "sec=krb5p"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_called_as_in_the_list() {
        for (device, name) in [
            (40, "0:40"),
            (0xfe00, "254:0"),
            (0x1234_5012_3456, "4660:591724886"),
        ] {
            assert_eq!(device_name(device), name, "{device:#x}");
        }
    }

    #[test]
    fn the_list_is_read_as_linux_writes_it() {
        assert!(KINDS.is_sorted());
        for (line, expected) in [
            (
                "43 27 0:40 / /mnt/a rw,relatime shared:1 - nfs4 host:/srv rw,vers=4.2,sec=sys",
                Some(("0:40", "nfs4", "host:/srv", false)),
            ),
            (
                "43 27 0:41 / /mnt/b ro - nfs host:/srv ro,sec=krb5p,vers=3",
                Some(("0:41", "nfs", "host:/srv", true)),
            ),
            (
                "43 27 0:40 / /mnt rw,nosuid - fuse.sshfs user:password@h:/a rw,user_id=0",
                Some(("0:40", "fuse.sshfs", "h:/a", false)),
            ),
            ("23 27 0:22 / /sys rw,relatime - sysfs sysfs rw", None),
            ("24 27 254:0 / / rw shared:1 - ext4 /dev/vda rw", None),
            ("25 27 0:42 / /mnt rw - fuse.bindfs /a rw", None),
            ("", None),
        ] {
            let told = mount(line);
            let told = told.map(|it| (it.device, it.kind, it.source, it.is_private));
            assert_eq!(told, expected, "{line}");
        }
    }
}
