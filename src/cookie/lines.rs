//! Cookies one below the other, without the name of a header.

use super::header::{bare_or_named, behind_text, named, unquote, without_quotes};
use super::{Cookie, is_token, trim};
use crate::frameworks::mains;

/// The cookies of several lines of a log.
pub(super) fn in_lines(text: &str, known: &dyn Fn(&str) -> bool) -> Vec<Cookie> {
    if !text.contains('\n') {
        return vec![];
    }
    let accompanied = accompanied_in_lines(text);
    if !accompanied.is_empty() {
        return accompanied;
    }
    let first = |line: &str| behind_text(line.split(';').next()?, known);
    let pair = |line: &str| {
        let (name, value) = line.split(';').next()?.split_once('=')?;
        (is_token(name) && known(unquote(trim(value)))).then(|| named(line.split(';').next()?))?
    };
    let found: Vec<Cookie> = text.lines().filter_map(first).collect();
    // One such line may be the first of a value that was broken into several.
    let pairs: Vec<Cookie> = text.lines().filter_map(pair).collect();
    match found.is_empty() {
        true if pairs.len() > 1 => pairs,
        true => bare_in_lines(text, known),
        false => found,
    }
}

/// The values of several lines, each of which is a cookie by itself.
fn bare_in_lines(text: &str, known: &dyn Fn(&str) -> bool) -> Vec<Cookie> {
    let lines = text.lines().map(trim).filter(|it| !it.is_empty());
    if lines.clone().count() < 2 || !lines.clone().all(|it| known(without_quotes(it, known))) {
        return vec![];
    }
    lines.map(|it| bare_or_named(it, known)).collect()
}

/// Pairs of several lines of which one goes with another, as a cookie and its signature do.
fn accompanied_in_lines(text: &str) -> Vec<Cookie> {
    let lines = text.lines().map(trim).filter(|it| !it.is_empty());
    let pair = |line: &str| {
        let line = line.trim_end_matches(';');
        let (name, value) = line.split_once('=')?;
        let is_pair = is_token(trim(name)) && !value.contains(';');
        is_pair.then(|| named(line))?
    };
    let pairs: Option<Vec<Cookie>> = lines.map(pair).collect();
    let pairs = pairs.unwrap_or_default();
    let is_of = |name: &String| pairs.iter().any(|it| it.name.as_ref() == Some(name));
    let goes_with = |it: &Cookie| {
        it.name
            .as_deref()
            .is_some_and(|it| mains(it).iter().any(is_of))
    };
    match pairs.iter().any(goes_with) {
        true => pairs,
        false => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_and_its_signature_stand_on_two_lines() {
        let names = |text: &str| {
            let found = in_lines(text, &|_| false).into_iter();
            found.filter_map(|it| it.name).collect::<Vec<_>>()
        };
        assert_eq!(names("user=alice\nuser.sig=AAAA\n"), ["user", "user.sig"]);
        assert_eq!(
            names("user.sig=AAAA;\n\n user=alice;"),
            ["user.sig", "user"]
        );
        // Near misses: no pair, another name, a line of something else.
        for text in [
            "user=alice",
            "user=alice\nother.sig=AAAA",
            "user=alice\nuser.sig=AAAA\nGET / HTTP/1.1",
            "user=alice; a=b\nuser.sig=AAAA",
        ] {
            assert_eq!(names(text), Vec::<String>::new(), "{text:?}");
        }
    }
}
