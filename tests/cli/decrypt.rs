//! `cookiekit decrypt`.

use serde_json::json;

use crate::known::{
    EXPIRES, FINGERPRINT, JUDGED_THEN, KEY, OTHER_KEY, PLUMBER, PLUMBER_PAYLOAD, SEALED,
    SEALED_PAYLOAD, SIGNED, THEN, UNENCRYPTED, WORKBENCH,
};
use crate::world::{Run, World};

fn decrypt(world: &World, more: &[&str]) -> Run {
    let arguments = ["decrypt", "--key", "key", "--now", THEN];
    world.run(&[&arguments, more].concat())
}

#[test]
fn the_payload_is_printed_as_it_was_stored() {
    let world = World::with_key(KEY);
    decrypt(&world, &["--name", "session", SEALED]).gives(
        0,
        format!("{SEALED_PAYLOAD}\n"),
        JUDGED_THEN,
    );
    decrypt(&world, &[PLUMBER]).gives(0, format!("{PLUMBER_PAYLOAD}\n"), JUDGED_THEN);
    decrypt(&world, &["-q", PLUMBER]).gives(0, format!("{PLUMBER_PAYLOAD}\n"), "");
}

#[test]
fn unbox_takes_the_arrays_of_r_off() {
    let world = World::with_key(KEY);
    let unboxed = "{\"user\":\"alice\",\"roles\":[\"a\",\"b\"]}\n";
    decrypt(&world, &["--unbox", "-q", PLUMBER]).gives(0, unboxed, "");
    let document = decrypt(&world, &["--unbox", "--json", PLUMBER])
        .ends()
        .json();
    assert_eq!(
        document["payload"],
        json!({"user": "alice", "roles": ["a", "b"]})
    );
}

#[test]
fn the_document_says_all_that_is_known() {
    let world = World::with_key(KEY);
    let ended = decrypt(&world, &["--json", "--name", "session", SEALED]).ends();
    let expected = json!({
        "exit": 0,
        "word": "yes",
        "outcome": "valid",
        "format": "sealed",
        "name": "session",
        "issued": "2023-11-14T22:13:20Z",
        "expires": "2023-11-15T22:13:20Z",
        "now": "2023-11-14T22:13:20Z",
        "leeway_seconds": 0,
        "slot": "primary",
        "key": "key",
        "fingerprint": FINGERPRINT,
        "payload": {"user": "alice"},
        "warnings": [],
    });
    assert_eq!(ended.json(), expected);
    assert_eq!(ended.err, "");
}

#[test]
fn another_key_is_a_no_that_does_not_say_more() {
    let world = World::with_key(OTHER_KEY);
    let error = "forged or under another key (format plumber)";
    let hint = "add the key that made it with --key; compare keys with: cookiekit key fingerprint";
    let err = format!("cookiekit: {error}\nhint: {hint}\n");
    decrypt(&world, &[PLUMBER]).gives(1, "", &err);
    let ended = decrypt(&world, &["--json", PLUMBER]).ends();
    let expected = json!({
        "exit": 1,
        "word": "no",
        "error": error,
        "hint": hint,
        "outcome": "forged",
        "format": "plumber",
        "name": null,
        "issued": null,
        "expires": null,
        "now": "2023-11-14T22:13:20Z",
        "leeway_seconds": 0,
        "slot": null,
        "key": null,
        "fingerprint": null,
        "warnings": [],
    });
    assert_eq!(ended.json(), expected);
    assert_eq!((ended.code(), ended.err), (1, err));
}

#[test]
fn a_sealed_cookie_opens_under_its_own_name_only() {
    let world = World::with_key(KEY);
    let refused = |name: &str| {
        format!(
            "cookiekit: forged or under another key (format sealed)\n\
             hint: sealed cookies are bound to their cookie's name, and {name}: try --name NAME, \
             or --name '' for one that was made without; or add the right --key\n"
        )
    };
    decrypt(&world, &["--name", "other", SEALED]).gives(1, "", &refused("a name was given"));
    decrypt(&world, &[&format!("other={SEALED}")]).gives(1, "", &refused("a name was given"));
    decrypt(&world, &[SEALED]).gives(1, "", &refused("none was given"));
    decrypt(&world, &["--name", "", SEALED]).gives(1, "", &refused("none was given"));
}

