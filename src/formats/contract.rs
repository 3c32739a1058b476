//! The contract that every format passes: the vectors of the real system, the
//! round trip, every flipped bit refused, the wrong key, expiry.
//!
//! The tests run over the registry: a format cannot be added without vectors,
//! and no format can be left out.

use serde::Deserialize;
use zeroize::Zeroizing;

use super::*;

/// One cookie and what must be made of it.
pub struct Vector {
    name: String,
    /// The key's text; empty for the form without a key.
    key: Vec<u8>,
    cookie_name: String,
    cookie: String,
    now: Time,
    expect: Expect,
}

#[derive(Debug, PartialEq, Eq)]
enum Expect {
    Ok(Vec<u8>),
    Malformed,
    Forged,
    Expired,
}

/// A vector file as it is written.
#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    #[serde(default)]
    key_text: String,
    #[serde(default)]
    key_hex: String,
    #[serde(default)]
    cookie_name: String,
    cookie: String,
    #[serde(default)]
    wire: Option<String>,
    #[serde(default)]
    now: Option<serde_json::Value>,
    #[serde(alias = "json", alias = "value", default)]
    payload: Option<String>,
    /// What the server answers: `ok VALUE`.
    #[serde(default)]
    server: String,
    expect: String,
}

/// The vectors of a file in `tests/data`.
pub fn vectors(json: &str) -> Vec<Vector> {
    let file: File = serde_json::from_str(json).unwrap();
    file.cases.into_iter().flat_map(vectors_of).collect()
}

/// A case is one vector, and one more in its form on the wire.
fn vectors_of(case: Case) -> Vec<Vector> {
    let key = if case.key_hex.is_empty() {
        case.key_text.into_bytes()
    } else {
        encoding::from_hex(case.key_hex.as_bytes())
            .unwrap()
            .to_vec()
    };
    let now = case.now.map_or(Time(0), |now| {
        Time::parse(now.as_str().unwrap_or(&now.to_string())).unwrap()
    });
    let from_server = case.server.strip_prefix("ok ").map(str::to_owned);
    let payload = case.payload.or(from_server).unwrap_or_default();
    let vector = |name: String, cookie: String| Vector {
        name,
        key: key.clone(),
        cookie_name: case.cookie_name.clone(),
        cookie,
        now,
        expect: match case.expect.as_str() {
            "ok" => Expect::Ok(payload.clone().into_bytes()),
            "malformed" => Expect::Malformed,
            "forged" => Expect::Forged,
            "expired" => Expect::Expired,
            other => panic!("no such expectation: {other}"),
        },
    };
    let wire = case
        .wire
        .clone()
        .map(|wire| vector(format!("{} on the wire", case.name), wire));
    let bare = vector(case.name.clone(), case.cookie.clone());
    [Some(bare), wire].into_iter().flatten().collect()
}

fn keyed(format: &dyn Format, key: &[u8]) -> Box<dyn Keyed> {
    if key.is_empty() {
        return format.without_key().unwrap();
    }
    let key = Key::new(Zeroizing::new(key.to_vec()));
    match format.with_key(&key) {
        Ok(with_key) => with_key.keyed,
        Err(UnfitKey(reason)) => panic!("{}: {reason}", format.name()),
    }
}

fn answer(keyed: &dyn Keyed, name: &str, value: &str, now: Time) -> Expect {
    let opened = keyed.open(name, value);
    match opened.and_then(|opened| opened.judge(now, 0)) {
        Ok(opened) => Expect::Ok(opened.payload),
        Err(Refusal::Malformed(_)) => Expect::Malformed,
        Err(Refusal::Forged) => Expect::Forged,
        Err(Refusal::Expired(_)) => Expect::Expired,
    }
}

