//! What the audit reads of others' files and programs, and databases that are
//! imported.

use std::path::Path;
use std::time::Duration;

use cookiekit::fuzzing;
use cookiekit::time::Time;
use cookiekit::tokens::{Import, Named, Reading};

pub fn r_code(data: &[u8]) -> bool {
    fuzzing::r_code(data) > 0
}

pub fn r_codes() -> Vec<Vec<u8>> {
    [
        "pr |> plumber::session_cookie(key = keyring::key_get(\"plumber\"), name = 'x')",
        "plumber::session_cookie(\n  # key\n  \"secret\", secure=TRUE)\nc(1, r\"(a)\", `x y`)",
        "c(c(c(1L, \"\\\"\"), '%>%'), function(x) {x[[1]]})",
    ]
    .map(|it| it.as_bytes().to_vec())
    .to_vec()
}

/// A text in the language of its first byte.
pub fn written(data: &[u8]) -> bool {
    match data {
        [language, text @ ..] => fuzzing::written(text, *language) > 0,
        [] => false,
    }
}

pub fn texts() -> Vec<Vec<u8>> {
    const KEY: &str = "4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112";
    [
        (0, "session_secret <- \"KEY\"\n"),
        (1, "export session_secret='KEY' # note\n"),
        (2, "FROM r\nENV a=b \\\n  session_secret=KEY\n"),
        (3, "a:\n  cookie-secret: >-\n    KEY\n- { b: \"KEY\" }\n"),
        (
            4,
            "{\"cookie-secret\": \"KEY\", \"a\": [1, \"-e\", \"s=KEY\"]}",
        ),
        (5, "[a]\nsession_secret = \"KEY\"\n"),
        (6, "session_secret = bytes.fromhex(\"KEY\")\n"),
        (7, "const session_secret = `KEY`; // note\n"),
        (8, "secret_key_base = 'KEY' # note\n"),
        (9, "<?php $session_secret = 'KEY';\n"),
        (10, "variable \"session_secret\" {\n default = \"KEY\"\n}\n"),
        (11, "$env:SESSION_SECRET = \"KEY\"\n"),
        (12, "set SESSION_SECRET=KEY\r\n"),
        (
            13,
            "<a session_secret=\"KEY\"><session_secret>KEY</session_secret></a>",
        ),
        (14, "# T\n```sh\nsession_secret=KEY\n```\n"),
    ]
    .map(|(language, text)| [&[language], text.replace("KEY", KEY).as_bytes()].concat())
    .to_vec()
}

pub fn git_objects(data: &[u8]) -> bool {
    fuzzing::git_objects(data, 64) > 0
}

pub fn objects() -> Vec<Vec<u8>> {
    vec![
        b"0123456789012345678901234567890123456789 blob 3\nabc\n\
          1123456789012345678901234567890123456789 commit 0\n\n"
            .to_vec(),
        b"0123456789012345678901234567890123456789 missing\n".to_vec(),
    ]
}

pub fn git_log(data: &[u8]) -> bool {
    fuzzing::git_log(data) > 0
}

pub fn logs() -> Vec<Vec<u8>> {
    vec![
        b"0123456789012345678901234567890123456789\nsubject\n\0\n:100644 100644 \
          0123456789012345678901234567890123456789 1123456789012345678901234567890123456789 M\0a b\0\
          ::100644 100644 100644 0 1 2 MM\0c\0"
            .to_vec(),
    ]
}

pub fn git_index(data: &[u8]) -> bool {
    fuzzing::git_index(data) > 0
}

pub fn indexes() -> Vec<Vec<u8>> {
    let facts =
        "  ctime: 17:1\n  mtime: 18:2\n  dev: 3\tino: 4\n  uid: 0\tgid: 0\n  size: 65\tflags: 0\n";
    let entries = ["a", "b/c d", "../x", "/etc/passwd", "\u{e9}"];
    let entries = entries.map(|name| format!("{name}\0{facts}"));
    vec![entries.concat().into_bytes()]
}

pub fn build_file(data: &[u8]) -> bool {
    fuzzing::build_file(data, Path::new("a/key"))
}

pub fn build_files() -> Vec<Vec<u8>> {
    [
        "FROM r AS one\nWORKDIR /srv\nCOPY . .\nFROM r\nCOPY --from=one /srv /srv\n",
        "FROM r\nADD [\"a\", \"b c\", \"/x/\"]\n",
        "# c\nFROM --platform=x r\nCOPY --chown=1:1 a/* \\\n  /y\n",
    ]
    .map(|it| it.as_bytes().to_vec())
    .to_vec()
}

/// A file that is named as a database, its first byte aside: it is looked at and
/// copied, and stays as it was.
pub fn sqlite_import(data: &[u8]) -> bool {
    let folder = tempfile::tempdir().expect("a folder for one run");
    let path = folder.path().join("db");
    std::fs::write(&path, data).expect("a file for one run");
    private(&path);
    let ours = folder.path().join("ours");
    let import = |path| Import {
        path,
        backup: None,
        reading: Reading::default(),
        lock_timeout: Duration::from_millis(10),
        now: Time(1_700_000_000),
    };
    let looked = import(&path).look();
    let copied = import(&ours).copy(&Named {
        path: &path,
        table: "users",
        user: "name",
        name: None,
        password: None,
        token: Some("token"),
        expiry: Some("expires"),
    });
    assert_eq!(std::fs::read(&path).expect("it is still there"), data);
    looked.is_ok() || copied.is_ok()
}

/// That others may not read it is asked for before what is in it.
fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(path, mode).expect("our own file");
}

/// Databases that SQLite itself made.
pub fn databases() -> Vec<Vec<u8>> {
    vec![include_bytes!("users.sqlite").to_vec()]
}