#[test]
fn an_expired_cookie_is_genuine_and_exits_with_3() {
    let world = World::with_key(KEY);
    let arguments = [
        "decrypt", "--key", "key", "--name", "session", SEALED, "--now",
    ];
    let at = |now, more: &[&str]| world.run(&[&arguments[..], &[now], more].concat());
    let hint = "hint: --leeway DURATION takes it for longer; --now TIME judges at another time\n";
    at("1700086399", &["-q"]).gives(0, format!("{SEALED_PAYLOAD}\n"), "");
    for (now, ago) in [
        (EXPIRES, "now"),
        ("1700086401", "1 second ago"),
        ("2023-11-15T23:13:20Z", "60 minutes ago"),
        ("Sat, 25 Nov 2023 22:13:20 GMT", "10 days ago"),
    ] {
        let err =
            format!("cookiekit: genuine, but expired {ago} (at 2023-11-15T22:13:20Z)\n{hint}");
        at(now, &[]).gives(3, "", &err);
    }
    let document = at("1700086401", &["--json"]).ends().json();
    assert_eq!(document["exit"], 3);
    assert_eq!(document["word"], "expired");
    assert_eq!(document["outcome"], "expired");
    assert_eq!(document["expires"], "2023-11-15T22:13:20Z");
    assert_eq!(document["fingerprint"], FINGERPRINT);
    assert_eq!(document["payload"], json!(null));
}

#[test]
fn leeway_moves_the_last_second_and_is_echoed() {
    let world = World::with_key(KEY);
    let arguments = ["decrypt", "--key", "key", "--name", "session", SEALED];
    let at =
        |now, leeway| world.run(&[&arguments[..], &["--now", now, "--leeway", leeway]].concat());
    at("1700086459", "1m").gives(
        0,
        format!("{SEALED_PAYLOAD}\n"),
        "note: judged at 2023-11-15T22:14:19Z, as --now said\n\
         note: taken for 60 s after its expiry, as --leeway said\n",
    );
    assert_eq!(at("1700086460", "1m").ends().code(), 3);
    let arguments = [
        "decrypt", "--json", "--key", "key", "--leeway", "2m", PLUMBER,
    ];
    assert_eq!(world.run(&arguments).ends().json()["leeway_seconds"], 120);
}

#[test]
fn the_form_without_a_key_is_read_only_when_that_is_asked_for() {
    let world = World::with_key(KEY);
    decrypt(&world, &[UNENCRYPTED]).gives(
        1,
        "",
        "cookiekit: malformed: plumber: one part where `box_nonce` has two\n\
         hint: it was made without a key: cookiekit decrypt --unencrypted reads it\n",
    );
    let warned = "warning: not encrypted and not signed: anyone can make such a cookie\n";
    world.run(&["decrypt", "--unencrypted", UNENCRYPTED]).gives(
        0,
        "{\"user\":[\"alice\"]}\n",
        warned,
    );
    world.run(&["decrypt", "--unencrypted", SEALED]).gives(
        2,
        "",
        "cookiekit: sealed has no form without a key\n",
    );
    decrypt(&world, &["--unencrypted", UNENCRYPTED]).gives(
        2,
        "",
        "cookiekit: --key and --unencrypted exclude each other\n\
         hint: see: cookiekit decrypt --help\n",
    );
}

#[test]
fn a_signed_cookie_is_sent_to_verify() {
    let world = World::with_key(KEY);
    for (cookie, format) in [(SIGNED, "signed"), (WORKBENCH, "workbench")] {
        let err = format!(
            "cookiekit: this is a {format} cookie, which is signed and not encrypted\n\
             hint: use: cookiekit verify\n"
        );
        decrypt(&world, &[cookie]).gives(2, "", &err);
    }
}

#[test]
fn a_pinned_format_says_what_is_wrong_with_the_cookie_as_such() {
    let world = World::with_key(KEY);
    decrypt(&world, &["x"]).gives(
        1,
        "",
        "cookiekit: malformed: not a cookie of a known format\n\
         hint: pin one with --format to hear what is wrong with it as such\n",
    );
    for (format, cookie, message) in [
        ("sealed", "x", "sealed: it does not start with `ck1.`"),
        ("sealed", PLUMBER, "sealed: it does not start with `ck1.`"),
        ("plumber", "x", "plumber: the box is not base64"),
        ("plumber", "eHg=_eHg=", "plumber: the nonce is not 24 bytes"),
        ("plumber", "a_b_c", "plumber: the box is not base64"),
    ] {
        let err = format!("cookiekit: malformed: {message}\n");
        decrypt(&world, &["--format", format, cookie]).gives(1, "", &err);
    }
    decrypt(&world, &["--format", "signed", SIGNED]).gives(
        2,
        "",
        "cookiekit: --format does not take that value\nhint: it takes: sealed, plumber\n",
    );
}

#[test]
fn a_payload_that_is_no_json_is_text_in_the_document() {
    let world = World::with_key(KEY);
    // The vector with the empty payload.
    let empty =
        "ck1.HnWzVQAAAABlU_EAAAAAAGVVQoBubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm6D_oMne-ls6bLhox742njp";
    decrypt(&world, &["-q", "--name", "session", empty]).gives(0, "\n", "");
    let document = decrypt(&world, &["--json", "--name", "session", empty])
        .ends()
        .json();
    assert_eq!(document["payload"], "");
}
