//! A cookie that is percent-encoded in another spelling than its server writes: that
//! server takes it, and here it is refused as what it is.

use crate::known::KEY;
use crate::world::World;

/// Formats whose servers take the encoding off as `decodeURIComponent` or a form does,
/// and what they are made with.
const FORMATS: [(&str, &str); 8] = [
    ("sign", "express"),
    ("sign", "fastify-cookie"),
    ("sign", "hono"),
    ("sign", "remix"),
    ("sign", "rails-signed"),
    ("encrypt", "rails-gcm"),
    ("encrypt", "laravel"),
    ("sign", "rack-hmac"),
];

/// The escapes in small letters: `%2b` for `%2B`.
fn in_small_letters(value: &str) -> String {
    let mut parts = value.split('%');
    let mut small = parts.next().unwrap().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        small.push_str(&format!("%{}{rest}", digits.to_lowercase()));
    }
    small
}

#[test]
fn escapes_in_small_letters_are_another_spelling_and_no_forgery() {
    let world = World::with_key(KEY.repeat(2));
    let mut seen = 0;
    for (make, format) in FORMATS {
        let of = ["--format", format, "--key", "key", "--name", "own"];
        // Whether its base64 needs an escape depends on how long it is, and on chance.
        let mut values = (0..40).map(|more| {
            let payload = format!("{{\"user\":\"alice ü>?>?>{}\"}}", "x".repeat(more));
            let cookie = world.run(&[&[make], &of[..], &[&payload]].concat()).ends();
            cookie.text().trim().to_owned()
        });
        let Some(value) = values.find(|it| in_small_letters(it) != **it) else {
            continue;
        };
        seen += 1;
        let small = in_small_letters(&value);
        let open = if make == "sign" { "verify" } else { "decrypt" };
        for lines in [&[][..], &["--lines", "-q"]] {
            let refused = world.run(&[&[open], &of[..], lines].concat());
            let refused = refused.stdin(&small).ends();
            assert_eq!(refused.code(), 1, "{format}");
            let text = format!("{}{}", refused.text(), refused.err);
            for words in ["malformed", "percent-encoded in part, or in small letters"] {
                assert!(text.contains(words), "{format}: {text}");
            }
        }
        let inspect = ["inspect", "--json", "--key", "key", "--name", "own"];
        for pin in [&["--format", format][..], &[]] {
            let told = world.run(&[&inspect[..], pin, &[&small]].concat()).ends();
            let told = told.json();
            assert_eq!(told["reason"], "percent-spelling", "{format}: {told:#}");
            assert_eq!(told["authenticated"], false);
            let explanation = &told["explanation"];
            assert_eq!(explanation["server_takes_it"], true, "{format}");
            assert_eq!(explanation["format"], format);
        }
        // Encoded once more it is another value for the server too.
        let twice = small.replace('%', "%25");
        let told = world.run(&[&inspect[..], &["--format", format, &twice]].concat());
        assert_ne!(told.ends().json()["reason"], "percent-spelling", "{format}");
    }
    assert!(seen >= 6, "{seen}");
}

/// A plus is a space in a form, and another letter then.
#[test]
fn a_plus_beside_small_escapes_is_not_said_to_be_read_by_a_server_of_forms() {
    let world = World::with_key(KEY.repeat(2));
    let of = ["--format", "rack-hmac", "--key", "key", "--name", "own"];
    let payload = r#"{"user":">>>>>>>>>>>"}"#;
    let cookie = world.run(&[&["sign"], &of[..], &[payload]].concat()).ends();
    let small = in_small_letters(&cookie.text().trim().replace("%2B", "+"));
    assert!(small.contains('+') && small.contains('%'), "{small}");
    let inspect = [&["inspect", "--json"], &of[..], &[&small]].concat();
    let told = world.run(&inspect).ends().json();
    assert_ne!(told["reason"], "percent-spelling", "{told:#}");
}
