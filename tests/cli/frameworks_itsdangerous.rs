//! What itsdangerous signed, at the command line. The cookies are the library's
//! (2.2.0), made at THEN.

use crate::known::{ADD_THE_KEY, JUDGED_THEN, THEN, add_the_key_or};
use crate::world::World;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const COOKIE: &str = "eyJ1c2VyIjoiYWxpY2UifQ.ZVPxAA.KyEElSLfTI8zo0AocsYDQ-DzeK4";
const LIST: &str = "WzFd.ZVPxAA.9YZyp23fEpkDvjxPQWKU3hJvuzU";

const VERIFY: [&str; 7] = [
    "verify",
    "--key",
    "key",
    "--now",
    THEN,
    "--format",
    "itsdangerous",
];
const SIGN: [&str; 7] = [
    "sign",
    "--key",
    "key",
    "--now",
    THEN,
    "--format",
    "itsdangerous",
];

#[test]
fn each_class_is_verified_and_made_again() {
    let world = World::with_key(KEY);
    for (class, payload, cookie) in [
        ("URLSafeTimedSerializer", r#"{"user":"alice"}"#, COOKIE),
        ("URLSafeTimedSerializer", "[1]", LIST),
        ("Signer", "hello", "hello.IDFTRx6j4kitTHb7qqdN1Z9_z4M"),
        (
            "TimestampSigner",
            "hello",
            "hello.ZVPxAA.jr_7EtMv5JQcUnRY_lbtWcJIyAs",
        ),
        (
            "Serializer",
            r#"{"a": 1}"#,
            r#"{"a": 1}.wY1Jr1R0nnEeePxB0MbnREigkVI"#,
        ),
    ] {
        let class = format!("class={class}");
        let chosen = ["--param", &class];
        world
            .run(&[&VERIFY[..], &chosen, &[cookie]].concat())
            .gives(0, format!("{payload}\n"), JUDGED_THEN);
        world
            .run(&[&SIGN[..], &chosen, &[payload]].concat())
            .gives(0, format!("{cookie}\n"), "");
    }
}

#[test]
fn json_with_a_signature_behind_it_is_read_from_standard_input_too() {
    let world = World::with_key(KEY);
    let class = ["--param", "class=Serializer"];
    for payload in [r#"{"a": 1}"#, r#"["a.b", 1]"#] {
        let text = world.run(&[&SIGN[..], &class, &[payload]].concat()).ends();
        world
            .run(&[&VERIFY[..], &class].concat())
            .stdin(text.text())
            .gives(0, format!("{payload}\n"), JUDGED_THEN);
    }
}

/// The shape is that of Flask's session: which of the two it is tells the salt.
#[test]
fn it_is_told_from_a_session_of_flask_by_the_key() {
    let world = World::with_key(KEY);
    for cookie in [COOKIE, LIST] {
        let told = world
            .run(&["inspect", "--json", "--key", "key", "--now", THEN, cookie])
            .ends();
        let told = told.json();
        assert_eq!(
            (&told["format"], &told["outcome"]),
            (&"itsdangerous".into(), &"valid".into()),
            "{told:#}"
        );
    }
    world.file("other", "another key");
    let ended = world
        .run(&["verify", "--key", "other", "--now", THEN, COOKIE])
        .ends();
    assert_eq!(ended.code(), 1, "{}", ended.err);
    assert!(
        ended.err.contains("nor does a key open it as itsdangerous"),
        "{}",
        ended.err
    );
}

#[test]
fn what_is_chosen_otherwise_does_not_open_it() {
    let world = World::with_key(KEY);
    let forged = format!(
        "cookiekit: forged or under another key (format itsdangerous)\n\
         hint: {ADD_THE_KEY}\n"
    );
    let or_salt = forged.replace(ADD_THE_KEY, &add_the_key_or("itsdangerous", &["salt"]));
    for param in [
        "salt=activate",
        "key-derivation=hmac",
        "key-derivation=none",
    ] {
        world
            .run(&[&VERIFY[..], &["--param", param, COOKIE]].concat())
            .gives(
                1,
                "",
                if param.starts_with("salt") {
                    &forged
                } else {
                    &or_salt
                },
            );
    }
    let malformed = |why: &str| format!("cookiekit: malformed: itsdangerous: {why}\n");
    for (param, why) in [
        ("sep=:", "there is no separator before a signature"),
        (
            "digest=sha256",
            "the signature is not base64url of a digest\nhint: it has the shape of one with \
             digest=sha1: --param digest=sha1",
        ),
    ] {
        world
            .run(&[&VERIFY[..], &["--param", param, COOKIE]].concat())
            .gives(1, "", &malformed(why));
    }
    for (params, why) in [
        (&["--param", "sep=A"][..], "no separator that base64url has"),
        (
            &["--param", "class=Signer", "--param", "max-age=1h"],
            "text of this class says no time",
        ),
    ] {
        let ended = world.run(&[&SIGN[..], params, &["1"]].concat()).ends();
        assert_eq!(ended.code(), 2, "{}", ended.err);
        assert!(ended.err.contains(why), "{}", ended.err);
    }
}

#[test]
fn its_age_is_looked_at_where_that_is_asked_for() {
    let world = World::with_key(KEY);
    let at = |now: &str, max_age: &[&str]| {
        let common = [
            "verify",
            "--json",
            "--key",
            "key",
            "--format",
            "itsdangerous",
        ];
        let arguments = [&common[..], &["--now", now], max_age, &[COOKIE]].concat();
        let ended = world.run(&arguments).ends();
        (ended.code(), ended.json()["outcome"].clone())
    };
    let minute = ["--param", "max-age=60"];
    assert_eq!(at("1700000060", &minute), (0, "valid".into()));
    assert_eq!(at("1700000061", &minute), (3, "expired".into()));
    assert_eq!(at("1699999999", &minute), (3, "expired".into()));
    for ever in ["1", "1700000061", "4000000000"] {
        assert_eq!(at(ever, &[]), (0, "valid".into()), "{ever}");
    }
}

#[test]
fn the_longest_payload_is_a_mebibyte_once_it_is_decompressed() {
    let world = World::with_key(KEY);
    let of = |length: usize| format!("\"{}\"", "0".repeat(length - 2));
    let fits = world.run(&SIGN).stdin(of(1024 * 1024 - 64)).ends();
    assert_eq!(fits.code(), 0, "{}", fits.err);
    assert!(fits.text().len() < 4000);
    let read = world.run(&VERIFY).stdin(fits.text()).ends();
    assert_eq!(
        (read.code(), read.text().len()),
        (0, 1024 * 1024 - 63),
        "{}",
        read.err
    );
    // {"a":"00…"} of three million characters, as Python's zlib has it.
    let bomb = include_str!("../data/frameworks/itsdangerous-bomb.txt");
    let refused = world.run(&VERIFY).stdin(bomb).ends();
    assert_eq!(refused.code(), 1);
    assert!(
        refused
            .err
            .contains("more than 1 MiB once it is decompressed"),
        "{}",
        refused.err
    );
}

/// A cookie of TimestampSigner opens as one of Signer too, with its time as a part of
/// the text.
#[test]
fn what_two_classes_open_names_both() {
    let world = World::with_key(KEY);
    let sign = [
        "sign",
        "-q",
        "--format",
        "itsdangerous",
        "--param",
        "class=TimestampSigner",
        "--key",
        "key",
        "--now",
        THEN,
        "alice",
    ];
    let cookie = world.run(&sign).ends().text();
    let inspect = ["inspect", "--key", "key", "--now", THEN];
    let ended = world.run(&inspect).stdin(&cookie).ends();
    let text = ended.text();
    assert_eq!(ended.code(), 1, "{text}");
    assert!(
        text.starts_with("not valid as it is; 2 changes make it valid"),
        "{text}"
    );
    for change in [
        "valid with class=Signer\n",
        "valid with class=TimestampSigner\n",
    ] {
        assert!(text.contains(change), "{text}");
    }
    let told = world
        .run(&[&inspect[..], &["--json"]].concat())
        .stdin(&cookie)
        .ends()
        .json();
    assert_eq!(told["fitting"].as_array().unwrap().len(), 2, "{told}");
}

/// What Werkzeug and Python's own library write with escapes was none of its cookies. The
/// first is Werkzeug 3.1's, of `Serializer(key).dumps({"u": 1, "b": 2})`.
#[test]
fn json_in_the_quotes_of_a_framework_is_verified() {
    let world = World::with_key("dev-key-of-the-app-0123456789abcdef");
    for cookie in [
        r#"pref="{\"u\": 1\054 \"b\": 2}.BG-MGEfMZwrSSgAZPXMPcKuex1g""#,
        r#"Set-Cookie: pref="{\"u\": 1\054 \"b\": 2}.BG-MGEfMZwrSSgAZPXMPcKuex1g"; Path=/"#,
    ] {
        world
            .run(&["verify", "--format", "itsdangerous", "--key", "key"])
            .args(&["--param", "class=Serializer"])
            .stdin(cookie)
            .gives(0, "{\"u\": 1, \"b\": 2}\n", "");
        let forged = cookie.replace("1\\054", "2\\054");
        let ended = world
            .run(&["verify", "--format", "itsdangerous", "--key", "key"])
            .args(&["--param", "class=Serializer"])
            .stdin(forged)
            .ends();
        assert!(
            ended.err.contains("forged or under another key"),
            "{}",
            ended.err
        );
    }
}
