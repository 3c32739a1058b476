//! `cookiekit encrypt`.

use serde_json::json;

use crate::known::{FINGERPRINT, KEY, SEALED_PAYLOAD, THEN};
use crate::world::{Ended, World};

const NEVER: &str = "warning: the cookie never expires: add --expires-in 8h\n";

/// The cookie that was printed alone.
fn cookie(ended: &Ended) -> String {
    let text = ended.text();
    assert_eq!(text.matches('\n').count(), 1, "{text}");
    text.trim_end().to_owned()
}

#[test]
fn a_payload_comes_back_in_every_encrypted_format() {
    let world = World::with_key(KEY);
    for (format, expiry, err) in [
        ("sealed", &["--expires-in", "8h"][..], ""),
        ("sealed", &[], NEVER),
        ("plumber", &[], ""),
    ] {
        let arguments = [
            "encrypt",
            "--key",
            "key",
            "--format",
            format,
            SEALED_PAYLOAD,
        ];
        let ended = world.run(&[&arguments, expiry].concat()).ends();
        assert_eq!((ended.code(), ended.err.as_str()), (0, err), "{format}");
        world
            .run(&["decrypt", "--key", "key", &cookie(&ended)])
            .gives(0, format!("{SEALED_PAYLOAD}\n"), "");
    }
}

#[test]
fn sealed_is_the_default_and_holds_the_times() {
    let world = World::with_key(KEY);
    let arguments = [
        "encrypt", "--key", "key", "--name", "s", "--now", THEN, "{}",
    ];
    for expiry in [
        ["--expires-in", "1d"],
        ["--expires-in", "23h60m"],
        ["--expires-at", "1700086400"],
        ["--expires-at", "2023-11-15T22:13:20Z"],
        ["--expires-at", "Wed, 15 Nov 2023 22:13:20 GMT"],
    ] {
        let ended = world.run(&[&arguments[..], &expiry].concat()).ends();
        assert_eq!(ended.err, "");
        let cookie = cookie(&ended);
        assert!(cookie.starts_with("ck1."), "{cookie}");
        let ended = world
            .run(&[
                "decrypt", "--json", "--key", "key", "--name", "s", "--now", THEN, &cookie,
            ])
            .ends();
        let document = ended.json();
        assert_eq!(document["issued"], "2023-11-14T22:13:20Z");
        assert_eq!(document["expires"], "2023-11-15T22:13:20Z");
    }
}

#[test]
fn the_document_holds_the_cookie_and_what_it_weighs() {
    let world = World::with_key(KEY);
    let arguments = [
        "encrypt",
        "--json",
        "--key",
        "key",
        "--name",
        "s",
        "--now",
        THEN,
        "--expires-in",
        "1d",
        SEALED_PAYLOAD,
    ];
    let ended = world.run(&arguments).ends();
    let document = ended.json();
    let cookie = document["cookie"].as_str().unwrap();
    let expected = json!({
        "exit": 0,
        "word": "yes",
        "format": "sealed",
        "name": "s",
        "cookie": cookie,
        "set_cookie": null,
        "bytes": 1 + cookie.len(),
        "issued": "2023-11-14T22:13:20Z",
        "expires": "2023-11-15T22:13:20Z",
        "fingerprint": FINGERPRINT,
        "warnings": [],
    });
    assert_eq!(document, expected);
    assert_eq!(ended.err, "");
}

#[test]
fn warnings_stand_in_the_document_and_on_stderr_unless_quiet() {
    let world = World::with_key(KEY);
    let arguments = ["encrypt", "--json", "--key", "key", "{}"];
    let warning = "the cookie never expires: add --expires-in 8h";
    let ended = world.run(&arguments).ends();
    assert_eq!(ended.json()["warnings"], json!([warning]));
    assert_eq!(ended.err, NEVER);
    let quiet = world.run(&[&arguments[..], &["-q"]].concat()).ends();
    assert_eq!(quiet.json()["warnings"], json!([warning]));
    assert_eq!(quiet.err, "");
}

#[test]
fn verbose_says_which_key() {
    let world = World::with_key(KEY);
    let ended = world
        .run(&["encrypt", "-v", "--key", "key", "--expires-in", "1h", "{}"])
        .ends();
    assert_eq!(
        ended.err,
        format!("note: under the key {FINGERPRINT} from key\n")
    );
}

