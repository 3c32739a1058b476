//! Flask's sessions at the command line. The cookies are of Flask's own signer
//! (itsdangerous 2.2.0), made at THEN.

use crate::known::{ADD_THE_KEY, JUDGED_THEN, THEN, add_the_key_or};
use crate::world::World;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const PAYLOAD: &str = r#"{"user":"alice"}"#;
const COOKIE: &str = "eyJ1c2VyIjoiYWxpY2UifQ.ZVPxAA.FB5riuKeIf6v-zr6gRDaVX1qeHM";
/// `{"t":{" t":[1,"a"]}}`.
const TUPLE: &str = "eyJ0Ijp7IiB0IjpbMSwiYSJdfX0.ZVPxAA.F9tmHapL1lcS6V1uHy3Xr_74CWg";
/// `{"b":{" b":"a"}}`, which is no base64.
const NO_BYTES: &str = "eyJiIjp7IiBiIjoiYSJ9fQ.ZVPxAA.pbf5VD_kolZV48WOPeGOfoHVtR0";
/// `{"a":"xxx…"}`, compressed.
const LONG: &str = ".eJyrVkpUslKqGCZAqRYAvw9f3A.ZVPxAA.ROkN6IpwNv6sw9i2Fm7sAuPGCmw";

fn forged(format: &str) -> String {
    let hint = add_the_key_or(format, &["salt"]);
    format!("cookiekit: forged or under another key (format {format})\nhint: {hint}\n")
}

#[test]
fn a_session_is_verified_and_made_again() {
    let world = World::with_key(KEY);
    for format in [&["--format", "flask"][..], &[]] {
        let arguments = [
            &["verify", "--key", "key", "--now", THEN],
            format,
            &[COOKIE],
        ]
        .concat();
        world
            .run(&arguments)
            .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
    }
    let line = format!("Set-Cookie: session={COOKIE}; HttpOnly; Path=/");
    world
        .run(&["verify", "--key", "key", "--now", THEN, &line])
        .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
    let sign = ["sign", "--format", "flask", "--key", "key", "--now", THEN];
    world
        .run(&[&sign[..], &[PAYLOAD]].concat())
        .gives(0, format!("{COOKIE}\n"), "");
    // JSON with spaces is no padded base64, and so none of Starlette's.
    let spaced = r#"{"user": "alice"}"#;
    let made = world.run(&[&sign[..], &[spaced]].concat()).ends().text();
    world
        .run(&["verify", "--key", "key", "--now", THEN, made.trim()])
        .gives(0, format!("{spaced}\n"), JUDGED_THEN);
    // What is shorter so is compressed, by another zlib than Python's.
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(200));
    world
        .run(&["verify", "--key", "key", "--now", THEN, LONG])
        .gives(0, format!("{long}\n"), JUDGED_THEN);
    let ours = world.run(&[&sign[..], &[&long]].concat()).ends().text();
    assert!(ours.starts_with(".eJ") && ours.len() < 90, "{ours}");
    world
        .run(&["verify", "--key", "key", "--now", THEN, ours.trim()])
        .gives(0, format!("{long}\n"), JUDGED_THEN);
}

#[test]
fn it_is_valid_for_its_lifetime_and_no_longer_and_not_before_it_was_made() {
    let world = World::with_key(KEY);
    let at = |now: u64, more: &[&str]| {
        let now = now.to_string();
        let common = ["verify", "--json", "--key", "key", "--format", "flask"];
        let arguments = [&common[..], &["--now", &now], more, &[COOKIE]].concat();
        let ended = world.run(&arguments).ends();
        (ended.code(), ended.json()["outcome"].clone())
    };
    const MADE: u64 = 1_700_000_000;
    const DAYS_31: u64 = 2_678_400;
    assert_eq!(at(MADE + DAYS_31, &[]), (0, "valid".into()));
    assert_eq!(at(MADE + DAYS_31 + 1, &[]), (3, "expired".into()));
    assert_eq!(at(MADE - 1, &[]), (3, "expired".into()));
    let hour = ["--param", "max-age=1h"];
    assert_eq!(at(MADE + 3600, &hour), (0, "valid".into()));
    assert_eq!(at(MADE + 3601, &hour), (3, "expired".into()));
    let forever = ["--param", "max-age=none"];
    assert_eq!(at(MADE - 1, &forever), (0, "valid".into()));
    assert_eq!(at(MADE * 2, &forever), (0, "valid".into()));
    world
        .run(&["verify", "--key", "key", "--now", "1702678401", COOKIE])
        .gives(
            3,
            "",
            "note: judged at 2023-12-15T22:13:21Z (--now)\ncookiekit: genuine, but expired \
             now (at 2023-12-15T22:13:21Z)\nhint: sign in again for a new one; to read it anyway: \
             --leeway DURATION accepts it for longer, --now TIME judges at another time\n",
        );
}

