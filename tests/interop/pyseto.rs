//! A running program that keeps its sessions in tokens of pyseto takes ours, and we
//! open those it makes. `pyseto_server.py` beside this file is its side; its keys are
//! set by the code that `key export` prints.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use serde_json::Value;

use crate::python::World;

fn world() -> World {
    World::new("paseto", "paseto", "pyseto_server.py")
}

#[test]
#[ignore = "needs pyseto: tests/run"]
fn pyseto_counts_on_from_our_token_and_we_open_its_own() {
    let world = world();
    let pyseto = world.serve("");
    for path in ["/counter", "/footer"] {
        let first = pyseto.get(path, "a=1");
        assert_eq!(first.body, "1");
        let opened = world.cookiekit(&["decrypt", "--key", "key"], &first.set_cookies[0]);
        let opened: Value = serde_json::from_str(&opened).unwrap();
        assert_eq!(opened["counter"], 1);
    }
    let kid = "footer={\"kid\":\"some\"}";
    for params in [&[][..], &["--param", kid], &["--expires-in", "1h"]] {
        for (key, count) in [("key", "42"), ("old", "1")] {
            let encrypt = ["encrypt", "--format", "paseto", "--key", key];
            let encrypt = [&encrypt[..], params].concat();
            let ours = world.cookiekit(&encrypt, r#"{"counter":41}"#);
            let next = pyseto.get("/counter", &format!("token={ours}"));
            assert_eq!(next.body, count, "{params:?}");
        }
    }
}

#[test]
#[ignore = "needs pyseto: tests/run"]
fn a_rotation_of_its_key_signs_nobody_out() {
    world().is_rotated_live_by("paseto", "decrypt");
}
