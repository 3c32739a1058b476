//! A JSON Web Token whose signature a signer of plain text could have made.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use super::document;
use crate::known::KEY;
use crate::world::World;

/// A token with this header, and an HMAC-SHA256 without the letters in which the two
/// alphabets differ.
fn token(header: &str) -> String {
    let header = URL_SAFE_NO_PAD.encode(header);
    let mut tokens = (0..1000).map(|number| {
        let payload = URL_SAFE_NO_PAD.encode(format!("{{\"sub\":\"alice\",\"n\":{number}}}"));
        let signed = format!("{header}.{payload}");
        let mut mac = Hmac::<Sha256>::new_from_slice(KEY.as_bytes()).unwrap();
        mac.update(signed.as_bytes());
        let tag = STANDARD.encode(mac.finalize().into_bytes());
        format!("{signed}.{}", tag.trim_end_matches('='))
    });
    let is_plain = |it: &String| !it.contains(['+', '/']);
    tokens.find(is_plain).unwrap()
}

#[test]
fn a_token_of_another_alg_is_no_cookie_that_lost_its_mark() {
    let world = World::with_key(KEY);
    for alg in ["none", "RS256", "HS384", "HS512"] {
        let token = token(&format!("{{\"alg\":\"{alg}\",\"typ\":\"JWT\"}}"));
        for value in [
            token.clone(),
            format!("\"{token}\""),
            format!("{token}\u{200b}"),
            token[..token.len() - 2].to_owned(),
        ] {
            for more in [&[][..], &["--format", "jwt"]] {
                let arguments = ["inspect", "--json", "--key", "key"];
                let run = world.run(&[&arguments[..], more].concat());
                let told = run.stdin(&value).ends().json();
                assert_eq!(told["reason"], Value::Null, "{alg}");
                // Its alg is one of a key that is not shared; others are broken.
                let outcome = told["outcome"].as_str().unwrap();
                let is_whole = value == token;
                let right: &[&str] = match alg {
                    "RS256" if is_whole => &["unknown"],
                    "RS256" => &["unknown", "malformed"],
                    _ => &["malformed"],
                };
                assert!(right.contains(&outcome), "{alg}: {outcome}");
            }
        }
    }
}

/// What is no token is explained as it was, also where it is like one.
#[test]
fn a_text_with_dots_that_lost_its_mark_is_named_as_that() {
    let world = World::with_key(KEY);
    for text in [
        "alice",
        "a.b",
        "eyJhIjoxfQ.eyJhIjoxfQ",
        &token(r#"{"alg":"RS256"}"#),
    ] {
        let sign = ["sign", "-q", "--format", "express", "--key", "key", text];
        let made = world.run(&sign).ends().text();
        let bare = made.trim_end().strip_prefix("s%3A").unwrap();
        let bare = bare.replace("%2B", "+").replace("%2F", "/");
        let (_, told) = document(&world, &["--name", "connect.sid"], &bare);
        assert_eq!(told["reason"], "mark-lost", "{text}: {told:#}");
    }
}
