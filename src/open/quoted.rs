//! Values in quotes. Some servers ignore those that stand in a header, and others read them
//! as a part of the value.

use super::recognition::{Reading, read_by};
use crate::frameworks::{Format, Input, Malformed};

/// What is wrong with a value in quotes, of a format whose servers differ in what they
/// make of these or are not known.
pub const IN_QUOTES: Malformed = Malformed(
    "it is in quotes, which some servers read as a part of it; without them it is like a cookie",
);

const QUOTES: [char; 2] = ['"', '\''];

/// The value without the quotes around it, where its framework ignores them: plumber's
/// base64 does, and Go's parser of cookies. Where a backslash stands in them, or the
/// framework itself writes them, they are more than quotes.
pub fn unquoted<'a>(format: &dyn Format, value: &'a str) -> &'a str {
    let ignored = format.facts().framework.quotes.unwrap_or_default();
    let inner = |quote: &char| value.strip_prefix(*quote)?.strip_suffix(*quote);
    let inner = ignored.iter().find_map(inner);
    let is_plain = |it: &&str| !it.contains('\\') && format.off_the_wire(value).is_none();
    inner.filter(is_plain).unwrap_or(value)
}

/// Whether what stands in the quotes around a value is a cookie of this format, of which
/// it is not known that servers ignore them.
pub(super) fn is_one_in_quotes(format: &'static dyn Format, cookie: Input) -> bool {
    let inner = |quote: char| cookie.value.strip_prefix(quote)?.strip_suffix(quote);
    let inner = QUOTES.into_iter().find_map(inner);
    let is_unknown = format.facts().framework.quotes.is_none() && !format.knows_its_server();
    inner.filter(|_| is_unknown).is_some_and(|value| {
        !value.starts_with(QUOTES) && read_by(format, cookie.with_value(value)).is_one()
    })
}

/// Whether a value in quotes is one of a format that gives its cookies this name, and whose
/// servers differ in quotes: that others ignore them says nothing of it.
pub(super) fn is_in_quotes_by_name(name: &str, readings: &[Reading]) -> bool {
    let is_named = |it: &Reading| it.format.facts().framework.cookie_names.contains(&name);
    let is_quoted = |it: &Reading| it.anatomy.as_ref().err() == Some(&IN_QUOTES);
    readings.iter().any(|it| is_quoted(it) && is_named(it))
        && !readings.iter().any(|it| it.is_one() && is_named(it))
}
