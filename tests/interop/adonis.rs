//! AdonisJS's own library of versions 6 and 7 takes our cookies, and we open those it
//! sets. `adonis.mjs` beside this file is its side.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::rotated::Application;
use crate::served::{Served, fed};

const COOKIEKIT: &str = env!("CARGO_BIN_EXE_cookiekit");
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/adonis.mjs");

/// What the server gets, with the version, and our parameters for the same.
const KINDS: [(&str, &str, &[&str]); 7] = [
    ("adonis6", "signed", &["kind=signed"]),
    ("adonis6", "legacy", &["version=6"]),
    ("adonis7", "signed7", &["kind=signed"]),
    (
        "adonis7",
        "aes_256_gcm",
        &["driver=aes256gcm", "encrypter-id=app"],
    ),
    (
        "adonis7",
        "aes_256_cbc",
        &["driver=aes256cbc", "encrypter-id=app"],
    ),
    (
        "adonis7",
        "chacha20_poly1305",
        &["driver=chacha20", "encrypter-id=app"],
    ),
    ("adonis7", "aes_siv", &["driver=aessiv", "encrypter-id=app"]),
];

/// A folder with the keys `key` and `old`.
struct World(TempDir);

impl World {
    fn new() -> World {
        let world = World(tempfile::tempdir().unwrap());
        for name in ["key", "old"] {
            world.cookiekit(&["keygen", "--for", "adonis", "--out", name], "");
        }
        let export = ["key", "export", "--for", "adonis", "--key", "key"];
        fs::write(
            world.0.path().join("keys.mjs"),
            world.cookiekit(&export, ""),
        )
        .unwrap();
        world
    }

    /// What the command prints, without its line end.
    fn cookiekit(&self, arguments: &[&str], input: &str) -> String {
        let mut program = Command::new(COOKIEKIT);
        program.args(arguments).current_dir(self.0.path());
        program.env("HOME", self.0.path());
        let ended = fed(&mut program, input);
        let err = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{arguments:?}: {err}");
        let text = String::from_utf8(ended.stdout).unwrap();
        text.trim_end_matches('\n').to_owned()
    }

    fn serve(&self, version: &str, kind: &str, log: &Path) -> Served {
        let modules = std::env::var("PEERS_NODE_PATH").expect("tests/run sets it");
        let modules = Path::new(&modules).parent().unwrap();
        let modules = modules.join(version).join("node_modules");
        let mut node = Command::new("node");
        node.arg(SCRIPT).arg(modules).args([kind, "keys.mjs"]);
        Served::start(node.current_dir(self.0.path()), log)
    }
}

#[test]
#[ignore = "needs Node and AdonisJS: tests/run"]
fn adonis_reads_ours_and_we_read_its_own() {
    for (version, kind, params) in KINDS {
        let world = World::new();
        let adonis = world.serve(version, kind, world.0.path());
        let is_signed = kind.starts_with("signed");
        let (make, open) = match is_signed {
            true => ("sign", "verify"),
            false => ("encrypt", "decrypt"),
        };
        let mut common = vec!["--key", "key", "--format", "adonis"];
        for param in params {
            common.extend(["--param", param]);
        }
        for value in [
            r#"{"user":"alice"}"#,
            r#"{"name":"Zoë 名前 🍪","list":[1,null,true,{"a":"\"\\\n"}]}"#,
            r#"[1.5,"x",{}]"#,
            "\"text\"",
            "42",
        ] {
            let theirs = adonis.post("/set", value);
            let command = [&[open], &common[..]].concat();
            assert_eq!(
                world.cookiekit(&command, &theirs.set_cookies[0]),
                value,
                "{kind}"
            );
            let alone = [open, "--key", "key"];
            assert_eq!(
                world.cookiekit(&alone, &theirs.set_cookies[0]),
                value,
                "{kind}"
            );
            let made = |key: &str, more: &[&str]| {
                let mut command = [&[make], &common[..], more, &["-"]].concat();
                command[2] = key;
                let value = world.cookiekit(&command, value);
                adonis.get("/", &format!("own={value}")).body
            };
            let same = |text: &str| serde_json::from_str::<Value>(text).unwrap();
            let ours = made("key", &["--name", "own", "--expires-in", "1h"]);
            assert_eq!(same(&ours), same(value), "{kind}");
            assert_eq!(
                same(&made("key", &["--name", "own"])),
                same(value),
                "{kind}"
            );
            assert_eq!(made("old", &["--name", "own"]), "null", "{kind}");
            assert_eq!(made("key", &["--name", "other"]), "null", "{kind}");
            let over = ["--name", "own", "--now", "1700000000", "--expires-in", "1h"];
            assert_eq!(made("key", &over), "null", "{kind}");
        }
    }
}

#[test]
#[ignore = "needs Node and AdonisJS: tests/run"]
fn a_rotation_of_its_key_signs_nobody_out() {
    for (kind, open) in [
        ("signed7", "verify"),
        ("aes_256_gcm", "decrypt"),
        ("chacha20_poly1305", "decrypt"),
    ] {
        let world = World::new();
        Application {
            format: "adonis",
            open,
            folder: world.0.path(),
            serve: &|log| world.serve("adonis7", kind, log),
            visit: &|server, cookies| server.get("/counter", cookies),
            count: &|answer| answer.body.clone(),
        }
        .is_rotated_live();
    }
}
