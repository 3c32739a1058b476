//! What every format makes: it opens again, and only as it should.

use std::collections::BTreeSet;

use crate::encoding::base64;
use crate::frameworks::vectors::Class;
use crate::frameworks::{
    Codec, Draft, Expiry, FORMATS, Format, Input, NO_PARAMS, NameBinding, Payload, Protection,
    Sealed, Secret,
};
use crate::open::{read_by, recognise};
use crate::time::Time;

const NOW: Time = Time(1_700_000_000);

/// What is reported where a value is refused for a date in it.
const HOLDS_DATE: &str = "holds a date";

/// A new key of the format, and what opens and seals under it.
fn fresh(format: &dyn Format) -> Box<dyn Codec> {
    let key = format.facts().key.generate.text().unwrap();
    let unlocked = format.unlock(Secret::value(&key), &NO_PARAMS);
    unlocked
        .map(|it| it.codec)
        .unwrap_or_else(|unfit| panic!("{}: {unfit:?}", format.name()))
}

fn draft<'a>(format: &dyn Format, payload: &'a [u8]) -> Draft<'a> {
    Draft {
        name: match format.facts().name_binding {
            NameBinding::Bound => "session",
            NameBinding::Unbound => "",
        },
        payload,
        issued: NOW,
        expires: match format.facts().expiry {
            Expiry::Never | Expiry::ByAge(_) => None,
            Expiry::Optional | Expiry::Required | Expiry::InPayload(_) => Some(NOW.plus(60)),
        },
        login_expires: None,
        again: None,
    }
}

/// Payloads that the format takes.
fn payloads(format: &dyn Format) -> Vec<Vec<u8>> {
    let mut payloads = format.examples("jan\u{e9}");
    payloads.extend(format.examples(&"x".repeat(2000)));
    payloads
}

/// What a cookie carries: what the draft says, and its expiry as the last field
/// of it where the format has it there.
fn carried(format: &dyn Format, draft: &Draft) -> Vec<u8> {
    let own = format.carried(draft);
    let (Expiry::InPayload(field), Some(expires)) = (format.facts().expiry, draft.expires) else {
        return own;
    };
    // One that writes it in its own way says so.
    if own != draft.payload {
        return own;
    }
    let text = std::str::from_utf8(draft.payload).unwrap();
    let start = text.strip_suffix('}').unwrap();
    let comma = if start == "{" { "" } else { "," };
    format!("{start}{comma}\"{field}\":{}}}", expires.0).into_bytes()
}

/// What comes of a cookie that was made.
fn opened(
    (format, codec): (&'static dyn Format, &dyn Codec),
    name: &str,
    sealed: &Sealed,
    now: Time,
) -> Result<Vec<u8>, Class> {
    let cookie = Input {
        siblings: &sealed.companions,
        ..Input::new(sealed.name_or(name), &sealed.value)
    };
    let value = read_by(format, cookie).value;
    let cookie = cookie.with_value(&value);
    let opened = codec.open(cookie).and_then(|it| it.judge(now, 0));
    let payload = opened.map(|it| format.inner(it.payload));
    payload.map_err(Class::of_refusal)
}

#[test]
fn what_is_sealed_opens_and_only_with_its_key_name_and_time() {
    for format in FORMATS {
        let name = format.name();
        for payload in payloads(format) {
            let draft = draft(format, &payload);
            let mine = fresh(format);
            let sealed = mine.seal(&draft).unwrap();
            assert_eq!(
                opened((format, &*mine), draft.name, &sealed, NOW),
                Ok(carried(format, &draft)),
                "{name}"
            );
            if draft.expires.is_some() {
                let over = opened((format, &*mine), draft.name, &sealed, NOW.plus(60));
                assert_eq!(over, Err(Class::Expired), "{name}");
            }
            if let Expiry::ByAge(Some(seconds)) = format.facts().expiry {
                let at = |age| opened((format, &*mine), draft.name, &sealed, NOW.plus(age));
                assert_eq!(at(seconds), Ok(carried(format, &draft)), "{name}");
                assert_eq!(at(seconds + 1), Err(Class::Expired), "{name}");
            }
            if format.facts().name_binding == NameBinding::Bound {
                let renamed = Sealed {
                    name: None,
                    value: sealed.value.clone(),
                    companions: sealed
                        .companions
                        .iter()
                        .map(|(companion, value)| {
                            (companion.replacen(draft.name, "other", 1), value.clone())
                        })
                        .collect(),
                };
                let other = opened((format, &*mine), "other", &renamed, NOW);
                assert_eq!(other, Err(Class::Forged), "{name}");
            }
            let other = opened((format, &*fresh(format)), draft.name, &sealed, NOW);
            assert_eq!(other, Err(Class::Forged), "{name}");
        }
    }
}

#[test]
fn an_encrypted_cookie_has_a_nonce_of_its_own() {
    for format in FORMATS {
        let codec = fresh(format);
        let payload = &payloads(format)[0];
        let draft = draft(format, payload);
        let same = codec.seal(&draft).unwrap() == codec.seal(&draft).unwrap();
        let is_signed = match format.facts().protection {
            Protection::Signed => true,
            // A new key of it has all that it can have.
            Protection::Encrypted | Protection::ByKey => false,
        };
        assert_eq!(same, is_signed, "{}", format.name());
    }
}

/// Whether two formats are two names of the same bytes under the same key, or keep
/// what they carry in the same tokens.
fn are_one(left: &dyn Format, right: &dyn Format) -> bool {
    left.same_bytes_as() == right.same_bytes_as() || left.token() == right.token()
}

#[test]
fn no_format_opens_the_cookies_of_another() {
    for maker in FORMATS {
        let payload = &payloads(maker)[0];
        let draft = draft(maker, payload);
        let key = maker.facts().key.generate.text().unwrap();
        let under_key = |format: &dyn Format| {
            let unlocked = format.unlock(Secret::value(&key), &NO_PARAMS).ok();
            unlocked.map(|it| it.codec)
        };
        let sealed = under_key(maker).unwrap().seal(&draft).unwrap();
        let is_other = |it: &&dyn Format| it.name() != maker.name() && !are_one(*it, maker);
        for reader in FORMATS.into_iter().filter(is_other) {
            let Some(codec) = under_key(reader) else {
                continue;
            };
            let opened = opened((reader, &*codec), draft.name, &sealed, NOW);
            assert!(
                opened.is_err(),
                "{} opened by {}",
                maker.name(),
                reader.name()
            );
        }
    }
}

/// What a value of this format may be, by its shape and its name alone.
fn may_be(name: &str, sealed: &Sealed) -> Vec<&'static str> {
    let cookie = Input {
        siblings: &sealed.companions,
        ..Input::new(sealed.name_or(name), &sealed.value)
    };
    let readings = recognise(cookie).unwrap_or_default();
    readings.iter().map(|it| it.format.name()).collect()
}

