//! A running application of Bottle takes our cookies, and we open those it sets.
//! `bottle_server.py` beside this file is its side; its keys are set by the code that
//! `key export` prints.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use crate::python::World;

fn world() -> World {
    World::new("bottle", "bottle", "bottle_server.py")
}

#[test]
#[ignore = "needs Bottle: tests/run"]
fn bottle_counts_on_from_our_cookie_and_we_open_its_own() {
    let world = world();
    let bottle = world.serve("");
    let first = bottle.get("/counter", "a=1");
    assert_eq!(first.body, "1");
    assert_eq!(world.opened(&first, "visits"), "1");
    let sign = ["sign", "--format", "bottle", "--name", "visits", "--key"];
    for (key, count, alone) in [("key", "42", "'41'"), ("old", "1", "None")] {
        let ours = world.cookiekit(&[&sign[..], &[key]].concat(), "41");
        let next = bottle.get("/counter", &format!("visits={ours}"));
        assert_eq!(next.body, count);
        let read = bottle.get("/alone", &format!("visits={ours}"));
        assert_eq!(read.body, alone);
    }
    let other = [
        "sign", "--format", "bottle", "--name", "other", "--key", "key",
    ];
    let other = world.cookiekit(&other, "41");
    assert_eq!(bottle.get("/counter", &format!("visits={other}")).body, "1");
}

#[test]
#[ignore = "needs Bottle: tests/run"]
fn a_rotation_of_its_key_signs_nobody_out() {
    world().is_rotated_live("bottle");
}
