//! The libraries of JavaScript's frameworks take our cookies, and we open those they
//! make: iron, iron-session, h3, Fastify, Hono, Remix, React Router, Auth.js and
//! NextAuth. `javascript.mjs` beside this file is their side.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::served::{Served, fed};

const COOKIEKIT: &str = env!("CARGO_BIN_EXE_cookiekit");
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/javascript.mjs");

/// A framework of the other side.
struct Peer {
    which: &'static str,
    format: &'static str,
    name: &'static str,
    params: &'static [&'static str],
    /// Whether it reads the cookies of a later key.
    reads_all: bool,
}

const fn peer(which: &'static str, format: &'static str, name: &'static str) -> Peer {
    Peer {
        which,
        format,
        name,
        params: &[],
        reads_all: false,
    }
}

const fn listed(which: &'static str, format: &'static str, name: &'static str) -> Peer {
    Peer {
        reads_all: true,
        ..peer(which, format, name)
    }
}

const PEERS: [Peer; 13] = [
    peer("iron", "iron", "sid"),
    peer("iron-session", "iron-session", "session"),
    peer("iron-session8", "iron-session", "session"),
    peer("h3", "h3", "h3"),
    Peer {
        params: &["--param", "iterations=1"],
        ..peer("h3-1", "h3", "h3")
    },
    listed("fastify-cookie", "fastify-cookie", "sessionId"),
    listed(
        "fastify-secure-session",
        "fastify-secure-session",
        "session",
    ),
    peer("hono", "hono", "view"),
    listed("remix", "remix", "__session"),
    listed("react-router", "remix", "__session"),
    listed("authjs", "authjs", "authjs.session-token"),
    listed("authjs-secure", "authjs", "__Secure-authjs.session-token"),
    peer("next-auth", "authjs", "next-auth.session-token"),
];

impl Peer {
    fn commands(&self) -> (&'static str, &'static str) {
        match self.format {
            "fastify-cookie" | "hono" | "remix" => ("sign", "verify"),
            _ => ("encrypt", "decrypt"),
        }
    }
}

/// A folder with the keys `key` and `old`, of 32 bytes in base64, each with a line end.
struct World(TempDir);

impl World {
    fn new() -> World {
        let world = World(tempfile::tempdir().unwrap());
        for name in ["key", "old"] {
            let keygen = ["keygen", "--for", "fastify-secure-session", "--out", name];
            world.cookiekit(&keygen, "");
        }
        world
    }

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

    fn serve(&self, keys: &[&str]) -> Served {
        let mut node = Command::new("node");
        node.arg(SCRIPT).args(keys).env("KEYS_OF_32_BYTES", "1");
        assert!(
            std::env::var("PEERS_NODE_PATH").is_ok(),
            "tests/run sets it"
        );
        Served::start(node.current_dir(self.0.path()), self.0.path())
    }

    /// The Cookie header of a session that we make.
    fn made(&self, peer: &Peer, key: &str, session: &str) -> String {
        let name = peer.name;
        let make = [
            peer.commands().0,
            "--key",
            key,
            "--format",
            peer.format,
            "--name",
            name,
        ];
        let value = self.cookiekit(&[&make, peer.params, &["-"]].concat(), session);
        format!("{name}={}", value.lines().next().unwrap())
    }

    /// What a Set-Cookie line carries, without what the framework adds.
    fn opened(&self, peer: &Peer, line: &str) -> Value {
        let open = [peer.commands().1, "--key", "key", "--name", peer.name];
        let read: Value = serde_json::from_str(&self.cookiekit(&open, line)).unwrap();
        without_its_own(match peer.format {
            "h3" => read["data"].clone(),
            _ => read,
        })
    }
}

/// A session without the claims that every token gets.
fn without_its_own(mut session: Value) -> Value {
    if let Some(members) = session.as_object_mut() {
        for name in ["iat", "exp", "jti"] {
            members.remove(name);
        }
    }
    session
}

fn sessions() -> [Value; 3] {
    [
        json!({"user": "alice"}),
        json!({"name": "Zoë 名前 🍪", "list": [1, null, true, {"a": "\"\\\n"}]}),
        json!({"pi": 3.25, "big": 9_007_199_254_740_991_u64, "text": "x".repeat(1500)}),
    ]
}

#[test]
#[ignore = "needs Node and the frameworks: tests/run"]
fn each_framework_reads_ours_and_we_read_its_own() {
    let world = World::new();
    let [one, both] = [&["key"][..], &["key", "old"]].map(|keys| world.serve(keys));
    for peer in &PEERS {
        let path = format!("/{}", peer.which);
        let read = |served: &Served, cookie: &str| -> Value {
            let body = served.get(&path, cookie).body;
            without_its_own(serde_json::from_str(&body).unwrap())
        };
        for session in sessions() {
            let text = session.to_string();
            let theirs = one.post(&path, &text);
            let line = &theirs.set_cookies[0];
            assert_eq!(world.opened(peer, line), session, "{}", peer.which);
            let ours = world.made(peer, "key", &text);
            assert_eq!(read(&one, &ours), session, "{}", peer.which);
            // Of a key that it has not, and that it has behind the first.
            let old = world.made(peer, "old", &text);
            assert_ne!(read(&one, &old), session, "{}", peer.which);
            assert_eq!(
                read(&both, &old) == session,
                peer.reads_all,
                "{}",
                peer.which
            );
        }
    }
}

