//! Keys that are written into a text, found without knowing them.
//!
//! A text counts when two things meet: it is shaped like a key ([`shape`]),
//! and what it is given to has a name that tells ([`telling`](super::telling)).
//! Neither alone is enough, and nothing is made of likeness. So one reader
//! serves all languages: it starts at the few texts of the right shape and
//! looks at what stands before them.

mod back;
mod block;
mod comments;
mod context;
mod flow;
mod language;
mod shape;

use std::ops::Range;

use self::comments::Comments;
use self::context::Context;
pub use self::language::{Language, is_text_name, is_unit_name};
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

/// The keys that are written in a text. Variables of R, in order, count like
/// names that tell: they are handed on as keys.
pub fn written(text: &[u8], language: Language, variables: &[&[u8]]) -> Vec<Written> {
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
            variables,
        };
        let Some(name) = context.name() else {
            continue;
        };
        if shape == Shape::Uuid && !telling::may_be_uuid(&name) {
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
