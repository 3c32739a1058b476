//! Two cookies of one name in a header: the one that the server takes is taken.

use serde_json::Value;

use crate::known::KEY;
use crate::world::{Run, World};

const NOW: &str = "1700000100";
const SHOWS_EACH: &str = "cookiekit inspect, without --name, shows each";

/// A cookie of this format with that payload, under the key.
fn made(world: &World, verb: &str, format: &str, payload: &str) -> String {
    let arguments = [verb, "-q", "--format", format, "--key", "key"];
    let more = ["--name", "s", "--now", "1700000000", "-"];
    let ended = world
        .run(&[&arguments[..], &more].concat())
        .stdin(payload)
        .ends();
    assert_eq!(ended.code(), 0, "{format}: {}", ended.err);
    let line = ended.text().trim_end().to_owned();
    line.strip_prefix("s=").unwrap_or(&line).to_owned()
}

fn opened(world: &World, verb: &str, more: &[&str], header: &str) -> Run {
    let arguments = [verb, "--key", "key", "--name", "s", "--now", NOW];
    world.run(&[&arguments, more].concat()).stdin(header)
}

#[test]
fn of_two_of_a_name_the_one_that_its_framework_takes_is_opened_with_a_warning() {
    let world = World::with_key(KEY);
    let [alice, bob] = [r#"{"user":"alice"}"#, r#"{"user":"bob"}"#];
    for (verb, makes, format, framework, word, taken) in [
        ("verify", "sign", "flask", "Flask", "first", alice),
        (
            "verify",
            "sign",
            "starlette",
            "Starlette and FastAPI",
            "last",
            bob,
        ),
        ("decrypt", "encrypt", "rails-gcm", "Rails", "first", alice),
    ] {
        let [one, two] = [alice, bob].map(|it| made(&world, makes, format, it));
        let header = format!("Cookie: a=1; s={one}; b=2; s={two}\n");
        let pin = ["--format", format];
        let warning = format!(
            "2 cookies of the input have that name: the server ({framework}) takes the {word}, and so it \
             is the one that is taken here; {SHOWS_EACH}"
        );
        let ended = opened(&world, verb, &pin, &header).ends();
        assert_eq!(ended.code(), 0, "{}", ended.err);
        assert_eq!(ended.text(), format!("{taken}\n"), "{format}");
        assert!(ended.err.contains(&warning), "{}", ended.err);
        let document = opened(&world, verb, &["--json", "--format", format], &header);
        let document = document.ends().json();
        let warnings = document["warnings"].as_array().unwrap();
        assert!(warnings.contains(&Value::from(warning)), "{document:#}");
        // The same twice, and one alone.
        for header in [format!("Cookie: s={one}; s={one}"), format!("s={one}")] {
            let ended = opened(&world, verb, &pin, &header).ends();
            assert_eq!(ended.text(), format!("{alice}\n"), "{format}");
            assert!(!ended.err.contains("that name"), "{}", ended.err);
        }
        // The other one is of another key or nonsense: it counts all the same.
        let broken = match word {
            "first" => format!("Cookie: s={one}x; s={two}"),
            _ => format!("Cookie: s={one}; s={two}x"),
        };
        let ended = opened(&world, verb, &pin, &broken).ends();
        assert_eq!(ended.code(), 1, "{format}: {}", ended.err);
    }
}

#[test]
fn inspect_looks_at_the_one_that_is_taken() {
    let world = World::with_key(KEY);
    let [one, two] = ["alice", "bob"].map(|it| made(&world, "sign", "tornado", it));
    let header = format!("Cookie: s={one}; s={two}\n");
    let document = opened(&world, "inspect", &["--json"], &header)
        .ends()
        .json();
    assert_eq!(document["payload"], "bob", "{document:#}");
    let ended = opened(&world, "verify", &[], &header).ends();
    assert_eq!(ended.text(), "bob\n", "{}", ended.err);
    assert!(
        ended.err.contains("(Tornado and Jupyter) takes the last"),
        "{}",
        ended.err
    );
}

#[test]
fn where_the_servers_choice_is_not_known_the_first_is_taken_and_that_is_said() {
    let world = World::with_key(KEY);
    let [one, two] = ["alice", "bob"].map(|it| {
        let payload = format!(r#"{{"sub":"{it}"}}"#);
        made(&world, "sign", "jwt", &payload)
    });
    let header = format!("Cookie: s={one}; s={two}\n");
    let ended = opened(&world, "verify", &[], &header).ends();
    assert_eq!(
        (ended.code(), &*ended.text()),
        (0, "{\"sub\":\"alice\"}\n"),
        "{}",
        ended.err
    );
    let said = format!(
        "which of them the server takes is not known, and the first is the one that is taken \
         here; {SHOWS_EACH}"
    );
    assert!(ended.err.contains(&said), "{}", ended.err);
}

#[test]
fn reissue_takes_the_same_one() {
    let world = World::with_key(KEY);
    world.file("new", "ab".repeat(32));
    world.set_mode("new", 0o600);
    let [one, two] = ["alice", "bob"].map(|it| made(&world, "sign", "tornado", it));
    let header = format!("Cookie: s={one}; s={two}\n");
    let arguments = ["reissue", "--key", "new", "--key", "key", "--name", "s"];
    let ended = world
        .run(&[&arguments[..], &["--now", NOW]].concat())
        .stdin(header)
        .ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    assert!(
        ended.err.contains("(Tornado and Jupyter) takes the last"),
        "{}",
        ended.err
    );
    let arguments = ["verify", "-q", "--key", "new", "--name", "s", "--now", NOW];
    world
        .run(&arguments)
        .stdin(ended.text())
        .gives(0, "bob\n", "");
}

#[test]
fn of_lines_the_same_one_is_taken_and_it_is_said_once() {
    let world = World::with_key(KEY);
    let [alice, bob] = [r#"{"user":"alice"}"#, r#"{"user":"bob"}"#];
    for (format, taken) in [("flask", "alice"), ("starlette", "bob")] {
        let [one, two] = [alice, bob].map(|it| made(&world, "sign", format, it));
        let list = format!("a=1; s={one}; b=2; s={two}");
        let lines = format!("Cookie: {list}\nx \"{list}\" y\ns={one}\nCookie: s={one}; s={one}\n");
        let ended = opened(&world, "verify", &["--lines", "--format", format], &lines).ends();
        assert_eq!(ended.code(), 0, "{}", ended.err);
        let text = ended.text();
        let records = text.lines().map(|it| serde_json::from_str(it).unwrap());
        let records: Vec<Value> = records.collect();
        for record in &records[..2] {
            let payload = record["payload"].as_str().unwrap();
            assert!(payload.contains(taken), "{record}");
            let warning = record["warnings"][0].as_str().unwrap();
            assert!(
                warning.contains("2 cookies of the input have that name"),
                "{warning}"
            );
        }
        for record in &records[2..] {
            assert!(
                record["payload"].as_str().unwrap().contains("alice"),
                "{record}"
            );
            assert!(record["warnings"].is_null(), "{record}");
        }
        let said = "warning: 2 records have several cookies of that name: ";
        assert_eq!(ended.err.matches(said).count(), 1, "{}", ended.err);
        // Of a request and its answer the first is taken.
        let line = format!("\"s={one}\" 200 \"s={two}; Path=/\"\n");
        let ended = opened(&world, "verify", &["--lines", "--format", format], &line).ends();
        let record: Value = serde_json::from_str(&ended.text()).unwrap();
        assert!(
            record["payload"].as_str().unwrap().contains("alice"),
            "{record}"
        );
        let warning = record["warnings"][0].as_str().unwrap();
        assert!(
            warning.contains("and not in one header: the first"),
            "{warning}"
        );
    }
}