#[test]
fn a_payload_is_an_argument_or_standard_input() {
    let world = World::with_key(KEY);
    let arguments = ["encrypt", "--key", "key", "--format", "plumber"];
    for (more, stdin, payload) in [
        (&[r#"{"a":1}"#][..], "", r#"{"a":1}"#),
        (&["-"], r#"{"a":1}"#, r#"{"a":1}"#),
        (&[], " {\"a\": 1}\r\n", r#"{"a": 1}"#),
        (&["-5"], "", "-5"),
        (&["\"text\""], "", "\"text\""),
    ] {
        let ended = world.run(&[&arguments, more].concat()).stdin(stdin).ends();
        assert_eq!((ended.code(), ended.err.as_str()), (0, ""));
        world
            .run(&["decrypt", "--key", "key", &cookie(&ended)])
            .gives(0, format!("{payload}\n"), "");
    }
}

#[test]
fn a_payload_that_is_not_json_is_refused_by_its_place() {
    let world = World::with_key(KEY);
    let hint = "hint: for example: '{\"user\":\"alice\"}', a string as '\"alice\"'\n";
    for (payload, place) in [
        ("alice", "line 1, column 1"),
        ("", "line 1, column 0"),
        ("{\"secret\":", "line 1, column 10"),
        ("{\n\"a\":1,\n}", "line 3, column 1"),
        ("{} {}", "line 1, column 4"),
    ] {
        let err = format!("cookiekit: the payload is not JSON ({place})\n{hint}");
        world
            .run(&["encrypt", "--key", "key", payload])
            .gives(2, "", &err);
        world
            .run(&["encrypt", "--key", "key"])
            .stdin(payload)
            .gives(2, "", &err);
    }
}

#[test]
fn plumber_has_no_place_for_an_expiry() {
    let world = World::with_key(KEY);
    for expiry in [
        ["--expires-in", "8h"],
        ["--expires-at", "2100-01-01T00:00:00Z"],
    ] {
        let arguments = ["encrypt", "--key", "key", "--format", "plumber", "{}"];
        world.run(&[&arguments[..], &expiry].concat()).gives(
            2,
            "",
            "cookiekit: a plumber cookie cannot carry an expiry\nhint: leave it out; --set-cookie \
             --max-age 8h tells the browser, or use --format sealed\n",
        );
    }
}

#[test]
fn plumber_has_a_form_without_a_key_and_sealed_has_none() {
    let world = World::new();
    let arguments = ["encrypt", "--unencrypted", r#"{"user":["alice"]}"#];
    let warned = "warning: not encrypted and not signed: anyone can read it and make another\n";
    world
        .run(&[&arguments[..], &["--format", "plumber"]].concat())
        .gives(0, "eyJ1c2VyIjpbImFsaWNlIl19\n", warned);
    world.run(&arguments).gives(
        2,
        "",
        "cookiekit: sealed has no form without a key\n\
         hint: plumber has one: add --format plumber\n",
    );
    world
        .run(&[&arguments[..], &["--key", "key"]].concat())
        .gives(
            2,
            "",
            "cookiekit: --unencrypted and --key cannot be combined\n\
         hint: see: cookiekit encrypt --help\n",
        );
}

#[test]
fn a_cookie_that_is_over_at_once_is_not_made() {
    let world = World::with_key(KEY);
    for expiry in [
        ["--expires-in", "0s"],
        ["--expires-at", THEN],
        ["--expires-at", "5"],
    ] {
        let arguments = ["encrypt", "--key", "key", "--now", THEN, "{}"];
        world.run(&[&arguments[..], &expiry].concat()).gives(
            2,
            "",
            "cookiekit: the cookie would be expired as soon as it is made\n\
             hint: give a later --expires-at, or a longer --expires-in\n",
        );
    }
}

#[test]
fn times_and_durations_have_their_forms() {
    let world = World::with_key(KEY);
    let encrypt = |flag, value| world.run(&["encrypt", "--key", "key", flag, value, "{}"]);
    for (flag, value) in [
        ("--expires-at", "tomorrow"),
        ("--now", ""),
        ("--now", "12x"),
        ("--now", "2026-02-30"),
        ("--now", "2026-12"),
        ("--expires-at", "2026-12-01 08:00"),
    ] {
        let err = format!(
            "cookiekit: {flag}: not a time\n\
             hint: give RFC 3339 (2026-11-21T22:00:00Z), a date (2026-11-21: midnight in UTC), \
             an HTTP date (Sat, 21 Nov 2026 22:00:00 GMT) or unix seconds\n"
        );
        encrypt(flag, value).gives(2, "", &err);
    }
    for value in ["8", "8x", "", "h", "99999999999999999999s"] {
        encrypt("--expires-in", value).gives(
            2,
            "",
            "cookiekit: --expires-in: not a duration\n\
             hint: give a number and a unit: 90s, 15m, 8h, 30d\n",
        );
    }
}

#[test]
fn a_date_is_its_first_second_in_utc() {
    let world = World::with_key(KEY);
    let sign = ["sign", "--key", "key", "--now", "2026-11-20"];
    let sign = [&sign[..], &["--expires-at", "2026-12-01", "alice"]].concat();
    let cookie = world.run(&sign).ends().out;
    let verify = |now: &str| {
        let arguments = ["verify", "--key", "key", "--now", now, "-"];
        world.run(&arguments).stdin(&cookie).ends().code()
    };
    assert_eq!(verify("2026-11-30"), 0);
    assert_eq!(verify("2026-11-30T23:59:59Z"), 0);
    assert_eq!(verify("2026-12-01"), 3);
}

/// A plumber payload whose cookie has exactly so many bytes, if there is one.
fn sealed_of(bytes: usize) -> String {
    // 106 bytes hold 16 of payload; base64 adds 4 for each 3.
    let length =
        (1_usize..16384).find(|length| ("ck1.".len() + ((60 + length) * 4).div_ceil(3)) == bytes);
    let length = length.unwrap();
    format!("\"{}\"", "x".repeat(length - 2))
}

#[test]
fn a_cookie_of_4096_bytes_is_made_and_of_4097_only_when_that_is_allowed() {
    let world = World::with_key(KEY);
    let payload = sealed_of(4092);
    let encrypt = |name: &str, more: &[&str]| {
        let arguments = [
            "encrypt",
            "--key",
            "key",
            "--expires-in",
            "1h",
            "--name",
            name,
            &payload,
        ];
        world.run(&[&arguments, more].concat()).ends()
    };
    let fits = encrypt("four", &[]);
    assert_eq!((fits.code(), fits.err.as_str()), (0, ""));
    assert_eq!(cookie(&fits).len(), 4092);

    encrypt("fives", &[]).is(
        2,
        "",
        "cookiekit: the cookie has 4097 bytes (name 5 and value 4092), and browsers drop one \
         above 4096\nhint: store less in it; --allow-oversize makes it anyway\n",
    );
    let allowed = encrypt("fives", &["--allow-oversize"]);
    assert_eq!((allowed.code(), allowed.err.as_str()), (0, ""));
    assert_eq!(cookie(&allowed).len(), 4092);
}

#[test]
fn no_cookie_is_made_that_would_be_too_large_to_be_read_again() {
    let world = World::with_key(KEY);
    let run = |bytes: usize, more: &[&str]| {
        let arguments = [&["encrypt", "--key", "key", "-q"], more].concat();
        world.run(&arguments).stdin(sealed_of(bytes)).ends()
    };
    let largest = run(16384, &["--allow-oversize"]);
    assert_eq!(largest.code(), 0, "{}", largest.err);
    assert_eq!(cookie(&largest).len(), 16384);
    let decrypt = ["decrypt", "-q", "--key", "key"];
    let opened = world.run(&decrypt).stdin(cookie(&largest)).ends();
    assert_eq!(opened.code(), 0, "{}", opened.err);
    for more in [&[][..], &["--allow-oversize"]] {
        run(16386, more).is(
            2,
            "",
            "cookiekit: the cookie's value has 16386 bytes, and cookiekit reads none above 16384\n",
        );
    }
}

#[test]
fn a_payload_beyond_a_mebibyte_is_not_read() {
    let world = World::with_key(KEY);
    let run = |length: usize| {
        let payload = format!("\"{}\"", "x".repeat(length - 2));
        world
            .run(&["encrypt", "--key", "key", "--allow-oversize", "-q"])
            .stdin(payload)
            .ends()
    };
    let err = "cookiekit: the cookie's value has 1398186 bytes, and cookiekit reads none above \
        16384\n";
    run(1024 * 1024).is(2, "", err);
    run(1024 * 1024 + 1).is(
        2,
        "",
        "cookiekit: the payload has more than 1048576 bytes\n",
    );
}

/// iron-session and Auth.js give a cookie an expiry where none is given.
#[test]
fn a_cookie_with_an_expiry_of_its_format_is_not_said_to_never_expire() {
    for (format, days) in [("iron-session", 14), ("authjs", 30)] {
        let world = World::with_key(KEY);
        let name = ["--name", "authjs.session-token"];
        let encrypt = [
            "encrypt", "--json", "--format", format, "--key", "key", "--now", THEN,
        ];
        let ended = world.run(&[&encrypt[..], &name, &["{}"]].concat()).ends();
        let document = ended.json();
        assert_eq!(document["warnings"], json!([]), "{document}");
        // Auth.js takes it for 15 s more.
        let expires = document["expires"].as_str().unwrap();
        let expires = cookiekit::time::Time::parse(expires).unwrap();
        let age = expires.0 - 1_700_000_000;
        assert!((0..=15).contains(&(age - days * 24 * 3600)), "{document}");
        let lines = [&encrypt[..], &name, &["--lines"]].concat();
        let ended = world.run(&lines).stdin("{}\n{}\n").ends();
        assert!(!ended.err.contains("never expires"), "{}", ended.err);
    }
    let world = World::with_key(KEY);
    let encrypt = ["encrypt", "--format", "h3", "--name", "h3", "--key", "key"];
    for (more, input) in [(&["{}"][..], ""), (&["--lines"], "{}\n")] {
        let ended = world
            .run(&[&encrypt[..], more].concat())
            .stdin(input)
            .ends();
        assert!(ended.err.starts_with(NEVER), "{}", ended.err);
    }
}
