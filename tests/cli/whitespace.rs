//! Browsers and servers ignore spaces and tabs around the parts of a header,
//! and no other white space: what a name begins with makes it another name.

use serde_json::json;

use crate::known::{KEY, SEALED, SEALED_PAYLOAD, THEN};
use crate::world::{Ended, World};

/// White space to Unicode that is none in a header.
const OTHER: [&str; 9] = [
    "\u{2003}", "\u{a0}", "\u{3000}", "\u{85}", "\u{1680}", "\u{2028}", "\u{205f}", "\u{b}",
    "\u{c}",
];

fn decrypt(world: &World, input: &str) -> Ended {
    let arguments = [
        "decrypt",
        "-q",
        "--key",
        "key",
        "--now",
        THEN,
        "--name",
        "__Host-session",
    ];
    world.run(&arguments).stdin(input).ends()
}

/// SEALED, for the cookie `__Host-session`.
fn sealed(world: &World) -> String {
    let arguments = [
        "encrypt",
        "-q",
        "--key",
        "key",
        "--name",
        "__Host-session",
        SEALED_PAYLOAD,
    ];
    world.run(&arguments).ends().text().trim_end().to_owned()
}

/// The texts that a name and a value stand in.
fn texts(name: &str, value: &str) -> Vec<String> {
    vec![
        format!("a=b; {name}={value}"),
        format!("Cookie: a=b; {name}={value}"),
        format!("Cookie: {name}={value}; a=b"),
        format!("Set-Cookie: {name}={value}; Path=/; Secure"),
        format!("HTTP/1.1 200 OK\r\nSet-Cookie: {name}={value}\r\n\r\n"),
        format!("> GET / HTTP/1.1\n> Cookie: a=b; {name}={value}\n>\n"),
        format!("h\tFALSE\t/\tTRUE\t0\t{name}\t{value}\n"),
        format!("{name}\t{value}\th\t/\tSession\t9\n"),
        format!("curl http://h/ -b 'a=b; {name}={value}'"),
        json!([{"name": name, "value": value}]).to_string(),
        json!({"log": {"entries": [{"request": {"url": "http://h/", "headers": [{"name": "cookie", "value": format!("a=b; {name}={value}")}]}}]}}).to_string(),
    ]
}

#[test]
fn a_name_behind_other_white_space_is_another_name() {
    let world = World::with_key(KEY);
    let value = sealed(&world);
    for text in texts("__Host-session", &value) {
        let ended = decrypt(&world, &text);
        assert_eq!(
            ended.text(),
            format!("{SEALED_PAYLOAD}\n"),
            "{text}: {}",
            ended.err
        );
    }
    for space in OTHER {
        for name in [
            format!("{space}__Host-session"),
            format!("__Host-session{space}"),
        ] {
            for text in texts(&name, &value) {
                let ended = decrypt(&world, &text);
                assert_eq!((ended.code(), ended.text().as_str()), (1, ""), "{text:?}");
                assert!(
                    ended.err.contains("there is no cookie of that name"),
                    "{text:?}: {}",
                    ended.err
                );
                let arguments = ["inspect", "--json", "--key", "key", "--now", THEN];
                let document = world.run(&arguments).stdin(&text).ends().json();
                let cookies = document["cookies"].as_array();
                let names: Vec<_> = match cookies {
                    Some(cookies) => cookies.iter().map(|it| it["name"].clone()).collect(),
                    None => vec![document["name"].clone()],
                };
                assert!(
                    !names.contains(&json!("__Host-session")),
                    "{text:?}: {document}"
                );
            }
        }
    }
}

#[test]
fn a_value_in_other_white_space_is_not_the_value() {
    let world = World::with_key(KEY);
    let value = sealed(&world);
    for space in OTHER {
        for value in [format!("{space}{value}"), format!("{value}{space}x")] {
            for text in texts("__Host-session", &value) {
                let ended = decrypt(&world, &text);
                assert_eq!((ended.code(), ended.text().as_str()), (1, ""), "{text:?}");
            }
        }
    }
}

#[test]
fn spaces_and_tabs_are_overlooked() {
    let world = World::with_key(KEY);
    let value = sealed(&world);
    for text in [
        format!("Cookie:\ta=b; \t __Host-session \t=\t {value} \t"),
        format!("Set-Cookie: \t__Host-session\t= {value}\t; Path=/"),
        format!("HTTP/1.1 200 OK\r\nSet-Cookie:\t__Host-session= {value} ;Secure\r\n\r\n"),
        format!(" a=b;\t__Host-session={value}\t"),
    ] {
        let ended = decrypt(&world, &text);
        assert_eq!(
            ended.text(),
            format!("{SEALED_PAYLOAD}\n"),
            "{text:?}: {}",
            ended.err
        );
    }
}

#[test]
fn an_attribute_behind_other_white_space_is_another_attribute() {
    let world = World::with_key(KEY);
    for space in OTHER {
        let line =
            format!("Set-Cookie: s={SEALED}; Path=/; {space}Secure; HttpOnly{space}; SameSite=Lax");
        let arguments = ["inspect", "--json", "--key", "key", "--now", THEN];
        let document = world.run(&arguments).stdin(&line).ends().json();
        let lints = document["lints"].as_array().unwrap();
        let ids: Vec<_> = lints.iter().map(|it| it["id"].as_str().unwrap()).collect();
        for id in ["not-secure", "not-http-only", "unknown-attribute"] {
            assert!(ids.contains(&id), "{line:?}: {ids:?}");
        }
    }
}

/// `cookies` 0.9, Rack 2.2 and Go 1.19 keep it; Django and Express take it off.
#[test]
fn a_space_before_a_value_is_said_to_be_refused_by_those_that_keep_it() {
    let world = World::with_key("0123456789abcdef0123456789abcdef");
    for (format, kept) in [
        ("rails-signed", Some("Rails")),
        ("gorilla", Some("gorilla")),
        ("keygrip", Some("Koa")),
        ("django-session", None),
        ("express", None),
    ] {
        let payload = "{\"a\":1}";
        let of = [
            "--format", format, "--name", "sess", "--key", "key", "-q", payload,
        ];
        let made = world.run(&[&["sign"], &of[..]].concat()).ends();
        assert_eq!(made.code(), 0, "{format}: {}", made.err);
        // With its signature beside it, where it has one there.
        let text = made.text();
        let own = text.trim().trim_start_matches("sess=");
        for (space, refused) in [(" ", kept), ("", None)] {
            let header = format!("Cookie: sess={space}{own}");
            let of = ["--key", "key", "--format", format, "--name", "sess"];
            let inspect = [&["inspect", "--json"], &of[..]].concat();
            let told = world.run(&inspect).stdin(&header).ends().json();
            assert_eq!(told["outcome"], "valid", "{format}: {header} {told}");
            let verdict = told["verdict"].as_str().unwrap();
            match refused {
                Some(server) => assert!(
                    verdict.starts_with(&format!("genuine, but {server} refuses it")),
                    "{format}: {told}"
                ),
                None => assert!(verdict.starts_with("genuine and valid"), "{format}: {told}"),
            }
        }
    }
}