#[test]
fn what_is_forged_broken_or_chosen_otherwise_is_said() {
    let world = World::with_key(KEY);
    let verify = ["verify", "--key", "key", "--now", THEN, "--format", "flask"];
    let other = COOKIE.replace("eyJ1c2VyIjoiYWxpY2Ui", "eyJ1c2VyIjoiYWRtaW4i");
    world
        .run(&[&verify[..], &[&other]].concat())
        .gives(1, "", &forged("flask"));
    // Of a salt that was given there is nothing to name.
    let given = forged("flask").replace(&add_the_key_or("flask", &["salt"]), ADD_THE_KEY);
    for (param, forged) in [
        ("salt=other", given),
        ("key-derivation=django-concat", forged("flask")),
    ] {
        world
            .run(&[&verify[..], &["--param", param, COOKIE]].concat())
            .gives(1, "", &forged);
    }
    let malformed = |why: &str| format!("cookiekit: malformed: flask: {why}\n");
    let quoted = format!("Cookie: session=\"\\145{}\"", &COOKIE[1..]);
    let padded = format!("{COOKIE}=");
    for (cookie, why) in [
        (
            &*padded,
            "the signature is not canonical base64url (the server accepts it)",
        ),
        (&quoted, "it is in double quotes (the server removes them)"),
        (
            NO_BYTES,
            "a value in the payload is not of the kind that its tag says",
        ),
        (&COOKIE[..22], "there is no separator before a signature"),
        (
            "eyJ1c2VyIjoiYWxpY2UifQ.ZVPxAA",
            "the signature is not base64url of a digest",
        ),
    ] {
        world
            .run(&[&verify[..], &[cookie]].concat())
            .gives(1, "", &malformed(why));
    }
    world
        .run(&[&verify[..], &["--param", "digest=crc32", COOKIE]].concat())
        .gives(
            2,
            "",
            "cookiekit: the parameter digest of flask does not take that value\n\
             hint: it takes one of sha1, sha256, sha512, sha384, sha224, md5\n",
        );
}

#[test]
fn what_is_no_session_is_not_signed() {
    let world = World::with_key(KEY);
    let sign = ["sign", "--format", "flask", "--key", "key"];
    for (payload, why) in [
        (
            "[1]",
            "flask: the payload is not a JSON object (Flask takes a list of pairs, and of anything \
             else its session ends in an error)",
        ),
        (
            r#"{"u":{" u":"no"}}"#,
            "flask: a value in the payload is not of the kind that its tag says",
        ),
    ] {
        world.run(&[&sign[..], &[payload]].concat()).gives(
            2,
            "",
            &format!("cookiekit: the server could not read it: {why}\n"),
        );
    }
    let ended = world
        .run(&[&sign[..], &["--expires-in", "8h", PAYLOAD]].concat())
        .ends();
    assert_eq!(ended.code(), 2, "{}", ended.err);
    world.file("empty", "\n");
    let ended = world
        .run(&["sign", "--format", "flask", "--key", "empty", PAYLOAD])
        .ends();
    assert_eq!(
        (ended.code(), ended.text().as_str()),
        (2, ""),
        "{}",
        ended.err
    );
}

