//! A running application of gorilla/securecookie and gorilla/sessions takes our
//! cookies, and we open those it sets. `gorilla.go` beside this file is its side.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::rotated::Application;
use crate::served::{Answer, Served, fed};

const COOKIEKIT: &str = env!("CARGO_BIN_EXE_cookiekit");
const NAME: &str = "session-name";
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/gorilla.go");

/// A folder with the pairs `key` and `old`, and `hash`, which has no block key.
struct World(TempDir);

impl World {
    fn new() -> World {
        let world = World(tempfile::tempdir().unwrap());
        for name in ["key", "old"] {
            world.cookiekit(&["keygen", "--for", "gorilla", "--out", name], "");
        }
        let pair = fs::read_to_string(world.0.path().join("key")).unwrap();
        let pair: Value = serde_json::from_str(&pair).unwrap();
        let hash = world.0.path().join("hash");
        fs::write(&hash, format!("{{\"hash\":{}}}", pair["hash"])).unwrap();
        fs::set_permissions(&hash, fs::Permissions::from_mode(0o600)).unwrap();
        world
    }

    /// What the command prints, without its line end; of gob what is text in it.
    fn cookiekit(&self, arguments: &[&str], input: &str) -> String {
        let mut program = Command::new(COOKIEKIT);
        program.args(arguments).current_dir(self.0.path());
        program.env("HOME", self.0.path());
        let ended = fed(&mut program, input);
        let err = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{arguments:?}: {err}");
        let text = String::from_utf8_lossy(&ended.stdout);
        text.strip_suffix('\n').unwrap_or(&text).to_owned()
    }

    /// The Cookie header of one that we make under this key.
    fn made(&self, key: &str, params: &[&str], payload: &str) -> String {
        let command = if key == "hash" { "sign" } else { "encrypt" };
        let make = [command, "--format", "gorilla", "--key", key, "--name", NAME];
        let value = self.cookiekit(&[&make, params, &["-"]].concat(), payload);
        format!("{NAME}={value}")
    }

    /// What the Set-Cookie line of an answer carries.
    fn opened(&self, key: &str, params: &[&str], answer: &Answer) -> String {
        let command = if key == "hash" { "verify" } else { "decrypt" };
        let [line] = &answer.set_cookies[..] else {
            panic!("{:?}", answer.set_cookies);
        };
        self.cookiekit(&[&[command, "--key", key], params].concat(), line)
    }

    fn serve(&self, which: &str, keys: &[&str]) -> Served {
        let mut program = Command::new(program());
        program.arg(which).args(keys).current_dir(self.0.path());
        Served::start(&mut program, self.0.path())
    }
}

/// The application, built once: what Debian has of Go, and nothing else.
fn program() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let program = peers().join("gorilla");
        go(&["build", "-o", program.to_str().unwrap(), SOURCE]);
        program
    })
}

/// Where Go keeps what it made, for the next run.
fn peers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/peers-go")
}

/// What Go says with these arguments.
fn go(arguments: &[&str]) -> String {
    let mut go = Command::new("go");
    go.args(arguments).env("GOCACHE", peers().join("cache"));
    go.env("GO111MODULE", "off")
        .env("GOPATH", "/usr/share/gocode");
    let ended = fed(go.env("GOFLAGS", ""), "");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{said}");
    String::from_utf8(ended.stdout).unwrap()
}

