//! `cookiekit decrypt`.

use cookiekit::frameworks::{FORMATS, Protection};
use serde_json::json;

use crate::known::{
    A_NAME, ADD_THE_KEY, EXPIRES, FINGERPRINT, JUDGED_THEN, KEY, NO_NAME, OTHER_KEY, PLUMBER,
    PLUMBER_PAYLOAD, SEALED, SEALED_PAYLOAD, SIGNED, THEN, UNENCRYPTED, WORKBENCH,
    try_another_name,
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
        "authenticated": true,
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
    let err = format!("cookiekit: {error}\nhint: {ADD_THE_KEY}\n");
    decrypt(&world, &[PLUMBER]).gives(1, "", &err);
    let ended = decrypt(&world, &["--json", PLUMBER]).ends();
    let expected = json!({
        "exit": 1,
        "word": "no",
        "error": error,
        "hint": ADD_THE_KEY,
        "outcome": "forged",
        "authenticated": false,
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
fn what_a_refused_cookie_says_is_in_its_document_unproved() {
    let world = World::with_key(OTHER_KEY);
    let ended = decrypt(&world, &["--json", "--name", "session", SEALED]).ends();
    let document = ended.json();
    assert_eq!(document["outcome"], "forged");
    assert_eq!(document["authenticated"], false);
    assert_eq!(document["name"], "session");
    assert_eq!(document["issued"], "2023-11-14T22:13:20Z");
    assert_eq!(document["expires"], "2023-11-15T22:13:20Z");
    for field in ["slot", "key", "fingerprint", "payload"] {
        assert_eq!(document[field], json!(null), "{field}");
    }
}

#[test]
fn what_is_no_cookie_has_a_document_without_a_name() {
    let world = World::with_key(KEY);
    for (input, error) in [
        ("x", "not a cookie of a known format"),
        (
            "session=x; a=b; c",
            "there are several cookies in the input",
        ),
        ("", "there is no cookie in the input"),
        ("ck1.x", "sealed: not base64url"),
    ] {
        let ended = decrypt(&world, &["--json"]).stdin(input).ends();
        let document = ended.json();
        let told = document["error"].as_str().unwrap();
        assert!(told.ends_with(error), "{told}");
        let malformed = (ended.code() == 1).then_some("malformed");
        assert_eq!(document["outcome"], json!(malformed), "{input}");
        assert_eq!(document["name"], json!(null));
    }
    // The start of a broken value may look like a name.
    let arguments = [
        "--json",
        "--name",
        "web",
        "--format",
        "plumber",
        "AAAA_AAAA",
    ];
    let document = decrypt(&world, &arguments).ends().json();
    assert_eq!(document["outcome"], "malformed");
    assert_eq!(document["format"], "plumber");
    assert_eq!(document["name"], json!(null));
}

#[test]
fn times_that_were_given_are_told_only_where_they_were_judged_by() {
    let world = World::with_key(OTHER_KEY);
    let times = [
        "decrypt", "--key", "key", "--now", EXPIRES, "--leeway", "1s",
    ];
    for cookie in [SEALED, PLUMBER, "ck1.x", "x"] {
        let ended = world.run(&[&times[..], &[cookie]].concat()).ends();
        assert_eq!(ended.code(), 1);
        assert!(ended.err.starts_with("cookiekit: "), "{}", ended.err);
        assert!(!ended.err.contains("note: "), "{}", ended.err);
    }
    world.file("key", KEY);
    let late = [
        "--name",
        "session",
        SEALED,
        "--now",
        "1700086401",
        "--leeway",
        "1s",
    ];
    world.run(&[&times[..3], &late].concat()).gives(
        3,
        "",
        "note: judged at 2023-11-15T22:13:21Z (--now)\ncookiekit: genuine, but expired 1 second ago (at \
         2023-11-15T22:13:20Z)\nhint: sign in again for a new one; to read it anyway: --leeway \
         DURATION accepts it for longer, --now TIME judges at another time\n",
    );
}

#[test]
fn a_sealed_cookie_opens_under_its_own_name_only() {
    let world = World::with_key(KEY);
    let refused = |name: &str| {
        let hint = try_another_name("sealed", name);
        format!("cookiekit: forged or under another key (format sealed)\nhint: {hint}\n")
    };
    decrypt(&world, &["--name", "other", SEALED]).gives(1, "", &refused(A_NAME));
    decrypt(&world, &[&format!("other={SEALED}")]).gives(1, "", &refused(A_NAME));
    decrypt(&world, &[SEALED]).gives(1, "", &refused(NO_NAME));
    decrypt(&world, &["--name", "", SEALED]).gives(1, "", &refused(NO_NAME));
}

#[test]
fn an_expired_cookie_is_genuine_and_exits_with_3() {
    let world = World::with_key(KEY);
    let arguments = [
        "decrypt", "--key", "key", "--name", "session", SEALED, "--now",
    ];
    let at = |now, more: &[&str]| world.run(&[&arguments[..], &[now], more].concat());
    let hint = "hint: sign in again for a new one; to read it anyway: --leeway DURATION accepts \
        it for longer, --now TIME judges at another time\n";
    at("1700086399", &["-q"]).gives(0, format!("{SEALED_PAYLOAD}\n"), "");
    for (now, judged, ago) in [
        (EXPIRES, "2023-11-15T22:13:20Z", "now"),
        ("1700086401", "2023-11-15T22:13:21Z", "1 second ago"),
        (
            "2023-11-15T23:13:20Z",
            "2023-11-15T23:13:20Z",
            "60 minutes ago",
        ),
        (
            "Sat, 25 Nov 2023 22:13:20 GMT",
            "2023-11-25T22:13:20Z",
            "10 days ago",
        ),
    ] {
        let note = format!("note: judged at {judged} (--now)\n");
        let err =
            format!("cookiekit: genuine, but expired {ago} (at 2023-11-15T22:13:20Z)\n{hint}");
        at(now, &[]).gives(3, "", &format!("{note}{err}"));
        at(now, &["-q"]).gives(3, "", &err);
    }
    let document = at("1700086401", &["--json"]).ends().json();
    assert_eq!(document["exit"], 3);
    assert_eq!(document["word"], "expired");
    assert_eq!(document["outcome"], "expired");
    assert_eq!(document["authenticated"], true);
    assert_eq!(document["issued"], "2023-11-14T22:13:20Z");
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
        "note: judged at 2023-11-15T22:14:19Z (--now)\n\
         note: accepted for 60 s after its expiry (--leeway)\n",
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
        "cookiekit: not encrypted and not signed: the server that made it runs without a key, and \
         anyone can make such a cookie\n\
         hint: give that server a key; to read the cookie anyway: cookiekit decrypt --unencrypted \
         -\n",
    );
    // Every command says so, of one cookie and of many.
    for command in ["inspect", "decrypt", "verify", "reissue"] {
        let to = ["--to", "sealed"];
        let more = if command == "reissue" { &to[..] } else { &[] };
        let one = [&[command, "--json", "--key", "key"], more, &[UNENCRYPTED]].concat();
        let document = world.run(&one).ends().json();
        let many = [&[command, "--lines", "--key", "key"], more].concat();
        let line = world.run(&many).stdin(UNENCRYPTED).ends();
        assert_eq!(line.code(), 1, "{command}");
        for said in [document, line.json()] {
            let error = said["error"].as_str().unwrap();
            assert_eq!(said["outcome"], "unprotected", "{command}");
            assert!(
                error.starts_with("not encrypted and not signed: "),
                "{error}"
            );
        }
    }
    let warned = "warning: not encrypted and not signed: anyone can make such a cookie\n";
    world.run(&["decrypt", "--unencrypted", UNENCRYPTED]).gives(
        0,
        "{\"user\":[\"alice\"]}\n",
        warned,
    );
    // Of an encrypted one that is not said.
    let encrypted = world.run(&["decrypt", "--unencrypted", PLUMBER]).ends();
    assert_eq!(encrypted.code(), 1);
    assert!(!encrypted.err.contains("warning"), "{}", encrypted.err);
    world.run(&["decrypt", "--unencrypted", SEALED]).gives(
        2,
        "",
        "cookiekit: sealed has no form without a key\n",
    );
    let open = ["decrypt", "--unencrypted", "--json", UNENCRYPTED];
    let document = world.run(&open).ends().json();
    assert_eq!(document["outcome"], "unprotected");
    assert_eq!(document["authenticated"], false);
    decrypt(&world, &["--unencrypted", UNENCRYPTED]).gives(
        2,
        "",
        "cookiekit: --key and --unencrypted cannot be combined\n\
         hint: see: cookiekit decrypt --help\n",
    );
}

#[test]
fn a_signed_cookie_is_sent_to_verify() {
    let world = World::with_key(KEY);
    for (cookie, format) in [(SIGNED, "signed"), (WORKBENCH, "workbench")] {
        let err = format!(
            "cookiekit: this is a {format} cookie, which is signed and not encrypted\n\
             hint: use verify, with the same cookie and key\n"
        );
        decrypt(&world, &[cookie]).gives(1, "", &err);
        // Nothing was checked, and what it is is known.
        let document = decrypt(&world, &["--json", cookie]).ends().json();
        assert_eq!(document["outcome"], "unchecked", "{document}");
        assert_eq!(document["authenticated"], false);
        assert_eq!(document["format"], format);
        assert_eq!(document["exit"], 1);
    }
}

const LOST: &str = "plumber: characters of the encrypted part are lost, or were added: base64 \
                    comes in fours";

#[test]
fn a_pinned_format_says_what_is_wrong_with_the_cookie_as_such() {
    let world = World::with_key(KEY);
    decrypt(&world, &["x"]).gives(
        1,
        "",
        "cookiekit: malformed: not a cookie of a known format\n\
         hint: a cookie of every format was looked for (`cookiekit formats` lists them), alone, as NAME=VALUE and in headers; --format NAME says why it is not one of that\n",
    );
    for (format, cookie, message) in [
        ("sealed", "x", "sealed: it does not start with `ck1.`"),
        ("sealed", PLUMBER, "sealed: it does not start with `ck1.`"),
        ("plumber", "x", "plumber: the encrypted part is not base64"),
        ("plumber", "eHg=_eHg=", "plumber: the nonce is not 24 bytes"),
        ("plumber", &PLUMBER[1..], LOST),
        ("plumber", &PLUMBER.replacen('S', "", 1), LOST),
        ("plumber", &PLUMBER.replacen('S', "SS", 1), LOST),
        // As long as base64 may be, and a letter that it has not.
        (
            "plumber",
            &PLUMBER.replacen('S', "~", 1),
            "plumber: the encrypted part is not base64",
        ),
        (
            "plumber",
            &PLUMBER.replacen('S', "~S", 1),
            "plumber: the encrypted part is not base64",
        ),
        (
            "plumber",
            "a_b_c",
            "plumber: the encrypted part is not base64",
        ),
    ] {
        let err = format!("cookiekit: malformed: {message}\n");
        decrypt(&world, &["--format", format, cookie]).gives(1, "", &err);
    }
    let mut encrypted = FORMATS.to_vec();
    encrypted.retain(|it| it.facts().protection.may_be(Protection::Encrypted));
    let encrypted: Vec<_> = encrypted.iter().map(|it| it.name()).collect();
    decrypt(&world, &["--format", "none", SIGNED]).gives(
        2,
        "",
        &format!(
            "cookiekit: --format does not take that value\nhint: it takes: {}\n",
            encrypted.join(", ")
        ),
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
