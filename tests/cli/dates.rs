//! Dates in Workbench's cookies: what the server reads there, two of them where
//! a login has its own, and values that hold one. The server joins value and
//! date for its signature, so the bar between them can be moved.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use sha2::Sha256;

use crate::known::{KEY, THEN, WORKBENCH_KEY};
use crate::world::World;

/// The user that a cookie could be made to name, and the rest of his name.
const LIKE_DATES: [(&str, &str); 7] = [
    ("bob", "Sat, 01 Jan 2099 00:00:00 GMT"),
    ("bob", "Sat, 01-Jan-2099 00:00:00 GMT"),
    ("bob", "Xyz, 1 jan 2099 25:00:00 GMT"),
    ("bob", "Saturx01xJanx2099x"),
    ("admin", "+infinity@example.com"),
    ("bob", "maximum-date-time"),
    ("bob", "Not-A-Date-Time"),
];

/// When the cookie that the server made expires.
const DATE: &str = "Wed, 15 Nov 2023 22:13:20 GMT";

/// What the server leaves as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A cookie with the signature that the server gives to these two.
pub fn signed(value: &str, date: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(WORKBENCH_KEY.as_bytes()).expect("a key of any length");
    mac.update(value.as_bytes());
    mac.update(date.as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let encoded = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
    [value, date, &signature].map(encoded).join("|")
}

/// The last day of the year 9999 had no times.
#[test]
fn the_year_9999_is_whole() {
    let world = World::with_key(WORKBENCH_KEY);
    let sign = |at: &str| {
        let arguments = [
            "sign",
            "--format",
            "workbench",
            "--key",
            "key",
            "--expires-at",
        ];
        world.run(&[&arguments[..], &[at, "alice"]].concat()).ends()
    };
    for (at, date) in [
        ("9999-12-30T21:59:59Z", "Thu, 30 Dec 9999 21:59:59 GMT"),
        ("9999-12-30T23:00Z", "Thu, 30 Dec 9999 23:00:00 GMT"),
        ("9999-12-31", "Fri, 31 Dec 9999 00:00:00 GMT"),
        ("253402300799", "Fri, 31 Dec 9999 23:59:59 GMT"),
        ("9999-12-31T23:59:59Z", "Fri, 31 Dec 9999 23:59:59 GMT"),
        ("9999-12-31T22:59:59-01:00", "Fri, 31 Dec 9999 23:59:59 GMT"),
        (
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "Fri, 31 Dec 9999 23:59:59 GMT",
        ),
    ] {
        let ended = sign(at);
        let cookie = signed("alice", date);
        assert_eq!(
            (ended.code(), ended.text().trim_end()),
            (0, &*cookie),
            "{at}: {}",
            ended.err
        );
        for now in ["9999-12-30T21:59:58Z", THEN] {
            let verify = ["verify", "--key", "key", "--now", now, &cookie];
            assert_eq!(world.run(&verify).ends().code(), 0, "{date}");
        }
    }
    let last = signed("alice", "Fri, 31 Dec 9999 23:59:59 GMT");
    for (now, code) in [
        ("9999-12-31", 0),
        ("9999-12-31T23:59:58Z", 0),
        ("9999-12-31T23:59:59Z", 3),
    ] {
        let ended = world
            .run(&["verify", "--key", "key", "--now", now, &last])
            .ends();
        assert_eq!(ended.code(), code, "{now}: {}", ended.err);
    }
    // Near misses.
    for at in ["253402300800", "9999-12-31T23:59:59-00:01"] {
        let says = "cookiekit: a workbench cookie cannot expire after the year 9999\n";
        assert_eq!((sign(at).code(), &*sign(at).err), (2, says), "{at}");
    }
    for at in [
        "10000-01-01",
        "9999-12-32",
        "9999-02-30",
        "Thu, 31 Dec 9999 23:59:59 GMT",
    ] {
        let ended = sign(at);
        assert!(ended.err.contains("not a time"), "{at}: {}", ended.err);
        assert_eq!(ended.code(), 2);
    }
}

/// Eight digits are a date to most people, and were a second of 1970.
#[test]
fn digits_that_are_a_date_or_milliseconds_are_no_unix_seconds() {
    let world = World::with_key(KEY);
    let at = |now: &str| {
        world
            .run(&["inspect", "--key", "key", "--now", now, "x=y"])
            .ends()
    };
    for (now, says, hint) in [
        (
            "20261201",
            "a date and a number of seconds are spelt so",
            "for the date: 2026-12-01; for so many seconds after 1970: 1970-08-23T12:06:41Z",
        ),
        (
            "1796027203123",
            "these are milliseconds",
            "without the last three digits they are seconds: 1796027203 (2026-11-30T08:26:43Z)",
        ),
    ] {
        let ended = at(now);
        assert_eq!(ended.code(), 2, "{now}: {}", ended.err);
        assert!(
            ended.err.contains(says) && ended.err.contains(hint),
            "{}",
            ended.err
        );
    }
    // No day of the calendar, other lengths, and both spellings of the hint.
    for now in [
        "20261301",
        "20260230",
        "1700000000",
        "86400",
        "253402300799",
        "2026-12-01",
        "1970-08-23T12:06:41Z",
    ] {
        assert_eq!(at(now).code(), 1, "{now}: {}", at(now).err);
    }
}

#[test]
fn a_value_that_the_server_reads_as_a_date_is_not_signed() {
    let world = World::with_key(WORKBENCH_KEY);
    let arguments = ["sign", "--key", "key", "--expires-in", "1h"];
    let refused = "cookiekit: the value holds a date, so Workbench could be made to read it as \
                   another value with that expiry\n\
                   hint: sign a value without a date in it, or use --format signed\n";
    for (user, rest) in LIKE_DATES {
        let value = format!("{user}{rest}");
        world.run(&arguments).stdin(&value).gives(2, "", refused);
        let arguments = [&arguments[..], &["--", &value]].concat();
        world.run(&arguments).gives(2, "", refused);
    }
    for value in [
        "bob",
        "may.jan@example.com",
        "infinite",
        "user-2099",
        "1jan",
    ] {
        let ended = world.run(&[&arguments[..], &[value]].concat()).ends();
        assert_eq!((ended.code(), ended.err.as_str()), (0, ""), "{value}");
    }
}

/// What verify says of a bar that was moved.
const ATTACK: &str = "cookiekit: malformed: workbench: an attack: signed for a longer value, the \
                      end of which is passed off as the date (boundary shift)\n";

#[test]
fn a_genuine_signature_over_a_moved_bar_is_named_a_boundary_shift() {
    let world = World::with_key(WORKBENCH_KEY);
    let verify = ["verify", "--key", "key", "--now", THEN];
    let inspect = ["inspect", "--json", "--key", "key", "--now", THEN];
    let late = "Wed, 01 Jan 2098 00:00:00 GMT";
    for moved in [
        "Sat, 01 Jan 2099 00:00:00 GMT".to_owned(),
        "Sat, 01-Jan-2099 00:00:00 GMT".to_owned(),
        "Mon, 01 Jan 2099 25:00:00 UTC, ".to_owned(),
        "satxx01xjanx2099x00x00x00".to_owned(),
        "+infinity".to_owned(),
        "maximum-date-time".to_owned(),
        format!("{late};{late} and "),
    ] {
        for signed_date in [DATE.to_owned(), format!("{DATE};{late}")] {
            let shifted = signed("bob", &format!("{moved}{signed_date}"));
            world.run(&verify).stdin(&shifted).gives(1, "", ATTACK);
            let with_others = [&verify[..], &["--format", "workbench"]].concat();
            world.run(&with_others).stdin(&shifted).gives(1, "", ATTACK);
            let ended = world.run(&inspect).stdin(&shifted).ends();
            let told = ended.json();
            assert_eq!(
                (ended.code(), &told["reason"]),
                (1, &json!("boundary-shift"))
            );
            assert_eq!(told["explanation"]["server_takes_it"], true, "{moved}");
            assert_eq!(told["explanation"]["payload"], "bob");
            assert_eq!(told["explanation"]["outcome"], "valid");
            let verdict = format!(
                "an attack: signed for the value bob{moved}, and passed off as another user and \
                 date (boundary shift); the server accepts it"
            );
            assert_eq!(told["verdict"], verdict);
            // Many of them are reported the same.
            let lines = ["verify", "--lines", "--key", "key", "--now", THEN];
            let record = world.run(&lines).stdin(&shifted).ends().json();
            assert_eq!(record["outcome"], "malformed", "{record}");
            assert_eq!(record["error"], ATTACK["cookiekit: ".len()..].trim_end());
        }
    }
    // It was taken until its date was over.
    let shifted = signed("bob", &format!("{late}{DATE}"));
    let later = ["inspect", "--json", "--key", "key", "--now", "4102444800"];
    let told = world.run(&later).stdin(&shifted).ends().json();
    let verdict = told["verdict"].as_str().unwrap();
    let end = "(boundary shift); the server refuses it as well, for it expired there \
               730 days ago (at 2098-01-01T00:00:00Z)";
    assert!(verdict.ends_with(end), "{verdict}");
    assert_eq!(told["explanation"]["server_takes_it"], false);
    assert_eq!(told["explanation"]["outcome"], "expired");
}

#[test]
fn what_is_not_proved_is_not_called_an_attack() {
    let world = World::with_key(WORKBENCH_KEY);
    world.file("other", KEY);
    let ahead = "Fri, 01 Jan 2100 00:00:00 GMT";
    let shifted = signed("bob", &format!("{ahead}{DATE}"));
    let cases = [
        // Without the key, or under another, nothing is proved.
        ("other", shifted.clone(), "other text follows the date"),
        (
            "other",
            shifted.replacen("bob", "eve", 1),
            "other text follows the date",
        ),
        (
            "key",
            shifted.replacen("bob", "eve", 1),
            "other text follows the date",
        ),
        // Signed so, for whatever reason: the text behind is no date, or the text
        // before none.
        (
            "key",
            signed("bob", &format!("{ahead} junk")),
            "other text follows the date",
        ),
        (
            "key",
            signed("bob", &format!("{ahead} ")),
            "other text follows the date",
        ),
        (
            "key",
            signed("bob", &format!(" {ahead}")),
            "other text comes before the date",
        ),
        (
            "key",
            signed("bob", &format!("until {ahead}")),
            "other text comes before the date",
        ),
        (
            "key",
            signed("bob", &format!("{ahead};{ahead} x")),
            "other text follows the date of the login",
        ),
        (
            "key",
            signed("bob", &format!("{ahead};{ahead};")),
            "a second `;` in the date field, which has at most two dates",
        ),
        (
            "key",
            signed("bob", &format!("{ahead};{ahead};{ahead}")),
            "a second `;` in the date field, which has at most two dates",
        ),
        (
            "key",
            signed("bob", &format!("{ahead} and;{ahead}")),
            "other text follows the date",
        ),
        (
            "key",
            signed("bob", &format!("{ahead};")),
            "behind the `;` the date of the login is not of the form `Sat, 24 Sep 2022 17:46:21 GMT`",
        ),
        (
            "key",
            signed("bob", &format!("{ahead};never")),
            "behind the `;` the date of the login is not of the form `Sat, 24 Sep 2022 17:46:21 GMT`",
        ),
        (
            "key",
            signed("bob", &format!("never;{ahead}")),
            "other text comes before the date",
        ),
        (
            "key",
            signed("bob", "never"),
            "the date is not of the form `Sat, 24 Sep 2022 17:46:21 GMT`",
        ),
        // Two cookies on one line.
        (
            "key",
            format!("{0}{0}", signed("bob", ahead)),
            "it does not have three fields separated by bars",
        ),
    ];
    for (key, cookie, reason) in cases {
        let verify = [
            "verify",
            "--format",
            "workbench",
            "--now",
            THEN,
            "--key",
            key,
        ];
        let told = format!("cookiekit: malformed: workbench: {reason}\n");
        world.run(&verify).stdin(&cookie).gives(1, "", &told);
        let inspect = ["inspect", "--now", THEN, "--key", key];
        let ended = world.run(&inspect).stdin(&cookie).ends();
        let told = format!("{}{}", ended.text(), ended.err);
        assert_eq!(ended.code(), 1, "{cookie}: {told}");
        for word in ["attack", "boundary", "rotate", "keygen"] {
            assert!(!told.contains(word), "{cookie}: {told}");
        }
    }
}

#[test]
fn what_the_server_takes_is_judged_by_its_whole_rule() {
    let world = World::with_key(WORKBENCH_KEY);
    let now = "2030-01-01T00:00:00Z";
    let date = "workbench-date";
    for (field, reason, takes) in [
        ("Thu, 01 Jan 2099 00:00:00 UTC", date, true),
        ("Mon, 01 Jan 2099 00:00:00 GMT", date, true),
        ("Thu, 01 Jan 2099 24:00:00 GMT", date, true),
        ("Thu, 01-Jan-2099 00:00:00 GMT", date, true),
        ("Thu, 01 Jan 2099 00:00:00 GMT junk", date, true),
        (
            "Thu, 01 Jan 2099 00:00:00 UTC;Thu, 01 Jan 2099 00:00:00 GMT",
            date,
            true,
        ),
        ("+infinity", date, true),
        // Over, or one of the two is.
        ("Mon, 01 Jan 2029 00:00:00 UTC", date, false),
        ("Tue, 01 Jan 2030 00:00:00 UTC", date, false),
        (
            "Thu, 01 Jan 2099 00:00:00 UTC;Mon, 01 Jan 2029 00:00:00 GMT",
            date,
            false,
        ),
        (
            "Mon, 01 Jan 2029 00:00:00 UTC;Thu, 01 Jan 2099 00:00:00 GMT",
            date,
            false,
        ),
        ("-infinity", date, false),
        // No dates for the server.
        ("Xyz, 01 Jan 2099 00:00:00 GMT", "workbench-no-date", false),
        (
            "Thursday, 01-Jan-99 00:00:00 GMT",
            "workbench-no-date",
            false,
        ),
        ("Thu, 1 Jan 2099 00:00:00 GMT", "workbench-no-date", false),
        ("garbage", "workbench-no-date", false),
        ("never", "workbench-no-date", false),
        ("4102444800000", "workbench-no-date", false),
        ("2099-01-01T00:00:00Z", "workbench-no-date", false),
        ("not-a-date-time", "workbench-no-date", false),
        ("Thu, 01 Jan 2099 00:00:00 GMT;", "workbench-no-date", false),
        (
            "Thu, 01 Jan 2099 00:00:00 GMT;never",
            "workbench-no-date",
            false,
        ),
    ] {
        let cookie = signed("bob", field);
        let inspect = [
            "inspect",
            "--key",
            "key",
            "--now",
            now,
            "--format",
            "workbench",
        ];
        let ended = world.run(&inspect).stdin(&cookie).ends();
        let text = ended.text();
        assert_eq!(ended.code(), 1, "{field}: {text}");
        assert_eq!(
            text.contains("Workbench itself takes it as it is"),
            takes,
            "{field}: {text}"
        );
        assert_eq!(
            text.contains("Workbench refuses it as well"),
            !takes,
            "{field}: {text}"
        );
        let json = [&inspect[..], &["--json"]].concat();
        let told = world.run(&json).stdin(&cookie).ends().json();
        assert_eq!(told["reason"], reason, "{field}");
        assert_eq!(told["explanation"]["server_takes_it"], takes, "{field}");
        let verdict = told["verdict"].as_str().unwrap();
        assert_eq!(
            verdict.contains("the server accepts it"),
            takes,
            "{verdict}"
        );
        assert!(
            verdict.starts_with("signed with this key, but "),
            "{verdict}"
        );
    }
}

#[test]
fn a_cookie_whose_bar_could_be_moved_is_warned_of() {
    let world = World::with_key(WORKBENCH_KEY);
    let verify = ["verify", "--json", "--key", "key", "--now", THEN];
    for (user, rest) in LIKE_DATES {
        let value = format!("{user}{rest}");
        let ended = world.run(&verify).stdin(signed(&value, DATE)).ends();
        assert_eq!(ended.code(), 0, "{value} {}", ended.err);
        let document = ended.json();
        assert_eq!(document["payload"], *value);
        let warning = document["warnings"][0].as_str().unwrap();
        assert!(warning.ends_with("(boundary shift)"), "{warning}");
    }
    let ended = world.run(&verify).stdin(signed("bob", DATE)).ends();
    assert_eq!(ended.json()["warnings"], json!([]));
}