#[test]
fn a_line_end_of_the_key_file_is_no_part_of_the_key_unless_that_is_said() {
    let world = World::with_key(format!("{KEY}\n"));
    let verify = ["verify", "--key", "key", "--now", THEN, "--format", "flask"];
    world
        .run(&[&verify[..], &[COOKIE]].concat())
        .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
    world
        .run(&[&verify[..], &["--param", "key-encoding=raw", COOKIE]].concat())
        .gives(1, "", &forged("flask"));
}

#[test]
fn the_older_key_of_two_verifies_and_the_first_signs() {
    let world = World::with_key("the new key");
    world.file("old", KEY);
    let keys = ["--key", "key", "--key", "old", "--now", THEN];
    world
        .run(&[&["verify"], &keys[..], &[COOKIE]].concat())
        .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
    let signed = ["sign", "--format", "flask", "--key", "key", "--now", THEN];
    let signed = world.run(&[&signed[..], &[PAYLOAD]].concat()).ends().text();
    assert_ne!(signed.trim(), COOKIE);
    world
        .run(&["verify", "--key", "key", "--now", THEN, signed.trim()])
        .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
}

#[test]
fn many_are_verified_and_inspect_tells_tags_and_a_spelling_of_the_server() {
    let world = World::with_key(KEY);
    let lines = format!("{COOKIE}\nsession={COOKIE}; Path=/\n{COOKIE}x\n{TUPLE}\n");
    let ended = world
        .run(&[
            "verify", "--lines", "--quiet", "--key", "key", "--now", THEN,
        ])
        .stdin(&lines)
        .ends();
    let outcomes: Vec<String> = ended
        .text()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|record| format!("{} {}", record["outcome"], record["format"]))
        .collect();
    let valid = "\"valid\" \"flask\"";
    assert_eq!([&*outcomes[0], &outcomes[1], &outcomes[3]], [valid; 3]);
    assert!(outcomes[2].starts_with("\"malformed\""), "{outcomes:?}");
    assert_eq!(ended.code(), 1);
    let told = world.run(&["inspect", "--json", TUPLE]).ends().json();
    assert_eq!(told["format"], "flask", "{told:#}");
    assert!(
        told["cautions"].to_string().contains("marks a tuple"),
        "{told:#}"
    );
    // Without its key, and with it: what the server takes in another spelling.
    for padding in ["=", "=="] {
        let padded = format!("{COOKIE}{padding}");
        let told = world
            .run(&["inspect", "--json", "--key", "key", "--now", THEN, &padded])
            .ends();
        let told = told.json();
        assert_eq!(told["reason"], "server-spelling", "{told:#}");
        assert_eq!(told["exit"], 1);
    }
}

#[test]
fn the_key_of_the_tutorial_is_known() {
    let world = World::with_key("dev\n");
    let sign = ["sign", "--format", "flask", "--key", "key", PAYLOAD];
    let cookie = world.run(&sign).ends().text();
    let told = world
        .run(&["inspect", "--json", "--try-weak", cookie.trim()])
        .ends();
    assert!(
        told.text().contains("of Flask's tutorial"),
        "{}",
        told.text()
    );
}

#[test]
fn the_exported_code_names_the_key_and_does_not_hold_it() {
    let world = World::with_key(KEY);
    let ended = world
        .run(&["key", "export", "--for", "flask", "--key", "key"])
        .ends();
    let (text, path) = (ended.text(), world.path("key"));
    let keys = format!("\nkeys = keys_at(\"{}\")\n", path.display());
    let end = "\napp.config.update(SECRET_KEY=keys[0], SECRET_KEY_FALLBACKS=keys[1:])\n";
    assert!(text.contains(&keys) && text.ends_with(end), "{text}");
    assert!(!text.contains(KEY), "{text}");
}

