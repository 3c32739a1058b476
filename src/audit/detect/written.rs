//! Keys that are written into a text, found without knowing them.
//!
//! A text counts when two things meet: it is like a secret ([`secret`]), and
//! what it is given to has a name that tells ([`telling`]).
//! Neither alone is enough. So one reader serves all languages: it starts at the
//! few texts that may be one and looks at what stands before them.

mod arguments;
mod around;
mod back;
mod block;
mod borrowed;
mod calls;
mod certain;
mod choice;
mod commands;
mod comments;
mod context;
mod continued;
mod defaults;
mod files;
mod flow;
mod handed;
mod in_r;
mod language;
mod link;
mod markup;
mod names;
mod random;
mod secret;
mod shape;
mod trivial;
mod values;

use std::ops::Range;

pub use self::back::is_quote;
pub use self::block::is_decoded;
pub use self::borrowed::{Borrowed, borrowed};
pub use self::calls::Place;
use self::comments::Comments;
use self::context::Context;
pub use self::language::{Language, is_text_name, is_unit_name};
use self::secret::Likeness;
use self::values::{Value, values};
use crate::audit::detect::telling;
use crate::keys::known;

/// A key that is written in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Where it is, without quotes.
    pub range: Range<usize>,
    /// What it is given to.
    pub name: String,
    /// It is the file of a key, into which the text writes this one.
    pub is_file: bool,
    /// It is a word that anyone can guess, which a program takes for its key.
    pub is_word: bool,
}

/// The keys that are written in a text. Variables of R, in order, count like
/// names that tell: they are handed on as keys.
pub fn written(text: &[u8], language: Language, variables: &[&[u8]]) -> Vec<Written> {
    let language = match language {
        // Settings of other programs end so, too.
        Language::Xml if text.trim_ascii_start().first() != Some(&b'<') => Language::Yaml,
        language => language,
    };
    let mut comments = Comments::of(text, language);
    let mut left = handed::MAX_SEARCHED;
    let mut found = Vec::new();
    let tests = start_of_tests(text, language);
    for value in values(text, language) {
        let part = &text[value.range.clone()];
        // A document that shows the key of an example has not made it known.
        let is_quoted = language == Language::Markdown && known::is_published(part);
        if value.range.start > tests || is_quoted {
            continue;
        }
        let context = Context {
            text,
            language,
            value: &value,
            variables,
        };
        let is_word =
            value.likeness == Likeness::Word && !known::is_published(&text[value.range.clone()]);
        let (mut is_file, mut is_certain) = (false, false);
        let name = match (context.name(), is_word) {
            (Some(name), true) => {
                is_certain = context.is_certain(&name);
                Some(name)
            }
            (Some(name), false) => Some(name),
            (None, _) => context.handed_on(&mut left).map(|handed| {
                is_certain = handed.is_certain;
                handed.name
            }),
        };
        let name = name.or_else(|| {
            is_file = true;
            context.written_into()
        });
        let Some(name) = name else {
            continue;
        };
        let range = value.range.clone();
        let is_one = match is_word {
            true => is_certain,
            false => is_meant(&value, &name, text),
        };
        if is_one && !comments.have(range.start) {
            found.push(Written {
                range,
                name,
                is_file,
                is_word,
            });
        }
    }
    let mut comments = Comments::of(text, language);
    let trivial = trivial::trivial(text, language).into_iter();
    found.extend(trivial.filter(|it| it.range.start <= tests && !comments.have(it.range.start)));
    found
}

/// Where the tests of a source start that stand behind the code that they test, as Rust has
/// them: keys there open nothing.
fn start_of_tests(text: &[u8], language: Language) -> usize {
    let marks = [&b"\n#[cfg(test)]\nmod "[..], b"\n#[cfg(test)]\r\nmod "];
    let mut found = marks.iter().filter_map(|it| memchr::memmem::find(text, it));
    let start = found.next().filter(|_| language == Language::Script);
    start.unwrap_or(text.len())
}

/// Whether a part of a text that is like a secret is one under this name.
fn is_meant(value: &Value, name: &str, text: &[u8]) -> bool {
    let part = &text[value.range.clone()];
    match value.likeness {
        Likeness::Key => true,
        Likeness::Random { is_short: false } => {
            let is_name = !telling::is_secret(name) && names::is_labelled(part);
            !is_name && !names::is_id_of_a_session(name, text, &value.range)
        }
        Likeness::Uuid => telling::may_be_uuid(name) || telling::is_secret(name),
        Likeness::Random { is_short: true } | Likeness::Phrase => telling::is_secret(name),
        Likeness::Word => known::is_published(part),
    }
}

#[cfg(test)]
mod tests;
