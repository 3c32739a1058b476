//! Each hypothesis, by a cookie that the real system made: claimed when it is
//! the one change that makes the cookie valid.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    HEX32, JANE, JANE_DECODED, JANE_NEWLINE, JANE_NOW, PLUMBER_JSON, WORKBENCH_JSON, vector,
};
use crate::known::{KEY, OTHER_KEY, PLUMBER, PLUMBER_WIRE, SEALED, THEN};
use crate::world::World;

/// What `signing.dumps` of Django 5.2 made, with the salt that is its default and no
/// session's.
const DJANGO_KEY: &str = "wEZ3qvHfFtgU7zVB6iAVQD3LLiIqvWu7-YS_BTJUghQ";
const DJANGO_DUMPS: &str = "eyJ1c2VyIjoiYWxpY2UiLCJzIjoidmlzaWJsZSJ9:1r31eq:\
                            uLNIEeKL5NbOpKaJ-6nEeO9vmIkxN5scJxNjzeFZgyA";

/// A cookie with one thing wrong.
pub struct Case {
    pub id: &'static str,
    pub key: Vec<u8>,
    pub input: String,
    pub more: Vec<&'static str>,
    /// What it carries with this change.
    pub payload: Value,
    /// Whether the real system takes it as it is.
    pub server: Value,
}

pub fn case(id: &'static str, key: impl AsRef<[u8]>, input: impl Into<String>) -> Case {
    Case {
        id,
        key: key.as_ref().to_vec(),
        input: input.into(),
        more: vec!["--now", JANE_NOW],
        payload: json!("janedoe"),
        server: Value::Null,
    }
}

/// One of plumber's, under KEY, that came in another spelling.
fn spelt(id: &'static str, input: impl Into<String>, server: bool) -> Case {
    Case {
        payload: json!({"user": ["alice"], "roles": ["a", "b"]}),
        server: json!(server),
        ..case(id, KEY, input)
    }
}

/// One of Workbench's, under HEX32, that came in another spelling.
fn written(id: &'static str, input: impl Into<String>, server: bool) -> Case {
    Case {
        server: json!(server),
        ..case(id, HEX32, input)
    }
}

fn hex(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|it| u8::from_str_radix(std::str::from_utf8(it).unwrap(), 16).unwrap())
        .collect()
}

/// The values: what happened on the way.
fn values() -> Vec<Case> {
    let lower = PLUMBER_WIRE
        .replace("%2B", "%2b")
        .replace("%2F", "%2f")
        .replace("%3D", "%3d");
    let twice = PLUMBER_WIRE.replace('%', "%2525");
    let wrapped = format!(
        "{}\n{}\n{}",
        &PLUMBER[..40],
        &PLUMBER[40..80],
        &PLUMBER[80..]
    );
    let odd_user =
        "a+b/c=d%7C|e|Sat, 24 Sep 2022 17:46:21 GMT|++pI8YzxzcutIsEsry/xYuRBp8zdh7ougckqgDlWhPI=";
    let unpadded = vector(PLUMBER_JSON, "payload 4", "cookie").replace('=', "");
    vec![
        spelt("percent-spelling", lower, true),
        written(
            "percent-spelling",
            JANE.replace("%2C", "%2c").replace("%3A", "%3a"),
            true,
        ),
        // `%zz` is no escape for it, and the rest is not what it wrote.
        spelt(
            "percent-encoded",
            PLUMBER_WIRE
                .replace("%2B", "%252B")
                .replacen("%2F", "%2f", 1),
            false,
        ),
        spelt("percent-encoded-twice", twice, false),
        Case {
            payload: json!("a+b/c=d%7C|e"),
            ..written("percent-decoded", odd_user, false)
        },
        spelt("plus-as-space", PLUMBER.replace('+', " "), false),
        written("space-as-plus", JANE.replace("%20", "+"), true),
        spelt("quotes", format!("\u{201c}{PLUMBER}\u{201d}"), true),
        spelt("separator", format!("{PLUMBER},"), true),
        spelt("white-space", format!("{PLUMBER}\u{200b}\u{a0}"), true),
        spelt("line-breaks", wrapped.clone(), true),
        spelt("line-breaks-wrapped", wrapped.replace('\n', "\r\n  "), true),
        spelt("line-breaks-wrapped", wrapped.replace('\n', "\\\n"), true),
        spelt(
            "line-breaks-written",
            wrapped.replace('\n', "\\r\\n"),
            false,
        ),
        spelt("invisible-inside", wrapped.replace('\n', "\u{200b}"), true),
        spelt("space-inside", wrapped.replace('\n', " "), true),
        spelt("space-inside", wrapped.replace('\n', "\u{a0} "), true),
        spelt("escapes", PLUMBER.replace('/', "\\/"), true),
        spelt("name-inside", format!("plumber=plumber={PLUMBER}"), false),
        written("padding", JANE_DECODED.trim_end_matches('='), false),
        Case {
            payload: json!([""]),
            ..spelt("padding", unpadded, true)
        },
        // One `=` of two.
        spelt("padding", PLUMBER.replacen("==_", "=_", 1), true),
        spelt(
            "base64url",
            PLUMBER.replace('+', "-").replace('/', "_"),
            false,
        ),
    ]
}

