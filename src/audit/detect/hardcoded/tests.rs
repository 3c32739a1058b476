//! Keys in every language, and what only looks like one.

use Language::{Docker, Json, Python, R, Settings, Shell, Yaml};

use super::*;

const KEY: &str = "4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112";

/// The names that keys are written under, where `KEY` stands for one.
fn names(text: &str, language: Language, variables: &[&[u8]]) -> Vec<String> {
    let text = text
        .replace("KEY", KEY)
        .replace("B64", &crate::encoding::base64(KEY.as_bytes()));
    let found = written(text.as_bytes(), language, variables);
    found.into_iter().map(|it| it.name).collect()
}

#[test]
fn keys_are_found_in_every_language() {
    for (language, text, name) in [
        (Shell, "cookie=KEY\nsession_secret=KEY", "session_secret"),
        (Shell, "export session_secret=KEY", "session_secret"),
        (Shell, "session_secret='KEY' # note", "session_secret"),
        (Shell, "session_secret = \"KEY\"", "session_secret"),
        (
            Shell,
            "docker run -e session_secret=KEY web",
            "session_secret",
        ),
        (Shell, "web --session-secret KEY", "session-secret"),
        (Shell, "web --session-secret=KEY", "session-secret"),
        (Shell, "set -gx session_secret KEY", "session_secret"),
        (Shell, "setenv session_secret KEY", "session_secret"),
        (Shell, ": ${session_secret:=KEY}", "session_secret"),
        (Shell, "x=${session_secret:-KEY}", "session_secret"),
        (Docker, "FROM r\nENV session_secret=KEY", "session_secret"),
        (Docker, "ENV a=b session_secret=KEY c=d", "session_secret"),
        (Docker, "ENV session_secret KEY", "session_secret"),
        (Docker, "ARG session_secret=\"KEY\"", "session_secret"),
        (
            Docker,
            "ENV a=b \\\n    session_secret=KEY",
            "session_secret",
        ),
        (
            Yaml,
            "a:\n  secureCookie: x\n  cookie-secret: KEY",
            "cookie-secret",
        ),
        (Yaml, "cookie-secret: \"KEY\" # note", "cookie-secret"),
        (Yaml, "cookie-secret: >-\n  KEY\n", "cookie-secret"),
        (Yaml, "- session_secret=KEY", "session_secret"),
        (Yaml, "- \"session_secret=KEY\"", "session_secret"),
        (Yaml, "{ a: b, cookie-secret: KEY }", "cookie-secret"),
        (Yaml, "x: ${session_secret:-KEY}", "session_secret"),
        (Json, "{\"cookie-secret\": \"KEY\"}", "cookie-secret"),
        (Json, "{\"cookie-secret\":\n  \"KEY\"}", "cookie-secret"),
        (Json, "[\"-e\", \"session_secret=KEY\"]", "session_secret"),
        (
            Json,
            "{\"a\": \"{\\\"session_secret\\\": \\\"KEY\\\"}\"}",
            "session_secret",
        ),
        (Settings, "[a]\nsession_secret = \"KEY\"", "session_secret"),
        (Settings, "session.secret: KEY", "session.secret"),
        (Settings, "session.secret=KEY\r\n", "session.secret"),
        (
            Settings,
            "<Location />\n  SessionCryptoPassphrase KEY\n",
            "SessionCryptoPassphrase",
        ),
        (Python, "session_secret = \"KEY\"", "session_secret"),
        (Python, "session_secret: str = 'KEY'", "session_secret"),
        (Python, "session_secret = b'KEY'", "session_secret"),
        (
            Python,
            "session_secret = bytes.fromhex(\"KEY\")",
            "session_secret",
        ),
        (
            Python,
            "app.config[\"session_secret\"] = \"KEY\"",
            "session_secret",
        ),
        (
            Python,
            "os.environ.setdefault(\"session_secret\", \"KEY\")",
            "session_secret",
        ),
        (
            Python,
            "dict(a=1, session_secret=\"KEY\")",
            "session_secret",
        ),
        (Python, "{'session_secret': 'KEY'}", "session_secret"),
        (R, "session_secret <- \"KEY\"", "session_secret"),
        (R, "session_secret = 'KEY'", "session_secret"),
        (R, "opts$session_secret <<- 'KEY'", "session_secret"),
        (R, "session_secret <-\n  'KEY'", "session_secret"),
        (R, "\"KEY\" -> session_secret", "session_secret"),
        (R, "'KEY' ->> o$session_secret", "session_secret"),
        (
            R,
            "Sys.setenv(A = 1, session_secret = \"KEY\")",
            "session_secret",
        ),
        (
            R,
            "Sys.setenv(\"session_secret\" = \"KEY\")",
            "session_secret",
        ),
        (
            R,
            "Sys.getenv(\"session_secret\", \"KEY\")",
            "session_secret",
        ),
        (R, "assign(\"session_secret\", \"KEY\")", "session_secret"),
        (
            R,
            "session_secret <- sodium::hex2bin(\"KEY\")",
            "session_secret",
        ),
    ] {
        assert_eq!(names(text, language, &[]), [name], "{text}");
    }
}

