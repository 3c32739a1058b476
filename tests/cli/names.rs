//! `--name`, where there are several cookies: it picks exactly one.

use crate::known::{KEY, OTHER_KEY, PLUMBER_WIRE, SEALED, SEALED_PAYLOAD, SIGNED, THEN};
use crate::world::{Ended, Run, World};

const NO_SUCH: &str = "cookiekit: there is no cookie of that name in the input\n\
                       hint: the command inspect lists them, without --name; a log is read line by line: --lines --name NAME\n";

fn decrypt(world: &World, more: &[&str], input: &str) -> Run {
    let arguments = ["decrypt", "-q", "--key", "key", "--now", THEN];
    world.run(&[&arguments, more].concat()).stdin(input)
}

fn opens(world: &World, more: &[&str], input: &str) -> Ended {
    decrypt(world, more, input).gives(0, format!("{SEALED_PAYLOAD}\n"), "")
}

#[test]
fn a_pair_without_a_name_has_no_name() {
    let world = World::with_key(KEY);
    let session = ["--name", "session"];
    opens(&world, &session, &format!("Cookie: foo; session={SEALED}"));
    opens(&world, &session, &format!("Cookie: session={SEALED}; foo"));
    opens(&world, &session, &format!("foo; session={SEALED}; bar"));
    for input in [
        format!("Cookie: {SEALED}; other=x"),
        format!("Cookie: other=x; {SEALED}"),
        format!("Set-Cookie: {SEALED}\r\nSet-Cookie: other=x"),
    ] {
        decrypt(&world, &session, &input).gives(1, "", NO_SUCH);
    }
    // A value alone has the name that it is given.
    opens(&world, &session, SEALED);
    opens(&world, &session, &format!("Cookie: {SEALED}"));
}

#[test]
fn what_a_log_has_before_a_name_is_not_the_name() {
    let world = World::with_key(KEY);
    let named = |input: &str| {
        let arguments = [
            "decrypt", "-q", "--json", "--lines", "--key", "key", "--now", THEN,
        ];
        let ended = world.run(&arguments).stdin(input).ends();
        ended.json()["name"].as_str().map(str::to_owned)
    };
    let session = Some("session".to_owned());
    for line in [
        format!("session={SEALED}"),
        format!(
            "10.0.0.1 - - [28/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" \"session={SEALED}\""
        ),
        format!("10.0.0.1 - - \"GET / HTTP/1.1\" \"session={SEALED}; a=b\" 12"),
        format!("2026-11-28T10:00:00Z INFO cookies: session={SEALED}"),
    ] {
        assert_eq!(named(&line), session, "{line}");
    }
    // Browsers send such names, which a header has alone.
    assert_eq!(
        named(&format!("Cookie: my session={SEALED}")),
        Some("my session".to_owned())
    );
    // A line with another pair before it is taken apart with --name alone.
    let line = format!("\"GET /?a=b HTTP/1.1\" \"session={SEALED}\"");
    assert_eq!(named(&line), None);
    let more = ["--lines", "--name", "session"];
    let ended = decrypt(&world, &more, &line).ends();
    assert_eq!(ended.json()["payload"]["user"], "alice");
}

/// Whatever has colons in it looks like a cookie of Django's.
#[test]
fn a_line_of_a_log_is_not_taken_for_a_cookie_with_colons() {
    let world = World::new();
    world.file("k", "kM3v9QzT7xLw2RpB8sYdNfHcJgUaEeWq");
    let made = |format: &str, payload: &str| {
        let sign = [
            "sign", "-q", "--format", format, "--key", "k", "--now", THEN, payload,
        ];
        world.run(&sign).ends().text().trim().to_owned()
    };
    let (django, login) = (
        made("django-session", "{\"u\":7}"),
        made("flask-login", "42"),
    );
    let log = "1.2.3.4 - - [29/Nov/2026:20:00:00 +0000] \"GET / HTTP/1.1\" 200 12 \"curl/8.5\"";
    for input in [
        format!("{log} \"sessionid={django}\"\n"),
        format!("{log} \"sessionid={django}\"\n{log} \"sessionid={django}\"\n"),
        format!("{log} \"sessionid={django}; theme=dark\"\n"),
        format!("sessionid\t{django}\n"),
        format!("sessionid: {django}\n"),
        format!("remember_token: {login}\n"),
    ] {
        let inspect = ["inspect", "--json", "--key", "k", "--now", THEN];
        let ended = world.run(&inspect).stdin(&input).ends();
        // A theme beside it is another cookie.
        assert!(ended.text().contains("\"outcome\":\"valid\""), "{input}");
    }
}

