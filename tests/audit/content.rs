//! 5xx and 6xx: the bytes of the key, and its age.

use crate::sandbox::Sandbox;
use crate::{KEY, WORKBENCH_KEY};

/// Bytes that a check objects to, in a file of this name.
fn objects(id: &str, severity: &str, name: &str, bad: &[u8], near: &[u8]) {
    let sandbox = Sandbox::empty();
    sandbox.key(name, near);
    sandbox.passes(id, &[name]);
    sandbox.key(name, bad);
    let finding = sandbox.finds(id, severity, &[name]);
    sandbox.obey(&finding);
    // A key that was replaced is kept, and shown as what it is until it goes.
    let list = sandbox.sh("ls -A");
    let kept = list.lines().find(|it| it.contains(".retired-"));
    let Some(kept) = kept else {
        sandbox.passes(id, &[name]);
        assert_eq!(sandbox.audit(&[name]).exit, 0, "{id}");
        return;
    };
    assert_eq!(std::fs::read(sandbox.path(kept)).unwrap(), bad, "{id}");
    for left in sandbox.findings(id, &[name]) {
        assert_eq!(left["path"], kept);
        assert!(left["fix"].is_null(), "{left}");
        let mend = left["mend"].as_str().unwrap();
        assert!(mend.contains("it goes at `rotate retire`"), "{mend}");
    }
    sandbox.sh(&format!(
        "cookiekit rotate retire -q --older-than 0s --key {name}"
    ));
    assert_eq!(sandbox.audit(&[name]).exit, 0, "{id}");
}

#[test]
fn an_empty_key() {
    objects("CK501", "critical", "cookie.key", b"", KEY.as_bytes());
    objects("CK501", "critical", "cookie.key", b" \n\t", KEY.as_bytes());
}

#[test]
fn a_short_key() {
    let wb = "secure-cookie-key";
    objects("CK502", "critical", "cookie.key", b"secret", KEY.as_bytes());
    objects(
        "CK502",
        "critical",
        wb,
        &WORKBENCH_KEY.as_bytes()[1..],
        WORKBENCH_KEY.as_bytes(),
    );
}

#[test]
fn one_byte_is_one() {
    let sandbox = Sandbox::empty();
    sandbox.key("cookie.key", "x");
    let finding = sandbox.finds("CK502", "critical", &["cookie.key"]);
    assert_eq!(finding["observed"], "has 1 byte, and a key at least 32");
    sandbox.key("cookie.key", " ");
    let finding = sandbox.finds("CK501", "critical", &["cookie.key"]);
    assert_eq!(finding["observed"], "consists of 1 byte of white space");
}

#[test]
fn a_passphrase() {
    let bad = b"correct horse battery staple and more";
    objects("CK503", "high", "cookie.key", bad, KEY.as_bytes());
}

#[test]
fn white_space_that_is_part_of_the_key() {
    let wb = "secure-cookie-key";
    // The vendor's own `uuidgen | tr -d '-' > file` leaves a newline, which is a
    // part of the key like any other.
    for newline in [
        format!("{WORKBENCH_KEY}\n"),
        "936da01f-9abd-4d9d-80c7-02af85c822a8\n".to_owned(),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.key(wb, newline);
        sandbox.passes("CK504", &[wb]);
        assert_eq!(sandbox.audit(&[wb]).exit, 0);
    }
    let marked = format!("\u{feff}{KEY}");
    // plumber drops a newline, and so it is no fault of a general key.
    let trimmed = format!("{KEY}\n");
    objects(
        "CK504",
        "high",
        "cookie.key",
        marked.as_bytes(),
        trimmed.as_bytes(),
    );
}

#[test]
fn bytes_that_are_read_differently() {
    let raw: Vec<u8> = (0..32)
        .map(|at: u8| at.wrapping_mul(37) ^ (at << 3))
        .collect();
    let mut near = raw.clone();
    near[0] = 0;
    let bad = [&raw[..], &[0, 7]].concat();
    objects("CK505", "high", "cookie.key", &bad, &near);
}