#[test]
fn pairs_lists_and_holders_tell_too() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  labels: {a: b}\n  name: web-cookie\n";
    for (language, text, expected) in [
        (
            Yaml,
            "env:\n- name: session_secret\n  value: KEY\n- name: x",
            "session_secret",
        ),
        (
            Yaml,
            "env:\n  - value: 'KEY'\n    name: session_secret",
            "session_secret",
        ),
        (
            Yaml,
            "- {name: session_secret, value: KEY}",
            "session_secret",
        ),
        (
            Json,
            "[{\"name\": \"session_secret\",\n\"value\": \"KEY\"}]",
            "session_secret",
        ),
        (
            Json,
            "{\"value\":\"KEY\",\"x\":[1,{}],\"name\":\"session_secret\"}",
            "session_secret",
        ),
        (
            Json,
            "{\"session\": {\"a\": [1], \"secret\": \"KEY\"}}",
            "session.secret",
        ),
        (Json, "{\"cookie_keys\": [\"KEY\"]}", "cookie_keys"),
        (
            Json,
            "{\"cookie\": {\"keys\": [\"x\", \"KEY\"]}}",
            "cookie.keys",
        ),
        (
            Yaml,
            "session:\n  store: x\n  secret: KEY",
            "session.secret",
        ),
        (Yaml, "session: {secret: KEY}", "session.secret"),
        (
            Yaml,
            "a:\n  secretCookieKey:\n    value: KEY",
            "secretCookieKey.value",
        ),
        (
            Yaml,
            "secretCookieKey: {value: KEY}",
            "secretCookieKey.value",
        ),
        (
            Json,
            "{\"cookieKeys\": {\"old\": \"KEY\"}}",
            "cookieKeys.old",
        ),
        (Yaml, "cookie_keys:\n  - x\n  - KEY", "cookie_keys"),
        (Yaml, "cookie_keys:\n- x\n- KEY", "cookie_keys"),
        (
            Settings,
            "[session]\na = 1\nsecret = \"KEY\"",
            "session.secret",
        ),
        (Settings, "session = { secret = \"KEY\" }", "session.secret"),
        (Settings, "cookie_keys = [\"a\", \"KEY\"]", "cookie_keys"),
        (R, "cookie_keys <- c(\"a\", \"KEY\")", "cookie_keys"),
        (Python, "cookie_keys = [\n  'KEY']", "cookie_keys"),
        (Yaml, "kind: Secret\ndata:\n  cookie-key: B64", "cookie-key"),
        (
            Yaml,
            &format!("{secret}data:\n  key: B64"),
            "web-cookie.key",
        ),
        (
            Yaml,
            &format!("a: 1\n---\n{secret}stringData:\n  key: KEY\n---\nb: 1"),
            "web-cookie.key",
        ),
        (
            Json,
            "{\"kind\": \"Secret\", \"metadata\": {\"name\": \"session\"}, \"data\": {\"key\": \"B64\"}}",
            "session.key",
        ),
    ] {
        assert_eq!(names(text, language, &[]), [expected], "{text}");
    }
}