fn for_each_vector(mut check: impl FnMut(&dyn Format, &Vector)) {
    for format in FORMATS {
        let vectors = format.vectors();
        let classes = |class: fn(&Expect) -> bool| vectors.iter().any(|v| class(&v.expect));
        assert!(classes(|e| matches!(e, Expect::Ok(_))), "{}", format.name());
        assert!(classes(|e| *e == Expect::Forged), "{}", format.name());
        assert!(classes(|e| *e == Expect::Malformed), "{}", format.name());
        for vector in &vectors {
            check(format, vector);
        }
    }
}

/// The vectors that open, and that a key protects: without one nothing is
/// protected, and nothing is claimed to be.
fn for_each_protected_vector(mut check: impl FnMut(&dyn Format, &Vector, &dyn Keyed)) {
    for_each_vector(|format, vector| {
        if matches!(vector.expect, Expect::Ok(_)) && !vector.key.is_empty() {
            check(format, vector, &*keyed(format, &vector.key));
        }
    });
}

#[test]
fn every_vector_is_answered_as_the_real_system_does() {
    for_each_vector(|format, vector| {
        let keyed = keyed(format, &vector.key);
        let answer = answer(&*keyed, &vector.cookie_name, &vector.cookie, vector.now);
        assert_eq!(answer, vector.expect, "{}: {}", format.name(), vector.name);
    });
}

#[test]
fn every_flipped_bit_of_a_vector_is_refused() {
    for_each_protected_vector(|format, vector, keyed| {
        for bit in 0..vector.cookie.len() * 8 {
            let mut bytes = vector.cookie.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            // Text that is not UTF-8 is refused before a format sees it.
            let Ok(flipped) = String::from_utf8(bytes) else {
                continue;
            };
            let flipped = as_read_by(format, &flipped);
            let answer = answer(keyed, &vector.cookie_name, &flipped, vector.now);
            let name = format!("{}: {}, bit {bit}", format.name(), vector.name);
            assert!(
                matches!(answer, Expect::Malformed | Expect::Forged),
                "{name}"
            );
        }
    });
}

#[test]
fn every_truncation_and_every_doubling_of_a_vector_is_refused() {
    for_each_protected_vector(|format, vector, keyed| {
        let cuts = (0..vector.cookie.len()).map(|end| vector.cookie[..end].to_owned());
        for other in cuts.chain([vector.cookie.repeat(2)]) {
            let answer = answer(keyed, &vector.cookie_name, &other, vector.now);
            let name = format!("{}: {}, {} bytes", format.name(), vector.name, other.len());
            assert!(
                matches!(answer, Expect::Malformed | Expect::Forged),
                "{name}"
            );
        }
    });
}

#[test]
fn every_valid_vector_is_recognised_in_each_way_it_is_written() {
    for_each_protected_vector(|format, vector, keyed| {
        for written in [vector.cookie.clone(), encoding::percent(&vector.cookie)] {
            let (found, value) = recognise(&written).unwrap();
            assert_eq!(found.name(), format.name(), "{}", vector.name);
            let answer = answer(keyed, &vector.cookie_name, &value, vector.now);
            assert_eq!(answer, vector.expect, "{}: {}", format.name(), vector.name);
        }
    });
}

#[test]
fn the_parts_of_a_vector_cover_its_value() {
    for_each_protected_vector(|format, vector, _| {
        let anatomy = format.anatomy(&vector.cookie).unwrap();
        let mut end = 0;
        for part in anatomy.parts {
            assert!(
                part.span.start <= end + 1,
                "{}: {}",
                format.name(),
                part.name
            );
            end = part.span.end;
        }
        assert_eq!(
            end,
            vector.cookie.len(),
            "{}: {}",
            format.name(),
            vector.name
        );
    });
}

const KEY: &[u8] = b"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const OTHER: &[u8] = b"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
const NOW: Time = Time(1_700_000_000);

fn draft<'a>(format: &dyn Format, payload: &'a [u8]) -> Draft<'a> {
    Draft {
        name: if format.facts().name_binding == NameBinding::Bound {
            "session"
        } else {
            ""
        },
        payload,
        issued: NOW,
        expires: match format.facts().expiry {
            Expiry::Never => None,
            Expiry::Optional | Expiry::Required => Some(NOW.plus(60)),
        },
        login_expires: None,
    }
}

