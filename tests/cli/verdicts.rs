//! Verdicts on cookies that came together, and on a value without its name: the first line,
//! the outcome and the exit are one answer.

use serde_json::Value;

use crate::known::{KEY, OTHER_KEY, THEN};
use crate::world::{Ended, World};

fn world() -> World {
    let world = World::with_key(KEY);
    world.file("other", OTHER_KEY);
    world
}

fn run(world: &World, more: &[&str], text: &str) -> Ended {
    let arguments = ["inspect", "--key", "key", "--now", THEN];
    world
        .run(&[&arguments[..], more].concat())
        .stdin(text)
        .ends()
}

fn document(world: &World, more: &[&str], text: &str) -> (i32, Value) {
    let ended = run(world, &[more, &["--json"]].concat(), text);
    (ended.code(), ended.json())
}

/// A cookie of this format and name with a text, made as the rest of the arguments says.
fn made(world: &World, verb: &str, format: &str, name: &str, more: &[&str]) -> String {
    let arguments = [
        verb, "-q", "--format", format, "--key", "key", "--name", name, "--now", THEN,
    ];
    let ended = world.run(&[&arguments[..], more].concat());
    let ended = ended.stdin(r#"{"a":1}"#).ends();
    assert_eq!(ended.code(), 0, "{format}: {}", ended.err);
    ended.text().trim_end().to_owned()
}

#[test]
fn the_first_line_calls_nothing_forged_that_a_key_proves_with_one_change() {
    let world = world();
    let salted = made(
        &world,
        "sign",
        "django-session",
        "a",
        &["--param", "salt=django.core.signing"],
    );
    let plain = made(&world, "sign", "django-session", "b", &[]);
    let forged = format!(
        "{}A",
        plain.trim_end_matches(|it: char| it.is_ascii_alphanumeric())
    );
    let ended = run(&world, &[], &format!("Cookie: a={salted}; b={plain}"));
    assert_eq!(ended.code(), 1);
    let first = "2 cookies in header lines: 1 genuine and valid, 1 genuine with one change\n";
    assert!(ended.text().starts_with(first), "{}", ended.text());
    let says = "not valid with the defaults of django-session; valid with";
    assert!(ended.text().contains(says), "{}", ended.text());
    // Near misses: what no change opens, and the same under another key.
    let other = world
        .run(&["inspect", "--key", "other", "--now", THEN])
        .stdin(format!("Cookie: a={salted}; b={forged}"))
        .ends();
    assert!(!other.text().contains("one change"), "{}", other.text());
    assert!(!other.text().contains("genuine"), "{}", other.text());
}

#[test]
fn of_two_of_a_name_the_one_that_the_server_takes_decides() {
    let world = world();
    for (format, name, takes_last) in [
        ("django-session", "sessionid", true),
        ("flask", "session", false),
    ] {
        let good = made(&world, "sign", format, name, &[]);
        let good_last = format!("Cookie: {name}=xx; {name}={good}\n");
        let bad_last = format!("Cookie: {name}={good}; {name}=xx\n");
        for (header, is_last) in [(&good_last, true), (&bad_last, false)] {
            let takes_good = takes_last == is_last;
            let (code, all) = document(&world, &[], header);
            assert_eq!(code, i32::from(!takes_good), "{all}");
            let cookies = all["cookies"].as_array().unwrap();
            let of_good = cookies
                .iter()
                .find(|it| it["authenticated"] == true)
                .unwrap();
            let of_bad = cookies
                .iter()
                .find(|it| it["authenticated"] == false)
                .unwrap();
            let outcomes = match takes_good {
                true => ("valid", "unknown"),
                false => ("refused", "malformed"),
            };
            assert_eq!(
                (&of_good["outcome"], &of_bad["outcome"]),
                (&outcomes.0.into(), &outcomes.1.into()),
                "{all}"
            );
            let text = run(&world, &[], header).text();
            let first = match takes_good {
                true => "1 genuine and valid, 1 of another kind\n",
                false => "1 genuine, but not the one that the server takes, 1 malformed\n",
            };
            let first = format!("2 cookies in header lines: {first}");
            assert!(text.starts_with(&first), "{text}");
            // As verify has it.
            let verify = [
                "verify", "--key", "key", "--now", THEN, "--name", name, "--format", format,
            ];
            let verified = world.run(&verify).stdin(header).ends();
            assert_eq!(verified.code(), i32::from(!takes_good), "{}", verified.err);
        }
    }
}

#[test]
fn beside_a_pinned_format_a_cookie_of_another_is_called_that() {
    let world = world();
    let own = made(&world, "sign", "flask", "a", &[]);
    // Under a key that is not given: else that it opens as another format is proven.
    let encrypt = [
        "encrypt", "-q", "--format", "authjs", "--key", "other", "--now", THEN,
    ];
    let name = ["--name", "authjs.session-token", r#"{"a":1}"#];
    let sealed = world.run(&[&encrypt[..], &name].concat()).ends().text();
    let sealed = sealed.trim_end();
    let header = format!("Cookie: a={own}; authjs.session-token={sealed}; theme=dark");
    let (code, all) = document(&world, &["--format", "flask"], &header);
    assert_eq!(code, 0, "{all}");
    let verdict = |index: usize| all["cookies"][index]["verdict"].as_str().unwrap();
    assert_eq!(
        verdict(1),
        "not flask, which was asked for: it may be authjs; without --format it is looked at as that"
    );
    assert_eq!(
        verdict(2),
        "not a cookie of a known format: nothing to open"
    );
    assert_eq!(all["cookies"][1]["outcome"], "unknown", "{all}");
}

#[test]
fn a_value_without_its_name_is_not_valid_without_a_name() {
    let world = world();
    for (verb, format, name) in [
        ("sign", "tornado", "user"),
        ("encrypt", "authjs", "__Secure-authjs.session-token"),
    ] {
        let value = made(&world, verb, format, name, &[]);
        let (code, told) = document(&world, &[], &value);
        assert_eq!(code, 1, "{told}");
        assert_eq!(told["reason"], "name-missing", "{told}");
        let verdict = format!("not valid without a name; valid under {name}");
        assert_eq!(told["verdict"], verdict.as_str(), "{told}");
        assert_eq!(
            told["hint"],
            format!("give its name with it: --name {name}").as_str()
        );
        assert_eq!(document(&world, &["--name", name], &value).0, 0);
        // Near misses: under a name it is another one, and under another key nothing.
        let (_, told) = document(&world, &["--name", "other"], &value);
        assert_eq!(told["reason"], "other-name", "{told}");
        let other = world.run(&["inspect", "--json", "--key", "other", "--now", THEN]);
        assert_eq!(other.stdin(&value).ends().json()["reason"], Value::Null);
    }
}

#[test]
fn a_signed_value_on_a_command_line_is_no_key_and_a_key_is_one() {
    let world = World::with_key("insecure-key-for-a-test-0123456789abcdefghijklmnopq");
    let signature = "_udmAnl0Qm3bZkX7cWJt4fR9sVYeLh2pKx8oGiNuD1M";
    assert_eq!(signature.len(), 43);
    let signed = format!("hello:{signature}");
    for arguments in [
        &["inspect", "--key", "key", "--", &signed][..],
        &["verify", "--key", "key", &signed],
    ] {
        let ended = world.run(arguments).ends();
        assert_eq!(ended.code(), 1, "{}", ended.err);
        assert!(!ended.err.contains("looks like a key"), "{}", ended.err);
    }
    // Keys are refused as before: alone, in place of a key, under a label, or for a command
    // that opens nothing.
    let labelled = format!("SECRET_KEY:{signature}");
    let place = format!("keyring:{signature}");
    for arguments in [
        &["inspect", "--key", "key", "--", signature][..],
        &["inspect", "--key", &signed],
        &["inspect", &format!("--key={signed}")],
        &["inspect", "--key", "key", &labelled],
        &["inspect", "--key", "key", &place],
        &["key", "fingerprint", "--key", "key", &signed],
        &["inspect", "--key", "key", &format!("hello:{KEY}")],
    ] {
        let ended = world.run(arguments).ends();
        assert_eq!(ended.code(), 2, "{arguments:?}");
        assert!(ended.err.contains("looks like a key"), "{}", ended.err);
        assert!(!ended.err.contains(signature), "shown");
    }
}
