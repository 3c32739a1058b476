//! Signed cookies that lost their last characters: what is left of the signature is the
//! start of the right one, which proves that they are genuine.

use serde_json::Value;

use crate::known::{KEY, OTHER_KEY};
use crate::world::World;

const NOW: &str = "1700000100";
/// Formats, what they carry, and a name that their cookies have.
const FORMATS: [(&str, &str, &str); 11] = [
    ("express", "alice+?", "connect.sid"),
    ("django-cookie", "dark", "pref"),
    ("flask-login", "42", "remember_token"),
    ("hono", "alice+?", "own"),
    ("fastify-cookie", "alice+?", "own"),
    ("remix", r#"{"user":"alice"}"#, "__session"),
    ("rails-signed", r#"{"user":"alice"}"#, "own"),
    (
        "rack-hmac",
        r#"{"session_id":"x","user":"alice"}"#,
        "rack.session",
    ),
    ("flask", r#"{"user":"alice"}"#, "session"),
    ("jwt", r#"{"user":"alice"}"#, "token"),
    ("tornado", "alice", "own"),
];

fn cookie((format, payload, name): (&str, &str, &str)) -> String {
    let world = World::with_key(KEY.repeat(2));
    let of = ["--format", format, "--key", "key", "--name", name];
    let made = [&["sign", "-q"], &of[..], &["--now", "1700000000", payload]].concat();
    let made = world.run(&made).ends();
    assert_eq!(made.code(), 0, "{format}: {}", made.err);
    let text = made.text().trim_end().to_owned();
    let named = format!("{name}=");
    let value = text.strip_prefix(&named).unwrap_or(&text);
    // Those of the wire are no part of it.
    value.trim_matches('"').to_owned()
}

fn told(key: &str, more: &[&str], name: &str, value: &str) -> Value {
    let world = World::with_key(key);
    let arguments = [
        "inspect", "--json", "--key", "key", "--name", name, "--now", NOW,
    ];
    let run = world.run(&[&arguments[..], more].concat());
    run.stdin(value).ends().json()
}

#[test]
fn a_signed_cookie_that_lost_its_end_is_genuine_and_cut() {
    let key = KEY.repeat(2);
    for row @ (format, _, name) in FORMATS {
        let whole = cookie(row);
        for cut in [1, 2, 5, 10] {
            let value = &whole[..whole.len() - cut];
            for more in [&[][..], &["--format", format]] {
                let told = told(&key, more, name, value);
                assert_eq!(told["reason"], "truncated", "{format} {cut}: {told:#}");
                let verdict = told["verdict"].as_str().unwrap();
                // Several formats sign as Hono does, whose signature is longer.
                let is_known = !more.is_empty() || !matches!(format, "hono" | "fastify-cookie");
                let says = match cut {
                    1 => "1 character is missing at its end".to_owned(),
                    _ => format!("{cut} characters are missing at its end"),
                };
                let says = if is_known {
                    &*says
                } else {
                    "missing at its end"
                };
                assert!(verdict.contains(says), "{format} {cut}: {verdict}");
                assert_eq!(told["authenticated"], false, "{format}");
                // What no change makes valid again is malformed, and not forged.
                assert_eq!(told["outcome"], "malformed", "{format}");
                assert_eq!(told["explanation"]["outcome"], "malformed", "{format}");
                if is_known {
                    assert_eq!(told["explanation"]["format"], format, "{told:#}");
                }
            }
        }
    }
}

#[test]
fn where_the_rest_is_not_that_of_the_signature_nothing_is_claimed() {
    let key = KEY.repeat(2);
    for row @ (format, _, name) in FORMATS {
        let whole = cookie(row);
        let value = &whole[..whole.len() - 10];
        let last = value.chars().next_back().unwrap();
        let other = if last == '0' { '1' } else { '0' };
        let changed = format!("{}{other}", &value[..value.len() - 1]);
        let mark = match format {
            "django-cookie" => whole.rfind(':'),
            "flask-login" | "tornado" => whole.rfind('|'),
            "rails-signed" | "rack-hmac" => whole.rfind("--").map(|it| it + 1),
            _ => whole.rfind('.'),
        };
        let mark = mark.unwrap();
        for (key, value) in [
            (&*OTHER_KEY.repeat(2), value),
            (&*key, &*changed),
            // So little of a signature is hit upon by chance.
            (&*key, &whole[..mark + 4]),
            (&*key, &whole[..mark + 1]),
        ] {
            for more in [&[][..], &["--format", format]] {
                let told = told(key, more, name, value);
                assert_eq!(told["reason"], Value::Null, "{format} {value}: {told:#}");
            }
        }
        // Nor of a cookie that is whole.
        let told = told(&key, &[], name, &whole);
        assert_eq!(told["outcome"], "valid", "{format}: {told:#}");
    }
}

/// Under another name it is not genuine, cut or whole.
#[test]
fn the_name_that_a_cookie_is_bound_to_is_bound_where_it_is_cut() {
    let key = KEY.repeat(2);
    for row in FORMATS {
        let (format, ..) = row;
        if !matches!(format, "django-cookie" | "rails-signed") {
            continue;
        }
        let whole = cookie(row);
        let told = told(
            &key,
            &["--format", format],
            "another",
            &whole[..whole.len() - 5],
        );
        assert_eq!(told["reason"], Value::Null, "{format}: {told:#}");
    }
}
