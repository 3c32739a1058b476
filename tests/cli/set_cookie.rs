//! `--set-cookie`: the whole line, and what browsers want of it.

use serde_json::json;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::known::{KEY, SIGNED, THEN};
use crate::world::{Run, World};

/// Ours for `signed` says nothing random, so that whole lines can be compared.
const VALUE: &str = "alice|1700086400|hpu8XerrOsYXTqv9p5RQ_nBZaHLxLR33mkUGTIFKu_w";

fn sign(world: &World, name: &str, more: &[&str]) -> Run {
    let arguments = [
        "sign",
        "--format",
        "signed",
        "--key",
        "key",
        "--now",
        THEN,
        "--expires-in",
        "1d",
        "--set-cookie",
        "--name",
        name,
        "alice",
    ];
    world.run(&[&arguments, more].concat())
}

#[test]
fn the_line_has_its_attributes_in_one_order() {
    let world = World::with_key(KEY);
    for (more, attributes) in [
        (&[][..], "; Path=/; HttpOnly"),
        (&["--no-http-only"], "; Path=/"),
        (&["--same-site", "lax"], "; Path=/; HttpOnly; SameSite=Lax"),
        (
            &["--same-site", "strict"],
            "; Path=/; HttpOnly; SameSite=Strict",
        ),
        (
            &["--same-site", "none", "--secure"],
            "; Path=/; Secure; HttpOnly; SameSite=None",
        ),
        (
            &[
                "--same-site",
                "lax",
                "--secure",
                "--max-age",
                "8h",
                "--domain",
                "example.com",
                "--path",
                "/app",
            ],
            "; Path=/app; Domain=example.com; Max-Age=28800; Secure; HttpOnly; SameSite=Lax",
        ),
    ] {
        let line = format!("Set-Cookie: session={VALUE}{attributes}\n");
        sign(&world, "session", more).gives(0, line, "");
    }
}

#[test]
fn the_line_stands_in_the_document_beside_the_value() {
    let world = World::with_key(KEY);
    let document = sign(&world, "session", &["--json", "--secure"])
        .ends()
        .json();
    assert_eq!(document["cookie"], json!(VALUE));
    let line = format!("Set-Cookie: session={VALUE}; Path=/; Secure; HttpOnly");
    assert_eq!(document["set_cookie"], json!(line));
    assert_eq!(document["bytes"], json!("session".len() + VALUE.len()));
}

#[test]
fn what_browsers_would_drop_is_refused_with_what_to_add() {
    let world = World::with_key(KEY);
    let prefix = "a cookie of that name prefix must be Secure";
    let host = "a __Host- cookie has Path=/ and no Domain";
    for (name, more, message, hint) in [
        (
            "session",
            &["--same-site", "none"][..],
            "SameSite=None without Secure is dropped by browsers",
            "add --secure",
        ),
        ("__Host-s", &[], prefix, "add --secure"),
        ("__Secure-s", &[], prefix, "add --secure"),
        ("__hOST-s", &[], prefix, "add --secure"),
        (
            "__Host-s",
            &["--secure", "--path", "/app"],
            host,
            "leave --path and --domain out",
        ),
        // All that is missing at once.
        (
            "__Host-s",
            &["--path", "/app", "--same-site", "none"],
            "SameSite=None without Secure is dropped by browsers",
            "add --secure; leave --path and --domain out",
        ),
        (
            "__Host-s",
            &["--secure", "--domain", "example.com"],
            host,
            "leave --path and --domain out",
        ),
    ] {
        let err = format!("cookiekit: {message}\nhint: {hint}\n");
        sign(&world, name, more).gives(2, "", &err);
    }
    for name in ["__Host-s", "__Secure-s"] {
        let ended = sign(&world, name, &["--secure"]).ends();
        assert_eq!((ended.code(), ended.err.as_str()), (0, ""));
    }
}

#[test]
fn what_would_break_out_of_the_line_is_refused() {
    let world = World::with_key(KEY);
    let path = "cookiekit: --path must start with / and hold no ; or control character, \
                nor white space at its end\n";
    for value in ["app", "/a; Domain=evil", "/a\r\nX: y", "/ä", ""] {
        sign(&world, "s", &["--path", value]).gives(2, "", path);
    }
    let domain = "cookiekit: --domain is not a host name\n";
    for value in ["a b", "a;b", "a\nb", ""] {
        sign(&world, "s", &["--domain", value]).gives(2, "", domain);
    }
    let name = "cookiekit: --name is not a cookie name\n\
                hint: use letters, digits and -_. alone\n";
    for value in ["a b", "a=b", "a;b", "ä", "a\r\nb", ""] {
        sign(&world, value, &[]).gives(2, "", name);
    }
}