#[test]
fn a_key_that_is_not_random() {
    let zeros = "0".repeat(64);
    objects(
        "CK507",
        "critical",
        "cookie.key",
        zeros.as_bytes(),
        KEY.as_bytes(),
    );
    for text in [
        "ab".repeat(32),
        "00000000000000000000000000000001".into(),
        "deadbeefcafebabe".repeat(4),
    ] {
        objects(
            "CK506",
            "critical",
            "cookie.key",
            text.as_bytes(),
            KEY.as_bytes(),
        );
    }
}

/// As a retired key it would open what anyone makes with it.
#[test]
fn a_key_that_anyone_guesses_is_to_be_dropped_without_a_time_of_grace() {
    for (id, text) in [
        ("CK507", "mySecretHere".to_owned()),
        ("CK506", "ab".repeat(32)),
        ("CK502", "k".to_owned()),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.key("cookie.key", &text);
        let finding = sandbox.finds(id, "critical", &["cookie.key"]);
        let mend = finding["mend"].as_str().unwrap();
        let command = "cookiekit rotate retire --older-than 0s --key cookie.key";
        assert!(mend.contains(command), "{mend}");
        sandbox.obey(&finding);
        sandbox.sh(&format!("{command} -q"));
        assert_eq!(sandbox.sh("ls"), "cookie.key\nhome\n");
        assert_eq!(sandbox.audit(&["cookie.key"]).exit, 0);
    }
    // A copy is no reason to sign everybody out.
    let sandbox = Sandbox::new();
    sandbox.key("other-cookie.key", KEY);
    let finding = sandbox.finds("CK508", "high", &["cookie.key", "other-cookie.key"]);
    let mend = finding["mend"].as_str().unwrap();
    assert!(!mend.contains("--older-than"), "{mend}");
}

#[test]
fn a_key_that_everybody_knows() {
    for text in [
        "mySecretHere",
        "changeme",
        "0123456789abcdef0123456789abcdef",
    ] {
        objects(
            "CK507",
            "critical",
            "cookie.key",
            text.as_bytes(),
            KEY.as_bytes(),
        );
    }
}

#[test]
fn a_uuid_of_the_time() {
    let v1 = b"d9428888-122b-11e1-b85c-61cd3cbb3210";
    let v4 = b"936da01f-9abd-4d9d-80c7-02af85c822a8";
    objects("CK510", "critical", "secure-cookie-key", v1, v4);
}

#[test]
fn the_documented_weak_keys_are_all_objected_to() {
    for text in [
        String::new(),
        "secret".into(),
        "0".repeat(64),
        "0".repeat(32),
        "f00d".repeat(16),
        "0123456789abcdef".repeat(4),
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f".into(),
        "d9428888-122b-11e1-b85c-61cd3cbb3210".into(),
        "password12345678password12345678".into(),
    ] {
        for name in ["cookie.key", "secure-cookie-key"] {
            let sandbox = Sandbox::empty();
            sandbox.key(name, &text);
            assert_eq!(sandbox.audit(&[name]).exit, 1, "{name} {text:?}");
        }
    }
}

#[test]
fn the_same_key_twice() {
    let sandbox = Sandbox::new();
    sandbox.key("other/web.key", crate::OTHER_KEY);
    sandbox.passes("CK508", &["cookie.key", "other/web.key"]);
    sandbox.key("other/web.key", format!("{KEY}\n"));
    let finding = sandbox.finds("CK508", "high", &["cookie.key", "other/web.key"]);
    sandbox.obey(&finding);
    // The old key is kept as a retired slot, which is not looked at twice.
    assert_eq!(sandbox.audit(&["other/web.key"]).exit, 0);
}

#[test]
fn a_key_that_is_too_old() {
    let sandbox = Sandbox::new();
    let arguments = ["--max-key-age", "90d", "cookie.key"];
    sandbox.sh("touch -d '80 days ago' cookie.key");
    sandbox.passes("CK601", &arguments);
    sandbox.sh("touch -d '100 days ago' cookie.key");
    sandbox.passes("CK601", &["cookie.key"]);
    let finding = sandbox.mends("CK601", "medium", &arguments);
    assert!(
        finding["observed"]
            .as_str()
            .unwrap()
            .contains("100 days old")
    );
    assert!(
        finding["observed"]
            .as_str()
            .unwrap()
            .contains("by its modification; born 2")
    );
    assert_eq!(sandbox.sh("cat cookie.key.retired-*"), KEY);
    assert_eq!(sandbox.audit(&arguments).exit, 0);
}

