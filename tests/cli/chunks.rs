//! Cookies in chunks: which one did not come, which is left over of an older cookie,
//! and what a new one leaves behind.

use serde_json::Value;

use crate::known::{KEY, OTHER_KEY, THEN};
use crate::world::World;

/// A format that splits its cookies: its name, that of its cookie, what makes it so.
type Split = (&'static str, &'static str, &'static [&'static str]);

const AUTHJS: Split = ("authjs", "authjs.session-token", &[]);
const LITESTAR: Split = ("litestar", "session", &[]);
const SPLITS: [Split; 5] = [
    AUTHJS,
    ("authjs", "__Secure-next-auth.session-token", &["version=4"]),
    ("iron-session", "my-session", &["chunk=true"]),
    ("h3", "nuxt-session", &[]),
    LITESTAR,
];

type Pairs = Vec<(String, String)>;

fn world() -> World {
    let world = World::with_key(KEY);
    world.file("other", OTHER_KEY);
    world
}

/// The cookies of a session with so many letters.
fn made(world: &World, split: Split, letters: usize) -> Pairs {
    let (format, name, params) = split;
    let mut arguments = vec!["encrypt", "-q", "--format", format, "--key", "key"];
    arguments.extend(["--name", name, "--now", THEN]);
    arguments.extend(params.iter().flat_map(|it| ["--param", it]));
    if format == "litestar" {
        arguments.extend(["--expires-in", "1d"]);
    }
    arguments.push("-");
    let payload = format!("{{\"text\":\"{}\"}}", "x".repeat(letters));
    let ended = world.run(&arguments).stdin(payload).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    let text = ended.text().trim_end().to_owned();
    if !text.starts_with(name) {
        return vec![(name.to_owned(), text)];
    }
    let pairs = text.split("; ").map(|it| it.split_once('=').unwrap());
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn header(pairs: &[(String, String)]) -> String {
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!("Cookie: {}", pairs.join("; "))
}

fn told(world: &World, key: &str, more: &[&str], pairs: &[(String, String)]) -> (i32, Value) {
    let arguments = ["inspect", "--json", "--key", key, "--now", THEN];
    let ended = world.run(&[&arguments, more].concat());
    let ended = ended.stdin(header(pairs)).ends();
    (ended.code(), ended.json())
}

/// What is reported about the cookie of this name, or of the only one.
fn of<'v>(told: &'v Value, name: &str) -> &'v Value {
    let all = told["cookies"].as_array();
    all.and_then(|all| all.iter().find(|it| it["name"] == name))
        .unwrap_or(told)
}

fn without(pairs: &[(String, String)], index: usize) -> Pairs {
    let mut pairs = pairs.to_vec();
    pairs.remove(index);
    pairs
}

#[test]
fn the_chunk_that_did_not_come_is_named() {
    let world = world();
    for split in SPLITS {
        let (format, name, _) = split;
        let pairs = made(&world, split, 8500);
        assert!(pairs.len() >= 3, "{format}: {}", pairs.len());
        let (code, all) = told(&world, "key", &[], &pairs);
        assert_eq!(code, 0, "{format}: {all}");
        let last = pairs.len() - 1;
        for (index, id) in [
            (0, "first-chunk-missing"),
            (last - 1, "chunk-missing"),
            (last, "last-chunk-missing"),
        ] {
            let missing = &pairs[index].0;
            // Without its middle one, or the end, it is reported for the first.
            for more in [&[][..], &["--format", format]] {
                let rest = without(&pairs, index);
                let (code, all) = told(&world, "key", more, &rest);
                assert_eq!(code, 1, "{format} {missing}");
                let all = of(&all, &rest[0].0);
                assert_eq!(all["reason"], id, "{format} without {missing}: {all}");
                let verdict = all["verdict"].as_str().unwrap();
                assert!(verdict.contains(missing), "{format}: {verdict}");
            }
        }
        // Under the name without a number as well, and alone.
        if format != "h3" {
            let (_, all) = told(&world, "key", &["--name", name], &pairs[..1]);
            assert_eq!(all["reason"], "last-chunk-missing", "{all}");
            let verdict = all["verdict"].as_str().unwrap();
            assert!(verdict.contains("and no other came with it"), "{verdict}");
        }
    }
}

