//! Django's sessions and signed cookies at the command line. The cookies are
//! Django's own (5.2.19), made at THEN.

use crate::known::{JUDGED_THEN, THEN, add_the_key_or};
use crate::world::World;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const PAYLOAD: &str = r#"{"user":"alice"}"#;
const SESSION: &str = "eyJ1c2VyIjoiYWxpY2UifQ:1r31eq:Ad_vNzYaGDHKj5VlJ3jT-RyMY1hQ5xLtfDyawMP49k8";
const PREF: &str = "dark:1r31eq:oe9iYA43b-81-t_zkrux2uEcPbLhdm-gFoBAePm3jUM";
/// `dark` of the cookie `pref`, with the salt of old versions.
const OLD_PREF: &str = "dark:1r31eq:XNJ8_Vv6WMxM1UURKOD3A-ycSLSx-YjEjyxUL1Phla8";

const OF_OLD: &str = "warning: its salt is that of Django before 5.2.15 and 6.0.6: from 6.1 on Django \
                      refuses it, unless SIGNED_COOKIE_LEGACY_SALT_FALLBACK is set\n";

const VERIFY: [&str; 5] = ["verify", "--key", "key", "--now", THEN];

fn forged(format: &str) -> String {
    let hint = add_the_key_or(format, &["salt"]);
    format!("cookiekit: forged or under another key (format {format})\nhint: {hint}\n")
}

/// Django takes the bytes of the JSON for Latin-1: as UTF-8 `ü` would be read as `Ã¼`.
#[test]
fn letters_beyond_ascii_are_escapes_in_what_django_reads_as_latin_1() {
    let world = World::with_key(format!("{KEY}\n"));
    for (format, payload, written) in [
        (
            "django-session",
            r#"{"user":"Zoë 🍪","a":"\\n"}"#,
            r#"{"user":"Zo\u00eb \ud83c\udf6a","a":"\\n"}"#,
        ),
        (
            "django-messages",
            r#"[["__json_message",0,20,"名"]]"#,
            r#"[["__json_message",0,20,"\u540d"]]"#,
        ),
    ] {
        let of = ["--format", format, "--key", "key"];
        let made = world.run(&[&["sign"], &of[..], &["-"]].concat());
        let made = made.stdin(payload).ends();
        assert_eq!(made.code(), 0, "{}", made.err);
        let verify = world.run(&[&["verify"], &of[..]].concat());
        verify
            .stdin(made.text())
            .gives(0, format!("{written}\n"), "");
    }
}

/// Django puts a value with `=` in quotes: that is no cookie of another name.
#[test]
fn what_looks_like_a_pair_within_a_value_in_quotes_is_its_text() {
    let world = World::with_key(format!("{KEY}\n"));
    let of = [
        "--format",
        "django-cookie",
        "--key",
        "key",
        "--name",
        "pref",
    ];
    for text in ["a=b", "a ={c", "a=b, c=d"] {
        let made = world.run(&[&["sign"], &of[..], &[text]].concat()).ends();
        assert!(made.text().starts_with('"'), "{}", made.text());
        for more in [&[][..], &["--lines", "-q"]] {
            let read = world.run(&[&["verify"], &of[..], more].concat());
            let read = read.stdin(made.text()).ends();
            assert_eq!(read.code(), 0, "{text}: {}{}", read.text(), read.err);
            assert!(read.text().contains(text), "{}", read.text());
        }
        let inspect = [&["inspect", "--json"], &of[..]].concat();
        let told = world.run(&inspect).stdin(made.text()).ends().json();
        assert_eq!(told["outcome"], "valid", "{told:#}");
    }
    // A pair in quotes is one where it has the name that was asked for.
    let made = world.run(&[&["sign"], &of[..], &["dark"]].concat()).ends();
    let pair = format!("\"pref={}\"", made.text().trim());
    let read = world.run(&[&["verify"], &of[..], &["-"]].concat());
    read.stdin(pair).gives(0, "dark\n", "");
}

