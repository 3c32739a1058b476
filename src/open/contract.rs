//! The contract that every format passes: the vectors of the real system, the
//! round-trip, every flipped bit refused, the wrong key, expiry, recognition.
//!
//! The tests run over the registry: a format cannot be added without vectors,
//! and no format can be left out.

mod made;

use std::borrow::Cow;

use super::{read_by, recognise};
use crate::encoding::percent;
use crate::frameworks::vectors::{Class, Expected, Vector};
use crate::frameworks::{Codec, Expiry, FORMATS, Format, Input, Refusal, Secret};

/// The codecs of the keys of a vector that the format can use.
fn codecs(format: &dyn Format, vector: &Vector) -> Vec<Box<dyn Codec>> {
    if vector.keys.is_empty() {
        return format.without_key().into_iter().collect();
    }
    let unlock = |(place, key): (usize, &Vec<u8>)| {
        let secret = Secret {
            place,
            ..Secret::value(key)
        };
        format.unlock(secret, &vector.params).ok()
    };
    let unlocked = vector.keys.iter().enumerate().filter_map(unlock);
    unlocked.map(|it| it.codec).collect()
}

/// What comes of a value of a vector under the keys, one after the other.
fn answer(
    codecs: &[Box<dyn Codec>],
    vector: &Vector,
    value: &str,
) -> Result<Vec<u8>, (Class, String)> {
    let cookie = Input {
        name: &vector.cookie_name,
        value,
        siblings: &vector.siblings,
        params: &vector.params,
    };
    let mut answer = Err((Class::Forged, "no key opens it".to_owned()));
    for codec in codecs {
        match codec.open(cookie).and_then(|it| it.judge(vector.now, 0)) {
            Err(Refusal::Forged) => {}
            Err(refusal) => {
                return Err((Class::of_refusal(refusal), format!("{refusal:?}")));
            }
            Ok(opened) => return Ok(opened.payload),
        }
        answer = Err((Class::Forged, "forged".to_owned()));
    }
    answer
}

/// A value in a vector's place, as the format reads it.
fn read<'a>(format: &'static dyn Format, vector: &'a Vector, value: &'a str) -> Cow<'a, str> {
    let cookie = Input {
        name: &vector.cookie_name,
        value,
        siblings: &vector.siblings,
        params: &vector.params,
    };
    read_by(format, cookie).value
}

fn is_refused(answer: &Result<Vec<u8>, (Class, String)>) -> bool {
    matches!(answer, Err((Class::Malformed | Class::Forged, _)))
}

