//! A cookie of one format, made with the salts and words of any other: whatever is
//! claimed about it, it carries what was put into it, and nothing happened to it on
//! its way.

use std::collections::BTreeSet;

use super::chosen::{made, opened, slotted};
use super::*;
use crate::frameworks::vectors::Vector;
use crate::frameworks::{FORMATS, KEY_ENCODING, Kind, OWN_NAME, Secret};
use crate::open::recognise;

/// Every text that a format has in a parameter, or that is often chosen for one.
fn texts() -> BTreeSet<&'static str> {
    let of = |format: &'static dyn Format| {
        let params = format.facts().params.iter();
        let params = params.filter(|it| matches!(it.kind, Kind::Text | Kind::Unseen));
        params.flat_map(|param| {
            let often = format.often_chosen().iter();
            let often = often.filter(|it| it.0 == param.name);
            let often = often.flat_map(|it| it.1.iter().copied());
            often.chain([param.default])
        })
    };
    let mut texts: BTreeSet<_> = FORMATS.into_iter().flat_map(of).collect();
    texts.retain(|it| !matches!(*it, "" | "none" | "any") && !it.contains(OWN_NAME));
    texts
}

/// What may be chosen of a format: nothing, or one of its parameters.
fn choices(format: &'static dyn Format, texts: &BTreeSet<&'static str>) -> Vec<Params> {
    let texts: Vec<_> = texts.iter().copied().collect();
    let params = format.facts().params.iter();
    let params = params.filter(|it| it.name != KEY_ENCODING.name);
    let chosen = params.flat_map(|param| {
        let texts = match param.kind {
            Kind::Text | Kind::Unseen => &texts[..],
            _ => &[],
        };
        let values = param.others(&NO_PARAMS, texts).into_iter();
        values.map(move |it| NO_PARAMS.with(param, it))
    });
    std::iter::once(NO_PARAMS.clone()).chain(chosen).collect()
}

/// What the cookie carries as each format that its shape tells, under its key.
fn opened_by_shape(vector: &Vector) -> Vec<Opened> {
    let cookie = Input {
        siblings: &vector.siblings,
        ..Input::new(&vector.cookie_name, &vector.cookie)
    };
    let found = recognise(cookie).unwrap_or_default().into_iter();
    found
        .flat_map(|it| opened(it.format, vector, &NO_PARAMS))
        .flatten()
        .collect()
}

/// What is wrong with what is reported about a cookie of this format, made under
/// this key.
fn wrong(
    (maker, params): (&'static dyn Format, &Params),
    vector: &Vector,
    explained: &mut usize,
) -> Option<String> {
    // Marshal that is shown as JSON, and as it is, are two views of the same.
    let views = [params, &NO_PARAMS].map(|it| opened(maker, vector, it));
    let views: Vec<_> = views.into_iter().flatten().flatten().collect();
    let is_own = |opened: &Opened| views.iter().any(|it| it.payload == opened.payload);
    let (first, by_shape) = (views.first()?, opened_by_shape(vector));
    if let Some(other) = by_shape.iter().find(|it| !is_own(it)) {
        let [own, other] = [first, other].map(|it| String::from_utf8_lossy(&it.payload));
        return Some(format!("valid with {other:?} for {own:?}"));
    }
    if !by_shape.is_empty() {
        return None;
    }
    let key = slotted(&vector.keys[0]);
    *explained += 1;
    let claim = explain(&Case {
        name: &vector.cookie_name,
        value: &vector.cookie,
        pin: None,
        siblings: &vector.siblings,
        others: &[],
        keys: &[&key],
        nearby: &[],
        now: vector.now,
    });
    let claim = claim.claim?;
    let of_value = matches!(claim.hypothesis.change, Change::Value(_) | Change::Along(_));
    let payload = String::from_utf8_lossy(&claim.opened.payload);
    let format = claim.format.name();
    (of_value || !is_own(&claim.opened))
        .then(|| format!("{} (as {format}: {payload:?})", claim.verdict))
}

#[test]
fn of_a_cookie_under_the_salt_of_another_format_nothing_is_claimed_that_is_not_so() {
    let texts = texts();
    assert!(texts.contains("signed cookie"), "{texts:?}");
    let (mut explained, mut all) = (0, Vec::new());
    for maker in FORMATS {
        let key = maker.facts().key.generate.text().unwrap();
        for params in choices(maker, &texts) {
            if maker.slowness(Secret::value(&key), &params) > 1 {
                continue;
            }
            let Some(vector) = made(maker, &key, &params) else {
                continue;
            };
            let what = wrong((maker, &params), &vector, &mut explained);
            all.extend(what.map(|it| format!("{} {params:?}: {it}", maker.name())));
        }
    }
    assert!(all.is_empty(), "{all:#?}");
    assert!(explained > 200, "{explained}");
}
