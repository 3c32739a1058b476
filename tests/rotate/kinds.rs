//! What a rotation takes for a key, what it makes of one, and whether all that it keeps
//! can be used.

use cookiekit::frameworks::FORMATS;

use crate::place::{ONE, Place, TWO, fingerprint};

/// What programs keep in small files, none of it a key alone.
const NO_KEYS: [(&str, &str, &str); 8] = [
    (
        "production.yml.enc",
        "c29tZXRoaW5nIGVuY3J5cHRlZA==--AAAAAAAAAAAAAAAA--AAAAAAAAAAAAAAAAAAAAAA==",
        "keeps encrypted",
    ),
    ("manual.pdf", "%PDF-1.7\nx", "is an archive or a document"),
    (
        "rndc.key",
        "key \"rndc\" {\n\tsecret \"x\";\n};\n",
        "is a source",
    ),
    ("netrc", "machine a.org login b password c\n", "has a login"),
    (
        "htpasswd",
        "alice:$apr1$abcdefgh$0123\n",
        "hash of a password",
    ),
    ("ssh_config", "Host web\n  User deploy\n", "several lines"),
    ("app.xml", "<a><b>c</b></a>", "is markup"),
    (
        "notes",
        "Dear all,\nthe key is in the safe.\n",
        "several lines",
    ),
];

#[test]
fn what_is_no_key_alone_is_not_rotated() {
    for (name, content, what) in NO_KEYS {
        let place = Place::new();
        place.write(name, content);
        for command in [
            &["rotate"][..],
            &["rotate", "--for", "rails"],
            &["rotate", "stage"],
            &["rotate", "plan", "--for", "flask"],
        ] {
            let said = place.run(&[command, &["--key", name]].concat());
            assert_eq!((said.code, &*said.stdout), (2, ""), "{name} {said:?}");
            assert!(said.stderr.contains(what), "{name} {said:?}");
            assert!(
                said.stderr.contains("hint: it stays as it is: "),
                "{said:?}"
            );
            assert_eq!(place.read(name), content);
            let names = place.names();
            assert!(names.iter().all(|it| it == name), "{names:?}");
        }
        let said = place.run(&["key", "fingerprint", "--key", name]);
        let seen = [what, "several lines"];
        assert!(
            seen.iter().any(|it| said.stderr.contains(it)),
            "{name} {said:?}"
        );
    }
}

#[test]
fn a_key_of_any_kind_is_rotated() {
    let broken = format!("{}\nMDEyMzQ=\n", "AQIDBAUGBwgJCgsM".repeat(4));
    for key in [
        "a passphrase of some words",
        "correct horse battery staple: of 1 line\n",
        &broken,
        &"x".repeat(200),
        "936da01f-9abd-4d9d-80c7-02af85c822a8",
    ] {
        let place = Place::with_key(key);
        place.run(&["rotate", "--key", "k"]).done();
    }
}

/// What it opens besides cookies is lost with it.
#[test]
fn a_key_that_opens_more_than_cookies_is_not_deleted() {
    let place = Place::new();
    std::fs::create_dir(place.path("config")).unwrap();
    place.write("config/master.key", &ONE[..32]);
    place.write("config/credentials.yml.enc", "x");
    place.write(".env", "SECRET=abc\nOTHER=def\n");
    for (key, what) in [
        ("config/master.key", "Rails' encrypted credentials"),
        (".env", "NAME=VALUE"),
    ] {
        let said = place.run(&["key", "delete", "--yes", "--key", key]);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.stderr.contains(what), "{said:?}");
        assert!(said.stderr.contains("hint: it is not deleted"), "{said:?}");
        assert!(place.path(key).exists());
    }
    // What a rotation keeps of one is a key like any other.
    place.write("k", ONE);
    place.run(&["rotate", "--key", "k"]).done();
    let names = place.names();
    let kept = names.iter().find(|it| it.contains("retired")).unwrap();
    place.run(&["key", "delete", "--yes", "--key", kept]).done();
}

/// Nobody names a format whose key it is already.
#[test]
fn a_rotation_keeps_the_kind_of_a_key_that_was_made_for_a_format() {
    let mut exported = 0;
    for format in FORMATS {
        let name = format.name();
        let place = Place::new();
        let made = place.run(&["keygen", "--for", name, "--out", "k"]);
        if made.code != 0 {
            continue;
        }
        let (key, export) = (
            place.read("k"),
            ["key", "export", "--for", name, "--key", "k"],
        );
        let is_exported = place.run(&export).code == 0;
        place.run(&["rotate", "--key", "k"]).done();
        let new = place.read("k");
        assert_eq!(new.len(), key.len(), "{name}");
        let mark = |key: &str| key.split(['.', ':']).next().map(str::len);
        assert_eq!(mark(&new), mark(&key), "{name}: {new}");
        if is_exported {
            exported += 1;
            place.run(&export).done();
        }
    }
    assert!(exported > 10, "{exported}");
}

#[test]
fn a_key_in_base64_with_a_line_end_is_followed_by_one_in_base64() {
    for (key, length) in [
        ("AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=\n", 44),
        ("base64:AQIDBAUGBwgJCgsMDQ4PEA==", 31),
        (
            "A9IDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8w",
            64,
        ),
    ] {
        let place = Place::with_key(key);
        place.run(&["rotate", "--key", "k"]).done();
        let new = place.read("k");
        assert_eq!(new.len(), length, "{key}");
        let is_hex = new.bytes().all(|it| it.is_ascii_hexdigit());
        assert!(!is_hex, "{new}");
    }
}

/// Its application would not start: it reads the slots, and one of them is none to it.
#[test]
fn a_slot_that_the_application_cannot_use_is_named_when_its_code_is_printed() {
    for (format, old) in [("laravel", ONE), ("fernet", ONE), ("paseto", ONE)] {
        let place = Place::with_key(old);
        let said = place.run(&["rotate", "--for", format, "--key", "k"]);
        said.done();
        let unfit = format!("warning: the key of k does not fit {format}: ");
        // Any key of bytes is one to PASETO, by --param key-encoding.
        if format != "paseto" {
            assert!(said.stderr.contains(&unfit), "{said:?}");
        }
        let export = ["key", "export", "--for", format, "--key", "k"];
        let said = place.run(&export);
        assert_eq!((said.code, &*said.stdout), (2, ""), "{format} {said:?}");
        let slot = format!("-{}) does not fit: ", &fingerprint(old)[..8]);
        assert!(said.stderr.contains(&slot), "{said:?}");
        let (_, way) = said.stderr.split_once("to keep it elsewhere: ").unwrap();
        let ended = place.shell(way);
        assert!(ended.status.success(), "{ended:?}");
        place.run(&export).done();
        let aside = format!("k.unfit-{}", &fingerprint(old)[..8]);
        assert_eq!(place.read(&aside), old);
    }
    // One that fits is no reason.
    let place = Place::with_key(ONE);
    place.write("k.next", TWO);
    place
        .run(&["key", "export", "--for", "flask", "--key", "k"])
        .done();
    let said = place.run(&["rotate", "plan", "--for", "fernet", "--key", "k"]);
    let text = said.done().replace("\n#   ", " ");
    assert!(text.contains("does not fit fernet: "), "{text}");
}
