//! The encrypted cookies of Python's frameworks: running applications of Litestar and
//! aiohttp take ours and we open theirs, and so does Fernet of the library
//! cryptography. Their sides are `litestar_server.py`, `aiohttp_server.py` and
//! `fernet_peer.py` beside this file; each has its key by the code that `key export`
//! prints.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use serde_json::{Value, json};

use crate::python::World;
use crate::served::{Answer, fed};

fn decrypted(world: &World, answer: &Answer, name: &str, more: &[&str]) -> String {
    let named = format!(" {name}=");
    let mut lines = answer.set_cookies.iter();
    let line = lines.find(|it| it.contains(&named)).unwrap();
    world.cookiekit(&[&["decrypt", "--key", "key"], more].concat(), line)
}

#[test]
#[ignore = "needs Litestar: tests/run"]
fn litestar_counts_on_from_our_session_and_we_open_its_own() {
    let world = World::new("litestar", "litestar", "litestar_server.py");
    let litestar = world.serve("");
    let first = litestar.get("/counter", "a=1");
    assert_eq!(first.body, "1");
    assert_eq!(
        decrypted(&world, &first, "session", &[]),
        r#"{"counter":1}"#
    );
    for (key, counted) in [("key", "42"), ("old", "1")] {
        let encrypt = ["encrypt", "--format", "litestar", "--key", key];
        let encrypt = [&encrypt[..], &["--expires-in", "1h"]].concat();
        let ours = world.cookiekit(&encrypt, r#"{"counter":41}"#);
        let next = litestar.get("/counter", &format!("session={ours}"));
        assert_eq!(next.body, counted);
    }
}

#[test]
#[ignore = "needs Litestar: tests/run"]
fn a_session_of_litestar_in_several_cookies_is_opened() {
    let world = World::new("litestar", "litestar", "litestar_server.py");
    let litestar = world.serve("");
    let session = json!({ "text": "x".repeat(7000) }).to_string();
    let answer = litestar.post("/set", &session);
    let of_session = |it: &&String| it.contains(" session-");
    let lines: Vec<&String> = answer.set_cookies.iter().filter(of_session).collect();
    assert!(lines.len() > 2, "{lines:?}");
    let decrypt = ["decrypt", "--key", "key", "--name", "session-0"];
    let lines: Vec<&str> = lines.iter().map(|it| it.as_str()).collect();
    let opened = world.cookiekit(&decrypt, &lines.join("\n"));
    let opened: Value = serde_json::from_str(&opened).unwrap();
    assert_eq!(opened.to_string(), session);
}

#[test]
#[ignore = "needs Litestar: tests/run"]
fn litestar_counts_on_from_our_session_in_several_cookies() {
    let world = World::new("litestar", "litestar", "litestar_server.py");
    let litestar = world.serve("");
    for (letters, count) in [(7000, 3), (29_000, 10)] {
        let session = json!({ "counter": 41, "text": "x".repeat(letters) }).to_string();
        for (key, counted) in [("key", "42"), ("old", "1")] {
            let encrypt = ["encrypt", "-q", "--format", "litestar", "--key", key];
            let more = ["--name", "session", "--expires-in", "1h"];
            let ours = world.cookiekit(&[&encrypt[..], &more].concat(), &session);
            assert_eq!(ours.split("; ").count(), count, "{letters}");
            let next = litestar.get("/counter", &ours);
            assert_eq!(next.body, counted, "{letters}");
        }
    }
}

#[test]
#[ignore = "needs aiohttp-session: tests/run"]
fn aiohttp_session_counts_on_from_ours_and_we_open_its_own_in_both_storages() {
    let world = World::new("aiohttp-session", "aiohttp-session", "aiohttp_server.py");
    let of_nacl = "app = web.Application()\n\
                   key = base64.urlsafe_b64decode(keys[0])\n\
                   aiohttp_session.setup(app, NaClCookieStorage(key))";
    for (kind, code) in [("fernet", ""), ("nacl", of_nacl)] {
        let aiohttp = world.serve(code);
        let first = aiohttp.get("/counter", "a=1");
        assert_eq!(first.body, "1");
        let kind = format!("kind={kind}");
        let format = ["--format", "aiohttp-session", "--param", &kind];
        let opened = decrypted(&world, &first, "AIOHTTP_SESSION", &format);
        let opened: Value = serde_json::from_str(&opened).unwrap();
        assert_eq!(opened["session"], json!({ "counter": 1 }));
        for (key, counted) in [("key", "42"), ("old", "1")] {
            let encrypt = [&["encrypt", "--key", key], &format[..]].concat();
            let ours = world.cookiekit(&encrypt, r#"{"counter":41}"#);
            let next = aiohttp.get("/counter", &format!("AIOHTTP_SESSION={ours}"));
            assert_eq!(next.body, counted, "{kind}");
        }
    }
}

#[test]
#[ignore = "needs aiohttp-session: tests/run"]
fn a_rotation_of_the_key_of_aiohttp_session_signs_nobody_out() {
    World::new("aiohttp-session", "aiohttp-session", "aiohttp_server.py")
        .is_rotated_live_by("aiohttp-session", "decrypt");
}

#[test]
#[ignore = "needs cryptography: tests/run"]
fn fernet_reads_ours_under_each_key_and_we_read_its_own() {
    let world = World::new("fernet", "fernet", "fernet_peer.py");
    let old = format!(
        "fernet = MultiFernet([Fernet(key) for key in keys + keys_at({:?})])",
        world.path("old")
    );
    for key in ["key", "old"] {
        let encrypt = ["encrypt", "--format", "fernet", "--key", key];
        let ours = world.cookiekit(&encrypt, "J\u{f6}rg \u{540d}");
        let asked = format!("{ours}\nalice\n");
        let ended = fed(&mut world.python(&old), &asked);
        assert!(ended.status.success(), "{ended:?}");
        let answer = String::from_utf8(ended.stdout).unwrap();
        let (text, theirs) = answer.trim_end().split_once('\n').unwrap();
        assert_eq!(text, "J\u{f6}rg \u{540d}");
        // The first of its keys encrypts.
        let decrypt = ["decrypt", "--format", "fernet", "--key", "key"];
        assert_eq!(world.cookiekit(&decrypt, theirs), "alice");
    }
}