#[test]
fn what_is_left_over_of_an_older_cookie_is_named() {
    let world = world();
    for split in SPLITS {
        let (format, name, _) = split;
        let old = made(&world, split, 8500);
        let new = made(&world, split, 4500);
        let small = made(&world, split, 10);
        assert!(old.len() > new.len() && small.len() == 1);
        let left = &old[new.len()..];
        let joined = [&new[..], left].concat();
        let alone = [&small[..], &old[1..]].concat();
        let (code, all) = told(&world, "key", &[], &joined);
        let names: Vec<&str> = left.iter().map(|it| &*it.0).collect();
        if format == "h3" {
            // It says how many it has: what is left over is not read.
            assert_eq!(code, 0, "{all}");
            assert_eq!(told(&world, "key", &[], &alone).0, 0);
            continue;
        }
        assert_eq!(code, 1, "{all}");
        let one = of(&all, &joined[0].0);
        assert_eq!(one["reason"], "chunk-left-over", "{one}");
        let verdict = one["verdict"].as_str().unwrap();
        assert!(verdict.contains(names[0]), "{verdict}");
        assert!(!one["explanation"]["payload"].is_null());
        // Under another key, or with another letter, nothing is claimed.
        let (_, all) = told(&world, "other", &[], &joined);
        assert!(all["explanation"].is_null(), "{all}");
        let mut altered = joined.clone();
        let letter = if &altered[1].1[7..8] == "A" { "B" } else { "A" };
        altered[1].1.replace_range(7..8, letter);
        let (_, all) = told(&world, "key", &[], &altered);
        assert!(all["explanation"].is_null(), "{all}");
        // A whole one beside chunks: iron-session reads it alone, Auth.js joins them.
        let (code, all) = told(&world, "key", &["--name", name], &alone);
        match format {
            // Litestar ignores what stands behind the padding of this one.
            "iron-session" | "litestar" => assert_eq!(code, 0, "{all}"),
            _ => assert_eq!(of(&all, name)["reason"], "chunk-left-over", "{all}"),
        }
    }
}

#[test]
fn the_order_of_the_header_is_none_and_chunks_that_changed_places_are_named() {
    let world = world();
    for split in SPLITS {
        let format = split.0;
        let mut pairs = made(&world, split, 8500);
        let mut reversed = pairs.clone();
        reversed.reverse();
        let (code, all) = told(&world, "key", &[], &reversed);
        assert_eq!(code, 0, "{format}: {all}");
        let moved = pairs[1].1.clone();
        pairs[1].1 = std::mem::replace(&mut pairs[2].1, moved);
        let (code, all) = told(&world, "key", &[], &pairs);
        assert_eq!(code, 1, "{format}: {all}");
        let one = of(&all, &pairs[0].0);
        assert_eq!(one["reason"], "chunks-swapped", "{format}: {all}");
        let verdict = one["verdict"].as_str().unwrap();
        for (name, _) in &pairs[1..3] {
            assert!(verdict.contains(name), "{verdict}");
        }
        // Under another key nothing is claimed.
        let (_, all) = told(&world, "other", &[], &pairs);
        assert!(of(&all, &pairs[0].0)["explanation"].is_null(), "{all}");
    }
}

/// The last chunk of Litestar is like a whole cookie.
#[test]
fn a_last_chunk_alone_is_told_by_its_name() {
    let world = world();
    let pairs = made(&world, LITESTAR, 8500);
    let last = &pairs[pairs.len() - 1..];
    let (code, all) = told(&world, "key", &[], last);
    assert_eq!((code, &all["reason"]), (1, &"first-chunk-missing".into()));
    let verdict = all["verdict"].as_str().unwrap();
    assert!(
        verdict.contains("and the first did not come with it: session-0"),
        "{verdict}"
    );
    // A name of the application's own may end in a number.
    let own = [("shop-1".to_owned(), last[0].1.clone())];
    let (code, all) = told(&world, "key", &[], &own);
    assert_eq!((code, &all["reason"]), (1, &Value::Null), "{all}");
}

