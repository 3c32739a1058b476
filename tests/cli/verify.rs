//! `cookiekit verify`.

use serde_json::json;

use crate::known::{
    A_NAME, ADD_THE_KEY, BEFORE, FINGERPRINT, JUDGED_THEN, KEY, OTHER_KEY, PLUMBER, SEALED, SIGNED,
    THEN, WORKBENCH, WORKBENCH_FINGERPRINT, WORKBENCH_KEY, try_another_name,
};
use crate::world::{Run, World};

fn verify(world: &World, more: &[&str]) -> Run {
    world.run(&[&["verify", "--key", "key"], more].concat())
}

const JUDGED_BEFORE: &str = "note: judged at 2023-11-14T22:13:19Z (--now)\n";

#[test]
fn the_value_of_a_genuine_cookie_is_printed() {
    let world = World::with_key(WORKBENCH_KEY);
    verify(&world, &["--now", BEFORE, WORKBENCH]).gives(0, "alice\n", JUDGED_BEFORE);
    verify(&world, &["-q", "--now", BEFORE, WORKBENCH]).gives(0, "alice\n", "");
    world.file("key", KEY);
    verify(&world, &["--name", "session", "--now", THEN, SIGNED]).gives(0, "alice\n", JUDGED_THEN);
}

#[test]
fn verbose_says_which_key_and_how_long() {
    let world = World::with_key(WORKBENCH_KEY);
    let by = format!("note: authenticated by the primary key ({WORKBENCH_FINGERPRINT}) from key\n");
    let seen = "note: seen as Posit Workbench secure cookie (HMAC-SHA256)\n";
    let left = "note: expires in 1 second (at 2023-11-14T22:13:20Z)\n";
    verify(&world, &["-v", "--now", BEFORE, WORKBENCH]).gives(
        0,
        "alice\n",
        &format!("{seen}{by}{left}{JUDGED_BEFORE}"),
    );
}

#[test]
fn the_document_says_all_that_is_known() {
    let world = World::with_key(KEY);
    let arguments = ["--json", "--name", "session", "--now", THEN, SIGNED];
    let ended = verify(&world, &arguments).ends();
    let expected = json!({
        "exit": 0,
        "word": "yes",
        "outcome": "valid",
        "authenticated": true,
        "format": "signed",
        "name": "session",
        "issued": null,
        "expires": "2023-11-15T22:13:20Z",
        "now": "2023-11-14T22:13:20Z",
        "leeway_seconds": 0,
        "slot": "primary",
        "key": "key",
        "fingerprint": FINGERPRINT,
        "payload": "alice",
        "warnings": [],
    });
    assert_eq!(ended.json(), expected);
    assert_eq!(ended.err, "");
}

#[test]
fn another_key_or_name_is_a_no() {
    let world = World::with_key(OTHER_KEY);
    verify(&world, &["--now", BEFORE, WORKBENCH]).gives(
        1,
        "",
        &format!(
            "cookiekit: forged or under another key (format workbench)\nhint: {ADD_THE_KEY}\n"
        ),
    );
    world.file("key", KEY);
    verify(&world, &["--name", "other", "--now", THEN, SIGNED]).gives(
        1,
        "",
        &format!(
            "cookiekit: forged or under another key (format signed)\nhint: {}\n",
            try_another_name("signed", A_NAME)
        ),
    );
}

#[test]
fn an_expired_cookie_exits_with_3_and_leeway_takes_it() {
    let world = World::with_key(WORKBENCH_KEY);
    let expired = "cookiekit: genuine, but expired now (at 2023-11-14T22:13:20Z)\nhint: sign in \
        again for a new one; to read it anyway: --leeway DURATION accepts it for longer, --now \
        TIME judges at another time\n";
    verify(&world, &["--now", THEN, WORKBENCH]).gives(3, "", &format!("{JUDGED_THEN}{expired}"));
    verify(&world, &["-q", "--now", THEN, WORKBENCH]).gives(3, "", expired);
    verify(&world, &["--now", THEN, "--leeway", "1s", WORKBENCH]).gives(
        0,
        "alice\n",
        &format!("{JUDGED_THEN}note: accepted for 1 s after its expiry (--leeway)\n"),
    );
}

#[test]
fn expiry_is_told_of_genuine_cookies_only() {
    let world = World::with_key(OTHER_KEY);
    // The clock of this machine is far beyond its expiry.
    assert_eq!(verify(&world, &[WORKBENCH]).ends().code(), 1);
    world.file("key", WORKBENCH_KEY);
    assert_eq!(verify(&world, &[WORKBENCH]).ends().code(), 3);
}

#[test]
fn the_decoded_form_of_the_documentation_passes_with_a_warning() {
    let world = World::with_key(WORKBENCH_KEY);
    let decoded =
        "janedoe|Sat, 24 Sep 2022 17:46:21 GMT|9i70BByljSMnNsO3c9mEpR1qYclhtCMH5nvzJPFuJHA=";
    verify(&world, &["--now", "1000", decoded]).gives(
        0,
        "janedoe\n",
        "note: judged at 1970-01-01T00:16:40Z (--now)\n\
         warning: in the decoded form of the documentation: the server sends it encoded\n",
    );
}

#[test]
fn text_beside_the_date_is_no_attack_while_the_signature_is_wrong() {
    let world = World::with_key(WORKBENCH_KEY);
    let shifted = "bob|Sat%2C%2001%20Jan%202099%2000%3A00%3A00%20GMTxWed%2C%2015%20Nov%202023%2022%3A13%3A20%20GMT|YrDyFfUaaywsHRn9ghYyLQwtZBRIKARppEVi3Ilszsw%3D";
    verify(&world, &["--format", "workbench", shifted]).gives(
        1,
        "",
        "cookiekit: malformed: workbench: other text comes before the date\n",
    );
}

#[test]
fn an_encrypted_cookie_is_sent_to_decrypt() {
    let world = World::with_key(KEY);
    for (cookie, format) in [(SEALED, "sealed"), (PLUMBER, "plumber")] {
        let err = format!(
            "cookiekit: this is a {format} cookie, which is encrypted\n\
             hint: use decrypt, with the same cookie and key\n"
        );
        verify(&world, &[cookie]).gives(1, "", &err);
        let document = verify(&world, &["--json", cookie]).ends().json();
        assert_eq!(document["outcome"], "unchecked", "{document}");
        assert_eq!(document["format"], format);
    }
}
