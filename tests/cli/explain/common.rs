//! Cookies of one name that no key opens all of. They are Flask's (3.1), whose
//! vectors tell which key made each.

use serde_json::{Value, json};

use crate::world::World;

const ONE: &str = "eyJ1c2VyIjoiYWxpY2UifQ.ZVPxAA.gqXovrTYGpIsF_SpcN_EMwyZuWk";
const TWO: &str = "eyJtYWRlIjoib2xkIn0.ZVPw-g.5ssTM9idh3oU0pDgBT2qVYlP_2M";
const THREE: &str = "eyJtYWRlIjoib2xkZXIifQ.ZVPw-Q.SvGUV4FOy9HRoa_rTuci5efAI20";
/// Under the key of ONE as well.
const ONE_LATER: &str = "eyJtYWRlIjoid2l0aCB0aHJlZSBrZXlzIn0.ZVPw-w.n95O_CyBJ-I_A0rHMRwONkrHazY";
const NOW: &str = "1700000100";

fn world() -> World {
    let world = World::new();
    world.file("one", "GTI8dc-R5alcohNPVQvSn2xTHgSCO7xS95mDiYTmLL4");
    world.file("two", "BO12i44iozjpbJc8iZsqrEJJUGkI0R7eIN_x1xvundY");
    world
}

fn header(cookies: &[&str]) -> String {
    let lines = cookies.iter().map(|it| format!("Cookie: session={it}\n"));
    lines.collect()
}

/// What is reported about the keys that cookies have in common.
fn groups(world: &World, keys: &[&str], now: &str, cookies: &[&str]) -> Vec<Value> {
    let keys = keys.iter().flat_map(|it| ["--key", it]);
    let arguments = ["inspect", "--json", "--now", now].into_iter().chain(keys);
    let arguments: Vec<&str> = arguments.collect();
    let document = world.run(&arguments).stdin(header(cookies)).ends().json();
    // Of one cookie alone there is none.
    document["no_common_key"]
        .as_array()
        .cloned()
        .unwrap_or_default()
}

/// The numbers of the cookies under each key, and of those under none.
fn numbers(group: &Value) -> (Vec<(Value, Value)>, Value) {
    let under = group["under"].as_array().unwrap().iter();
    let under = under.map(|it| (it["key"].clone(), it["cookies"].clone()));
    (under.collect(), group["under_none"].clone())
}

#[test]
fn which_open_under_which_key_is_told_and_where_the_keys_are_from_is_not_claimed() {
    let world = world();
    let keys = ["one", "two"];
    let found = groups(&world, &keys, NOW, &[ONE, TWO, THREE, ONE_LATER]);
    assert_eq!(found.len(), 1, "{found:#?}");
    let under = vec![(json!("one"), json!([1, 4])), (json!("two"), json!([2]))];
    assert_eq!(numbers(&found[0]), (under, json!([3])));
    assert_eq!(
        found[0]["proven"],
        "no key that was given opens all of 4 cookies: cookies 1 and 4 are under the key from one \
         (12584cb9-cdc651ad), cookie 2 is under the key from two (13225382-777a959b), cookie 3 \
         opens under none that was given"
    );
    let may_be = found[0]["may_be"].as_str().unwrap();
    assert!(may_be.contains("would look like this"), "{may_be}");
    assert!(may_be.ends_with("more like a start"), "{may_be}");
    // The order of time is that of the cookies, and not of the list.
    let found = groups(&world, &keys, NOW, &[ONE, THREE]);
    assert_eq!(
        numbers(&found[0]),
        (vec![(json!("one"), json!([1]))], json!([2]))
    );
    let text = world
        .run(&["inspect", "--key", "one", "--now", NOW])
        .stdin(header(&[ONE, THREE]))
        .ends();
    assert_eq!(text.code(), 1);
    let shown = text.text();
    assert!(
        shown.contains("\n\nsession (flask): no key that was given"),
        "{shown}"
    );
    assert!(
        shown
            .lines()
            .filter(|it| !it.trim_start().starts_with("cookiekit "))
            .all(|line| line.chars().count() <= 80),
        "{shown}"
    );
    let shown: Vec<&str> = shown.split_whitespace().collect();
    let shown = shown.join(" ");
    assert!(
        shown.contains(
            "session (flask): no key that was given opens all of 2 cookies: cookie 1 is under the \
             key from one (12584cb9-cdc651ad), cookie 2 opens under none that was given maybe: a \
             server that makes a new key at each start, or nodes that have a key each, would look \
             like this; so would another application of the same host, a key that was replaced, and \
             a cookie that was changed; "
        ),
        "{shown}"
    );
}

