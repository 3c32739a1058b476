//! Cookies of one name that no key opens all of: which open under which key is
//! proven, and where the keys come from is not.

use serde_json::{Value, json};

use super::look::Look;
use crate::encoding::visible;
use crate::error::counted;
use crate::frameworks::{Format, Refusal};
use crate::keys::Fingerprint;
use crate::keys::slots;
use crate::keys::spec::Spec;
use crate::open::{self, common_key};
use crate::output::human;
use crate::time::Time;

/// Cookies of one name that no key opens all of.
pub struct Group {
    name: String,
    host: Option<String>,
    format: &'static dyn Format,
    /// The keys, with the numbers of the cookies that each opens.
    under: Vec<(Spec, Fingerprint, Vec<usize>)>,
    /// The numbers of those that none opens.
    none: Vec<usize>,
    /// How the keys follow each other by the times that the cookies say.
    order: Option<&'static str>,
}

/// What of a cookie counts: its number, the key that it is under, when it was made.
struct Seen<'l> {
    number: usize,
    by: Option<(Spec, Fingerprint)>,
    issued: Option<Time>,
    value: &'l str,
}

/// Every group of cookies that have a name and a host in common and no key.
pub fn of(looks: &[Look], places: &[Spec]) -> Vec<Group> {
    let mut done: Vec<(&str, Option<&str>)> = Vec::new();
    let mut groups = Vec::new();
    for look in looks {
        let origin = (look.name(), look.found.origin.host.as_deref());
        if !done.contains(&origin) {
            done.push(origin);
            groups.extend(group(looks, origin, places));
        }
    }
    groups
}

fn group(looks: &[Look], origin: (&str, Option<&str>), places: &[Spec]) -> Option<Group> {
    let is_of = |look: &&Look| (look.name(), look.found.origin.host.as_deref()) == origin;
    let of_origin: Vec<(usize, &Look)> = (1..).zip(looks).filter(|it| is_of(&it.1)).collect();
    // What a key opened is surely of its format.
    let sure = of_origin.iter().find(|it| it.1.is_authentic());
    let format = sure.or(of_origin.first())?.1.known.as_ref()?.format;
    let seen = of_origin
        .iter()
        .filter_map(|it| seen(it.0, it.1, format, places));
    let seen: Vec<Seen> = seen.collect();
    let mut under: Vec<(Spec, Fingerprint, Vec<usize>)> = Vec::new();
    let mut none = Vec::new();
    for it in &seen {
        match &it.by {
            None => none.push(it.number),
            Some((place, key)) => match under.iter_mut().find(|it| it.0 == *place) {
                Some(known) => known.2.push(it.number),
                None => under.push((place.clone(), *key, vec![it.number])),
            },
        }
    }
    // The same value several times is one cookie.
    let is_one = seen.iter().all(|it| it.value == seen[0].value);
    if is_one || under.len() + usize::from(!none.is_empty()) < 2 && none.len() < 2 {
        return None;
    }
    Some(Group {
        name: origin.0.to_owned(),
        host: origin.1.map(str::to_owned),
        format,
        under,
        none,
        order: order(seen),
    })
}

/// A cookie that counts: one that a key authenticated, or that none did and that
/// nothing else explains.
fn seen<'l>(
    number: usize,
    look: &'l Look,
    format: &dyn Format,
    places: &[Spec],
) -> Option<Seen<'l>> {
    let tried = look.tried.as_ref()?;
    let is_explained = look.claim.is_some() || look.cut.is_some() || look.weak.is_some();
    let may_be = |it: &dyn Format| it.name() == format.name();
    let by = match &tried.by {
        Some(by) if may_be(look.known.as_ref()?.format) => {
            // The slots of a place are one key that is replaced in turn.
            let place = places.iter().find(|it| slots::is_slot_of(&by.spec, it));
            Some((place.unwrap_or(&by.spec).clone(), by.key.fingerprint()))
        }
        None if matches!(tried.outcome, Err(Refusal::Forged)) && !is_explained => {
            let mut candidates = look.candidates.iter();
            candidates.find(|it| may_be(it.format))?;
            None
        }
        _ => return None,
    };
    Some(Seen {
        number,
        by,
        issued: open::times_of(look.anatomy(), Some(tried)).issued,
        value: look.value(),
    })
}

/// How keys follow each other in time, where each cookie says when it was made.
fn order(mut seen: Vec<Seen>) -> Option<&'static str> {
    if seen.iter().any(|it| it.issued.is_none()) {
        return None;
    }
    seen.sort_by_key(|it| it.issued.map(|it| it.0));
    common_key::order_of(seen.into_iter().map(|it| it.by).collect())
}

/// `cookie 1`, `cookies 1 and 3`
fn cookies(numbers: &[usize]) -> String {
    let words: Vec<String> = numbers.iter().map(usize::to_string).collect();
    match &words[..] {
        [one] => format!("cookie {one}"),
        [all @ .., last] => format!("cookies {} and {last}", all.join(", ")),
        [] => String::new(),
    }
}

impl Group {
    /// What is proven of it.
    fn proven(&self) -> String {
        let count = self.under.iter().map(|it| it.2.len()).sum::<usize>() + self.none.len();
        if self.under.is_empty() {
            return format!(
                "no key that was given opens any of {}: they may be under one other key, or under \
                 one each",
                counted(count, "cookie")
            );
        }
        let under = self.under.iter().map(|(place, key, numbers)| {
            let verb = if numbers.len() == 1 { "is" } else { "are" };
            format!(
                "{} {verb} under the key from {place} ({key})",
                cookies(numbers)
            )
        });
        let none = match self.none.len() {
            0 => None,
            1 => Some(format!(
                "{} opens under none that was given",
                cookies(&self.none)
            )),
            _ => Some(format!(
                "{} open under none that was given",
                cookies(&self.none)
            )),
        };
        let all: Vec<String> = under.chain(none).collect();
        format!(
            "no key that was given opens all of {}: {}",
            counted(count, "cookie"),
            all.join(", ")
        )
    }

    /// For people, in lines of so many columns.
    pub fn text(&self, columns: usize) -> String {
        let host = self
            .host
            .as_deref()
            .map(|it| format!(" of {}", visible(it)));
        let name = match &*self.name {
            "" => "cookies without a name",
            name => &visible(name),
        };
        let (host, format) = (host.unwrap_or_default(), self.format.name());
        let head = format!("{name}{host} ({format}): {}", self.proven());
        let may_be = common_key::may_be(self.order);
        human::with_advice(columns, &head, &may_be, common_key::COMPARE)
    }

    /// As a JSON document.
    pub fn document(&self) -> Value {
        let under = self.under.iter().map(|(place, key, numbers)| {
            json!({"key": place.to_string(), "fingerprint": key.to_string(), "cookies": numbers})
        });
        json!({
            "name": self.name,
            "host": self.host,
            "format": self.format.name(),
            "under": under.collect::<Vec<_>>(),
            "under_none": self.none,
            "proven": self.proven(),
            "may_be": common_key::may_be(self.order),
            "to_do": common_key::COMPARE,
        })
    }
}
