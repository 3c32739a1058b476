//! A running application of Starlette, whose session has the code that `key export`
//! prints. `starlette_server.py` beside this file is its side.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use crate::python::World;

fn world() -> World {
    World::new("starlette", "starlette", "starlette_server.py")
}

#[test]
#[ignore = "needs Starlette: tests/run"]
fn starlette_counts_on_from_our_session_and_we_open_its_own() {
    let world = world();
    let starlette = world.serve("");
    let first = starlette.get("/counter", "a=1");
    assert_eq!(first.body, "1");
    assert_eq!(world.opened(&first, "session"), r#"{"counter": 1}"#);
    let ours = world.sign("starlette", "key", r#"{"counter":41}"#);
    let next = starlette.get("/counter", &format!("session={ours}"));
    assert_eq!(next.body, "42");
    let other = world.sign("starlette", "old", r#"{"counter":41}"#);
    let next = starlette.get("/counter", &format!("session={other}"));
    assert_eq!(next.body, "1");
}

#[test]
#[ignore = "needs Starlette: tests/run"]
fn a_rotation_of_its_key_signs_nobody_out() {
    world().is_rotated_live("starlette");
}
