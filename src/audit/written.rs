//! Keys that are written into a text, found without knowing them.
//!
//! A text counts when two things meet: it is shaped like a key ([`shape`]),
//! and what it is given to has a name that tells ([`telling`](super::telling)).
//! Neither alone is enough, and nothing is made of likeness. So one reader
//! serves all languages: it starts at the few texts of the right shape and
//! looks at what stands before them.

mod back;
mod block;
mod context;
mod flow;
mod language;
mod shape;

use std::ops::Range;

use self::context::{Comments, Context};
pub use self::language::{Language, is_text_name};
use self::shape::{Shape, candidates, shape};
use super::telling;

/// A key that is written in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Where it is, without quotes.
    pub range: Range<usize>,
    /// What it is given to.
    pub name: String,
}

/// The names that tell in one text besides those that always do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Names<'a> {
    /// Such as `key`, which leave open whose key it is.
    pub bare: bool,
    /// These, in order.
    pub also: &'a [&'a [u8]],
}

impl Names<'_> {
    fn tell(&self, name: &str) -> bool {
        telling::tells(name)
            || self.bare && telling::is_bare(name)
            || self.also.binary_search(&name.as_bytes()).is_ok()
    }
}

/// The keys that are written in a text.
pub fn written(text: &[u8], language: Language, names: Names) -> Vec<Written> {
    let mut comments = Comments::of(text, language);
    let mut found = Vec::new();
    for run in candidates(text) {
        // `${NAME:-KEY}`: the shell's way to say what holds if it is not set.
        let is_default = text[..run.start].ends_with(b":") && text[run.clone()].starts_with(b"-");
        let range = run.start + usize::from(is_default)..run.end;
        let Some(shape) = shape(&text[range.clone()]) else {
            continue;
        };
        let context = Context {
            text,
            language,
            range: range.clone(),
            is_default,
        };
        let Some(name) = context.name(names) else {
            continue;
        };
        if shape == Shape::Uuid && !telling::is_workbench(&name) {
            continue;
        }
        if !comments.have(range.start) {
            found.push(Written { range, name });
        }
    }
    found
}

#[cfg(test)]
mod tests;
