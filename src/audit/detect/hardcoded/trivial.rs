//! Keys that are no secret whatever they sign: one number again and again, nothing.

use std::ops::Range;

use super::Language;
use super::back::{Back, is_name, is_quote};
use super::calls::Place;
use super::context::Context;
use super::secret::Likeness;
use super::values::Value;
use super::{Written, flow};
use crate::audit::detect::key_names;
use crate::frameworks;

/// The keys of this kind in a text, in order.
pub(super) fn trivial(text: &[u8], language: Language) -> Vec<Written> {
    let mut found = Vec::new();
    if language == Language::Script {
        for at in memchr::memchr_iter(b'[', text) {
            if let Some(range) = numbers(text, at)
                && let Some(name) = (place(text, language, &range)).takes_numbers()
            {
                found.push(written(range, name));
            }
        }
    }
    if matches!(language, Language::Script | Language::Python) {
        for at in memchr::memchr2_iter(b'"', b'\'', text) {
            if is_empty(text, at)
                && let Some(name) = (place(text, language, &(at + 1..at + 1))).takes_nothing()
            {
                found.push(written(at..at + 2, name));
            }
        }
    }
    found.sort_by_key(|it| it.range.start);
    found
}

fn written(range: Range<usize>, name: String) -> Written {
    Written {
        range,
        name,
        is_file: false,
        is_word: true,
        is_comment: false,
    }
}

struct Trivial<'a> {
    text: &'a [u8],
    language: Language,
    value: Value,
}

fn place<'a>(text: &'a [u8], language: Language, range: &Range<usize>) -> Trivial<'a> {
    let value = Value {
        range: range.clone(),
        likeness: Likeness::Word,
        is_default: false,
    };
    Trivial {
        text,
        language,
        value,
    }
}

impl Trivial<'_> {
    fn context(&self) -> Context<'_> {
        Context {
            text: self.text,
            language: self.language,
            value: &self.value,
            variables: &[],
        }
    }

    /// The function that numbers are handed to as a key, without a variable between them
    /// that might be filled.
    fn takes_numbers(&self) -> Option<String> {
        const NEAR: usize = 64;
        // One that is called so stands for a key that is not there.
        let start = self.value.range.start;
        let near = &self.text[start.saturating_sub(NEAR)..start];
        if memchr::memmem::find(near, b"fn zero").is_some() {
            return None;
        }
        let mut back = Back {
            text: self.text,
            at: self.value.range.start,
        };
        back.take(b"vec!");
        back.take(b"&");
        back.take(b"(")
            .then(|| self.context().called(Place::First))?
    }

    /// What signs with a text although it is empty.
    fn takes_nothing(&self) -> Option<String> {
        let context = self.context();
        let start = self.value.range.start;
        let name = context.name()?;
        let is_middleware = || {
            let open = flow::bracket(self.text, start)?;
            let mut back = Back {
                text: self.text,
                at: open,
            };
            let function = back.take_while(|it| is_name(it) || it == b':');
            let is_one = |it: &[u8]| it.ends_with(b"SessionMiddleware");
            let first = || flow::first_word(self.text, start).is_some_and(is_one);
            Some(is_one(function) || first())
        };
        let is_named = frameworks::all().any(|it| it.takes_nothing.contains(&&*name))
            && context.is_certain(&name);
        let is_list = matches!(&*name, "app.keys" | "cookieSession.keys")
            && context.is_certain(&name)
            && self.language == Language::Script;
        let is_one = is_named
            || is_list
            || self.language == Language::Python
                && matches!(&*name, "secret_key" | "SessionMiddleware")
                && is_middleware() == Some(true);
        (is_one && key_names::tells(&name) || is_named).then_some(name)
    }
}

/// The list of one number that opens there, long enough for a key: `[0; 64]`, `[0u8; 64]`.
fn numbers(text: &[u8], open: usize) -> Option<Range<usize>> {
    const LONGEST: usize = 32;
    const MIN_BYTES: usize = 32;
    let rest = &text[open + 1..text.len().min(open + LONGEST)];
    let end = memchr::memchr(b']', rest)?;
    let inner = std::str::from_utf8(&rest[..end]).ok()?;
    let (number, count) = inner.split_once(';')?;
    let number = number.trim();
    let number = number.strip_suffix("u8").unwrap_or(number);
    let number = number.strip_prefix("0x").unwrap_or(number);
    let is_number = !number.is_empty() && number.bytes().all(|it| it.is_ascii_hexdigit());
    let is_digit = number.as_bytes().first().is_some_and(u8::is_ascii_digit);
    let is_long = count.trim().parse().is_ok_and(|it: usize| it >= MIN_BYTES);
    (is_number && is_digit && is_long).then_some(open..open + end + 2)
}

/// Whether an empty text opens there: three marks in a row open another one.
fn is_empty(text: &[u8], at: usize) -> bool {
    let mark = text[at];
    let is_mark = |at: Option<usize>| at.and_then(|at| text.get(at)) == Some(&mark);
    let next = text.get(at + 2);
    is_mark(Some(at + 1))
        && !is_mark(at.checked_sub(1))
        && !next.copied().is_some_and(is_quote)
        && !text[..at].ends_with(b"\\")
}