#[test]
fn what_a_cookie_may_be_does_not_depend_on_its_random_bytes() {
    for format in FORMATS {
        let payload = &payloads(format)[0];
        // Deriving a key may be slow by design, and what is encrypted has a nonce.
        let is_signed = format.facts().protection == Protection::Signed;
        let one = fresh(format);
        let its_names = format.facts().framework.cookie_names;
        for name in ["", "a"].iter().chain(its_names) {
            let draft = Draft {
                name,
                ..draft(format, payload)
            };
            let mut found = BTreeSet::new();
            for _ in 0..200 {
                let other = is_signed.then(|| fresh(format));
                let Ok(sealed) = other.as_ref().unwrap_or(&one).seal(&draft) else {
                    break;
                };
                found.insert(may_be(name, &sealed));
            }
            assert!(found.len() <= 1, "{} as {name:?}: {found:?}", format.name());
        }
    }
}

#[test]
fn an_expiry_is_asked_for_and_refused_as_the_format_says() {
    for format in FORMATS {
        let payload = &payloads(format)[0];
        for expires in [None, Some(NOW.plus(60))] {
            let draft = Draft {
                expires,
                ..draft(format, payload)
            };
            let is_refused = match format.facts().expiry {
                Expiry::Never | Expiry::ByAge(_) => expires.is_some(),
                Expiry::Required => expires.is_none(),
                Expiry::Optional | Expiry::InPayload(_) => false,
            };
            let sealed = fresh(format).seal(&draft);
            assert_eq!(sealed.is_err(), is_refused, "{}", format.name());
        }
    }
}

#[test]
fn workbench_signs_no_value_that_holds_a_date() {
    let format = crate::frameworks::find("workbench").unwrap();
    let payload = b"bobSat, 01 Jan 2099 00:00:00 GMT";
    let sealed = fresh(format).seal(&draft(format, payload));
    assert!(sealed.unwrap_err().message.contains(HOLDS_DATE));
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config {
        failure_persistence: None, ..Default::default()
    })]

    /// Garbage is refused by every format, without a panic.
    #[test]
    fn garbage_is_refused(text in "[ -~é%|_=.:;A-Za-z0-9+/]{0,200}") {
        for format in FORMATS {
            let text = read_by(format, Input::bare(&text)).value;
            proptest::prop_assert!(fresh(format).open(Input::bare(&text)).is_err());
        }
    }

    /// Any bytes survive the way through a cookie, where the format takes them.
    #[test]
    fn any_payload_round_trips(bytes in proptest::collection::vec(0_u8.., 1..300)) {
        for format in FORMATS {
            let codec = fresh(format);
            let wrapped = format.examples(&base64(&bytes));
            let takes_all = format.facts().payload == Payload::Bytes;
            let wrapped = wrapped.iter().map(|it| (it, true));
            for (payload, must) in wrapped.chain([(&bytes, takes_all)]) {
                let draft = draft(format, payload);
                match codec.seal(&draft) {
                    Ok(sealed) => {
                        let opened = opened((format, &*codec), draft.name, &sealed, NOW);
                        proptest::prop_assert_eq!(opened, Ok(carried(format, &draft)));
                    }
                    Err(error) => {
                        // One random text in millions holds what Workbench may read
                        // as a date, and is not signed.
                        let may = !must || error.message.contains(HOLDS_DATE);
                        proptest::prop_assert!(may, "{}: {}", format.name(), error.message);
                    }
                }
            }
        }
    }
}