#[test]
fn a_name_is_picked_to_the_letter() {
    let world = World::with_key(KEY);
    for name in ["Session", "session2", "sessio", "__Host-session"] {
        let input = format!("Cookie: {name}={SEALED}; a=b");
        decrypt(&world, &["--name", "session"], &input).gives(1, "", NO_SUCH);
    }
}

#[test]
fn of_two_set_cookie_lines_for_a_name_the_last_is_kept() {
    let world = World::with_key(KEY);
    let removal = "Set-Cookie: session=; Max-Age=0";
    let lines = |lines: &[&str]| format!("HTTP/1.1 200 OK\r\n{}\r\n\r\n", lines.join("\r\n"));
    let set = format!("Set-Cookie: session={SEALED}; HttpOnly");
    for more in [&[][..], &["--name", "session"]] {
        opens(&world, more, &lines(&[removal, &set]));
        opens(&world, more, &lines(&[removal, "Set-Cookie: a=b", &set]));
        decrypt(&world, more, &lines(&[&set, removal])).gives(
            1,
            "",
            "cookiekit: malformed: the cookie's value is empty\n\
             hint: an empty value is how a server removes a cookie\n",
        );
    }
    // What a browser sends has the first before it, as servers take it.
    let sent = format!("Cookie: session={SEALED}; session=x");
    opens(&world, &["--name", "session"], &sent);
}

#[test]
fn a_value_under_two_names_is_one_cookie() {
    let world = World::with_key(KEY);
    let twins = format!(
        "Set-Cookie: session={SEALED}; SameSite=None; Secure\r\nSet-Cookie: session-legacy={SEALED}"
    );
    opens(&world, &[], &twins);
    opens(&world, &["--name", "session"], &twins);
    let other = format!("Cookie: session={SEALED}; p={PLUMBER_WIRE}");
    decrypt(&world, &[], &other).gives(
        2,
        "",
        "cookiekit: there are several cookies in the input\n\
         hint: pick one with --name: session, p\n",
    );
}

#[test]
fn at_most_eight_names_are_told_and_each_once() {
    let world = World::with_key(KEY);
    let told = |names: &str| {
        format!(
            "cookiekit: there are several cookies in the input\nhint: pick one with --name: {names}\n"
        )
    };
    let many: Vec<String> = (1..1000).map(|number| format!("n{number}=x")).collect();
    let input = format!("Cookie: {}", many.join("; "));
    decrypt(&world, &[], &input).gives(2, "", &told("n1, n2, n3, n4, n5, n6, n7, n8"));
    let input = format!("Cookie: {}b=x", "a=x; ".repeat(1000));
    decrypt(&world, &[], &input).gives(2, "", &told("a, b"));
}

#[test]
fn the_empty_name_is_for_a_cookie_made_without_one() {
    let world = World::with_key(KEY);
    let make = ["encrypt", "-q", "--key", "key", SEALED_PAYLOAD];
    let value = world.run(&make).ends().text();
    let value = value.trim_end();
    let named = format!("session={value}");
    opens(&world, &["--name", ""], &named);
    assert_eq!(decrypt(&world, &[], &named).ends().code(), 1);
    let verify = ["verify", "--key", "key", "--now", THEN, "--name", ""];
    assert_eq!(world.run(&verify).stdin(SIGNED).ends().code(), 1);
}

