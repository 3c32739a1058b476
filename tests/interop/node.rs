//! Running applications of Koa, cookie-session and Express take our cookies, and we
//! open those they set. `node.js` beside this file is their side.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::rotated::Application;
use crate::served::{Answer, Served, fed};

const COOKIEKIT: &str = env!("CARGO_BIN_EXE_cookiekit");
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/node.js");

/// A folder with the keys `key` and `old`, each with a line end.
struct World(TempDir);

impl World {
    fn new() -> World {
        let world = World(tempfile::tempdir().unwrap());
        for name in ["key", "old"] {
            world.cookiekit(&["keygen", "--for", "keygrip", "--out", name], "");
        }
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

    /// The Cookie header of a pair that we make.
    fn pair(&self, key: &str, name: &str, params: &[&str], payload: &str) -> String {
        let sign = ["sign", "--format", "keygrip", "--key", key, "--name", name];
        self.cookiekit(&[&sign, params, &["-"]].concat(), payload)
    }

    /// What the Set-Cookie lines of an answer carry, of this name.
    fn opened(&self, answer: &Answer, name: &str, params: &[&str]) -> String {
        let verify = ["verify", "--key", "key", "--name", name];
        self.cookiekit(&[&verify, params].concat(), &answer.set_cookies.join("\n"))
    }

    /// An application whose code is what we export for it, and that has these keys
    /// besides.
    fn serve(&self, which: &str, more: &[&str]) -> Served {
        self.export(which);
        self.serve_exported(which, more, self.0.path())
    }

    fn export(&self, which: &str) {
        let consumer = which.trim_end_matches("-sha256");
        let export = ["key", "export", "--for", consumer, "--key", "key"];
        fs::write(self.0.path().join("code"), self.cookiekit(&export, "")).unwrap();
    }

    fn serve_exported(&self, which: &str, more: &[&str], log: &Path) -> Served {
        let modules = std::env::var("PEERS_NODE_PATH").expect("tests/run sets it");
        let mut node = Command::new("node");
        node.arg(SCRIPT).args([which, "code"]).args(more);
        node.current_dir(self.0.path()).env("NODE_PATH", modules);
        Served::start(&mut node, log)
    }
}

const KOA_SESSION: [&str; 4] = ["--param", "kind=koa-session", "--expires-in", "1h"];
const KOA_COOKIE: [&str; 2] = ["--param", "kind=koa-cookie"];

/// Sessions that JavaScript reads and writes in one way.
fn sessions() -> [String; 4] {
    [
        r#"{"user":"alice"}"#.to_owned(),
        r#"{"name":"Zoë 名前 🍪","list":[1,null,true,{"a":"\"\\\n"}]}"#.to_owned(),
        r#"{"pi":3.141592653589793,"big":9007199254740991,"none":{}}"#.to_owned(),
        format!(r#"{{"text":"{}"}}"#, "x".repeat(2800)),
    ]
}

#[test]
#[ignore = "needs Node, Koa and koa-session: tests/run"]
fn koa_counts_on_from_our_session_and_we_open_its_own() {
    let world = World::new();
    let koa = world.serve("koa", &[]);
    let first = koa.get("/counter", "a=1");
    assert_eq!(first.body, "1");
    assert_eq!(world.opened(&first, "koa.sess", &[]), r#"{"counter":1}"#);
    let ours = |key, params: &[&str]| world.pair(key, "koa.sess", params, r#"{"counter":41}"#);
    let next = koa.get("/counter", &ours("key", &KOA_SESSION));
    assert_eq!(next.body, "42");
    assert_eq!(world.opened(&next, "koa.sess", &[]), r#"{"counter":42}"#);
    // One that lasts as long as the browser does, and one that is over.
    let lasting = ours("key", &KOA_SESSION[..2]);
    assert_eq!(koa.get("/counter", &lasting).body, "42");
    let long_ago = [&KOA_SESSION[..], &["--now", "1700000000"]].concat();
    assert_eq!(koa.get("/counter", &ours("key", &long_ago)).body, "1");
    // Another key, and a signature that is of another name.
    assert_eq!(koa.get("/counter", &ours("old", &KOA_SESSION)).body, "1");
    let renamed = world.pair("key", "other", &KOA_SESSION, r#"{"counter":41}"#);
    let renamed = renamed.replace("other", "koa.sess");
    assert_eq!(koa.get("/counter", &renamed).body, "1");
}

#[test]
#[ignore = "needs Node, Koa and koa-session: tests/run"]
fn sessions_and_texts_pass_both_ways() {
    let world = World::new();
    let koa = world.serve("koa", &[]);
    for session in sessions() {
        let theirs = koa.post("/set", &session);
        assert_eq!(world.opened(&theirs, "koa.sess", &[]), session);
        let ours = world.pair("key", "koa.sess", &KOA_SESSION, &session);
        assert_eq!(koa.get("/session", &ours).body, session);
    }
    for (text, escaped) in [
        ("alice", "alice"),
        ("two words", "two%20words"),
        ("a%20b%41", "a%2520b%2541"),
        ("aGVsbG8=", "aGVsbG8="),
        ("a=b=", "a%3Db%3D"),
    ] {
        let theirs = koa.get(&format!("/text?is={escaped}"), "a=1");
        assert_eq!(world.opened(&theirs, "view", &[]), text);
        let ours = world.pair("key", "view", &KOA_COOKIE, text);
        assert_eq!(koa.get("/text", &ours).body, text);
        // Quotes around either are taken off there, and by us.
        let quoted = ours
            .replacen("view=", "view=\"", 1)
            .replacen("; ", "\"; ", 1);
        assert_eq!(koa.get("/text", &quoted).body, text);
        let header = format!("Cookie: {quoted}");
        let verify = ["verify", "--key", "key", "--name", "view"];
        assert_eq!(world.cookiekit(&verify, &header), text);
    }
}

#[test]
#[ignore = "needs Node, Koa and koa-session: tests/run"]
fn a_later_key_of_koa_only_verifies_and_it_signs_again_as_we_do() {
    let world = World::new();
    let koa = world.serve("koa", &["old"]);
    let old = world.pair("old", "view", &KOA_COOKIE, "alice");
    let seen = koa.get("/text", &old);
    assert_eq!(seen.body, "alice");
    let again = world.cookiekit(&["reissue", "--key", "key", "--key", "old"], &old);
    let (_, signature) = again.split_once("; ").unwrap();
    let [line] = &seen.set_cookies[..] else {
        panic!("{:?}", seen.set_cookies);
    };
    assert!(line.contains(&format!(" {signature};")), "{line}: {again}");
}

#[test]
#[ignore = "needs Node, Koa and koa-session: tests/run"]
fn another_digest_passes_both_ways() {
    let world = World::new();
    let koa = world.serve("koa-sha256", &[]);
    let digest = ["--format", "keygrip", "--param", "digest=sha256"];
    let theirs = koa.get("/text?is=alice", "a=1");
    assert_eq!(world.opened(&theirs, "view", &digest), "alice");
    let params = [&KOA_COOKIE[..], &digest[2..]].concat();
    let ours = world.pair("key", "view", &params, "alice");
    assert_eq!(koa.get("/text", &ours).body, "alice");
    let other = world.pair("key", "view", &KOA_COOKIE, "alice");
    assert_eq!(koa.get("/text", &other).body, "");
    // As the caution says: it is not looked at unless that is asked for.
    assert_eq!(koa.get("/unchecked", &other).body, "alice");
}

#[test]
#[ignore = "needs Node and cookie-session: tests/run"]
fn cookie_session_reads_ours_and_we_read_its_own() {
    let world = World::new();
    let server = world.serve("cookie-session", &["old"]);
    for session in sessions() {
        let theirs = server.post("/set", &session);
        assert_eq!(world.opened(&theirs, "session", &[]), session);
        for key in ["key", "old"] {
            let ours = world.pair(key, "session", &[], &session);
            assert_eq!(server.get("/", &ours).body, session);
        }
    }
    let ours = world.pair("key", "session", &[], r#"{"user":"alice"}"#);
    let (value, _) = ours.split_once("; ").unwrap();
    for refused in [value.to_owned(), ours.replace("eyJ1", "eyJ2")] {
        assert_eq!(server.get("/", &refused).body, "{}", "{refused}");
    }
}

#[test]
#[ignore = "needs Node, Express and cookie-parser: tests/run"]
fn express_reads_ours_and_we_read_its_own() {
    let world = World::new();
    let express = world.serve("express", &["old"]);
    let user = |value: &str| -> Value {
        let answer = express.get("/user", &format!("user={value}"));
        serde_json::from_str(&answer.body).unwrap()
    };
    let sign = |key, text: &str| {
        world.cookiekit(&["sign", "--format", "express", "--key", key, "-"], text)
    };
    for (text, escaped) in [
        ("alice", "alice"),
        ("a.b;c, \"d\" %41", "a.b%3Bc%2C%20%22d%22%20%2541"),
        (
            "Zoë 名前 🍪",
            "Zo%C3%AB%20%E5%90%8D%E5%89%8D%20%F0%9F%8D%AA",
        ),
    ] {
        let theirs = express.get(&format!("/text?is={escaped}"), "a=1");
        assert_eq!(world.opened(&theirs, "user", &[]), text);
        for key in ["key", "old"] {
            assert_eq!(user(&sign(key, text)), json!({ "signed": text }));
        }
    }
    let theirs = express.get("/object?is=%7B%22a%22:%5B1%5D%7D", "a=1");
    assert_eq!(world.opened(&theirs, "user", &[]), r#"j:{"a":[1]}"#);
    let ours = sign("key", r#"j:{"a":[1]}"#);
    assert_eq!(user(&ours), json!({ "signed": {"a": [1]} }));
    // What is changed is false there, and what has no mark is unsigned.
    let changed = sign("key", "alice").replace("alice", "admin");
    assert_eq!(user(&changed), json!({ "signed": false }));
    let unsigned = sign("key", "alice").replace("s%3A", "");
    assert_eq!(user(&unsigned)["signed"], Value::Null);
    assert!(user(&unsigned)["plain"].is_string());
}

#[test]
#[ignore = "needs Node, Koa, cookie-session and Express: tests/run"]
fn a_rotation_of_their_key_signs_nobody_out() {
    type Visit = fn(&Served, &str) -> Answer;
    let koa: Visit = |server, cookies| server.get("/counter", cookies);
    // They keep what they are given: it is counted here.
    let session: Visit = |server, cookies| {
        let seen: Value = serde_json::from_str(&server.get("/", cookies).body).unwrap();
        let next = seen["counter"].as_u64().unwrap_or(0) + 1;
        let mut answer = server.post("/set", &json!({ "counter": next }).to_string());
        answer.body = next.to_string();
        answer
    };
    let express: Visit = |server, cookies| {
        let seen: Value = serde_json::from_str(&server.get("/user", cookies).body).unwrap();
        let seen = seen["signed"]
            .as_str()
            .and_then(|it| it.parse::<u64>().ok());
        let next = seen.unwrap_or(0) + 1;
        let mut answer = server.get(&format!("/text?is={next}"), cookies);
        answer.body = next.to_string();
        answer
    };
    for (which, format, visit) in [
        ("koa", "keygrip", koa),
        ("cookie-session", "keygrip", session),
        ("express", "express", express),
    ] {
        let world = World::new();
        world.export(which);
        Application {
            format,
            open: "verify",
            folder: world.0.path(),
            serve: &|log| world.serve_exported(which, &[], log),
            visit: &visit,
            count: &|answer| answer.body.clone(),
        }
        .is_rotated_live();
    }
}

#[test]
#[ignore = "needs Node 20.16 or later: tests/run"]
fn the_exported_code_reads_the_slots_in_a_module_too() {
    let world = World::new();
    world.export("koa");
    let code = fs::read_to_string(world.0.path().join("code")).unwrap();
    world.cookiekit(&["rotate", "stage", "-q", "--key", "key"], "");
    let code = format!("const app = {{}}\n{code}\nconsole.log(JSON.stringify(app.keys))\n");
    for kind in ["module", "commonjs"] {
        let mut node = Command::new("node");
        node.arg(format!("--input-type={kind}")).arg("-");
        let ended = fed(&mut node, &code);
        assert!(ended.status.success(), "{kind}: {ended:?}");
        let read: Vec<String> = serde_json::from_slice(&ended.stdout).unwrap();
        let keys = ["key", "key.next"].map(|name| {
            let text = fs::read_to_string(world.0.path().join(name)).unwrap();
            text.trim_end_matches('\n').to_owned()
        });
        assert_eq!(read, keys, "{kind}");
    }
}