/// Values that Go reads and writes in one way, their names in order.
fn values() -> [String; 4] {
    [
        "{}".to_owned(),
        r#"{"n":42,"user":"alice"}"#.to_owned(),
        r#"{"list":[1,null,true,{"a":"\"\\\n"}],"name":"Zoë 名前 🍪"}"#.to_owned(),
        format!(r#"{{"text":"{}"}}"#, "x".repeat(2000)),
    ]
}

#[test]
#[ignore = "needs Go and gorilla/securecookie: tests/run"]
fn securecookie_reads_ours_and_we_read_its_own() {
    let world = World::new();
    for (which, params) in [
        ("json", &[][..]),
        ("json-sha512", &["--param", "hash=sha512"]),
    ] {
        let pinned = [&["--format", "gorilla"], params].concat();
        for key in ["key", "hash"] {
            let server = world.serve(which, &[key]);
            for value in values() {
                let theirs = server.post("/set", &value);
                assert_eq!(world.opened(key, &pinned, &theirs), value);
                let ours = server.get("/", &world.made(key, params, &value));
                assert_eq!(ours.body, format!("{value}\n"));
            }
            // Too old for it, or under another name.
            let old = [params, &["--now", "1700000000"]].concat();
            let old = server.get("/", &world.made(key, &old, "{}"));
            assert!(old.body.contains("expired timestamp"), "{}", old.body);
            let renamed = world.made(key, params, "{}").replace(NAME, "other");
            assert_eq!(server.get("/", &renamed).body, "none");
        }
    }
}

#[test]
#[ignore = "needs Go and gorilla/securecookie: tests/run"]
fn a_later_pair_only_opens_and_another_block_key_is_told_from_a_forgery() {
    let world = World::new();
    let server = world.serve("json", &["key", "old"]);
    let old = world.made("old", &[], r#"{"a":1}"#);
    assert_eq!(server.get("/", &old).body, "{\"a\":1}\n");
    let again = world.cookiekit(&["reissue", "--key", "key", "--key", "old"], &old);
    let alone = world.serve("json", &["key"]);
    let body = |value: &str| alone.get("/", &format!("{NAME}={value}")).body;
    assert_eq!(body(&again), "{\"a\":1}\n");
    let (_, value) = old.split_once('=').unwrap();
    assert!(body(value).contains("the value is not valid"));
    // Under the hash key alone its MAC is right there as well.
    let signed = world.made("hash", &[], r#"{"a":1}"#);
    let (_, value) = signed.split_once('=').unwrap();
    assert!(!body(value).contains("the value is not valid"));
}

#[test]
#[ignore = "needs Go and gorilla/securecookie: tests/run"]
fn bytes_pass_both_ways() {
    let world = World::new();
    let server = world.serve("nop", &["key"]);
    let nop = ["--format", "gorilla", "--param", "serializer=nop"];
    for bytes in ["x", "a|b\nc", "名前", "\0\u{1}"] {
        let theirs = server.post("/set", bytes);
        assert_eq!(world.opened("key", &nop, &theirs), bytes);
        let ours = world.made("key", &nop[2..], bytes);
        assert_eq!(server.get("/", &ours).body, bytes);
    }
}

#[test]
#[ignore = "needs Go and gorilla/sessions: tests/run"]
fn a_session_in_gob_is_carried_to_another_pair_and_counts_on() {
    let world = World::new();
    for (from, to) in [("key", "old"), ("hash", "old"), ("old", "hash")] {
        let first = world.serve("sessions", &[from]);
        let answer = first.get("/counter", "a=1");
        assert_eq!(answer.body, "1");
        let payload = world.opened(from, &[], &answer);
        assert!(payload.contains("counter") && payload.contains("alice"));
        let again = ["reissue", "--key", to, "--key", from];
        let value = world.cookiekit(&again, &answer.set_cookies[0]);
        let cookie = format!("{NAME}={value}");
        assert_eq!(first.get("/counter", &cookie).body, "1");
        let second = world.serve("sessions", &[to]);
        assert_eq!(second.get("/counter", &cookie).body, "2");
    }
}

const PRINTER: &str = r#"package main

import (
	"encoding/hex"
	"os"
)

func main() {
	keys, err := sessionKeys()
	if err != nil {
		panic(err)
	}
	for _, key := range keys {
		os.Stdout.WriteString(hex.EncodeToString(key) + " ")
	}
}
"#;

/// The files of a program that has the exported code.
fn exported(world: &World, key: &str, main: &str) -> [String; 2] {
    let export = ["key", "export", "--for", "gorilla", "--key", key];
    let code = world.cookiekit(&export, "");
    let folder = world.0.path().join(format!("{key}.go"));
    fs::create_dir(&folder).unwrap();
    [
        ("keys.go", format!("package main\n\n{code}\n")),
        ("main.go", main.to_owned()),
    ]
    .map(|(name, text)| {
        let file = folder.join(name);
        fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    })
}

#[test]
#[ignore = "needs Go: tests/run"]
fn the_code_that_is_exported_reads_the_pairs() {
    let world = World::new();
    let write = |name: &str, text: &str| {
        let file = world.0.path().join(name);
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    };
    write("text", "very-secret\r\n");
    write(
        "mixed",
        r#"{"hash":"very-secret","block":"base64:AAECAwQFBgcICQoLDA0ODw=="}"#,
    );
    let pair = |name: &str| {
        let pair = fs::read_to_string(world.0.path().join(name)).unwrap();
        let pair: Value = serde_json::from_str(&pair).unwrap();
        let digits = |name: &str| pair[name].as_str().unwrap_or_default().replace("hex:", "");
        format!("{} {} ", digits("hash"), digits("block"))
    };
    let text = "766572792d736563726574";
    for (key, read) in [
        ("key", pair("key")),
        ("hash", pair("hash")),
        ("text", format!("{text}  ")),
        ("mixed", format!("{text} 000102030405060708090a0b0c0d0e0f ")),
    ] {
        let [keys, main] = exported(&world, key, PRINTER);
        assert_eq!(go(&["run", &keys, &main]), read, "{key}");
    }
    // And what a rotation keeps beside it, in its order.
    for now in ["1700000000", "1700000100"] {
        world.cookiekit(&["rotate", "--key", "old", "--now", now], "");
    }
    world.cookiekit(&["rotate", "stage", "--key", "old"], "");
    let mut names: Vec<String> = fs::read_dir(world.0.path())
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .filter(|it| it.starts_with("old.retired-"))
        .collect();
    names.sort();
    let slots = ["old", "old.next", &names[1], &names[0]];
    let [keys, main] = exported(&world, "old", PRINTER);
    assert_eq!(go(&["run", &keys, &main]), slots.map(pair).concat());
}

#[test]
#[ignore = "needs Go and gorilla/sessions: tests/run"]
fn a_rotation_of_its_key_signs_nobody_out() {
    let world = World::new();
    let main = include_str!("gorilla_rotated.go");
    let [keys, main] = exported(&world, "key", main);
    let program = world.0.path().join("program");
    go(&["build", "-o", program.to_str().unwrap(), &keys, &main]);
    Application {
        format: "gorilla",
        open: "decrypt",
        folder: world.0.path(),
        serve: &|log| Served::start(&mut Command::new(&program), log),
        visit: &|server, cookies| server.get("/counter", cookies),
        count: &|answer| answer.body.clone(),
    }
    .is_rotated_live();
}