#[test]
fn a_session_is_verified_and_made_again() {
    let world = World::with_key(format!("{KEY}\n"));
    for format in [&["--format", "django-session"][..], &[]] {
        world
            .run(&[&VERIFY[..], format, &[SESSION]].concat())
            .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
    }
    let line = format!("Set-Cookie: sessionid={SESSION}; HttpOnly; Path=/; SameSite=Lax");
    world
        .run(&[&VERIFY[..], &[&line]].concat())
        .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
    let sign = ["sign", "--format", "django-session", "--key", "key"];
    world
        .run(&[&sign[..], &["--now", THEN, PAYLOAD]].concat())
        .gives(0, format!("{SESSION}\n"), "");
    world.run(&[&sign[..], &["[1]"]].concat()).gives(
        2,
        "",
        "cookiekit: the server could not read it: django-session: the payload is not a JSON \
             object\n",
    );
    // Of signing.dumps() it may be anything.
    let salt = ["--param", "salt=django.core.signing"];
    let list = world.run(&[&sign[..], &salt, &["[1]"]].concat()).ends();
    let verify = ["verify", "--format", "django-session", "--key", "key"];
    world
        .run(&[&verify[..], &salt, &[list.text().trim()]].concat())
        .gives(0, "[1]\n", "");
}

#[test]
fn a_signed_cookie_is_bound_to_its_name_and_salt() {
    let world = World::with_key(KEY);
    let verify = [&VERIFY[..], &["--format", "django-cookie"]].concat();
    world
        .run(&[&verify[..], &["--name", "pref", PREF]].concat())
        .gives(0, "dark\n", JUDGED_THEN);
    world
        .run(
            &[
                &VERIFY[..],
                &[&format!("Cookie: a=1; pref={PREF}"), "--name", "pref"],
            ]
            .concat(),
        )
        .gives(0, "dark\n", JUDGED_THEN);
    let sign = [
        "sign",
        "--format",
        "django-cookie",
        "--key",
        "key",
        "--now",
        THEN,
    ];
    world
        .run(&[&sign[..], &["--name", "pref", "dark"]].concat())
        .gives(0, format!("{PREF}\n"), "");
    for other in [
        &["--name", "prefs"][..],
        &["--name", "pref", "--param", "salt=x"],
    ] {
        let ended = world.run(&[&verify[..], other, &[PREF]].concat()).ends();
        assert_eq!(ended.code(), 1, "{}", ended.err);
        assert!(
            ended
                .err
                .contains("forged or under another key (format django-cookie)"),
            "{}",
            ended.err
        );
    }
    // In the quotes that Django writes.
    let value = "hello, caf\u{e9}; 1";
    let salt = ["--name", "pref", "--param", "salt=s"];
    let quoted = world
        .run(&[&sign[..], &salt, &[value]].concat())
        .ends()
        .text();
    assert!(
        quoted.starts_with("\"hello\\054 caf\\351\\073 1:1r31eq:"),
        "{quoted}"
    );
    let line = format!("Cookie: pref={}", quoted.trim());
    for given in [quoted.trim(), &line] {
        world.run(&[&verify[..], &salt, &[given]].concat()).gives(
            0,
            format!("{value}\n"),
            JUDGED_THEN,
        );
    }
}

#[test]
fn the_salt_of_old_versions_is_read_while_the_setting_says_so() {
    let world = World::with_key(KEY);
    let verify = [&VERIFY[..], &["--format", "django-cookie"]].concat();
    world
        .run(&[&verify[..], &["--name", "pref", OLD_PREF]].concat())
        .gives(0, "dark\n", &format!("{OF_OLD}{JUDGED_THEN}"));
    // Name and salt were one.
    let moved = ["--name", "pre", "--param", "salt=f"];
    world
        .run(&[&verify[..], &moved, &[OLD_PREF]].concat())
        .gives(0, "dark\n", &format!("{OF_OLD}{JUDGED_THEN}"));
    let off = ["--param", "legacy-salt-fallback=false"];
    let ended = world
        .run(&[&verify[..], &off, &["--name", "pref", OLD_PREF]].concat())
        .ends();
    assert_eq!(ended.code(), 1, "{}", ended.err);
    world
        .run(&[&verify[..], &off, &["--name", "pref", PREF]].concat())
        .gives(0, "dark\n", JUDGED_THEN);
}

