//! A cookie is taken as people have it.

use serde_json::json;

use crate::known::{
    BEFORE, KEY, PLUMBER, PLUMBER_PAYLOAD, PLUMBER_WIRE, SEALED, SEALED_PAYLOAD, SIGNED, THEN,
    WORKBENCH, WORKBENCH_KEY,
};
use crate::world::{Run, World};

fn decrypt(world: &World, more: &[&str]) -> Run {
    let arguments = ["decrypt", "-q", "--key", "key", "--now", THEN];
    world.run(&[&arguments, more].concat())
}

/// The texts around one cookie that name it `session`.
fn named(value: &str) -> Vec<String> {
    vec![
        format!("session={value}"),
        format!("session=\"{value}\""),
        format!("session={value}; Path=/; HttpOnly"),
        format!("Cookie: session={value}"),
        format!("cookie: theme=dark; session={value}; lang=de\r\n"),
        format!("theme=dark; session={value}"),
        format!("Set-Cookie: session={value}; Path=/; HttpOnly\r\n"),
        format!(
            "Set-Cookie: session={value}; Path=/; Expires= Wed, 21 Oct 2026 07:28:00 GMT; Max-Age= 5\r"
        ),
        format!("< set-cookie: session={value}; SameSite=Lax\r\n"),
        format!("> Cookie: session={value}"),
        // As fetch and Python's requests join several.
        format!("Set-Cookie: lang=de; Path=/, session={value}; HttpOnly; Path=/"),
        format!(
            "lang=de; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/, session={value}; HttpOnly"
        ),
        format!("session={value}; Path=/, lang=de; Path=/"),
        // As CGI, WSGI and Rack have the header.
        format!("HTTP_COOKIE=theme=dark; session={value}"),
        format!("'HTTP_COOKIE': 'theme=dark; session={value}',"),
        format!("\"HTTP_COOKIE\"=>\"theme=dark; session={value}\", \"SERVER_PORT\"=>\"80\""),
        format!(
            "HTTP/1.1 200 OK\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\nContent-Type: text/html\r\n\
             Set-Cookie: session={value}; HttpOnly\r\n\r\n<html>a=b; c=d</html>\n"
        ),
    ]
}

#[test]
fn a_bare_value_opens_as_it_is_encoded_and_quoted() {
    let world = World::with_key(KEY);
    let payload = format!("{PLUMBER_PAYLOAD}\n");
    for value in [PLUMBER, PLUMBER_WIRE] {
        for text in [
            value.to_owned(),
            format!("{value}\n"),
            format!("  {value}\r\n"),
            format!("\"{value}\""),
            format!("'{value}'"),
            format!("{value};"),
        ] {
            decrypt(&world, &[&text]).gives(0, &payload, "");
            decrypt(&world, &[]).stdin(&text).gives(0, &payload, "");
            decrypt(&world, &["-"]).stdin(&text).gives(0, &payload, "");
        }
    }
}

#[test]
fn a_name_that_comes_with_the_cookie_is_the_name_it_is_bound_to() {
    let world = World::with_key(KEY);
    for text in named(SEALED) {
        decrypt(&world, &[])
            .stdin(&text)
            .gives(0, format!("{SEALED_PAYLOAD}\n"), "");
    }
    for text in named(SIGNED) {
        let arguments = ["verify", "-q", "--key", "key", "--now", THEN];
        world.run(&arguments).stdin(&text).gives(0, "alice\n", "");
    }
    for text in named(PLUMBER_WIRE) {
        decrypt(&world, &[])
            .stdin(&text)
            .gives(0, format!("{PLUMBER_PAYLOAD}\n"), "");
    }
}

#[test]
fn one_of_several_is_picked_by_its_name() {
    let world = World::with_key(KEY);
    let header = format!("Cookie: a={PLUMBER}; session={SEALED}; b=x");
    decrypt(&world, &[&header]).gives(
        2,
        "",
        "cookiekit: there are several cookies in the input\n\
         hint: pick one with --name: a, session, b\n",
    );
    decrypt(&world, &["--name", "session", &header]).gives(0, format!("{SEALED_PAYLOAD}\n"), "");
    decrypt(&world, &["--name", "a", &header]).gives(0, format!("{PLUMBER_PAYLOAD}\n"), "");
    decrypt(&world, &["--name", "c", &header]).gives(
        1,
        "",
        "cookiekit: there is no cookie of that name in the input\n\
         hint: the command inspect lists them, without --name; a log is read line by line: --lines --name NAME\n",
    );
}

#[test]
fn every_set_cookie_line_of_a_response_counts() {
    let world = World::with_key(KEY);
    let response = format!(
        "HTTP/2 200\r\nset-cookie: theme=dark; Path=/\r\nset-cookie: session={SEALED}; Secure\r\n\r\n"
    );
    decrypt(&world, &[])
        .stdin(&response)
        .gives(0, format!("{SEALED_PAYLOAD}\n"), "");
}

