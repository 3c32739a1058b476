//! `reissue` reads each key once.

use crate::world::World;

const OLD: &str = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
const KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// A cookie under the old key.
fn cookie(world: &World) -> String {
    world.file("old", OLD);
    world.set_mode("old", 0o600);
    let made = world
        .run(&["encrypt", "--key", "old", "--expires-in", "8h", "{\"a\":1}"])
        .ends();
    made.text()
}

#[test]
fn the_command_of_a_key_runs_once() {
    let world = World::with_key(KEY);
    let cookie = cookie(&world);
    let command = "cmd:echo run >> runs; cat key";
    let ended = world
        .run(&["reissue", "--key", command, "--key", "old"])
        .stdin(&cookie)
        .ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    let runs = std::fs::read_to_string(world.path("runs")).unwrap();
    assert_eq!(runs, "run\n");
    world
        .run(&["decrypt", "--key", "key"])
        .stdin(ended.text())
        .gives(0, "{\"a\":1}\n", "");
}

/// It comes through a pipe, and is both tried and made with.
#[test]
fn the_primary_may_come_through_a_descriptor() {
    let world = World::with_key(KEY);
    world.file("cookie", cookie(&world));
    let script = "exec 3< key; exec cookiekit reissue --key fd:3 --key old < cookie";
    let ended = world.shell(script).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    world
        .run(&["decrypt", "--key", "key"])
        .stdin(ended.text())
        .gives(0, "{\"a\":1}\n", "");
}