/// Their numbers are doubles: what is another one then is warned of, and nothing else.
#[test]
#[ignore = "needs Node and the frameworks: tests/run"]
fn numbers_that_are_rounded_are_warned_of() {
    let world = World::new();
    let served = world.serve(&["key"]);
    // A signed text is what it is.
    let of_json = |peer: &&Peer| !["fastify-cookie", "hono"].contains(&peer.format);
    for peer in PEERS.iter().filter(of_json) {
        for (id, read) in [
            ("9007199254740993", "9007199254740992"),
            ("9007199254740992", "9007199254740992"),
        ] {
            let payload = format!(r#"{{"id":{id}}}"#);
            let mut make = Command::new(COOKIEKIT);
            make.args([peer.commands().0, "--key", "key", "--format", peer.format])
                .args(["--name", peer.name, "-"])
                .args(peer.params)
                .current_dir(world.0.path());
            let made = fed(&mut make, &payload);
            let err = String::from_utf8(made.stderr).unwrap();
            let is_warned = err.contains("warning: JavaScript reads numbers as doubles");
            assert_eq!(is_warned, id != read, "{}: {err}", peer.which);
            let value = String::from_utf8(made.stdout).unwrap();
            let cookie = format!("{}={}", peer.name, value.lines().next().unwrap());
            let body = served.get(&format!("/{}", peer.which), &cookie).body;
            let session = without_its_own(serde_json::from_str(&body).unwrap());
            assert_eq!(
                session.to_string(),
                format!(r#"{{"id":{read}}}"#),
                "{}",
                peer.which
            );
        }
    }
}

/// A session that is too long for one cookie is split, and joined, by both.
#[test]
#[ignore = "needs Node and the frameworks: tests/run"]
fn long_sessions_are_in_the_same_chunks() {
    let world = World::new();
    let served = world.serve(&["key"]);
    let session = json!({ "text": "x".repeat(7000) });
    let text = session.to_string();
    for (which, format, name, more) in [
        ("authjs-chunks", "authjs", "authjs.session-token", &[][..]),
        ("next-auth-chunks", "authjs", "next-auth.session-token", &[]),
        (
            "iron-session-chunks",
            "iron-session",
            "session",
            &["--param", "chunk=true"],
        ),
        ("h3", "h3", "h3", &[]),
    ] {
        let path = format!("/{which}");
        let encrypt = [
            "encrypt", "--key", "key", "--format", format, "--name", name,
        ];
        let ours = world.cookiekit(&[&encrypt[..], more, &["-"]].concat(), &text);
        assert!(ours.matches(&format!("{name}.")).count() > 1, "{which}");
        let read: Value = serde_json::from_str(&served.get(&path, &ours).body).unwrap();
        assert_eq!(without_its_own(read), session, "{which}");
        let theirs = served.post(&path, &text);
        assert!(theirs.set_cookies.len() > 1, "{which}");
        let named = |it: &String| format!("{};", it.split(';').next().unwrap());
        let sizes = |cookies: &[String]| {
            let values = cookies.iter().map(|it| it.split_once('=').unwrap().1.len());
            values.collect::<Vec<_>>()
        };
        let pairs: Vec<String> = theirs.set_cookies.iter().map(named).collect();
        let made: Vec<String> = ours.split("; ").map(|it| format!("{it};")).collect();
        if format == "authjs" {
            // Random ids and times are as long in each.
            assert_eq!(sizes(&made), sizes(&pairs), "{which}");
        }
        let decrypt = ["decrypt", "--key", "key"];
        let opened = world.cookiekit(&decrypt, &theirs.set_cookies.join("\n"));
        let opened: Value = serde_json::from_str(&opened).unwrap();
        let opened = match format {
            "h3" => opened["data"].clone(),
            _ => without_its_own(opened),
        };
        assert_eq!(opened, session, "{which}");
    }
}

/// What `key export` prints is run, and the framework gets the key.
#[test]
#[ignore = "needs Node and the frameworks: tests/run"]
fn the_code_that_is_exported_fetches_the_key() {
    let world = World::new();
    let key = std::fs::read_to_string(world.0.path().join("key")).unwrap();
    let key = key.trim_end();
    for (consumer, shown, value) in [
        ("iron", "password", json!(key)),
        ("iron-session", "password", json!(key)),
        ("h3", "password", json!(key)),
        ("hono", "secret", json!(key)),
        ("next-auth", "secret", json!(key)),
        ("authjs", "secret", json!([key])),
        ("remix", "secrets", json!([key])),
        ("fastify-cookie", "given.secret", json!([key])),
        (
            "fastify-secure-session",
            "given.key.map((it) => it.toString('base64'))",
            json!([key]),
        ),
    ] {
        let code = world.cookiekit(&["key", "export", "--for", consumer, "--key", "key"], "");
        let app = "let given\nconst app = { register: (plugin, options) => { given = options } }\n";
        let program = format!("{app}{code}\nconsole.log(JSON.stringify({shown}))\n");
        let modules = std::env::var("PEERS_NODE_PATH").expect("tests/run sets it");
        let mut node = Command::new("node");
        node.arg("-")
            .env("NODE_PATH", modules)
            .current_dir(world.0.path());
        let ended = fed(&mut node, &program);
        let err = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{consumer}: {err}");
        let told: Value = serde_json::from_slice(&ended.stdout).unwrap();
        assert_eq!(told, value, "{consumer}");
    }
}
