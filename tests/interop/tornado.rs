//! A running application of Tornado takes our cookies, and we open those it sets, of
//! either version and with keys by their numbers. `tornado_server.py` beside this file
//! is its side; its keys are set by the code that `key export` prints.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::python::World;

fn world() -> World {
    World::new("tornado", "tornado", "tornado_server.py")
}

const SIGN: [&str; 5] = ["sign", "--format", "tornado", "--name", "visits"];

fn signed(world: &World, key: &str) -> String {
    let sign = [&SIGN[..], &["--key", key]].concat();
    format!("visits={}", world.cookiekit(&sign, "41"))
}

#[test]
#[ignore = "needs Tornado: tests/run"]
fn tornado_counts_on_from_our_cookie_and_we_open_its_own() {
    let world = world();
    // As it was with one key, and with the code.
    for more in ["application.settings[\"cookie_secret\"] = keys[0]", ""] {
        let tornado = world.serve(more);
        let first = tornado.get("/counter", "a=1");
        assert_eq!(first.body, "1");
        assert_eq!(world.opened(&first, "visits"), "1");
        let next = tornado.get("/counter", &signed(&world, "key"));
        assert_eq!(next.body, "42", "{more}");
        assert_eq!(world.opened(&next, "visits"), "42");
        // Under another key, or another name, it is none.
        let next = tornado.get("/counter", &signed(&world, "old"));
        assert_eq!(next.body, "1");
        let other = ["sign", "--format", "tornado", "--name", "other"];
        let other = world.cookiekit(&[&other[..], &["--key", "key"]].concat(), "41");
        let next = tornado.get("/counter", &format!("visits={other}"));
        assert_eq!(next.body, "1");
    }
}

#[test]
#[ignore = "needs Tornado: tests/run"]
fn a_cookie_of_version_1_is_opened() {
    let world = world();
    let tornado = world.serve("application.settings[\"cookie_secret\"] = keys[0]");
    let first = tornado.get("/first", "a=1").body;
    let verify = ["verify", "--key", "key", "--name", "visits"];
    assert_eq!(world.cookiekit(&verify, &first), "41");
    let next = tornado.get("/counter", &format!("visits={first}"));
    assert_eq!(next.body, "42");
}

#[test]
#[ignore = "needs Tornado: tests/run"]
fn keys_by_their_numbers_sign_and_verify_as_theirs_do() {
    let world = world();
    let [key, old] = ["key", "old"].map(|it| fs::read_to_string(world.path(it)).unwrap());
    let [key, old] = [key.trim(), old.trim()];
    let write = |name: &str, map: String| {
        fs::write(world.path(name), map).unwrap();
        fs::set_permissions(world.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    };
    write("map", format!("{{\"2\":\"{key}\",\"1\":\"{old}\"}}"));
    write("before", format!("{{\"1\":\"{old}\"}}"));
    write("swapped", format!("{{\"1\":\"{key}\",\"2\":\"{old}\"}}"));
    let old = world.path("old");
    let tornado = world.serve(&format!(
        "application.settings.update(cookie_secret={{2: keys[0], 1: keys_at({old:?})[0]}}, key_version=2)"
    ));
    let first = tornado.get("/counter", "a=1");
    let line = &first.set_cookies[0];
    assert!(line.contains("2|1:2|"), "{line}");
    assert_eq!(world.cookiekit(&["verify", "--key", "map"], line), "1");
    for (key, count) in [("map", "42"), ("before", "42"), ("swapped", "1")] {
        let next = tornado.get("/counter", &signed(&world, key));
        assert_eq!(next.body, count, "{key}");
    }
}

#[test]
#[ignore = "needs Tornado: tests/run"]
fn a_rotation_of_its_key_signs_nobody_out() {
    world().is_rotated_live("tornado");
}

/// Cookies of one key alone have no number: they are read after a rotation, and after
/// the way back.
#[test]
#[ignore = "needs Tornado: tests/run"]
fn a_cookie_from_before_the_code_is_read_until_its_key_is_dropped() {
    let world = world();
    world.python("");
    let before = signed(&world, "key");
    let is_counted = |count: &str| {
        let tornado = world.serve_again();
        assert_eq!(tornado.get("/counter", &before).body, count);
    };
    is_counted("42");
    let rotate = |step: &[&str]| {
        world.cookiekit(&[&["rotate"], step, &["-q", "--key", "key"]].concat(), "");
    };
    rotate(&[]);
    is_counted("42");
    rotate(&["rollback"]);
    is_counted("42");
    rotate(&["rollback"]);
    let retire = ["retire", "--older-than", "31d", "--now", "4102444800"];
    world.cookiekit(
        &[&["rotate"], &retire[..], &["-q", "--key", "key"]].concat(),
        "",
    );
    is_counted("1");
}
