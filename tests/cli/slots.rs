//! A key's next and retired slots open what the key itself does not, and cookiekit
//! reports which one did.

use crate::known::{
    FINGERPRINT, JUDGED_THEN, KEY, OTHER_KEY, SEALED, SEALED_PAYLOAD, SIGNED, THEN,
};
use crate::world::{Run, World};

const RETIRED: &str = "key.retired-20250101T000000Z-1e75b355";

fn decrypt(world: &World, more: &[&str]) -> Run {
    let arguments = [
        "decrypt", "--key", "key", "--name", "session", "--now", THEN, SEALED,
    ];
    world.run(&[&arguments, more].concat())
}

fn payload() -> String {
    format!("{SEALED_PAYLOAD}\n")
}

#[test]
fn a_cookie_under_the_primary_key_needs_no_word() {
    let world = World::with_key(KEY);
    decrypt(&world, &[]).gives(0, payload(), JUDGED_THEN);
    let by = "note: seen as cookiekit sealed cookie (XChaCha20-Poly1305)\n\
              note: authenticated by the primary key (1e75b355-e4de5af7) from key\n\
              note: expires in 24 hours (at 2023-11-15T22:13:20Z)\n";
    decrypt(&world, &["-v"]).gives(0, payload(), &format!("{by}{JUDGED_THEN}"));
    assert_eq!(
        decrypt(&world, &["--json"]).ends().json()["slot"],
        "primary"
    );
}

#[test]
fn a_cookie_under_the_staged_key_opens_and_says_so() {
    let world = World::with_key(OTHER_KEY);
    world.file("key.next", KEY);
    let by = "note: authenticated by the key staged next (1e75b355-e4de5af7) from key.next\n";
    decrypt(&world, &[]).gives(0, payload(), &format!("{by}{JUDGED_THEN}"));
    decrypt(&world, &["-q"]).gives(0, payload(), "");
    let document = decrypt(&world, &["--json"]).ends().json();
    assert_eq!(document["slot"], "next");
    assert_eq!(document["key"], "key.next");
    assert_eq!(document["fingerprint"], FINGERPRINT);
}

#[test]
fn a_cookie_under_a_retired_key_opens_and_says_when_it_retired() {
    let world = World::with_key(OTHER_KEY);
    world.file(RETIRED, KEY);
    let by = format!(
        "note: authenticated by the key retired at 2025-01-01T00:00:00Z ({FINGERPRINT}) from {RETIRED}\n"
    );
    decrypt(&world, &[]).gives(0, payload(), &format!("{by}{JUDGED_THEN}"));
    let document = decrypt(&world, &["--json"]).ends().json();
    assert_eq!(document["slot"], "retired");
    assert_eq!(document["key"], RETIRED);

    let verify = [
        "verify", "--key", "key", "--name", "session", "--now", THEN, SIGNED,
    ];
    world
        .run(&verify)
        .gives(0, "alice\n", &format!("{by}{JUDGED_THEN}"));
}

#[test]
fn a_retired_key_never_seals() {
    let world = World::new();
    world.file(RETIRED, KEY);
    world.run(&["encrypt", "--key", "key", "{}"]).gives(
        4,
        "",
        &format!(
            "cookiekit: there is no key file at key, but keys of its rotation are: {RETIRED}\n\
             hint: look for it first; if it is lost, put the newest in its place: cookiekit key \
             copy --key {RETIRED} --to key\n"
        ),
    );
}

#[test]
fn files_that_are_no_slots_are_left_alone() {
    let world = World::with_key(OTHER_KEY);
    for name in [
        "key.bak",
        "key.next~",
        "key.retired-20250101T000000Z",
        "key.retired-yesterday-1e75b355",
        "key.retired-20250101T000000Z-1e75b35x",
    ] {
        world.file(name, KEY);
    }
    assert_eq!(decrypt(&world, &[]).ends().code(), 1);
}

#[test]
fn an_open_slot_is_not_used_and_that_is_said() {
    let world = World::with_key(OTHER_KEY);
    world.file("key.next", KEY);
    world.set_mode("key.next", 0o644);
    decrypt(&world, &[]).gives(
        4,
        "",
        "cookiekit: no usable key opens it; one was skipped: key.next can be read by others \
         (mode 0644)\n\
         hint: fix it with: chmod 600 key.next (`--allow-unsafe-key` continues with a warning)\n",
    );
    let allowed = decrypt(&world, &["--allow-unsafe-key"]).ends();
    assert_eq!(allowed.code(), 0, "{}", allowed.err);
    let warned = "warning: using an unsafe key: key.next can be read by others (mode 0644)\n";
    assert!(allowed.err.starts_with(warned), "{}", allowed.err);
}

/// A retired key there may be the one of the cookie.
#[test]
#[ignore = "needs root: tests/run"]
fn a_cookie_is_not_called_forged_where_the_slots_cannot_be_listed() {
    let world = World::with_key(OTHER_KEY);
    world.file(RETIRED, KEY);
    let prepare = "chmod 755 . && cp $(command -v cookiekit) . && chmod 755 cookiekit && \
                   mkdir keys && mv key keys && mv key.* keys && chown 54321:54321 keys/* && \
                   chmod 711 keys";
    assert_eq!(world.shell(prepare).ends().code(), 0);
    let run = |arguments: &str| {
        let user = "setpriv --reuid 54321 --regid 54321 --clear-groups ./cookiekit";
        world.shell(&format!("{user} {arguments}")).ends()
    };
    let cookie = format!("--key keys/key --name session --now {THEN} '{SEALED}'");
    for command in ["decrypt", "inspect", "reissue -q"] {
        let said = run(&format!("{command} {cookie}"));
        assert_eq!(said.code(), 4, "{command}: {}", said.err);
        assert!(
            said.err
                .contains("could not list the slots of keys/key: permission denied"),
            "{command}: {}",
            said.err
        );
    }
    let said = run("key list --key keys/key");
    said.is(
        4,
        "",
        "cookiekit: could not list the slots of keys/key: permission denied\n\
         hint: run this as a user who may list keys: without that no retired key is found\n",
    );
    assert_eq!(run("key export --for k8s --key keys/key").code(), 4);
    // The primary alone needs no list.
    let own = run("encrypt --key keys/key 1");
    assert_eq!(own.code(), 0, "{}", own.err);
    let opened = run(&format!(
        "decrypt -q --key keys/key '{}'",
        own.text().trim()
    ));
    assert_eq!(opened.code(), 0, "{}", opened.err);
}