/// Python writes NaN and Infinity as JSON: what Flask made is no forgery, and is
/// carried as it is.
#[test]
fn numbers_that_only_python_has_are_carried_and_said() {
    const OF_PYTHON: &str = "eyJuIjpOYU59.ZVPxAA.eUWc_MRVrYViEMIITtd0qDSUliY";
    const OF_PYTHON_ALONE: &str =
        "warning: its JSON has NaN or Infinity, which only Python writes and reads\n";
    let world = World::with_key("GTI8dc-R5alcohNPVQvSn2xTHgSCO7xS95mDiYTmLL4");
    for format in [&["--format", "flask"][..], &[]] {
        let verify = ["verify", "--key", "key", "--now", THEN, OF_PYTHON];
        world.run(&[&verify[..], format].concat()).gives(
            0,
            "{\"n\":NaN}\n",
            &format!("{JUDGED_THEN}{OF_PYTHON_ALONE}"),
        );
    }
    let told = world
        .run(&[
            "inspect", "--json", "--key", "key", "--now", THEN, OF_PYTHON,
        ])
        .ends();
    let told = told.json();
    assert_eq!(told["outcome"], "valid", "{told:#}");
    let cautions = told["cautions"].to_string();
    assert!(
        cautions.contains("its JSON has NaN or Infinity, which only Python writes and reads"),
        "{told:#}"
    );
    world.file("other", KEY);
    let keys = ["--key", "other", "--key", "key"];
    let again = [&["reissue", "--now", THEN, OF_PYTHON], &keys[..]].concat();
    let made = world.run(&again).ends();
    assert_eq!(made.code(), 0, "{}", made.err);
    world
        .run(&[
            "verify",
            "--key",
            "other",
            "--now",
            THEN,
            made.text().trim(),
        ])
        .gives(
            0,
            "{\"n\":NaN}\n",
            &format!("{JUDGED_THEN}{OF_PYTHON_ALONE}"),
        );
    // Another language would not read it; nothing of ours is made of it by hand.
    let carried = [&again[..], &["--to", "jwt", "--to-key", "key"]].concat();
    let ended = world.run(&carried).ends();
    let why = "it carries JSON that only Python reads, with NaN, and jwt carries JSON\n";
    assert_eq!((ended.code(), &*ended.text()), (2, ""), "{}", ended.err);
    assert!(ended.err.contains(why), "{}", ended.err);
    let signed = world
        .run(&["sign", "--format", "flask", "--key", "key", "{\"n\":NaN}"])
        .ends();
    assert_eq!((signed.code(), &*signed.text()), (2, ""), "{}", signed.err);
    // Under another key, and changed, it is forged.
    for (key, cookie) in [
        ("other", OF_PYTHON.to_owned()),
        ("key", OF_PYTHON.replace("eyJu", "eyJv")),
    ] {
        let verify = ["verify", "--key", key, "--now", THEN, "--format", "flask"];
        world
            .run(&[&verify[..], &[&cookie]].concat())
            .gives(1, "", &forged("flask"));
    }
}

/// Flask's own serializer signs it, and its session ends in an error.
#[test]
fn a_session_that_is_no_dict_is_flasks_and_not_forged() {
    let world = World::with_key(KEY);
    let common = [
        "--key",
        "key",
        "--param",
        "salt=cookie-session",
        "--param",
        "key-derivation=hmac",
    ];
    for payload in ["[1]", "\"alice\""] {
        let sign = [
            &["sign", "--format", "itsdangerous"],
            &common[..],
            &[payload],
        ]
        .concat();
        let cookie = world.run(&sign).ends().text();
        let line = format!("session={}", cookie.trim());
        let says = "cookiekit: malformed: flask: the payload is not a JSON object (Flask takes a list of \
                    pairs, and of anything else its session ends in an error)\n";
        world
            .run(&["verify", "--key", "key", &line])
            .gives(1, "", says);
        let lines = ["verify", "--lines", "--quiet", "--key", "key"];
        let record = world.run(&lines).stdin(&line).ends().text();
        assert!(
            record.contains("flask: the payload is not a JSON object"),
            "{record}"
        );
        // Under another key it is forged, as what it is likeliest.
        world.file("other", "another key of an application");
        let ended = world.run(&["verify", "--key", "other", &line]).ends();
        assert!(
            ended
                .err
                .contains("forged or under another key (format itsdangerous)"),
            "{}",
            ended.err
        );
    }
}
