//! What was handed to the harness, for the test that looks for what never was.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;

static KEPT: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Keeps a command, once a process, in a file of its own.
pub fn keep(command: &str) {
    let command = command.replace('\n', " ");
    if !KEPT.lock().unwrap().insert(command.clone()) {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("printed");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(std::process::id().to_string());
    let mut file = File::options()
        .create(true)
        .append(true)
        .open(path)
        .unwrap();
    file.write_all(format!("{command}\n").as_bytes()).unwrap();
}
