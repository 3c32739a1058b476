//! A variable of `.Renviron`, as R itself reads it at its start.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// Lines that people write, and some that only a reader of R's source would.
const LINES: [&str; 14] = [
    "K=abc",
    "K='my secret passphrase' # for the api",
    "K=\"0123456789abcdef0123456789abcdef\" # production",
    "K=a # b",
    "K=a b  c ",
    "export K=abc",
    "K=a\nK=b",
    "K=a\nK=",
    " K = 'a' \r",
    "# K=a",
    "K=a\\ b\\\\c\\",
    "K=\"a\\\"b\\c\"d",
    "K=a$HOME",
    "K=it's",
];

/// The first `count` texts that may be such a file.
fn texts(count: usize) -> Vec<String> {
    let line = prop_oneof![
        4 => "K *= *[abK\"'\\\\#$ {}=\t-]{0,12}",
        1 => "[K# ]{0,2}[abK=\"' ]{0,6}",
    ];
    let some = proptest::collection::vec(line, 1..4);
    let mut runner = TestRunner::deterministic();
    let random = (0..count).map(|_| some.new_tree(&mut runner).unwrap().current().join("\n"));
    LINES.map(str::to_owned).into_iter().chain(random).collect()
}

/// What R has for the variable K after it read each of these files.
fn read_by_r(folder: &Path, count: usize) -> Vec<Vec<u8>> {
    let script = format!(
        "for (i in seq_len({count}) - 1) {{ Sys.unsetenv('K'); \
         suppressMessages(readRenviron(sprintf('%d/.Renviron', i))); \
         cat(as.character(charToRaw(Sys.getenv('K'))), '\\n', sep = '') }}"
    );
    let mut r = Command::new("Rscript");
    let output = r
        .args(["-e", &script])
        .current_dir(folder)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    let bytes = |line: &str| line.as_bytes().chunks(2).map(byte).collect();
    text.lines().map(bytes).collect()
}

fn run(folder: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cookiekit"));
    command
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
#[ignore = "needs R: tests/run"]
fn a_variable_of_r_is_the_key_that_r_has() {
    let texts = texts(300);
    let folder = tempfile::tempdir().unwrap();
    for (index, text) in texts.iter().enumerate() {
        let own = folder.path().join(index.to_string());
        fs::create_dir(&own).unwrap();
        let file = own.join(".Renviron");
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let (mut same, mut refused, mut absent) = (0, 0, 0);
    for (index, of_r) in read_by_r(folder.path(), texts.len()).iter().enumerate() {
        let text = &texts[index];
        let place = format!("dotenv:{index}/.Renviron#K");
        let show = ["key", "show", "--reveal", "--key", &place];
        let output = run(folder.path(), &show);
        let errors = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0) => same += 1,
            // R's own answer is asked for.
            Some(2) => {
                refused += 1;
                assert!(errors.contains("`${`"), "{text:?}: {errors}");
                continue;
            }
            _ => absent += 1,
        }
        assert_eq!(output.stdout, *of_r, "{text:?}: {errors}");
    }
    assert!(
        same > 100 && refused > 5 && absent > 5,
        "{same} {refused} {absent}"
    );
}

/// The command that is printed where a value is more than its line.
#[test]
#[ignore = "needs R: tests/run"]
fn what_is_not_read_here_is_had_from_r() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("it's R");
    fs::create_dir(&place).unwrap();
    let file = place.join(".Renviron");
    fs::write(&file, "A=bc\nK=${A}-def\n").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let show = [
        "key",
        "show",
        "--reveal",
        "--key",
        "dotenv:it's R/.Renviron#K",
    ];
    let output = run(folder.path(), &show);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{errors}");
    let (_, key) = errors.split_once("\nhint: have R read it: ").unwrap();
    let script = format!("cookiekit key show --reveal {}", key.trim_end());
    let program = Path::new(env!("CARGO_BIN_EXE_cookiekit"));
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).env("PATH", path);
    let output = shell.current_dir(folder.path()).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "bc-def",
        "{script} {errors}"
    );
}
