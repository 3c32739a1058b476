//! The parameter that an application chose is found from its cookie and key alone.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::*;
use crate::frameworks::vectors::{Class, Expected, Vector};
use crate::frameworks::{
    Draft, Expiry, FORMATS, KEY_ENCODING, OWN_NAME, Param, Payload, Refusal, Secret,
};
use crate::keys::Key;
use crate::keys::slots::Slot;
use crate::open::read_by;

pub(super) fn slotted(key: &[u8]) -> Slotted {
    Slotted {
        key: Key::new(Zeroizing::new(key.to_vec())),
        spec: Spec::Env("K".to_owned()),
        slot: Slot::Primary,
        place: 0,
        warnings: vec![],
    }
}

/// The one parameter of a vector that is not the default, and its value.
fn chosen<'v>(
    format: &'static dyn Format,
    vector: &'v Vector,
) -> Option<(&'static Param, &'v str)> {
    let params = format.facts().params.iter();
    let chosen: Vec<_> = params
        .filter_map(|it| Some((it, vector.params.text(it.name)?)))
        .filter(|(param, value)| param.default != *value)
        .collect();
    match chosen[..] {
        [one] => Some(one),
        _ => None,
    }
}

fn is_tried(format: &dyn Format, (param, value): (&Param, &str)) -> bool {
    let often = format.often_chosen().iter().find(|it| it.0 == param.name);
    let often = often.map_or(&[][..], |it| it.1);
    param.name != KEY_ENCODING.name && param.others(&NO_PARAMS, often).contains(&value)
}

/// What comes of a vector under its keys with these parameters.
pub(super) fn opened(
    format: &'static dyn Format,
    vector: &Vector,
    params: &Params,
) -> Vec<Result<Opened, Refusal>> {
    let cookie = Input {
        siblings: &vector.siblings,
        params,
        ..Input::new(&vector.cookie_name, &vector.cookie)
    };
    let reading = read_by(format, cookie);
    let cookie = cookie.with_value(&reading.value);
    let keys = vector.keys.iter();
    let unlocked = keys.filter_map(|key| format.unlock(Secret::value(key), params).ok());
    unlocked.map(|it| it.codec.open(cookie)).collect()
}

fn explained(format: &'static dyn Format, vector: &Vector, keys: &[Vec<u8>]) -> Explained {
    let keys: Vec<_> = keys.iter().map(|it| slotted(it)).collect();
    let keys: Vec<_> = keys.iter().collect();
    explain(&Case {
        name: &vector.cookie_name,
        value: &vector.cookie,
        pin: Some(Pin::new(format)),
        siblings: &vector.siblings,
        others: &[],
        keys: &keys,
        nearby: &[],
        now: vector.now,
    })
}

/// Each cookie that a framework's own library made where one thing was chosen
/// that is not its default: that one is claimed, and under another key nothing.
#[test]
fn the_one_parameter_that_was_chosen_is_found() {
    let mut found = BTreeSet::new();
    for format in FORMATS {
        for vector in format.vectors() {
            let Some((param, value)) = chosen(format, &vector) else {
                continue;
            };
            let own = opened(format, &vector, &vector.params);
            let is_genuine = vector.answers[0] == Class::Ok && own.iter().any(Result::is_ok);
            // Some cookies are the same whatever was chosen, and of some the key tells.
            let by_default = opened(format, &vector, &NO_PARAMS);
            let is_clear = by_default.iter().any(|it| match it {
                Err(Refusal::Malformed(malformed)) => format.is_told_by_key(*malformed),
                other => other.is_ok(),
            });
            if !is_genuine || is_clear || !is_tried(format, (param, value)) {
                continue;
            }
            let name = format!("{}: {}", format.name(), vector.name);
            let claim = explained(format, &vector, &vector.keys).claim;
            let claim = claim.unwrap_or_else(|| panic!("{name}: nothing is claimed"));
            assert_eq!(claim.hypothesis.id, "other-parameter", "{name}");
            let text = format!("{}={value}", param.name);
            let verdict = format!("; valid with {text}");
            assert!(
                claim.verdict.ends_with(&verdict),
                "{name}: {}",
                claim.verdict
            );
            let other = [b"another key, which is of no use".to_vec()];
            assert_eq!(explained(format, &vector, &other).fits, 0, "{name}");
            found.insert(format!("{} {text}", format.name()));
        }
    }
    assert!(found.len() >= 5, "{found:#?}");
}