#[test]
fn a_body_may_be_large_and_binary_and_is_not_looked_at() {
    let world = World::with_key(KEY);
    let head = format!("HTTP/1.1 200 OK\r\nSet-Cookie: session={SEALED}\r\n\r\n");
    for body in [
        vec![b'x'; 1024 * 1024],
        vec![0xff; 100],
        format!("Set-Cookie: session={PLUMBER}").into_bytes(),
    ] {
        let response = [head.as_bytes(), &body].concat();
        decrypt(&world, &[])
            .stdin(response)
            .gives(0, format!("{SEALED_PAYLOAD}\n"), "");
    }
    let redirected = format!("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n{head}<html>");
    decrypt(&world, &[])
        .stdin(redirected)
        .gives(0, format!("{SEALED_PAYLOAD}\n"), "");
}

#[test]
fn a_cookie_that_the_server_removes_is_empty() {
    let world = World::with_key(KEY);
    let removal = "Set-Cookie: plumber=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
    decrypt(&world, &[removal]).gives(
        1,
        "",
        "cookiekit: malformed: the cookie's value is empty\n\
         hint: an empty value is how a server removes a cookie\n",
    );
}

#[test]
fn a_response_without_a_cookie_has_none() {
    let world = World::with_key(KEY);
    for body in ["", "<p>secret=1; a=b</p>"] {
        let response = format!("HTTP/1.1 200 OK\r\nDate: x\r\n\r\n{body}");
        decrypt(&world, &[]).stdin(response).gives(
            1,
            "",
            "cookiekit: malformed: there is no cookie in the input\n",
        );
    }
}

/// A value is encoded as a whole or not at all: what is encoded in part is
/// another spelling of it.
#[test]
fn a_value_that_is_encoded_in_part_is_refused() {
    let world = World::with_key(WORKBENCH_KEY);
    world.file("signed", KEY);
    let decoded = WORKBENCH
        .replace("%2C", ",")
        .replace("%20", " ")
        .replace("%3A", ":");
    let second_bar = WORKBENCH.rfind('|').unwrap();
    let (start, end) = WORKBENCH.split_at(second_bar);
    let with_colons = WORKBENCH.replace("%3A", ":");
    let parts = [
        WORKBENCH.replacen('|', "%7C", 1),
        format!("{start}%7C{}", &end[1..]),
        WORKBENCH.replace("%3D", "="),
        WORKBENCH.replace("%2C%20", ", "),
        with_colons.clone(),
        decoded.clone(),
        decoded.replace('|', "%7C"),
    ];
    for part in &parts {
        for format in [&[][..], &["--format", "workbench"]] {
            let verify = [
                &["verify", "--json", "--key", "key", "--now", BEFORE],
                format,
            ]
            .concat();
            let ended = world.run(&verify).stdin(part).ends();
            assert_eq!(ended.code(), 1, "{part}: {}", ended.text());
            assert_eq!(ended.json()["outcome"], "malformed", "{part}");
        }
        for name in ["", "user-id="] {
            let lines = ["verify", "--lines", "--key", "key", "--now", BEFORE];
            let ended = world.run(&lines).stdin(format!("{name}{part}")).ends();
            assert_eq!(
                (ended.code(), &ended.json()["outcome"]),
                (1, &json!("malformed"))
            );
        }
        let inspect = ["inspect", "--json", "--key", "key", "--now", BEFORE];
        let jar = format!("h\tFALSE\t/\tFALSE\t0\tuser-id\t{part}\n");
        for input in [part, &jar] {
            let told = world.run(&inspect).stdin(input).ends();
            assert_eq!(told.code(), 1, "{part}");
            let told = told.json();
            // Workbench reads a colon as it is; the others it gets in pieces.
            let takes = told["explanation"]["server_takes_it"] == true;
            assert_eq!(takes, *part == with_colons, "{part}: {told}");
        }
    }
    let part = SIGNED.replacen('|', "%7C", 1);
    let verify = [
        "verify", "--key", "signed", "--name", "session", "--now", THEN,
    ];
    assert_eq!(world.run(&verify).stdin(part).ends().code(), 1);
    // As a whole it may be encoded or not.
    for whole in [
        WORKBENCH.to_owned(),
        decoded.replace("%3D", "="),
        percent(WORKBENCH),
        percent(&decoded.replace("%3D", "=")),
    ] {
        let verify = ["verify", "-q", "--key", "key", "--now", BEFORE];
        assert_eq!(
            world.run(&verify).stdin(&whole).ends().text(),
            "alice\n",
            "{whole}"
        );
    }
}

fn percent(text: &str) -> String {
    let escapes = [
        ("%", "%25"),
        ("|", "%7C"),
        (",", "%2C"),
        (" ", "%20"),
        (":", "%3A"),
        ("=", "%3D"),
    ];
    escapes
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[test]
fn one_sign_of_padding_at_the_end_of_base64_of_text_is_no_name_without_a_value() {
    let world = World::with_key(KEY);
    // {"passport":{"user":1}}
    let ended = world
        .run(&[
            "inspect",
            "--key",
            "key",
            "eyJwYXNzcG9ydCI6eyJ1c2VyIjoxfX0=",
        ])
        .ends();
    assert_eq!(ended.code(), 1);
    assert!(
        ended.err.contains("it looks like base64 of JSON"),
        "{}",
        ended.err
    );
    // A name is base64 as well, of no text.
    for removed in ["session=", "connect_sid_of_a_very_long_name_indeed00001="] {
        world.run(&["inspect", "--key", "key", removed]).gives(
            1,
            "",
            "cookiekit: malformed: the cookie's value is empty\n\
             hint: an empty value is how a server removes a cookie\n",
        );
    }
}