/// In Set-Cookie lines, and in the lines of a log, by the name without a number.
#[test]
fn chunks_are_joined_in_every_form() {
    let world = world();
    for split in SPLITS {
        let (format, name, params) = split;
        let pairs = made(&world, split, 4500);
        let lines = pairs
            .iter()
            .map(|it| format!("Set-Cookie: {}={}; Path=/\n", it.0, it.1));
        let mut pin = vec!["decrypt", "--key", "key", "--now", THEN, "--format", format];
        pin.extend(params.iter().flat_map(|it| ["--param", it]));
        let ended = world.run(&pin).stdin(lines.collect::<String>()).ends();
        assert_eq!(ended.code(), 0, "{format}: {}", ended.err);
        for name in [name, &pairs[0].0] {
            let log = format!("x \"{}\" y\n", header(&pairs).replace('"', "\\\""));
            for line in [header(&pairs), log] {
                let more = ["--lines", "--name", name];
                let ended = world.run(&[&pin[..], &more].concat()).stdin(line).ends();
                let record: Value = serde_json::from_str(&ended.text()).unwrap();
                assert_eq!(record["outcome"], "valid", "{format} {name}: {}", ended.err);
            }
        }
    }
}

#[test]
fn a_whole_one_beside_the_first_chunk_is_told_as_its_server_reads_it() {
    let world = world();
    for split in SPLITS {
        let (format, name, _) = split;
        let both = [made(&world, split, 10), made(&world, split, 6000)].concat();
        if format == "h3" {
            continue;
        }
        let (_, all) = told(&world, "key", &[], &both);
        let first = &both[1].0;
        assert!(first.ends_with('0'), "{first}");
        let id_of = |name: &str| of(&all, name)["remarks"][0]["id"].clone();
        match format {
            "iron-session" => {
                assert_eq!(id_of(name), Value::Null, "{all}");
                assert_eq!(id_of(first), "chunks-unread", "{all}");
            }
            "litestar" => {
                let remarks = |name: &str| of(&all, name)["remarks"].to_string();
                assert!(!remarks(name).contains("chunk-beside"), "{all}");
                assert!(remarks(first).contains("chunk-beside"), "{all}");
            }
            _ => {
                assert_eq!(id_of(name), "chunk-beside", "{all}");
                assert_eq!(id_of(first), "chunk-beside", "{all}");
            }
        }
    }
    // Auth.js joins what only begins so; another one's name does not count.
    let small = made(&world, AUTHJS, 10);
    let with = |name: &str| [&small[..], &[(name.to_owned(), "zzzz".to_owned())]].concat();
    let (_, all) = told(
        &world,
        "key",
        &["--name", AUTHJS.1],
        &with("authjs.session-token-old"),
    );
    assert_eq!(all["remarks"][0]["id"], "chunk-beside", "{all}");
    let (_, all) = told(
        &world,
        "key",
        &["--name", AUTHJS.1],
        &with("authjs.callback-url"),
    );
    assert_eq!(all["remarks"][0]["id"], Value::Null, "{all}");
}

#[test]
fn other_cookies_with_numbers_in_their_names_are_no_chunks() {
    let world = world();
    for pairs in [
        "survey.1=yes; survey.2=no",
        "page.3=abc",
        "a.0=1; a.1=2",
        "v.2=3",
    ] {
        let ended = world
            .run(&["inspect", "--json", "--key", "key", "--", pairs])
            .ends();
        assert!(!ended.text().contains("chunk"), "{pairs}: {}", ended.text());
    }
    // One that is whole in its chunks, and altered, lacks none.
    let mut pairs = made(&world, AUTHJS, 6000);
    let letter = if &pairs[1].1[7..8] == "A" { "B" } else { "A" };
    pairs[1].1.replace_range(7..8, letter);
    let (_, all) = told(&world, "key", &[], &pairs);
    assert_eq!(all["reason"], Value::Null, "{all}");
}

