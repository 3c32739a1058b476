//! `formats`, and `--param`.

use crate::world::World;

const KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

#[test]
fn every_format_is_in_the_table_with_what_it_protects() {
    let world = World::new();
    let table = world.run(&["formats"]).ends();
    assert_eq!((table.code(), table.err.as_str()), (0, ""));
    let json = world.run(&["formats", "--json"]).ends().json();
    let formats = json["formats"].as_array().unwrap();
    assert_eq!(formats.len(), table.text().lines().count());
    let names: Vec<_> = formats.iter().map(|it| it["name"].as_str()).collect();
    assert!(names.is_sorted(), "{names:?}");
    for (line, format) in table.text().lines().zip(formats) {
        let name = format["name"].as_str().unwrap();
        assert_eq!(line.split_whitespace().next(), Some(name));
        assert!(line.chars().count() <= 80, "{line}");
        let own = world.run(&["formats", name]).ends();
        assert_eq!((own.code(), own.err.as_str()), (0, ""), "{name}");
        let about = format["about"].as_str().unwrap();
        let text = own.text();
        let words: Vec<&str> = text.split_whitespace().collect();
        let first = format!("format {name}: {about} framework ");
        assert!(words.join(" ").starts_with(&first), "{text}");
        let one = world.run(&["formats", name, "--json"]).ends().json();
        assert_eq!(one["params"], format["params"], "{name}");
        assert_eq!(one["exit"], 0, "{name}");
    }
}

#[test]
fn a_format_tells_its_key_its_times_and_what_it_does_not_protect() {
    World::new().run(&["formats", "signed"]).gives(
        0,
        "format         signed: cookiekit signed cookie (HMAC-SHA256)\n\
         framework      cookiekit\n\
         protection     signed\n\
         payload        text\n\
         expiry         may expire\n\
         cookie's name  bound to it: the value opens under its own name only\n\
         key            64 hex digits; white space around them is ignored\n               \
         the first makes cookies, all open them\n               \
         a line end at the end of a key file is not a part of the key\n\
         new key        64 hex digits\n               \
         cookiekit keygen --for signed --out PATH\n\
         key's names    COOKIEKIT_KEY\n\
         key's places   keyring:cookiekit\n\
         beware         signed, not encrypted: anyone can read this\n",
        "",
    );
}

#[test]
fn a_parameter_is_of_the_format_that_is_named() {
    let world = World::with_key(KEY);
    let run = |arguments: &[&str]| world.run(arguments).stdin("x");
    run(&["verify", "--key", "key", "--param", "salt=x"]).gives(
        2,
        "",
        "cookiekit: --param belongs to a format, and no format was named\n\
         hint: add --format NAME; for the list: cookiekit formats\n",
    );
    run(&[
        "verify", "--key", "key", "--format", "signed", "--param", "salt=x",
    ])
    .gives(
        2,
        "",
        "cookiekit: signed has no such parameter\n\
         hint: signed has no parameters\n",
    );
    run(&[
        "sign", "--key", "key", "--format", "signed", "--param", "salt",
    ])
    .gives(
        2,
        "",
        "cookiekit: --param takes NAME=VALUE\nhint: for example: --param max-age=1h\n",
    );
}

/// A framework, another case, a library and what builds on one: the format that is meant.
#[test]
fn a_name_that_is_no_formats_means_one() {
    let world = World::new();
    for (name, hint) in [
        (
            "Django",
            "one of django-messages, django-session, django-cookie",
        ),
        ("rails", "one of rails-gcm, rails-cbc, rails-signed"),
        ("nextauth", "authjs"),
        ("Auth.js", "authjs"),
        ("fastapi", "starlette"),
        ("FLASK", "flask"),
        ("koa", "keygrip"),
        ("iron_session", "iron-session"),
    ] {
        for (command, flag) in [
            (["formats", name], "[NAME]"),
            (["inspect", "--format"], "--format"),
        ] {
            let mut run = world.run(&command);
            if flag == "--format" {
                run = run.args(&[name, "x"]);
            }
            run.gives(
                2,
                "",
                &format!(
                    "cookiekit: {flag} does not take that value\nhint: did you mean {hint}?\n"
                ),
            );
        }
        // What is meant works.
        let first = hint
            .trim_start_matches("one of ")
            .split(',')
            .next()
            .unwrap();
        assert_eq!(world.run(&["formats", first]).ends().code(), 0);
    }
    // Near misses are no suggestion.
    let ended = world.run(&["formats", "spring"]).ends();
    assert!(ended.err.contains("hint: it takes: "), "{}", ended.err);
}

#[test]
fn a_narrow_terminal_has_every_table_and_topic_in_its_columns() {
    let world = World::new();
    for arguments in [
        &["formats"][..],
        &["help", "reasons"],
        &["help", "glossary"],
    ] {
        let ended = world.run(arguments).env("COLUMNS", "50").ends();
        let wide: Vec<_> = ended
            .text()
            .lines()
            .filter(|it| it.chars().count() > 50)
            .map(str::to_owned)
            .collect();
        // A command is copied as it is.
        let wide = wide.iter().filter(|it| !it.contains("cookiekit ")).count();
        assert_eq!(wide, 0, "{arguments:?}: {}", ended.text());
        let words = |text: &str| {
            text.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let whole = world.run(arguments).env("COLUMNS", "80").ends().text();
        let (mut narrow, mut whole) = (
            words(&ended.text().replace(',', "")),
            words(&whole.replace(',', "")),
        );
        narrow.sort();
        whole.sort();
        assert_eq!(narrow, whole, "{arguments:?}");
    }
}
