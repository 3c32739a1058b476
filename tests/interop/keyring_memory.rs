//! What is left of a key that the keyring gave: none in the buffers of the bus.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::process::{Child, Stdio};

use crate::private_keyring::PrivateKeyring;

const KEY: &str = "7c4de1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a69788001";

struct Waiting(Child);

impl Drop for Waiting {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The regions of a process's memory that hold these bytes, and whether each is
/// locked and left out of dumps.
fn holding(pid: u32, wanted: &[u8]) -> Vec<bool> {
    let smaps = fs::read_to_string(format!("/proc/{pid}/smaps")).expect("the regions");
    let mut memory = File::open(format!("/proc/{pid}/mem")).expect("the memory");
    let (mut found, mut is_holding) = (Vec::new(), false);
    for line in smaps.lines() {
        let first = line.split(' ').next().unwrap_or_default();
        if let Some((start, end)) = first.split_once('-') {
            let number = |text| u64::from_str_radix(text, 16);
            if let (Ok(start), Ok(end)) = (number(start), number(end)) {
                let mut bytes = vec![0; usize::try_from(end - start).expect("a size")];
                let is_read = memory.seek(SeekFrom::Start(start)).is_ok()
                    && memory.read_exact(&mut bytes).is_ok();
                is_holding = is_read && bytes.windows(wanted.len()).any(|it| it == wanted);
            }
        } else if let Some(flags) = line.strip_prefix("VmFlags: ").filter(|_| is_holding) {
            let is_kept = |flag: &str| flags.split(' ').any(|it| it == flag);
            found.push(is_kept("lo") && is_kept("dd"));
        }
    }
    found
}

#[test]
#[ignore = "needs root, gnome-keyring and secret-tool: tests/run"]
fn of_a_key_of_the_keyring_there_is_none_but_in_locked_memory() {
    let keyring = PrivateKeyring::unlocked();
    keyring.store("default", "plumber_api", "", KEY);
    let made = [
        "encrypt",
        "-q",
        "--key",
        "keyring:plumber_api",
        "--expires-in",
        "8h",
        "{}",
    ];
    let made = keyring.cookiekit(&made);
    assert_eq!(made.code, 0, "{made:?}");
    let mut command = keyring.home.command(env!("CARGO_BIN_EXE_cookiekit"));
    let arguments = ["decrypt", "-q", "--lines", "--key", "keyring:plumber_api"];
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut waiting = Waiting(command.spawn().expect("it starts"));
    let input = waiting.0.stdin.as_mut().expect("its input");
    input.write_all(made.stdout.as_bytes()).expect("it reads");
    let mut first = [0];
    let output = waiting.0.stdout.as_mut().expect("its output");
    output.read_exact(&mut first).expect("a record");
    let found = holding(waiting.0.id(), KEY.as_bytes());
    assert!(
        found.len() <= 1 && found.iter().all(|is_kept| *is_kept),
        "{found:?}"
    );
    // What the search would find: the place is an argument.
    assert!(!holding(waiting.0.id(), b"keyring:plumber_api").is_empty());
}