#[test]
fn a_session_is_valid_for_two_weeks_and_before_it_was_made() {
    let world = World::with_key(KEY);
    let at = |now: u64, more: &[&str]| {
        let now = now.to_string();
        let common = [
            "verify",
            "--json",
            "--key",
            "key",
            "--format",
            "django-session",
        ];
        let arguments = [&common[..], &["--now", &now], more, &[SESSION]].concat();
        let ended = world.run(&arguments).ends();
        (ended.code(), ended.json()["outcome"].clone())
    };
    const MADE: u64 = 1_700_000_000;
    assert_eq!(at(MADE + 1_209_600, &[]), (0, "valid".into()));
    assert_eq!(at(MADE + 1_209_601, &[]), (3, "expired".into()));
    assert_eq!(at(MADE - 1000, &[]), (0, "valid".into()));
    let hour = ["--param", "max-age=1h"];
    assert_eq!(at(MADE + 3601, &hour), (3, "expired".into()));
}

#[test]
fn what_is_forged_or_in_another_spelling_is_said() {
    let world = World::with_key(KEY);
    let verify = [&VERIFY[..], &["--format", "django-session"]].concat();
    let other = SESSION.replace("YWxpY2U", "YWRtaW4");
    world
        .run(&[&verify[..], &[&other]].concat())
        .gives(1, "", &forged("django-session"));
    for (cookie, why) in [
        (
            format!("{SESSION}="),
            "the signature is not canonical base64url",
        ),
        (
            format!("Cookie: sessionid=\"\\145{}\"", &SESSION[1..]),
            "it is in double quotes that Django would not write (the server removes them)",
        ),
        (
            "abcdefghijklmnopqrstuvwxyz012345".to_owned(),
            "there is no separator before a signature",
        ),
    ] {
        world.run(&[&verify[..], &[&cookie]].concat()).gives(
            1,
            "",
            &format!("cookiekit: malformed: django-session: {why}\n"),
        );
    }
    let sha1 = ["--param", "digest=sha1"];
    let sign = [
        "sign",
        "--format",
        "django-session",
        "--key",
        "key",
        "--now",
        THEN,
    ];
    let old = world
        .run(&[&sign[..], &sha1, &[PAYLOAD]].concat())
        .ends()
        .text();
    world
        .run(&[&verify[..], &sha1, &[old.trim()]].concat())
        .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
}

#[test]
fn many_are_verified_each_under_its_own_name() {
    let world = World::with_key(KEY);
    let lines = format!(
        "sessionid={SESSION}; Path=/\nCookie: pref={PREF}\nCookie: prefs={PREF}\n{SESSION}\n"
    );
    let ended = world
        .run(&[&["verify", "--lines", "--quiet"], &VERIFY[1..]].concat())
        .stdin(&lines)
        .ends();
    let outcomes: Vec<String> = ended
        .text()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|record| format!("{} {}", record["outcome"], record["format"]).replace('"', ""))
        .collect();
    assert_eq!(
        outcomes,
        [
            "valid django-session",
            "valid django-cookie",
            "forged django-cookie",
            "valid django-session",
        ]
    );
    assert_eq!(ended.code(), 1);
}

#[test]
fn the_exported_code_names_the_key_and_does_not_hold_it() {
    let world = World::with_key(KEY);
    let ended = world
        .run(&["key", "export", "--for", "django", "--key", "key"])
        .ends();
    let (text, path) = (ended.text(), world.path("key"));
    let keys = format!("\nkeys = keys_at(\"{}\")\n", path.display());
    let end = "\nSECRET_KEY, *SECRET_KEY_FALLBACKS = keys\n";
    assert!(text.contains(&keys) && text.ends_with(end), "{text}");
    assert!(!text.contains(KEY), "{text}");
}