#[test]
fn near_misses_are_none() {
    for (language, text) in [
        (Shell, "session_secret=${SECRET}"),
        (Shell, "session_secret=/run/keys/KEY"),
        (Shell, "session_secret=KEY.example.org"),
        (Shell, "session_secret=sha256-KEY"),
        (Shell, "session_secret=keyring:web"),
        (Shell, "SHA256=KEY"),
        (Shell, "echo KEY cookie.key | sha256sum -c"),
        (Shell, "check session_secret KEY"),
        (Shell, "[ $session_secret == KEY ]"),
        (Shell, "[ $session_secret != KEY ]"),
        (Docker, "FROM r@sha256:KEY"),
        (Docker, "ADD --checksum=sha256:KEY https://x/cookie-key /"),
        (Docker, "RUN verify session_secret KEY"),
        (Yaml, "image: cookie-key@sha256:KEY"),
        (Yaml, "cookie-key: sha256:KEY"),
        (Yaml, "cookie_key_sha256: KEY"),
        (Yaml, "cookie-key: 936da01f-9abd-4d9d-80c7-02af85c822a8"),
        (Yaml, "- name: session_secret\n- value: KEY"),
        (
            Yaml,
            "- name: session_secret\n  valueFrom: x\n- name: sum\n  value: KEY",
        ),
        (Yaml, "session:\n  a: b\nother:\n  secret: KEY"),
        (Yaml, "secretCookieKey:\n  hash: KEY"),
        (Yaml, "session:\n  value: KEY"),
        (
            Yaml,
            "secretCookieKey:\n  existingSecret: x\nsum:\n  value: KEY",
        ),
        (
            Yaml,
            "kind: ConfigMap\nmetadata:\n  name: cookie\ndata:\n  key: KEY",
        ),
        (
            Yaml,
            "kind: Secret\nmetadata:\n  name: cookie\n---\nkind: X\ndata:\n  key: KEY",
        ),
        (Json, "{\"cookie-key\": {\"x\": \"KEY\"}}"),
        (
            Json,
            "{\"integrity\": \"sha256-KEY\", \"name\": \"cookie-key\"}",
        ),
        (Json, "{\"name\": \"cookie-key\", \"resolved\": \"KEY\"}"),
        (Json, "[{\"name\": \"cookie-key\"}, {\"value\": \"KEY\"}]"),
        (Json, "{\"gitHead\": \"KEY\"}"),
        (Json, "[\"cookie-key\", \"KEY\"]"),
        (Json, "{\"lib/cookie_key\": \"KEY\"}"),
        (Settings, "check session_secret KEY"),
        (Json, "{\"session\": {\"id\": \"KEY\"}}"),
        (Settings, "[session]\nid = \"KEY\"\n[x]\nsecret = \"KEY\""),
        (Settings, "secret = \"KEY\""),
        (Python, "assert session_secret == \"KEY\""),
        (Python, "session_secret = sha256(\"KEY\")"),
        (Python, "session_secret = os.environ[\"KEY\"]"),
        (R, "session_secret <- Sys.getenv(\"KEY\")"),
        (R, "key <- \"KEY\""),
        (R, "digest(session_secret) == \"KEY\""),
        (R, "\"KEY\" -> sum"),
        (R, "stopifnot(identical(session_secret, \"KEY\"))"),
    ] {
        assert_eq!(names(text, language, &[]), [""; 0], "{text}");
    }
}

