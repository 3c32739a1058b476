//! plumber2's cookies in R: what its reqres calls writes them for us and reads
//! ours. plumber2 itself is in no Debian; `plumber2.R` beside this file calls
//! what it calls.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

const HEX_KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const RAW_KEY: [u8; 32] = [0xc3; 32];

/// Sessions that R reads and writes in one way.
const SESSIONS: [&str; 5] = [
    r#"{"counter":[1]}"#,
    r#"{"user":["alice"],"roles":["a","b"]}"#,
    r#"{"name":["Zoë 名前"],"deep":{"a":[true]}}"#,
    r#"{"pi":[3.1416],"none":{}}"#,
    r#"{"text":["_+/=%\"\\"]}"#,
];

#[test]
#[ignore = "needs R, sodium, base64enc, stringi, jsonlite: tests/run"]
fn what_reqres_calls_reads_ours_and_writes_what_we_read() {
    passes_both_ways(HEX_KEY.as_bytes(), "text");
    passes_both_ways(HEX_KEY.to_uppercase().as_bytes(), "text");
    passes_both_ways(format!("{HEX_KEY}\n").as_bytes(), "text");
    passes_both_ways(&RAW_KEY, "raw");
}

fn passes_both_ways(key: &[u8], kind: &str) {
    let folder = tempfile::tempdir().expect("a new folder");
    let file = folder.path().join("key");
    fs::write(&file, key).expect("the key is written");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("its mode is set");

    let ours =
        SESSIONS.map(|session| cookiekit(&["encrypt", "--format", "plumber2"], &file, session));
    let reading: String = ours.iter().map(|value| format!("read {value}\n")).collect();
    assert_eq!(r(&file, kind, &reading), SESSIONS, "R reads ours");

    let writing = SESSIONS.map(|session| format!("write {session}\n"));
    for (value, session) in r(&file, kind, &writing.concat()).iter().zip(SESSIONS) {
        let line = format!("Set-Cookie: reqres={value}; HttpOnly");
        let opened = cookiekit(&["decrypt"], &file, &line);
        assert_eq!(opened, session, "we read what R writes");
    }
}

#[test]
#[ignore = "needs R, sodium, base64enc, stringi, jsonlite: tests/run"]
fn what_we_refuse_under_another_key_is_an_error_there() {
    let folder = tempfile::tempdir().expect("a new folder");
    let [file, other] = ["key", "other"].map(|name| folder.path().join(name));
    for (file, key) in [
        (&file, HEX_KEY.to_owned()),
        (&other, HEX_KEY.replace('0', "1")),
    ] {
        fs::write(file, key).expect("the key is written");
        fs::set_permissions(file, fs::Permissions::from_mode(0o600)).expect("its mode is set");
    }
    let value = cookiekit(&["encrypt", "--format", "plumber2"], &file, SESSIONS[0]);
    assert_eq!(r(&other, "text", &format!("read {value}\n")), ["error"]);
    assert_eq!(r(&file, "text", &format!("read {value}\n")), [SESSIONS[0]]);
}

/// R's answers, a line each.
fn r(key: &Path, kind: &str, lines: &str) -> Vec<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/plumber2.R");
    let mut command = Command::new("Rscript");
    command
        .arg(script)
        .arg(key)
        .arg(kind)
        .env("LC_ALL", "C.UTF-8");
    stdout(&mut command, lines)
        .lines()
        .map(str::to_owned)
        .collect()
}

fn cookiekit(arguments: &[&str], key: &Path, input: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cookiekit"));
    command.env_remove("COOKIEKIT_KEY").args(arguments);
    stdout(command.arg("--key").arg(key).arg("-"), input)
        .trim_end()
        .to_owned()
}

fn stdout(command: &mut Command, input: &str) -> String {
    let piped = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = piped.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(input.as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).expect("text")
}