/// What archives and images write instead of a date makes no key old.
#[test]
fn a_key_without_a_date_is_not_decades_old() {
    let sandbox = Sandbox::new();
    for date in ["1970-01-01T00:00:00Z", "1980-01-01T00:00:00Z"] {
        sandbox.sh(&format!("touch -m -d {date} cookie.key"));
        sandbox.passes("CK601", &["--max-key-age", "90d", "cookie.key"]);
    }
}

#[test]
fn a_key_of_the_future() {
    let sandbox = Sandbox::new();
    sandbox.sh("touch -d '4 minutes' cookie.key");
    sandbox.passes("CK602", &["cookie.key"]);
    sandbox.sh("touch -d '2 days' cookie.key");
    sandbox.mends("CK602", "low", &["cookie.key"]);
}

#[test]
fn the_same_key_in_two_spellings() {
    use std::fmt::Write;
    let bytes: Vec<u8> = (0..32)
        .map(|at| KEY[2 * at..2 * at + 2].to_owned())
        .map(|it| u8::from_str_radix(&it, 16).unwrap())
        .collect();
    let sandbox = Sandbox::new();
    let hash = sandbox.sh("printf 'a legacy passphrase that plumber hashes' | sha256sum");
    let base64 = sandbox.sh(&format!(
        "printf '{}' | base64 -w0",
        bytes.iter().fold(String::new(), |mut all, byte| {
            let _ = write!(all, "\\{byte:03o}");
            all
        })
    ));
    for (other, key, near) in [
        (bytes.clone(), KEY.to_owned(), crate::OTHER_KEY),
        (base64.into_bytes(), KEY.to_owned(), crate::OTHER_KEY),
        (
            KEY.to_uppercase().into_bytes(),
            KEY.to_owned(),
            crate::OTHER_KEY,
        ),
        (
            b"a legacy passphrase that plumber hashes".to_vec(),
            hash[..64].to_owned(),
            KEY,
        ),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.key("cookie.key", other);
        sandbox.key("other/web.key", near);
        let arguments = ["cookie.key", "other/web.key"];
        sandbox.passes("CK509", &arguments);
        sandbox.key("other/web.key", key);
        let finding = sandbox.finds("CK509", "high", &arguments);
        assert_eq!(
            finding["observed"],
            "holds the key of cookie.key in another spelling"
        );
        sandbox.passes("CK508", &arguments);
        sandbox.obey(&finding);
        // What the old key sealed it still opens: that ends with its slot.
        sandbox.sh("cookiekit rotate retire -q --older-than 0s --key other/web.key");
        sandbox.passes("CK509", &arguments);
    }
}

#[test]
fn a_document_is_no_key_and_is_not_thrown_away() {
    let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n";
    for (text, observed) in [
        (
            pem.to_owned(),
            "is a PEM document: a certificate, or a key for something else",
        ),
        (format!("{{\"key\": \"{KEY}\"}}"), "is a JSON document"),
        (
            format!("{KEY}\n# of the old server\n"),
            "has 2 lines, and a key one",
        ),
        (
            "x1y2".repeat(1100),
            "has 4400 bytes, and a key at most 4096",
        ),
    ] {
        let sandbox = Sandbox::new();
        sandbox.key("cookie.key", format!("{KEY}\n"));
        sandbox.passes("CK511", &["cookie.key"]);
        sandbox.key("cookie.key", &text);
        // It is called what it is, and no passphrase; but lines are hashed as one.
        if !text.starts_with(KEY) {
            sandbox.passes("CK503", &["cookie.key"]);
        }
        let finding = sandbox.mends("CK511", "medium", &["cookie.key"]);
        assert_eq!(finding["observed"], observed);
        assert_eq!(sandbox.sh("cat cookie.key.other"), text);
        assert_eq!(sandbox.audit(&["cookie.key"]).exit, 0);
    }
}