#[test]
fn keys_that_take_turns_in_time_are_more_like_nodes() {
    let world = world();
    for name in ["one", "two"] {
        for turn in 0..2 {
            let number = 2 * turn + usize::from(name == "two");
            let now = format!("17000000{turn}{}", usize::from(name == "two"));
            let payload = format!("{{\"n\":{number}}}");
            let sign = ["sign", "-q", "--format", "flask", "--key", name, "--now"];
            let made = world.run(&[&sign[..], &[&now, &payload]].concat()).ends();
            world.file(&format!("c{number}"), made.text().trim());
        }
    }
    let cookie = |it: usize| std::fs::read_to_string(world.path(&format!("c{it}"))).unwrap();
    let cookies: Vec<String> = (0..4).map(cookie).collect();
    let cookies: Vec<&str> = cookies.iter().map(String::as_str).collect();
    let order = |cookies: &[&str]| {
        let found = groups(&world, &["one", "two"], NOW, cookies);
        let may_be = found[0]["may_be"].as_str().unwrap();
        may_be.rsplit(": ").next().unwrap().to_owned()
    };
    // Of the times 0, 1, 10 and 11 the second key has 1 and 11.
    assert_eq!(order(&cookies), "more like several nodes");
    assert_eq!(order(&cookies[1..3]), "more like a start");
}

#[test]
fn of_cookies_that_none_opens_no_common_key_is_denied() {
    let world = world();
    let found = groups(&world, &["two"], NOW, &[ONE, THREE]);
    assert_eq!(numbers(&found[0]), (vec![], json!([1, 2])));
    assert_eq!(
        found[0]["proven"],
        "no key that was given opens any of 2 cookies: they may be under one other key, or under one \
         each"
    );
}

#[test]
fn what_else_explains_it_is_no_sign_of_several_keys() {
    let world = world();
    let cut = &ONE_LATER[..ONE_LATER.len() - 3];
    let quoted = format!("\"{ONE_LATER}\"");
    for (what, keys, now, cookies) in [
        ("one key", &["one"][..], NOW, &[ONE, ONE_LATER][..]),
        (
            "one key beside another",
            &["two", "one"],
            NOW,
            &[ONE, ONE_LATER],
        ),
        ("expired", &["one"], "1702678400", &[ONE, ONE_LATER]),
        ("malformed", &["one"], NOW, &[ONE, cut]),
        ("not a cookie of a format", &["one"], NOW, &[ONE, "dark"]),
        ("quotes", &["one"], NOW, &[ONE, &quoted]),
        ("one that is forged", &["two"], NOW, &[ONE]),
        ("one that is forged, twice", &["two"], NOW, &[ONE, ONE]),
        ("no key", &[], NOW, &[ONE, THREE]),
    ] {
        let found = groups(&world, keys, now, cookies);
        assert!(found.is_empty(), "{what}: {found:#?}");
    }
    // Cookies of two names are of two applications, or two things of one.
    let header = format!("Cookie: session={ONE}; other={THREE}\n");
    let run = ["inspect", "--json", "--now", NOW, "--key", "one"];
    let document = world.run(&run).stdin(header).ends().json();
    assert_eq!(document["no_common_key"], json!([]), "{document:#}");
}

/// A key that was replaced in its turn is one place's.
#[test]
fn the_slots_of_one_place_are_no_keys_of_several_nodes() {
    let world = world();
    world.file("key", "BO12i44iozjpbJc8iZsqrEJJUGkI0R7eIN_x1xvundY");
    world.file("key.next", "GTI8dc-R5alcohNPVQvSn2xTHgSCO7xS95mDiYTmLL4");
    let found = groups(&world, &["key"], NOW, &[ONE, TWO]);
    assert!(found.is_empty(), "{found:#?}");
    let found = groups(&world, &["key"], NOW, &[ONE, TWO, THREE]);
    assert_eq!(
        numbers(&found[0]),
        (vec![(json!("key"), json!([1, 2]))], json!([3]))
    );
}
