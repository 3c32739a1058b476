//! The filter inside engines that split an input, run a program on every part
//! and join what it prints: the records are those of a single run.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const COOKIEKIT: &str = env!("CARGO_BIN_EXE_cookiekit");
const LINES: usize = 20_000;

/// A folder with a key and a log of cookies, of which some are forged.
fn world() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let script = format!(
        r#"set -eu
        cookiekit keygen --quiet --out key > fingerprint
        seq {LINES} | sed 's/.*/{{"id":[&]}}/' |
            cookiekit encrypt --lines --quiet --format plumber --key key |
            sed 's/.*"cookie":"\([^"]*\)".*/1.2.3.4 - "GET \/ HTTP\/1.1" 200 "a=1; plumber=\1"/' |
            sed '0~7s/plumber=[A-Za-z0-9]/plumber=+/; 0~11s/plumber/other/' > log"#
    );
    shell(folder.path(), &script);
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    assert_eq!(log.lines().count(), LINES);
    folder
}

/// What a script prints that must succeed, or end with a forged cookie.
fn shell(folder: &Path, script: &str) -> String {
    let bin = Path::new(COOKIEKIT).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let ended = Command::new("timeout")
        .args(["300", "bash", "-c", script])
        .env("PATH", format!("{}:{path}", bin.display()))
        .env("HOME", folder)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&ended.stderr);
    let code = ended.status.code();
    assert!(code == Some(0) || code == Some(1), "{code:?} {err}");
    String::from_utf8(ended.stdout).unwrap()
}

/// The records without the number of the line, which is that of the part.
fn records(text: &str) -> Vec<Value> {
    let record = |line: &str| {
        let mut record: Value = serde_json::from_str(line).unwrap();
        record.as_object_mut().unwrap().remove("line").unwrap();
        record
    };
    text.lines().map(record).collect()
}

fn single(folder: &Path) -> Vec<Value> {
    let text = shell(
        folder,
        "cookiekit decrypt --lines --quiet --name plumber --key \"$PWD/key\" < log",
    );
    let records = records(&text);
    assert_eq!(records.len(), LINES);
    for outcome in ["valid", "forged", "absent"] {
        let count = records.iter().filter(|it| it["outcome"] == outcome).count();
        assert!(count > 1000, "{count} {outcome}");
    }
    records
}

#[test]
#[ignore = "needs GNU parallel: tests/run"]
fn gnu_parallel_gives_what_a_single_run_gives() {
    let folder = world();
    let single = single(folder.path());
    let text = shell(
        folder.path(),
        // Its exit is the number of parts with a forged cookie.
        "parallel --will-cite --pipe --keep-order --block 200k \
         cookiekit decrypt --lines --quiet --jobs 1 --name plumber --key \"$PWD/key\" < log
         test $? -gt 1",
    );
    assert!(records(&text) == single);
}

#[test]
#[ignore = "needs PySpark and Java: tests/run"]
fn pyspark_pipe_gives_what_a_single_run_gives() {
    let python = std::env::var("PYSPARK_PYTHON").expect("tests/run sets it");
    let folder = world();
    let single = single(folder.path());
    let job = r#"
import os, shlex
from pyspark import SparkConf, SparkContext

conf = SparkConf().setMaster("local[2]").setAppName("cookies").set("spark.ui.enabled", "false")
conf.set("spark.driver.bindAddress", "127.0.0.1").set("spark.driver.host", "127.0.0.1")
context = SparkContext(conf=conf)
context.setLogLevel("ERROR")
log = context.textFile("file://" + os.path.abspath("log"), minPartitions=8)
assert log.getNumPartitions() >= 8
# `rdd.pipe` takes an exit of 1 for a failure only where checkCode asks for it.
command = "cookiekit decrypt --lines --quiet --jobs 1 --name plumber --key " + shlex.quote(os.path.abspath("key"))
records = log.pipe(command, env=dict(os.environ)).collect()
with open("records", "w") as out:
    out.writelines(record + "\n" for record in records)
context.stop()
"#;
    fs::write(folder.path().join("job.py"), job).unwrap();
    shell(folder.path(), &format!("'{python}' job.py"));
    let text = fs::read_to_string(folder.path().join("records")).unwrap();
    assert!(records(&text) == single);
}