#[test]
fn a_new_cookie_names_what_it_leaves_behind() {
    let world = world();
    let reissue = ["reissue", "--key", "other", "--key", "key", "--now", THEN];
    let run = |more: &[&str], pairs: &[(String, String)]| {
        let ended = world.run(&[&reissue[..], more].concat());
        ended.stdin(header(pairs)).ends()
    };
    for split in SPLITS {
        let (format, _, params) = split;
        let pairs = made(&world, split, 6000);
        // As many chunks as before: nothing is left.
        let mut more = vec!["--format", format];
        more.extend(params.iter().flat_map(|it| ["--param", it]));
        let ended = run(&more, &pairs);
        assert_eq!(ended.code(), 0, "{format}: {}", ended.err);
        assert!(!ended.err.contains("left over"), "{}", ended.err);
        // Another format needs one cookie.
        let target = if format == "h3" { "plumber" } else { "sealed" };
        let to = ["--to", target, "--to-key", "other"];
        let ended = run(&[&more[..], &to].concat(), &pairs);
        assert_eq!(ended.code(), 0, "{format}: {}", ended.err);
        for (name, _) in &pairs[1..] {
            let line = format!("Set-Cookie: {name}=; Path=/; Max-Age=0");
            assert!(ended.err.contains(&line), "{}", ended.err);
        }
        let ended = run(&[&more[..], &to, &["--json"]].concat(), &pairs);
        let document = ended.json();
        let left = document["left_over"].as_array().unwrap();
        assert_eq!(
            left.last().unwrap()["name"],
            pairs.last().unwrap().0.as_str()
        );
        // The new one has the name without a number.
        if format != "h3" {
            assert_eq!(document["reissued_name"], split.1, "{document}");
            assert_eq!(left[0]["name"], pairs[0].0.as_str());
        }
        // Of many lines as well.
        let lines = [&more[..], &to, &["--lines", "--name", split.1]].concat();
        let ended = run(&lines, &pairs);
        let record: Value = serde_json::from_str(&ended.text()).unwrap();
        let names: Vec<&Value> = left.iter().map(|it| &it["name"]).collect();
        let told: Vec<&Value> = record["left_over"].as_array().unwrap().iter().collect();
        assert_eq!(told, names, "{record}");
    }
    // h3's own count is smaller than what came.
    let h3 = SPLITS[3];
    let (old, new) = (made(&world, h3, 12_000), made(&world, h3, 6000));
    let pairs = [&new[..], &old[new.len()..]].concat();
    let ended = run(&["--json"], &pairs);
    let left = &ended.json()["left_over"];
    assert_eq!(left[0]["name"], old[new.len()].0.as_str(), "{left}");
    assert_eq!(
        left[0]["delete"],
        format!("Set-Cookie: {}=; Path=/; Max-Age=0", old[new.len()].0)
    );
}

/// Auth.js 5 answers `null` to each of these, and logs JWTSessionError: `@auth/core` 0.41.3.
#[test]
fn what_its_server_refuses_with_what_came_with_it_is_valid_for_no_command() {
    let world = world();
    let [small, big] = [10, 6000].map(|letters| made(&world, AUTHJS, letters));
    let like = [(format!("{}X", AUTHJS.1), "1".to_owned())];
    for pairs in [
        [&small[..], &big].concat(),
        [&big[..], &small].concat(),
        [&small[..], &like].concat(),
    ] {
        let (code, all) = told(&world, "key", &[], &pairs);
        assert_eq!(code, 1, "{all}");
        let one = of(&all, AUTHJS.1);
        assert_eq!(
            (&one["outcome"], &one["reason"], &one["exit"]),
            (&"refused".into(), &"chunk-beside".into(), &1.into()),
            "{one}"
        );
        assert_eq!(one["authenticated"], true);
        let says = "genuine, but Auth.js joins to it every cookie whose name begins with the same";
        let (code, alone) = told(&world, "key", &["--name", AUTHJS.1], &pairs);
        assert_eq!((code, &alone["outcome"]), (1, &"refused".into()), "{alone}");
        for command in ["decrypt", "reissue"] {
            let run = [command, "--key", "key", "--now", THEN, "--name", AUTHJS.1];
            let ended = world.run(&run).stdin(header(&pairs)).ends();
            assert_eq!((ended.code(), &*ended.text()), (1, ""), "{}", ended.err);
            assert!(ended.err.contains(says), "{}", ended.err);
            assert!(
                ended.err.contains("hint: have the server delete"),
                "{}",
                ended.err
            );
            let ended = world.run(&[&run[..], &["--json"]].concat());
            let document = ended.stdin(header(&pairs)).ends().json();
            assert_eq!(document["outcome"], "refused", "{document}");
            let ended = world.run(&[&run[..], &["--lines"]].concat());
            let ended = ended.stdin(header(&pairs)).ends();
            assert_eq!(ended.code(), 1, "{}", ended.err);
            let record: Value = serde_json::from_str(&ended.text()).unwrap();
            assert_eq!(record["outcome"], "refused", "{record}");
            assert!(
                record["error"].as_str().unwrap().starts_with(says),
                "{record}"
            );
        }
    }
    let ended = world.run(&["inspect", "--key", "key", "--now", THEN]);
    let ended = ended.stdin(header(&[&small[..], &like].concat())).ends();
    let first = "2 cookies in header lines: 1 genuine, but refused with what came with it, 1 of another \
                 kind\n";
    assert!(ended.text().starts_with(first), "{}", ended.text());
    // Near misses: another name, an empty value, and chunks that belong together.
    let other = [("authjs.callback-url".to_owned(), "x".to_owned())];
    let empty = [(format!("{}X", AUTHJS.1), String::new())];
    for pairs in [
        [&small[..], &other].concat(),
        [&small[..], &empty].concat(),
        big.clone(),
    ] {
        let run = ["decrypt", "--key", "key", "--now", THEN, "--name", AUTHJS.1];
        let ended = world.run(&run).stdin(header(&pairs)).ends();
        assert_eq!(ended.code(), 0, "{}", ended.err);
        let ended = world.run(&[&run[..], &["--lines"]].concat());
        let ended = ended.stdin(header(&pairs)).ends();
        assert_eq!(ended.code(), 0, "{}", ended.text());
    }
}

