//! Keys that are written into a text, found without knowing them.
//!
//! A text counts when two things meet: it is like a secret ([`secret`]), and
//! what it is given to has a name that tells ([`key_names`]).
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
mod credentials;
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
mod variables;

use std::cell::OnceCell;
use std::ops::Range;

pub use self::back::is_quote;
pub use self::block::is_decoded;
pub use self::borrowed::{Borrowed, borrowed};
pub use self::calls::Place;
use self::comments::{Comments, Part};
use self::context::Context;
use self::credentials::credentials;
pub use self::language::{Language, is_text_name, is_unit_name};
use self::secret::Likeness;
use self::values::{Value, values};
pub use self::variables::{Form, add_passphrases, is_script_name, passphrases};
use crate::audit::detect::key_names;
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
    /// It stands in a comment.
    pub is_comment: bool,
}

/// The keys that are written in a text. Variables of R, in order, count like
/// names that tell: they are handed on as keys.
pub fn written(text: &[u8], language: Language, variables: &[&[u8]]) -> Vec<Written> {
    let language = match language {
        // Settings of other programs end so, too.
        Language::Xml if text.trim_ascii_start().first() != Some(&b'<') => Language::Yaml,
        Language::Yaml if is_json(text) => Language::Json,
        language => language,
    };
    let mut comments = Comments::of(text, language);
    let mut left = handed::MAX_SEARCHED;
    let mut found = Vec::new();
    let tests = start_of_tests(text, language);
    let credentials = credentials(text);
    for value in values(text, language) {
        // They say themselves what is a key.
        if credentials
            .iter()
            .any(|it| it.range.contains(&value.range.start))
        {
            continue;
        }
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
        let known_part = OnceCell::new();
        let mut part_of = || *known_part.get_or_init(|| comments.part(value.range.start));
        let name = name.or_else(|| {
            is_file = false;
            let is_remark = is_strong(value.likeness) && language.wants_quotes();
            (is_remark && part_of() == Part::Comment).then(|| remarked(context))?
        });
        let Some(name) = name else {
            continue;
        };
        let range = value.range.clone();
        let is_one = match is_word {
            true => is_certain,
            false => is_meant(&value, &name, text),
        };
        let is_comment = is_one && part_of() != Part::Code;
        let is_left_out = is_comment
            && (part_of() == Part::Documentation
                || is_generated(text, &name)
                || is_file
                || !is_strong(value.likeness)
                || known::is_published(part));
        if is_one && !is_left_out {
            found.push(Written {
                range,
                name,
                is_file,
                is_word,
                is_comment,
            });
        }
    }
    let set = credentials.into_iter().filter_map(|it| it.key);
    found.extend(set.filter_map(|(range, name)| {
        let value = values::value(text, range.clone())?;
        is_meant(&value, &name, text).then_some(Written {
            range,
            name,
            is_file: false,
            is_word: false,
            is_comment: false,
        })
    }));
    found.sort_by_key(|it| it.range.start);
    let mut comments = Comments::of(text, language);
    let trivial = trivial::trivial(text, language).into_iter();
    found.extend(trivial.filter(|it| it.range.start <= tests && !comments.have(it.range.start)));
    found
}

/// Whether a generator writes this setting with a new secret into a comment, for those who
/// want to use it: nobody does who leaves it there.
fn is_generated(text: &[u8], name: &str) -> bool {
    const GENERATED: [(&str, &[u8]); 2] = [
        ("config.secret_key", b"Devise.setup do"),
        ("config.pepper", b"Devise.setup do"),
    ];
    let mut all = GENERATED.iter();
    all.any(|(own, mark)| *own == name && memchr::memmem::find(text, mark).is_some())
}

/// Whether a text of YAML is one of JSON. The brackets of a template are none of it.
fn is_json(text: &[u8]) -> bool {
    let start = text.iter().filter(|it| !it.is_ascii_whitespace());
    let start: Vec<u8> = start.take(3).copied().collect();
    let marks: [&[u8]; 3] = [b"{\"", b"[\"", b"[{\""];
    marks.iter().any(|it| start.starts_with(it))
}

/// Whether a text can be nothing but a secret: of a comment no other counts.
fn is_strong(likeness: Likeness) -> bool {
    matches!(
        likeness,
        Likeness::Key | Likeness::Uuid | Likeness::Random { is_short: false }
    )
}

/// Whether a text that starts at a place of a comment is a secret, and no example.
pub fn is_remarked(text: &[u8], language: Language, place: usize, secret: &[u8]) -> bool {
    let likeness = secret::likeness(secret, || false);
    likeness.is_some_and(is_strong)
        && !known::is_published(secret)
        && Comments::of(text, language).part(place) == Part::Comment
}

/// The name of what stands in a remark about a setting, which needs no quotation marks.
fn remarked(context: Context) -> Option<String> {
    let language = Language::Settings;
    Context {
        language,
        ..context
    }
    .name()
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
            let is_name = !key_names::is_secret(name) && names::is_labelled(part);
            !is_name && !names::is_id_of_a_session(name, text, &value.range)
        }
        Likeness::Uuid => key_names::may_be_uuid(name) || key_names::is_secret(name),
        Likeness::Random { is_short: true } | Likeness::Phrase => key_names::is_secret(name),
        Likeness::Word => known::is_published(part),
    }
}

#[cfg(test)]
mod tests;