/// The keys: what an editor did, or how they are read.
fn keys() -> Vec<Case> {
    let plumber = |id, key: Vec<u8>| Case {
        payload: json!({"user": ["alice"], "roles": ["a", "b"]}),
        ..case(id, key, PLUMBER)
    };
    let base64 = "ASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4mrze8=";
    let mut cases = vec![
        case("key-newline-removed", format!("{HEX32}\n"), JANE),
        case("key-newline-added", HEX32, JANE_NEWLINE),
        case("key-line-end-removed", format!("{HEX32}\r\n"), JANE),
        case("key-cr-removed", format!("{HEX32}\r\n"), JANE_NEWLINE),
        case("key-white-space-removed", format!(" {HEX32} \n"), JANE),
        case("key-bom-removed", format!("\u{feff}{HEX32}"), JANE),
        case("key-quotes-removed", format!("\"{HEX32}\""), JANE),
        case("key-first-line", format!("{HEX32}\nanother line\n"), JANE),
        case("key-lower-case", HEX32.to_uppercase(), JANE),
        case(
            "key-hex",
            HEX32
                .bytes()
                .map(|it| format!("{it:02x}"))
                .collect::<String>(),
            JANE,
        ),
        case(
            "key-base64",
            "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY",
            JANE,
        ),
        plumber("key-base64-to-hex", base64.into()),
        plumber("key-base64-to-hex", base64.trim_end_matches('=').into()),
        // plumber refuses a key file whose first line is empty, and so what is left of it
        // must not begin with one.
        plumber("key-line-end-removed", format!("\n{KEY}\n").into()),
        plumber("key-line-end-removed", format!("\n\n{KEY}").into()),
        plumber("key-line-end-removed", format!("\r\n\r\n{KEY}\r\n").into()),
        plumber("key-line-end-removed", format!("\n\n{KEY}\n\n").into()),
        // plumber takes no such key at all: it is no text.
        plumber("key-raw", hex(KEY)),
        // Not under 32 bytes, as Workbench has it, but cut there.
        case("key-nul", format!("{HEX32}\0more"), JANE),
    ];
    let file: Value = serde_json::from_str(include_str!("../../data/explain.json")).unwrap();
    for row in file["cases"].as_array().unwrap() {
        let text = |field: &str| row[field].as_str().unwrap().to_owned();
        let id: &'static str = text("id").leak();
        let made = case(id, hex(&text("key_hex")), text("cookie"));
        cases.push(match id {
            "key-passphrase" | "key-hashed" => Case {
                payload: json!({"user": ["alice"]}),
                ..made
            },
            "workbench-date" => Case {
                server: json!(true),
                ..made
            },
            "workbench-no-date" => Case {
                server: json!(false),
                ..made
            },
            _ => made,
        });
    }
    for case in &mut cases {
        if case.id == "key-nul" {
            case.server = json!(true);
        }
    }
    cases
}

