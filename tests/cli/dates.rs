//! Values that Workbench's server would read as dates: it joins value and date
//! for its signature, so the bar between them can be moved.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::Sha256;

use crate::known::{THEN, WORKBENCH_KEY};
use crate::world::World;

/// The user that a cookie could be made to name, and the rest of his name.
const READ_AS_DATES: [(&str, &str); 7] = [
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
fn signed(value: &str, date: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(WORKBENCH_KEY.as_bytes()).expect("a key of any length");
    mac.update(value.as_bytes());
    mac.update(date.as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let encoded = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
    [value, date, &signature].map(encoded).join("|")
}

#[test]
fn a_value_that_the_server_reads_as_a_date_is_not_signed() {
    let world = World::with_key(WORKBENCH_KEY);
    let arguments = ["sign", "--key", "key", "--expires-in", "1h"];
    let refused = "cookiekit: the value holds a date, so Workbench could be made to read it as \
                   another value with that expiry\n\
                   hint: sign a value without a date in it, or use --format signed\n";
    for (user, rest) in READ_AS_DATES {
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

#[test]
fn a_genuine_signature_over_a_moved_bar_is_named_a_boundary_shift() {
    let world = World::with_key(WORKBENCH_KEY);
    let verify = ["verify", "--key", "key", "--now", THEN];
    for (user, rest) in READ_AS_DATES {
        let shifted = signed(user, &format!("{rest}{DATE}"));
        world.run(&verify).stdin(&shifted).gives(
            1,
            "",
            "cookiekit: malformed: workbench: text follows the date. This is how a value is \
             passed off as a date (boundary shift); the server would accept it\n",
        );
    }
}

#[test]
fn a_cookie_whose_bar_could_be_moved_is_warned_of() {
    let world = World::with_key(WORKBENCH_KEY);
    let verify = ["verify", "--json", "--key", "key", "--now", THEN];
    for (user, rest) in READ_AS_DATES {
        let value = format!("{user}{rest}");
        let ended = world.run(&verify).stdin(signed(&value, DATE)).ends();
        assert_eq!(ended.code(), 0, "{value} {}", ended.err);
        let document = ended.json();
        assert_eq!(document["payload"], *value);
        let warning = document["warnings"][0].as_str().unwrap();
        assert!(warning.ends_with("(boundary shift)"), "{warning}");
    }
    let ended = world.run(&verify).stdin(signed("bob", DATE)).ends();
    assert_eq!(ended.json()["warnings"], serde_json::json!([]));
}