/// What a cookie of a format that was made under these parameters says.
pub(super) fn made(format: &dyn Format, key: &[u8], params: &Params) -> Option<Vector> {
    let payload = match format.payload(params) {
        Payload::Json => b"{\"user\":\"alice\"}".to_vec(),
        Payload::Text | Payload::Bytes => b"alice".to_vec(),
    };
    let now = Time(1_700_000_000);
    let draft = Draft {
        name: "session",
        payload: &payload,
        issued: now,
        expires: match format.facts().expiry {
            Expiry::Never | Expiry::ByAge(_) => None,
            Expiry::Optional | Expiry::Required | Expiry::InPayload(_) => Some(now.plus(60)),
        },
        login_expires: None,
        again: None,
    };
    let unlocked = format.unlock(Secret::value(key), params).ok()?;
    let sealed = unlocked.codec.seal(&draft).ok()?;
    Some(Vector {
        name: String::new(),
        keys: vec![key.to_vec()],
        cookie_name: "session".to_owned(),
        cookie: sealed.value,
        siblings: sealed.companions,
        params: params.clone(),
        now,
        answers: vec![Class::Ok],
        payload: Expected::Anything,
    })
}

/// Of every format, every word of every parameter and every text that is often
/// chosen: a cookie that only that one opens has it claimed, and its payload read.
#[test]
fn every_parameter_that_may_be_chosen_is_found() {
    let mut found = 0;
    for format in FORMATS {
        let often = format.often_chosen();
        let params = format.facts().params.iter();
        for param in params.filter(|it| it.name != KEY_ENCODING.name) {
            let often = often.iter().find(|it| it.0 == param.name);
            for value in param.others(&NO_PARAMS, often.map_or(&[][..], |it| it.1)) {
                // What stands for the cookie's own name is that of the cookie made here.
                let value = &value.replace(OWN_NAME, "session");
                let name = format!("{} {}={value}", format.name(), param.name);
                let key = format.facts().key.generate.text().unwrap();
                let params = NO_PARAMS.with(param, value);
                // Of keys that are derived slowly only few changes are tried.
                if format.slowness(Secret::value(&key), &params) > 1 {
                    continue;
                }
                let Some(vector) = made(format, &key, &params) else {
                    continue;
                };
                let own = opened(format, &vector, &params);
                let by_default = opened(format, &vector, &NO_PARAMS);
                let is_clear = by_default.iter().any(|it| match it {
                    Err(Refusal::Malformed(malformed)) => format.is_told_by_key(*malformed),
                    other => other.is_ok(),
                });
                if is_clear {
                    continue;
                }
                let explained_by_own = explained(format, &vector, &vector.keys);
                // A bare signer reads what one with a time made: as another text.
                if explained_by_own.fits > 1 {
                    continue;
                }
                let claim = explained_by_own.claim;
                let claim = claim.unwrap_or_else(|| panic!("{name}: nothing is claimed"));
                // How the text of a key is read is a change of the key as well, and what
                // a key is salted with may be a cookie's name.
                if matches!(claim.hypothesis.id, "key-hex" | "other-name") {
                    continue;
                }
                assert_eq!(claim.hypothesis.id, "other-parameter", "{name}");
                let payload = own[0].as_ref().map(|it| &it.payload);
                assert_eq!(payload, Ok(&claim.opened.payload), "{name}");
                let other = [format.facts().key.generate.text().unwrap().to_vec()];
                assert_eq!(explained(format, &vector, &other).fits, 0, "{name}");
                found += 1;
            }
        }
    }
    assert!(found >= 50, "{found}");
}