/// What lies beside, and what the server reads and we do not.
fn others() -> Vec<Case> {
    let attack = vector(WORKBENCH_JSON, "boundary shift attack", "cookie");
    // Of plumber as well, under another key.
    let another = vector(PLUMBER_JSON, "other key", "cookie");
    let header = format!("Cookie: a={another}; plumber={PLUMBER_WIRE}");
    let cut = JANE.strip_suffix("uJHA%3D").unwrap();
    vec![
        Case {
            more: vec!["--name", "other", "--now", THEN],
            payload: json!({"user": "alice"}),
            ..case("other-name", KEY, SEALED)
        },
        Case {
            more: vec!["--name", "a"],
            payload: json!({"user": ["alice"], "roles": ["a", "b"]}),
            ..case("other-cookie", KEY, header)
        },
        Case {
            more: vec!["--format", "signed", "--now", JANE_NOW],
            ..case("other-format", HEX32, JANE)
        },
        Case {
            more: vec!["--now", "1700000000"],
            payload: json!(r#"{"user":"alice","s":"visible"}"#),
            ..case("other-parameter", DJANGO_KEY, DJANGO_DUMPS)
        },
        Case {
            payload: json!("bob"),
            ..written("boundary-shift", attack, true)
        },
        spelt("server-spelling", PLUMBER.replacen('b', "*b", 1), true),
        Case {
            payload: Value::Null,
            ..case("truncated", HEX32, cut)
        },
    ]
}

/// One at least for each hypothesis, except for those that need a folder or a
/// keyring.
pub fn all() -> impl Iterator<Item = Case> {
    let wrapped = super::wrapped::cases().into_iter();
    values()
        .into_iter()
        .chain(keys())
        .chain(others())
        .chain(wrapped)
}

#[test]
fn each_hypothesis_is_claimed_where_it_is_the_one_change() {
    let mut seen = BTreeSet::new();
    for case in all() {
        let world = World::with_key(&case.key);
        let arguments = ["inspect", "--json", "--key", "key"];
        let run = world.run(&[&arguments[..], &case.more].concat());
        let ended = run.stdin(&case.input).ends();
        let document = ended.json();
        let told = &document["explanation"];
        assert_eq!(document["reason"], case.id, "{document}");
        assert_eq!(told["id"], case.id);
        assert_eq!(told["payload"], case.payload, "{}: {document}", case.id);
        assert_eq!(told["server_takes_it"], case.server, "{}", case.id);
        assert!(told["why"].as_str().unwrap().len() > 20);
        assert!(!told["steps"].as_array().unwrap().is_empty());
        // It is not valid as it is, whatever would make it so.
        assert!(
            matches!(ended.code(), 1 | 2),
            "{}: {}",
            case.id,
            ended.code()
        );
        assert_eq!(document["authenticated"], false, "{}", case.id);
        assert_eq!(document["error"], document["verdict"]);
        // No form of the key is shown.
        let told = format!("{}{}", ended.text(), ended.err).to_lowercase();
        for secret in [HEX32, "mdeymzq1njc4", "303132333435", "asnfz4mrze8b"] {
            assert!(!told.contains(secret), "{}", case.id);
        }
        seen.insert(case.id);
    }
    // Of a key that is a setting of its framework: frameworks_express.rs.
    seen.insert("key-line-end-kept");
    // Of the frameworks: causes.rs.
    seen.extend(super::causes::ids());
    // Of servers that undo percent-encoding: spelt.rs.
    seen.insert("percent-spelling");
    // Chunks: chunks.rs.
    seen.insert("chunk-left-over");
    seen.insert("chunks-swapped");
    // A value without its name: verdicts.rs.
    seen.insert("name-missing");
    // An env file: dotenv.rs.
    seen.extend(["env-file-whole-line", "env-file-value", "rotation-variable"]);
    // Several keys in one text: key_lists.rs.
    seen.extend(["previous-key", "key-of-list", "key-list-item"]);
    // Of Rails: frameworks_rails.rs.
    seen.insert("other-name-and-parameter");
    // A key that stands in a JSON object: members.rs.
    seen.insert("key-json-member");
    // A folder and a keyring are needed for these.
    seen.extend(["sibling-file", "keyring-entry"]);
    let all = cookiekit::explain::HYPOTHESES.iter().map(|it| it.id);
    let missing: Vec<_> = all.filter(|id| !seen.contains(id)).collect();
    assert_eq!(missing, Vec::<&str>::new(), "no test for these");
}

#[test]
fn the_commands_that_mend_a_key_mend_it() {
    let mut mended = 0;
    for case in keys().into_iter().chain(super::wrapped::cases()) {
        let world = World::with_key(&case.key);
        let arguments = ["inspect", "--json", "--key", "key"];
        let run = world.run(&[&arguments[..], &case.more].concat());
        let document = run.stdin(&case.input).ends().json();
        let steps = document["explanation"]["steps"].as_array().unwrap().clone();
        let commands: Vec<_> = steps
            .iter()
            .filter_map(|it| it["command"].as_str())
            .collect();
        let [try_it, keep_it] = commands[..] else {
            continue;
        };
        let tried = world.shell(try_it).stdin(&case.input).ends();
        assert_eq!(tried.code(), 0, "{}: {} {}", case.id, try_it, tried.err);
        assert!(tried.text().starts_with("genuine and valid"), "{}", case.id);
        let kept = world.shell(keep_it).ends();
        assert_eq!(kept.code(), 0, "{}: {} {}", case.id, keep_it, kept.err);
        let arguments = ["inspect", "--key", "key.fixed", "--now", JANE_NOW];
        let opened = world.run(&arguments).stdin(&case.input).ends();
        assert_eq!(opened.code(), 0, "{}: {}", case.id, opened.err);
        mended += 1;
    }
    assert!(mended >= 60, "{mended}");
}

#[test]
fn the_parameter_that_the_application_chose_is_told_with_a_command_that_opens_it() {
    let world = World::with_key(DJANGO_KEY);
    let arguments = [
        "inspect",
        "--key",
        "key",
        "--now",
        "1700000000",
        DJANGO_DUMPS,
    ];
    let ended = world.run(&arguments).ends();
    let told = ended.text();
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let verdict = "not valid with the defaults of django-session; valid with \
                   salt=django.core.signing";
    assert!(told.starts_with(verdict), "{told}");
    let command = "cookiekit inspect --key key --format django-session --param \
                   'salt=django.core.signing'";
    assert!(told.contains(command), "{told}");
    let opened = world
        .shell(&format!("{command} --now 1700000000"))
        .stdin(DJANGO_DUMPS);
    let opened = opened.ends();
    assert_eq!(opened.code(), 0, "{}", opened.err);
    // Under another key nothing is.
    let other = World::with_key(OTHER_KEY).run(&arguments).ends();
    assert_eq!(other.code(), 1);
    assert!(!other.text().contains("salt=django"), "{}", other.text());
}

#[test]
fn a_key_in_a_file_beside_the_one_that_was_given() {
    let world = World::with_key(OTHER_KEY);
    world.file("old-cookie.key", KEY);
    let (code, document) = super::document(&world, &[], PLUMBER);
    assert_eq!((code, &document["reason"]), (1, &json!("sibling-file")));
    let told = &document["explanation"];
    assert_eq!(told["key"], "old-cookie.key");
    assert_eq!(told["fingerprint"], crate::known::FINGERPRINT);
    let command = told["steps"][0]["command"].as_str().unwrap();
    let ended = world.shell(command).stdin(PLUMBER).ends();
    assert_eq!(ended.code(), 0, "{command} {}", ended.err);
}

#[test]
fn a_key_that_is_not_there_is_said_before_the_one_that_is() {
    let world = World::with_key(KEY);
    let arguments = ["inspect", "--key", "kye", PLUMBER];
    let ended = world.run(&arguments).ends();
    let verdict = "there is no key file of that name (not shown: it may be a secret); valid under\n\
                   the key in key, in the same folder\n";
    assert!(ended.text().starts_with(verdict), "{}", ended.text());
    assert_eq!((ended.code(), ended.err.as_str()), (4, ""));
    // With another key that was tried, it is a warning.
    world.file("other", OTHER_KEY);
    world.file("newline", format!("{HEX32}\n"));
    let arguments = [
        "inspect", "--now", JANE_NOW, "--key", "kye", "--key", "newline",
    ];
    let ended = world.run(&arguments).stdin(JANE).ends();
    let verdict = "not valid under the key as it is; valid if the newline";
    assert!(ended.text().starts_with(verdict), "{}", ended.text());
    let warning = "warning: a key was not tried: there is no key file of that name (not shown: it \
                   may be a secret)\n";
    assert_eq!(ended.err, warning);
    // What is malformed as it is might be explained with it.
    let lower = JANE.replace("%2C", "%2c");
    let ended = world.run(&["inspect", "--key", "kye"]).stdin(lower).ends();
    assert_eq!(ended.code(), 1);
    assert!(ended.err.contains(warning), "{}", ended.err);
}

#[test]
fn without_a_place_to_read_it_again_the_filter_is_told_alone() {
    let world = World::with_key(format!("{HEX32}\n"));
    let script = format!("cookiekit inspect --json --now {JANE_NOW} --key fd:3 '{JANE}' 3< key");
    let document = world.shell(&script).ends().json();
    assert_eq!(document["reason"], "key-newline-removed");
    assert_eq!(document["to_do"][0]["command"], "printf %s \"$(cat)\"");
    let run = world.run(&[
        "inspect", "--json", "--now", JANE_NOW, "--key", "env:K", JANE,
    ]);
    let document = run.env("K", format!("{HEX32}\n")).ends().json();
    let command = document["to_do"][0]["command"].as_str().unwrap().to_owned();
    assert_eq!(
        command,
        format!(
            "cookiekit inspect --key 'cmd:printf %s \"$K\" | printf %s \"$(cat)\"' --now {JANE_NOW} -"
        )
    );
    let script = format!("printf %s '{JANE}' | {command}");
    let ended = world.shell(&script).env("K", format!("{HEX32}\n")).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
}

#[test]
fn unencrypted_where_an_encrypted_one_is_expected_and_the_reverse() {
    let world = World::with_key(KEY);
    // plumber's own, made without a key.
    let plain = vector(PLUMBER_JSON, "no key: unencrypted", "cookie");
    let (code, document) = super::document(&world, &[], &plain);
    assert_eq!((code, &document["reason"]), (1, &json!("unencrypted")));
    let verdict = document["verdict"].as_str().unwrap();
    assert!(
        verdict.contains("the server that made it runs without a key"),
        "{verdict}"
    );
    assert_eq!(document["authenticated"], false);
    let text = world
        .run(&["inspect", "--key", "key", &plain])
        .ends()
        .text();
    assert!(text.contains("(not authenticated)"), "{text}");
    // The reverse: the server has no key.
    let ended = world
        .run(&["inspect", "--json", "--unencrypted", PLUMBER])
        .ends();
    let document = ended.json();
    assert_eq!(
        (ended.code(), &document["reason"]),
        (1, &json!("encrypted"))
    );
    let verdict = document["verdict"].as_str().unwrap();
    assert!(
        verdict.contains("one without a key cannot read it"),
        "{verdict}"
    );
    // And as that server reads its own.
    let ended = world
        .run(&["inspect", "--json", "--unencrypted", &plain])
        .ends();
    assert_eq!((ended.code(), &ended.json()["reason"]), (0, &Value::Null));
}

#[test]
fn a_name_of_the_same_header_is_tried() {
    let world = World::with_key(KEY);
    // Two values changed places.
    let header = format!("Cookie: my-own-name=x; theme={SEALED}");
    let (_, document) = super::document(&world, &["--name", "theme", "--now", THEN], header);
    assert_eq!(document["reason"], "other-name");
    assert_eq!(document["explanation"]["name"], "session");
    let arguments = [
        "encrypt",
        "-q",
        "--key",
        "key",
        "--name",
        "my-own-name",
        "{}",
    ];
    let sealed = world.run(&arguments).ends().text();
    let header = format!("Cookie: my-own-name=x; theme={}", sealed.trim_end());
    let (_, document) = super::document(&world, &["--name", "theme"], header);
    assert_eq!(document["explanation"]["name"], "my-own-name");
}

#[test]
fn a_cookie_that_was_cut_is_told_so_and_nothing_is_claimed_to_open_it() {
    let world = World::with_key(KEY);
    let more = include_str!("../../data/plumber-more.json");
    let long = vector(more, "3900 bytes of JSON", "wire");
    let at_limit = format!("plumber={}", &long[..4096 - "plumber".len()]);
    let at_equals = vector(PLUMBER_JSON, "payload 4", "cookie");
    let at_equals = format!("plumber={}", at_equals.split('=').next().unwrap());
    let by_devtools = format!(
        "plumber\t{}\u{2026}\t127.0.0.1\t/\tSession\t5000\t\u{2713}\t\t\t\tMedium",
        &long[..1000]
    );
    for (input, reason, says) in [
        (
            at_limit,
            "cut-at-4096",
            "exactly as long as browsers, proxies and logs keep",
        ),
        (at_equals, "cut-at-equals", "it was cut at `=`"),
        (
            by_devtools,
            "cut-by-devtools",
            "DevTools shows the first 1000 characters",
        ),
        (
            format!("{}\u{2026}", &long[..80]),
            "cut-at-ellipsis",
            "what showed it left out its end",
        ),
    ] {
        let (code, document) = super::document(&world, &[], input);
        assert_eq!(
            (code, &document["reason"]),
            (1, &json!(reason)),
            "{document}"
        );
        assert_eq!(document["explanation"], Value::Null);
        let verdict = document["verdict"].as_str().unwrap();
        assert!(
            verdict.starts_with("malformed: ") && verdict.contains(says),
            "{verdict}"
        );
    }
    // Whole, it is larger than browsers keep and opens.
    assert_eq!(super::document(&world, &[], format!("plumber={long}")).0, 0);
}

#[test]
fn the_key_that_a_sealed_cookie_names_is_told_and_proves_nothing() {
    let world = World::with_key(OTHER_KEY);
    let (code, document) = super::document(&world, &["--name", "session", "--now", THEN], SEALED);
    assert_eq!((code, &document["reason"]), (1, &Value::Null));
    assert_eq!(document["key_id_of"], Value::Null);
    let arguments = [
        "inspect", "--key", "key", "--name", "session", "--now", THEN, SEALED,
    ];
    let text = world.run(&arguments).ends().text();
    let row = "key id      1e75b355 (of none of the keys given: it is not staged here, or made\n            elsewhere)\n";
    assert!(text.contains(row), "{text}");
    // Under that key, and changed.
    let world = World::with_key(KEY);
    let changed = format!("{}A", &SEALED[..SEALED.len() - 1]);
    let (code, document) = super::document(&world, &["--name", "session", "--now", THEN], changed);
    assert_eq!((code, &document["reason"]), (1, &Value::Null));
    assert_eq!(document["key_id_of"], "key");
    assert_eq!(
        document["verdict"],
        "forged or under another key (format sealed)"
    );
}

#[test]
fn what_would_be_genuine_and_expired_is_not_called_valid() {
    let world = World::with_key(format!("{HEX32}\n"));
    let (code, document) = super::document(&world, &["--now", "2022-09-24T20:46:21Z"], JANE);
    assert_eq!(
        (code, &document["reason"]),
        (1, &json!("key-newline-removed"))
    );
    assert_eq!(document["explanation"]["outcome"], "expired");
    let verdict = document["verdict"].as_str().unwrap();
    assert!(
        verdict.ends_with("removed, but then expired 3 hours ago (at 2022-09-24T17:46:21Z)"),
        "{verdict}"
    );
    let more = ["--now", "2022-09-24T20:46:21Z", "--leeway", "4h"];
    let (_, document) = super::document(&world, &more, JANE);
    assert_eq!(document["explanation"]["outcome"], "valid");
}

/// The command that is printed has the format and the parameters that were given, except
/// for what the claim changes.
#[test]
fn a_printed_command_reads_the_cookie_as_it_was_read() {
    let world = World::new();
    let key = "kM3v9QzT7xLw2RpB8sYdNfHcJgUaEeWq";
    world.file("k", key);
    world.file("quoted", format!("\"{key}\"\n"));
    for (params, key, said) in [
        (&["salt=prod"][..], "quoted", &["salt=prod"][..]),
        (&["salt=prod", "digest=sha256"], "k", &["salt=prod"]),
        (
            &["salt=prod", "digest=sha256"],
            "k",
            &["digest=sha1", "salt=prod"],
        ),
    ] {
        let with = |params: &[&'static str]| -> Vec<&'static str> {
            params.iter().flat_map(|it| ["--param", it]).collect()
        };
        let sign = ["sign", "-q", "--format", "flask", "--key", "k", "{\"u\":1}"];
        let made = world.run(&sign).args(&with(params)).ends();
        let cookie = made.text();
        let inspect = ["inspect", "--json", "--format", "flask", "--key", key];
        let ended = world.run(&inspect).args(&with(said)).stdin(&cookie).ends();
        assert_eq!(ended.code(), 1, "{}", ended.text());
        let document = ended.json();
        let command = document["to_do"][0]["command"].as_str().unwrap();
        let pasted = world.shell(&format!(
            "cookiekit() {{ command cookiekit \"$@\" -q; }}; {command}"
        ));
        let pasted = pasted.stdin(&cookie).ends();
        assert_eq!(pasted.code(), 0, "{command}: {}", pasted.text());
    }
}