/// Which of two cookies of one name a framework takes was seen with each of them:
/// reported where it is known, and of cookies that were sent alone.
#[test]
fn which_of_two_cookies_of_one_name_its_framework_takes_is_told() {
    for (format, name, verb, taken) in [
        ("flask", "session", "sign", Some("first")),
        ("express", "connect.sid", "sign", Some("first")),
        ("plumber", "plumber", "encrypt", Some("first")),
        ("h3", "nuxt-session", "encrypt", Some("first")),
        ("django-session", "sessionid", "sign", Some("last")),
        ("tornado", "user", "sign", Some("last")),
        ("pyramid", "session", "sign", Some("last")),
        ("authjs", "authjs.session-token", "encrypt", None),
    ] {
        let world = World::with_key(KEY);
        world.file("other", OTHER_KEY);
        let make = |key, payload: &str| {
            let arguments = [
                verb, "-q", "--format", format, "--key", key, "--name", name, "--now", THEN,
                payload,
            ];
            let ended = world.run(&arguments).ends();
            assert_eq!(ended.code(), 0, "{format}: {}", ended.err);
            ended.text().trim_end().to_owned()
        };
        let payload = if format == "express" {
            "alice"
        } else {
            r#"{"a":1}"#
        };
        let (good, bad) = (make("key", payload), make("other", payload));
        let told = |header: &str| {
            let inspect = ["inspect", "--json", "--key", "key", "--now", THEN];
            world.run(&inspect).stdin(header).ends().json()
        };
        let both = told(&format!("Cookie: {name}={bad}; {name}={good}"));
        let all = both["cookies"].as_array().unwrap();
        let remarks: Vec<String> = all
            .iter()
            .map(|it| {
                let remarks = it["remarks"].as_array().unwrap();
                let twice = remarks.iter().find(|it| it["id"] == "name-twice");
                twice.map_or_else(String::new, |it| it["text"].as_str().unwrap().to_owned())
            })
            .collect();
        match taken {
            None => assert_eq!(remarks, ["", ""], "{format}"),
            Some(word) => {
                let says = format!(" takes the {word}, ");
                assert!(remarks.iter().all(|it| it.contains(&says)), "{remarks:?}");
                let this = if word == "first" { 0 } else { 1 };
                assert!(remarks[this].ends_with("this one"), "{remarks:?}");
                let other = format!("and not this one, which is number {}", 2 - this);
                assert!(remarks[1 - this].ends_with(&other), "{remarks:?}");
                // Whichever is looked at, the forged one is the one to delete.
                let advice = |it: &serde_json::Value| {
                    let remarks = it["remarks"].as_array().unwrap();
                    let twice = remarks.iter().find(|it| it["id"] == "name-twice");
                    twice.unwrap()["advice"]["text"]
                        .as_str()
                        .unwrap()
                        .to_owned()
                };
                assert!(advice(&all[0]).starts_with("delete this one: "), "{format}");
                assert!(
                    advice(&all[1]).starts_with("delete the other: "),
                    "{format}"
                );
                let bad_last = told(&format!("Cookie: {name}={good}; {name}={bad}"));
                let all = bad_last["cookies"].as_array().unwrap();
                assert!(
                    advice(&all[0]).starts_with("delete the other: "),
                    "{format}"
                );
                assert!(advice(&all[1]).starts_with("delete this one: "), "{format}");
                // Near miss: of two that are genuine, nobody else knows which is meant.
                let again = make("key", r#"{"b":2}"#);
                let genuine = told(&format!("Cookie: {name}={good}; {name}={again}"));
                for cookie in genuine["cookies"].as_array().unwrap() {
                    let advice = advice(cookie);
                    let neutral = advice.starts_with("delete the one that is not meant: ");
                    assert!(neutral, "{format}: {advice}");
                }
            }
        }
        // Alone, or set twice, there is nothing to choose between.
        for header in [
            format!("Cookie: {name}={good}; other=x"),
            format!("Set-Cookie: {name}={bad}\nSet-Cookie: {name}={good}"),
        ] {
            assert!(
                !told(&header).to_string().contains("name-twice"),
                "{header}"
            );
        }
    }
}