#[test]
fn white_space_at_the_end_of_a_path_and_a_domain_of_dots_are_refused() {
    let world = World::with_key(KEY);
    for path in ["/a ", "/a\t", "/ "] {
        let err = "cookiekit: --path must start with / and hold no ; or control character, \
                   nor white space at its end\n";
        sign(&world, "s", &["--path", path]).gives(2, "", err);
    }
    sign(&world, "s", &["--domain", "."]).gives(2, "", "cookiekit: --domain is not a host name\n");
    let inside = sign(&world, "s", &["--path", "/a b"]).ends();
    assert_eq!((inside.code(), inside.err.as_str()), (0, ""));
    assert!(inside.text().contains("; Path=/a b;"), "{}", inside.text());
}

#[test]
fn attributes_need_the_line_and_the_line_a_name() {
    let world = World::with_key(KEY);
    let arguments = ["sign", "--key", "key", "--expires-in", "1h", "alice"];
    for attribute in [
        &["--secure"][..],
        &["--no-http-only"],
        &["--path", "/"],
        &["--domain", "a"],
        &["--max-age", "8h"],
        &["--same-site", "lax"],
    ] {
        world.run(&[&arguments, attribute].concat()).gives(
            2,
            "",
            "cookiekit: missing: --set-cookie\nhint: see: cookiekit sign --help\n",
        );
    }
    world
        .run(&[&arguments[..], &["--set-cookie"]].concat())
        .gives(
            2,
            "",
            "cookiekit: missing: --name <NAME>\nhint: see: cookiekit sign --help\n",
        );
}

#[test]
fn a_line_is_warned_of_from_4093_bytes_on() {
    let world = World::with_key(KEY);
    // The value takes one byte for each of its own.
    let rest = "s=".len() + "|1700086400|".len() + 43 + "; Path=/; HttpOnly".len();
    for (bytes, err) in [
        (4092, ""),
        (
            4093,
            "warning: the line has 4093 bytes: from 4093 on some browsers drop it\n",
        ),
    ] {
        let value = "x".repeat(bytes - rest);
        let arguments = [
            "sign",
            "--format",
            "signed",
            "--key",
            "key",
            "--now",
            THEN,
            "--expires-in",
            "1d",
            "--set-cookie",
            "--name",
            "s",
            &value,
        ];
        let ended = world.run(&arguments).ends();
        assert_eq!((ended.code(), ended.err.as_str()), (0, err));
        assert_eq!(ended.text().trim_end().len(), bytes + "Set-Cookie: ".len());
    }
}

#[test]
fn an_expiry_at_the_end_of_time_is_no_overflow() {
    let world = World::with_key(KEY);
    // Nobody has proved what a cookie says of itself: any number may stand there.
    let header = [
        &[1, 2, 3, 4][..],
        &1_700_000_000_u64.to_be_bytes(),
        &u64::MAX.to_be_bytes(),
    ];
    let bytes = [header.concat(), vec![7; 24 + 16 + 16]].concat();
    let sealed = format!("ck1.{}", URL_SAFE_NO_PAD.encode(bytes));
    let signed = SIGNED.replace("1700086400", "18446744073709551615");
    for value in [&sealed, &signed] {
        for attributes in [
            "",
            "; Max-Age=5",
            "; Max-Age=99999999999999999999",
            "; Expires=Fri, 31 Dec 9999 23:59:59 GMT",
        ] {
            let response = format!(
                "HTTP/1.1 200 OK\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n\
                 Set-Cookie: session={value}; Path=/{attributes}\r\n\r\n"
            );
            for now in ["1700000000", "18446744073709551615", "253402300799"] {
                for command in ["inspect", "decrypt", "verify"] {
                    let arguments = [command, "--key", "key", "--now", now];
                    let ended = world.run(&arguments).stdin(&response).ends();
                    assert!(
                        (0..=5).contains(&ended.code()),
                        "{value} {attributes} {now}: {}",
                        ended.err
                    );
                    assert!(!ended.err.contains("panicked"), "{}", ended.err);
                }
            }
        }
    }
}