fn for_each_vector(mut check: impl FnMut(&'static dyn Format, &Vector)) {
    for format in FORMATS {
        let vectors = format.vectors();
        let expires = match format.facts().expiry {
            Expiry::Required | Expiry::ByAge(Some(_)) => Some(Class::Expired),
            Expiry::Never | Expiry::Optional | Expiry::InPayload(_) | Expiry::ByAge(None) => None,
        };
        let classes = [Class::Ok, Class::Forged, Class::Malformed];
        for class in classes.into_iter().chain(expires) {
            let has = vectors.iter().any(|it| it.answers[0] == class);
            assert!(has, "{}: {class:?}", format.name());
        }
        for vector in &vectors {
            check(format, vector);
        }
    }
}

/// The vectors that open and have one spelling, and that a key protects:
/// without one nothing is protected, and nothing is claimed to be.
fn for_each_protected_vector(
    mut check: impl FnMut(&'static dyn Format, &Vector, &[Box<dyn Codec>]),
) {
    for_each_vector(|format, vector| {
        if vector.answers == [Class::Ok] && !vector.keys.is_empty() {
            check(format, vector, &codecs(format, vector));
        }
    });
}

#[test]
fn every_vector_is_answered_as_the_real_system_does() {
    let mut wrong = Vec::new();
    for_each_vector(|format, vector| {
        let value = read(format, vector, &vector.cookie);
        let answer = answer(&codecs(format, vector), vector, &value);
        let class = match &answer {
            Ok(_) => Class::Ok,
            Err((class, _)) => *class,
        };
        let is_right = vector.answers.contains(&class)
            && answer.as_ref().map_or(true, |it| vector.payload.is(it));
        if !is_right {
            let name = format!("{}: {}", format.name(), vector.name);
            wrong.push(format!("{name}: {answer:?}, right: {:?}", vector.answers));
        }
    });
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_flipped_bit_of_a_vector_is_refused() {
    for_each_protected_vector(|format, vector, codecs| {
        for bit in 0..vector.cookie.len() * 8 {
            let mut bytes = vector.cookie.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            // Text that is not UTF-8 is refused before a format sees it.
            let Ok(flipped) = String::from_utf8(bytes) else {
                continue;
            };
            let flipped = read(format, vector, &flipped);
            let name = format!("{}: {}, bit {bit}", format.name(), vector.name);
            assert!(is_refused(&answer(codecs, vector, &flipped)), "{name}");
        }
    });
}

#[test]
fn every_flipped_bit_of_a_companion_is_refused() {
    for_each_protected_vector(|format, vector, codecs| {
        for (index, (_, value)) in vector.siblings.iter().enumerate() {
            for bit in 0..value.len() * 8 {
                let mut bytes = value.clone().into_bytes();
                bytes[bit / 8] ^= 1 << (bit % 8);
                let Ok(flipped) = String::from_utf8(bytes) else {
                    continue;
                };
                let mut other = vector.clone();
                other.siblings[index].1 = flipped;
                let name = format!("{}: {}, bit {bit}", format.name(), vector.name);
                assert!(
                    is_refused(&answer(codecs, &other, &vector.cookie)),
                    "{name}"
                );
            }
        }
    });
}

#[test]
fn every_truncation_and_every_doubling_of_a_vector_is_refused() {
    for_each_protected_vector(|format, vector, codecs| {
        let cuts = (0..vector.cookie.len()).filter(|end| vector.cookie.is_char_boundary(*end));
        let cuts = cuts.map(|end| vector.cookie[..end].to_owned());
        for other in cuts.chain([vector.cookie.repeat(2)]) {
            let other = read(format, vector, &other);
            let name = format!("{}: {}, {} bytes", format.name(), vector.name, other.len());
            assert!(is_refused(&answer(codecs, vector, &other)), "{name}");
        }
    });
}

/// A number as the security page writes it.
fn written(number: usize) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", written(number / 1000), number % 1000),
    }
}

#[test]
fn the_security_page_has_the_figures_of_the_vectors() {
    let (mut genuine, mut refused, mut bits, mut cuts) = (0, 0, 0, 0);
    for_each_vector(|_, vector| match vector.answers[0] {
        Class::Ok => genuine += 1,
        _ => refused += 1,
    });
    for_each_protected_vector(|_, vector, _| {
        let companions = vector.siblings.iter().map(|(_, value)| value.len());
        bits += 8 * (vector.cookie.len() + companions.sum::<usize>());
        cuts += vector.cookie.chars().count();
    });
    let page = include_str!("../cli/help/topics/security.md");
    let lines = [
        ("cookies that the real systems take", genuine),
        ("cookies that they refuse", refused),
        ("flipped bits of these, all refused", bits),
        ("cuts of these, all refused", cuts),
    ];
    let lines = lines.map(|(what, number)| format!("{what:<40} {:>9}\n", written(number)));
    assert!(page.contains(&lines.concat()), "{}", lines.concat());
}

/// How many candidates are looked at for the right one.
const FIRST: usize = 3;

#[test]
fn every_valid_vector_is_recognised_in_each_way_it_is_written() {
    for_each_protected_vector(|format, vector, codecs| {
        if !vector.params.is_default_of(format.facts().params) {
            return;
        }
        let encoded = format.undoes_percent().then(|| percent(&vector.cookie));
        for written in [Some(vector.cookie.clone()), encoded].into_iter().flatten() {
            let named = |name| {
                let cookie = Input {
                    siblings: &vector.siblings,
                    ..Input::new(name, &written)
                };
                recognise(cookie).unwrap_or_default()
            };
            let name = format!("{}: {}", format.name(), vector.name);
            let found = named(&vector.cookie_name);
            let own = found
                .iter()
                .take(FIRST)
                .find(|it| it.format.name() == format.name());
            let own = own.unwrap_or_else(|| panic!("{name}: not recognised"));
            let payload = answer(codecs, vector, &own.value).unwrap();
            assert!(vector.payload.is(&payload), "{name}");
            let usual = format.facts().framework.cookie_names.first();
            // The name of what goes with another cookie is not the usual one.
            let is_alone = |it: &&&str| vector.siblings.is_empty() || vector.cookie_name == **it;
            if let Some(usual) = usual.filter(is_alone) {
                let first = &named(usual)[0];
                let is_kin = first.format.facts().framework.cookie_names.contains(usual);
                assert!(is_kin, "{name}: {} by its usual name", first.format.name());
            }
        }
    });
}

#[test]
fn the_parts_of_a_vector_cover_its_value() {
    for_each_protected_vector(|format, vector, _| {
        let cookie = Input {
            name: &vector.cookie_name,
            value: &vector.cookie,
            siblings: &vector.siblings,
            params: &vector.params,
        };
        let name = format!("{}: {}", format.name(), vector.name);
        let Ok(anatomy) = format.anatomy(cookie) else {
            // In its encoded form on the wire.
            assert_ne!(
                read(format, vector, &vector.cookie),
                vector.cookie,
                "{name}"
            );
            return;
        };
        let mut end = 0;
        for part in anatomy.parts {
            assert!(part.span.start <= end + 2, "{name}: {}", part.name);
            end = part.span.end;
        }
        assert_eq!(end, vector.cookie.len(), "{name}");
    });
}

/// That the right answer is asked for at all.
#[test]
fn a_wrong_payload_is_not_the_right_one() {
    assert!(Expected::Bytes(b"a".to_vec()).is(b"a") && !Expected::Bytes(b"a".to_vec()).is(b"b"));
    assert!(Expected::Json(serde_json::json!({"a": 1})).is(b"{ \"a\": 1 }"));
    assert!(!Expected::Json(serde_json::json!({"a": 1})).is(b"{\"a\":2}"));
}
