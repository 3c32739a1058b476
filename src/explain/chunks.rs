//! A cookie in chunks of which one did not come: recognised by the names and lengths of
//! those that did, and only where these leave no other reading.

use std::borrow::Cow;

use super::cut::MALFORMED;
use super::{Case, Cut};
use crate::encoding::visible;
use crate::frameworks::{Chunks, FORMATS, Format, Head};

/// No middle chunk is shorter, in any library.
const MIN_CHUNK: usize = 3000;
/// The most names that are listed.
const MAX_NAMES: usize = 8;

const ADVICE: &str = "copy the whole Cookie header; where the server lacks it too, a browser or a proxy \
                      dropped it: a browser keeps no cookie above 4096 bytes, and proxies limit the \
                      header";

/// A cookie as a chunk of one that a format spreads.
struct Chunked<'a> {
    chunks: &'static Chunks,
    base: &'a str,
    number: usize,
    /// Whether no other cookie is called so.
    is_sure: bool,
}

impl<'a> Chunked<'a> {
    /// As the format that is pinned, or the one whose cookie is called so, spreads it;
    /// else as any that gives its chunks such names.
    fn of(case: &Case<'a>) -> Option<Self> {
        let of = |format: &'static dyn Format| {
            let chunks = format.chunks()?;
            let (base, number) = chunks.numbered(case.name);
            Some(Chunked {
                chunks,
                base,
                number: number?,
                is_sure: case.pin.is_some() || is_called(format, base),
            })
        };
        let mut all: Vec<Chunked> = asked(case).filter_map(of).collect();
        all.sort_by_key(|it| !it.is_sure);
        all.into_iter().next()
    }

    fn name(&self, number: usize) -> String {
        self.chunks.name(self.base, number)
    }

    fn value<'c>(&self, case: &Case<'c>, number: usize) -> Option<&'c str> {
        sibling(case, &self.name(number))
    }

    /// The numbers from 1 on that came with it.
    fn beside(&self, case: &Case) -> Vec<usize> {
        let numbers = (1..=self.chunks.last).filter(|it| self.value(case, *it).is_some());
        numbers.collect()
    }

    /// The cookies that it may go with, where none of them came.
    fn lacks(&self, case: &Case) -> Option<Vec<String>> {
        let mains = self.chunks.mains(case.name);
        let is_here = mains.iter().any(|it| sibling(case, it).is_some());
        (!mains.is_empty() && !is_here).then_some(mains)
    }
}

/// The formats that a cookie may be of: the one that is pinned, or all.
fn asked(case: &Case) -> impl Iterator<Item = &'static dyn Format> + use<> {
    let pinned = case.pin.map(|it| it.format.name());
    let formats = FORMATS.into_iter();
    formats.filter(move |it| pinned.is_none_or(|pin| pin == it.name()))
}

/// Whether a format gives its cookie this name.
fn is_called(format: &dyn Format, name: &str) -> bool {
    format.facts().framework.cookie_names.contains(&name)
}

fn sibling<'c>(case: &Case<'c>, name: &str) -> Option<&'c str> {
    let mut siblings = case.siblings.iter();
    siblings.find(|it| it.0 == name).map(|it| &*it.1)
}

/// Which chunk is missing of a cookie that no format reads, if one is.
pub fn missing(case: &Case) -> Option<Cut> {
    if let Some(cut) = asked(case).find_map(|it| counted(case, it)) {
        return Some(cut);
    }
    let chunked = Chunked::of(case)?;
    match chunked.number {
        0 => behind_the_first(case, &chunked),
        _ => the_first(case, &chunked),
    }
}

/// Which is missing of a cookie that is like one of this format and that no key opens:
/// the last chunk of some is, and a cookie that says how many there are always.
pub fn missing_of_one(case: &Case, format: &'static dyn Format) -> Option<Cut> {
    if let Some(cut) = counted(case, format) {
        return Some(cut);
    }
    let chunks = format.chunks()?;
    let (base, number) = chunks.numbered(case.name);
    let chunked = Chunked {
        chunks,
        base,
        number: number.filter(|it| *it > 0)?,
        is_sure: is_called(format, base),
    };
    let lacks = chunked.lacks(case)?;
    // Its own name may end so.
    let is_sure = chunked.is_sure || chunked.beside(case).len() > 1;
    is_sure.then(|| Cut {
        word: "forged or under another key",
        ..of(
            "first-chunk-missing",
            format!(
                "by its name it is chunk {} of {}, and the first did not come with it: {}",
                chunked.number,
                visible(base),
                listed(&lacks)
            ),
        )
    })
}

/// Of a cookie that says how many there are.
fn counted(case: &Case, format: &dyn Format) -> Option<Cut> {
    let chunks = format.chunks()?;
    let Head::Count(told) = chunks.head else {
        return None;
    };
    let count = told(case.value)?;
    let names = (1..=count).map(|number| chunks.name(case.name, number));
    let missing: Vec<String> = names.filter(|it| sibling(case, it).is_none()).collect();
    let first = missing.first()?;
    let id = match missing.len() {
        all if all == count => "chunks-missing",
        _ if *first == chunks.name(case.name, 1) => "first-chunk-missing",
        1 if *first == chunks.name(case.name, count) => "last-chunk-missing",
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
fn the_first(case: &Case, chunked: &Chunked) -> Option<Cut> {
    let lacks = chunked.lacks(case)?;
    let base = visible(chunked.base);
    // Others have numbers in their names as well, and no values of this length.
    let beside = chunked.beside(case);
    let is_middle = beside.iter().any(|it| *it > chunked.number) && case.value.len() >= MIN_CHUNK;
    let what = match (chunked.chunks.head, &lacks[..]) {
        (Head::Count(_), _) => {
            format!("{base}, which says how many there are, did not come with it")
        }
        (_, [first, plain]) => format!(
            "the first did not come with it: neither {} nor {}",
            visible(first),
            visible(plain)
        ),
        _ => format!("the first did not come with it: {}", listed(&lacks)),
    };
    (chunked.is_sure || is_middle).then(|| {
        of(
            "first-chunk-missing",
            format!("it is chunk {} of {base}, and {what}", chunked.number),
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
    let length = |value: &str| value.trim_matches('"').len();
    let is_full = length(chunked.value(case, last)?) == length(case.value);
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

/// A text with the names filled in.
pub fn filled(text: &str, names: &[String]) -> String {
    text.replace("{names}", &listed(names))
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
        word: MALFORMED,
        say: Cow::Owned(say),
        advice: ADVICE,
    }
}