#[test]
fn a_variable_that_is_handed_on_as_a_key_is_one_where_it_is_set() {
    let key: &[&[u8]] = &[b"key", b"o"];
    for text in [
        "key <- \"KEY\"",
        "key = 'KEY'",
        "o$key <<- \"KEY\"",
        "\"KEY\" -> key",
        "f <- function() {\n  key <- \"KEY\"\n}",
        "o <- list(a = 1, key = \"KEY\")",
    ] {
        assert_eq!(names(text, R, key), ["key"], "{text}");
        assert_eq!(names(text, R, &[]), [""; 0], "{text}");
    }
    for text in [
        "sum <- \"KEY\"",
        "weather(city, key = \"KEY\")",
        "weather(\n  f(1),\n  key = \"KEY\"\n)",
        "x[key = \"KEY\"]",
    ] {
        assert_eq!(names(text, R, key), [""; 0], "{text}");
    }
}

#[test]
fn a_uuid_counts_under_the_name_that_workbench_has_for_its_key() {
    let uuid = "936da01f-9abd-4d9d-80c7-02af85c822a8";
    for (name, count) in [
        ("secureCookieKey", 1),
        ("secure-cookie-key", 1),
        ("cookie_key", 0),
    ] {
        let text = format!("{name}: {uuid}");
        assert_eq!(written(text.as_bytes(), Yaml, &[]).len(), count, "{name}");
    }
}

#[test]
fn the_place_is_that_of_the_key() {
    let text = format!("a\nsession_secret = \"{KEY}\"\n");
    let found = written(text.as_bytes(), Settings, &[]);
    assert_eq!(&text[found[0].range.clone()], KEY);
}

#[test]
fn random_keys_of_every_shape_are_none_under_other_names() {
    use crate::encoding::{base64, base64url, from_hex};
    use crate::frameworks::Generate;
    use crate::keys::{Key, Strength};
    let names = ["commit", "sha256", "API_KEY", "session_id", "etag", "nonce"];
    let languages = [Shell, Docker, Yaml, Json, Settings, Python, R];
    for round in 0..10_000 {
        let key = Key::generate(Generate::Hex(Strength::Bits256)).unwrap();
        let hex = std::str::from_utf8(key.bytes()).unwrap();
        let raw = from_hex(key.bytes()).unwrap();
        let name = names[round % names.len()];
        for value in [hex, &hex[..32], &base64(&raw), &base64url(&raw)] {
            let text = format!("{name}: {value}\n{{\"{name}\": \"{value}\"}}\n{name}={value}");
            let language = languages[round % languages.len()];
            assert_eq!(written(text.as_bytes(), language, &[b"key"]), [], "{text}");
        }
    }
}

#[test]
fn a_text_of_any_shape_is_read_in_little_time() {
    for part in [
        format!("\"cookie_key\":\"{KEY}\","),
        format!("[\"{KEY}\","),
        format!("{{value:\"{KEY}\","),
        format!("secret: {KEY}\n"),
        format!("- {KEY}\n"),
        "{key:".to_owned() + KEY,
        "[".to_owned(),
        "\"".to_owned(),
    ] {
        let text = part.repeat(1_000_000 / part.len());
        for language in [Shell, Yaml, Json, Settings, R] {
            let start = std::time::Instant::now();
            written(text.as_bytes(), language, &[b"key"]);
            // Some seconds in any build; a quarter of an hour if quadratic.
            assert!(start.elapsed().as_secs() < 120, "{part} {language:?}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_text_is_too_odd(parts in proptest::collection::vec(
        proptest::sample::select(vec![
            "session_secret", "=", ":", "<-", "->", "\"", "'", "{", "}", "[", "]", "(", ")",
            ",", " ", "\n", "\\", "-", "$", "value", "name", "#", "é", KEY, "data", "kind",
        ]), 0..40)
    ) {
        let text = parts.concat();
        for language in [Shell, Docker, Yaml, Json, Settings, Python, R] {
            for found in written(text.as_bytes(), language, &[b"key"]) {
                proptest::prop_assert!(found.range.end <= text.len());
            }
        }
    }
}