#[test]
fn what_is_sealed_opens_and_only_with_its_key_name_and_time() {
    for format in FORMATS {
        let name = format.name();
        for payload in [&b"{}"[..], b"{\"user\":[\"jan\xc3\xa9\"]}", &[b'x'; 3000]] {
            let draft = draft(format, payload);
            let mine = keyed(format, KEY);
            let value = mine.seal(&draft).unwrap();
            let opens = |name: &str, now| answer(&*mine, name, &value, now);
            assert_eq!(
                opens(draft.name, NOW),
                Expect::Ok(payload.to_vec()),
                "{name}"
            );
            if draft.expires.is_some() {
                assert_eq!(opens(draft.name, NOW.plus(60)), Expect::Expired, "{name}");
            }
            if format.facts().name_binding == NameBinding::Bound {
                assert_eq!(opens("other", NOW), Expect::Forged, "{name}");
            }
            let other = keyed(format, OTHER);
            assert_eq!(
                answer(&*other, draft.name, &value, NOW),
                Expect::Forged,
                "{name}"
            );
        }
    }
}

#[test]
fn an_encrypted_cookie_has_a_nonce_of_its_own() {
    for format in FORMATS {
        let keyed = keyed(format, KEY);
        let draft = draft(format, b"{}");
        let same = keyed.seal(&draft).unwrap() == keyed.seal(&draft).unwrap();
        assert_eq!(
            same,
            format.facts().protection == Protection::Signed,
            "{}",
            format.name()
        );
    }
}

#[test]
fn no_format_opens_the_cookies_of_another() {
    for maker in FORMATS {
        let draft = draft(maker, b"{}");
        let value = keyed(maker, KEY).seal(&draft).unwrap();
        for reader in FORMATS
            .into_iter()
            .filter(|other| other.name() != maker.name())
        {
            let opened = keyed(reader, KEY).open(draft.name, &value);
            assert!(
                opened.is_err(),
                "{} opened by {}",
                maker.name(),
                reader.name()
            );
        }
    }
}

#[test]
fn an_expiry_is_asked_for_and_refused_as_the_format_says() {
    for format in FORMATS {
        for (expires, refused_by) in [(None, Expiry::Required), (Some(NOW), Expiry::Never)] {
            let draft = Draft {
                expires,
                ..draft(format, b"alice")
            };
            let sealed = keyed(format, KEY).seal(&draft);
            assert_eq!(
                sealed.is_err(),
                format.facts().expiry == refused_by,
                "{}",
                format.name()
            );
        }
    }
}

#[test]
fn workbench_signs_no_value_that_holds_a_date() {
    let format = find("workbench").unwrap();
    let payload = b"bobSat, 01 Jan 2099 00:00:00 GMT";
    let sealed = keyed(format, KEY).seal(&draft(format, payload));
    assert!(sealed.unwrap_err().message.contains("holds a date"));
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config {
        failure_persistence: None, ..Default::default()
    })]

    /// Garbage is refused by every format, without a panic.
    #[test]
    fn garbage_is_refused(text in "[ -~é%|_=.A-Za-z0-9+/]{0,200}") {
        for format in FORMATS {
            let text = as_read_by(format, &text);
            proptest::prop_assert!(keyed(format, KEY).open("", &text).is_err());
        }
    }

    /// Any bytes survive the way through a cookie.
    #[test]
    fn any_payload_round_trips(payload in proptest::collection::vec(0_u8.., 1..300)) {
        for format in FORMATS {
            let draft = Draft { payload: &payload, ..draft(format, b"") };
            let value = keyed(format, KEY).seal(&draft).unwrap();
            let answer = answer(&*keyed(format, KEY), draft.name, &value, NOW);
            proptest::prop_assert_eq!(answer, Expect::Ok(payload.clone()));
        }
    }
}
