//! A cookie in chunks of which one did not come: told by the names and lengths of
//! those that did, and only where these leave no other reading.

use std::borrow::Cow;

use super::{Case, Cut};
use crate::encoding::visible;
use crate::frameworks::{self, FORMATS, Format};

/// No middle chunk is shorter, in any library.
const MIN_CHUNK: usize = 3000;
/// The most names that are listed.
const MAX_NAMES: usize = 8;

const ADVICE: &str = "copy the whole Cookie header; where the server lacks it too, a browser or a proxy \
                      dropped it: a browser keeps no cookie above 4096 bytes, and proxies limit the \
                      header";

/// What stands before the numbers of chunks, as formats know it.
struct Chunked<'a> {
    base: &'a str,
    /// Its own number, where it has one.
    number: Option<usize>,
    /// Whether no other cookie is called so.
    is_sure: bool,
}

impl<'a> Chunked<'a> {
    fn of(case: &Case<'a>) -> Self {
        let (base, number) = frameworks::chunk(case.name);
        let splits = |it: &dyn Format| !it.mains("NAME.1").is_empty();
        let is_named = |it: &dyn Format| it.facts().framework.cookie_names.contains(&base);
        let pinned = case.pin.map(|it| it.format);
        let is_sure = match &pinned {
            Some(format) => splits(*format),
            None => FORMATS.iter().any(|it| splits(*it) && is_named(*it)),
        };
        Chunked {
            base,
            number,
            is_sure,
        }
    }

    fn name(&self, number: usize) -> String {
        format!("{}.{number}", self.base)
    }

    fn value<'c>(&self, case: &Case<'c>, number: usize) -> Option<&'c str> {
        let name = self.name(number);
        case.siblings
            .iter()
            .find(|it| it.0 == name)
            .map(|it| &*it.1)
    }

    /// The numbers from 1 on that came with it.
    fn beside(&self, case: &Case) -> Vec<usize> {
        let numbers = (1..frameworks::MAX_CHUNKS).filter(|it| self.value(case, *it).is_some());
        numbers.collect()
    }
}

/// Which chunk is missing, if one is.
pub fn missing(case: &Case) -> Option<Cut> {
    if let Some(count) = frameworks::chunk_count(case.value) {
        return counted(case, count);
    }
    let chunked = Chunked::of(case);
    match chunked.number {
        Some(0) => behind_the_first(case, &chunked),
        Some(number) => the_first(case, &chunked, number),
        None => None,
    }
}

/// Of a cookie that says how many there are.
fn counted(case: &Case, count: usize) -> Option<Cut> {
    let name = |number| format!("{}.{number}", case.name);
    let is_here = |name: &String| case.siblings.iter().any(|it| it.0 == *name);
    let missing: Vec<String> = (1..=count).map(name).filter(|it| !is_here(it)).collect();
    let first = missing.first()?;
    let id = match missing.len() {
        all if all == count => "chunks-missing",
        _ if *first == name(1) => "first-chunk-missing",
        1 if *first == name(count) => "last-chunk-missing",
        _ => "chunk-missing",
    };
    Some(of(
        id,
        format!(
            "it says that it is in {count} chunks, and {} did not come with it",
            listed(&missing)
        ),
    ))
}

/// Of a chunk that is not the first.
fn the_first(case: &Case, chunked: &Chunked, number: usize) -> Option<Cut> {
    let is_here = |name: &str| case.siblings.iter().any(|it| it.0 == name);
    let first = chunked.name(0);
    if is_here(&first) || is_here(chunked.base) {
        return None;
    }
    // Others have numbers in their names as well, and no values of this length.
    let beside = chunked.beside(case);
    let is_middle = beside.iter().any(|it| *it > number) && case.value.len() >= MIN_CHUNK;
    (chunked.is_sure || is_middle).then(|| {
        of(
            "first-chunk-missing",
            format!(
                "it is chunk {number} of {}, and the first did not come with it: neither {} nor {}",
                visible(chunked.base),
                visible(&first),
                visible(chunked.base)
            ),
        )
    })
}

/// Of the first chunk, with those that follow it.
fn behind_the_first(case: &Case, chunked: &Chunked) -> Option<Cut> {
    let is_sure = chunked.is_sure || case.value.len() >= MIN_CHUNK && has_head(case.value);
    if !is_sure {
        return None;
    }
    let beside = chunked.beside(case);
    let Some(&last) = beside.last() else {
        let what = "it is the first of several chunks, and no other came with it";
        let next = visible(&chunked.name(1));
        return Some(of(
            "last-chunk-missing",
            format!("{what}: {next} at least is missing"),
        ));
    };
    let gap: Vec<String> = (1..last)
        .filter(|it| !beside.contains(it))
        .map(|it| chunked.name(it))
        .collect();
    if !gap.is_empty() {
        return Some(of(
            "chunk-missing",
            format!(
                "it is in chunks, and {} did not come with it, though {} did",
                listed(&gap),
                visible(&chunked.name(last))
            ),
        ));
    }
    // All but the last are of one length.
    let is_full = chunked.value(case, last)?.len() >= case.value.len();
    is_full.then(|| {
        of(
            "last-chunk-missing",
            format!(
                "it is in chunks, and {}, the last that came with it, is as long as the first: {} is \
                 missing, as it seems",
                visible(&chunked.name(last)),
                visible(&chunked.name(last + 1))
            ),
        )
    })
}

/// How values begin that are split.
fn has_head(value: &str) -> bool {
    value.starts_with("eyJ") || value.starts_with("Fe26.")
}

/// `NAME.1`, `NAME.1 and NAME.2`
pub(super) fn listed(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(MAX_NAMES).map(|it| visible(it)).collect();
    match (&shown[..], names.len() - shown.len()) {
        ([one], 0) => one.clone(),
        ([all @ .., last], 0) => format!("{} and {last}", all.join(", ")),
        (_, more) => format!("{} and {more} more", shown.join(", ")),
    }
}

fn of(id: &'static str, say: String) -> Cut {
    Cut {
        id,
        say: Cow::Owned(say),
        advice: ADVICE,
    }
}