/// An encoded value is another one for Django.
#[test]
fn no_fix_of_a_line_asks_for_what_django_does_not_read() {
    let world = World::with_key(KEY);
    let sign = [
        "sign",
        "--format",
        "django-cookie",
        "--key",
        "key",
        "--name",
        "pref",
    ];
    let value = world.run(&[&sign[..], &["a, b"]].concat()).ends().text();
    let line = format!("Set-Cookie: pref={}; HttpOnly; Path=/", value.trim());
    let told = world
        .run(&["inspect", "--json", "--key", "key", &line])
        .ends()
        .json();
    assert_eq!(told["format"], "django-cookie", "{told:#}");
    let lints = told["lints"].to_string();
    assert!(lints.contains("odd-characters"), "{lints}");
    assert!(!lints.contains("percent-encode"), "{lints}");
}

/// White space and quotes are a part of what is signed, and no sign of a bad copy.
#[test]
fn a_value_of_any_text_under_another_key_is_not_said_to_be_no_value() {
    let world = World::with_key(KEY);
    world.file("other", "another key");
    let chosen = ["--format", "django-cookie", "--name", "pref"];
    for value in ["hello world", "say \"hi\"", "{\"json\": [1]}"] {
        let sign = [&["sign", "--key", "key"], &chosen[..], &[value]].concat();
        let signed = world.run(&sign).ends().text();
        let verify = ["verify", "--json", "--key", "other"];
        let single = [&verify[..], &chosen].concat();
        let ended = world.run(&single).stdin(&signed).ends();
        assert_eq!(ended.json()["outcome"], "forged", "{value}: {}", ended.err);
        let many = [
            &["verify", "--lines", "--quiet", "--key", "other"],
            &chosen[..],
        ]
        .concat();
        let line = format!("Cookie: pref={signed}");
        let record = world.run(&many).stdin(line).ends().text();
        assert!(
            record.contains("\"outcome\":\"forged\""),
            "{value}: {record}"
        );
    }
}

/// Python writes NaN and Infinity as JSON: what Django made is no forgery, also where
/// its format is not named.
#[test]
fn numbers_that_only_python_has_are_carried_and_said() {
    const OF_PYTHON: &str = "eyJuIjpOYU59:1r31eq:dGB_z9yuXWyagDgHOByhV86y2ErKyJXWk36ijtZ8gCM";
    const OF_PYTHON_ALONE: &str =
        "warning: its JSON has NaN or Infinity, which only Python writes and reads\n";
    let world = World::with_key("wEZ3qvHfFtgU7zVB6iAVQD3LLiIqvWu7-YS_BTJUghQ");
    for format in [&["--format", "django-session"][..], &[]] {
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
    assert_eq!(
        (&told["outcome"], &told["format"]),
        (&"valid".into(), &"django-session".into()),
        "{told:#}"
    );
    let cautions = told["cautions"].to_string();
    assert!(
        cautions.contains("its JSON has NaN or Infinity, which only Python writes and reads"),
        "{told:#}"
    );
    let lines = world
        .run(&[
            "verify", "--lines", "--quiet", "--key", "key", "--now", THEN,
        ])
        .stdin(format!("{OF_PYTHON}\n"))
        .ends();
    let line: serde_json::Value = serde_json::from_str(lines.text().trim()).unwrap();
    assert_eq!(line["payload"], "{\"n\":NaN}");
}

/// `global_settings.py` of Django 5.2.19 has SIGNED_COOKIE_LEGACY_SALT_FALLBACK on, that of
/// 6.1.3 off.
#[test]
fn of_a_cookie_with_the_salt_of_old_versions_it_is_said_that_django_6_1_refuses_it() {
    let world = World::with_key(KEY);
    for (cookie, is_old) in [(OLD_PREF, true), (PREF, false)] {
        for command in ["verify", "inspect"] {
            let run = [
                command, "--key", "key", "--now", THEN, "--name", "pref", cookie,
            ];
            let ended = world.run(&run).ends();
            assert_eq!(ended.code(), 0, "{}", ended.err);
            assert_eq!(
                ended.err.contains(OF_OLD),
                is_old,
                "{command} {cookie}: {}",
                ended.err
            );
        }
    }
}