/// iron-session reads the whole one, and no chunk beside it.
#[test]
fn what_its_server_does_not_read_decides_nothing_about_what_it_reads() {
    let world = world();
    let iron = SPLITS[2];
    let [small, big] = [10, 6000].map(|letters| made(&world, iron, letters));
    let pairs = [&small[..], &big].concat();
    let (code, all) = told(&world, "key", &[], &pairs);
    assert_eq!(code, 0, "{all}");
    assert_eq!(of(&all, iron.1)["outcome"], "valid", "{all}");
    let chunk = of(&all, &big[0].0);
    assert_eq!(
        (&chunk["outcome"], &chunk["reason"]),
        (&"refused".into(), &"chunks-unread".into()),
        "{chunk}"
    );
    for more in [&[][..], &["--lines"]] {
        let run = ["decrypt", "--key", "key", "--now", THEN, "--name", iron.1];
        let ended = world.run(&[&run[..], more].concat());
        let ended = ended.stdin(header(&pairs)).ends();
        assert_eq!(ended.code(), 0, "{}", ended.err);
    }
}

/// What an answer takes away does not come back with the rest of it.
#[test]
fn what_the_same_answer_removes_is_no_chunk() {
    let world = world();
    let pairs = made(&world, LITESTAR, 5000);
    let (http, past) = ("Path=/; HttpOnly", "expires=Tue, 14 Nov 2023 22:13:20 GMT");
    let set = |name: &str, value: &str, end: &str| format!("Set-Cookie: {name}={value}; {end}\r\n");
    let kept: String = pairs
        .iter()
        .map(|(name, value)| set(name, value, &format!("{http}; Max-Age=1209600")))
        .collect();
    let head = "HTTP/1.1 200 OK\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n";
    let read = |command: &str, removed: &str| {
        let run = world.run(&[command, "--json", "--key", "key", "--now", THEN]);
        run.stdin(format!("{head}{kept}{removed}\r\n")).ends()
    };
    for removed in [
        set("session", "null", &format!("{past}; {http}")),
        set("session-2", "null", &format!("{past}; {http}")),
        set("session", "null", "Max-Age=0"),
        set("session-2", "", "Max-Age=0"),
    ] {
        let ended = read("decrypt", &removed);
        assert_eq!(ended.code(), 0, "{removed}: {}", ended.err);
        let told = read("inspect", &removed).json();
        let is_list = told["cookies"].is_array();
        let first = if is_list { &told["cookies"][0] } else { &told };
        assert_eq!(first["outcome"], "valid", "{removed}: {told}");
    }
    // One that stays is joined to it, as Litestar does.
    let ended = read("decrypt", &set("session", "null", http));
    assert_eq!(ended.code(), 1);
    assert_eq!(ended.json()["outcome"], "refused");
}
