//! `reissue` reads each key once.

use cookiekit::frameworks::{Expiry, FORMATS, NameBinding};

use crate::known::{PAYLOADS, WAYS};
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

/// A cookie that says when it was made, and whose reader decides how old it may be,
/// keeps that date under the new key.
#[test]
fn what_is_judged_by_its_age_keeps_the_date_that_it_was_made_at() {
    for format in FORMATS {
        let facts = format.facts();
        if !matches!(facts.expiry, Expiry::ByAge(_)) {
            continue;
        }
        let named: &[&str] = match facts.name_binding {
            NameBinding::Bound => &["--name", "session-name"],
            NameBinding::Unbound => &[],
        };
        let format = format.name();
        let world = World::new();
        for key in ["key", "new"] {
            let run = ["keygen", "--quiet", "--for", format, "--out", key];
            assert_eq!(world.run(&run).ends().code(), 0, "{format}");
        }
        let ways = WAYS.iter().flat_map(|way| PAYLOADS.map(|it| (way.0, it)));
        let mut made = ways.map(|(make, payload)| {
            let run = world.run(&[make, "--quiet", "--format", format, "--key", "key"]);
            let run = run.args(named).args(&["--now", "1700000000"]);
            run.stdin(payload).ends()
        });
        let made = made.find(|it| it.code() == 0);
        let made = made.unwrap_or_else(|| panic!("{format}: it makes none"));
        let common = ["--quiet", "--format", format, "--now", "1700000100"];
        let again = world
            .run(&["reissue", "--key", "new", "--key", "key"])
            .args(&common)
            .args(named)
            .args(&[made.text().trim()])
            .ends();
        assert_eq!(again.code(), 0, "{format}: {}", again.err);
        let told = world
            .run(&["inspect", "--json", "--key", "new"])
            .args(&common)
            .args(named)
            .args(&[again.text().trim()])
            .ends()
            .json();
        assert_eq!(told["outcome"], "valid", "{told:#}");
        assert_eq!(told["issued"], "2023-11-14T22:13:20Z", "{told:#}");
    }
}
