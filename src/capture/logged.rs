//! Cookies in the line of a log, or in what a console printed: in quotes with other fields
//! beside them, behind the name of their header in the middle of a line, or as words
//! between others.

use super::collector::Collector;
use super::{Capture, Kind, Origin, Role, header, named};
use crate::cookie::{Header, is_token};

/// The fewest letters of a value that nothing but a cookie is likely to be.
const MIN_VALUE: usize = 32;
/// The most lines that are looked at, and fields of each.
const MAX_LINES: usize = 256;
/// The fewest other words of a line that make a log of it: one or two may be what came
/// into a value, or behind it.
const MIN_WORDS: usize = 2;

/// The cookies of such a text, if there is one of a known format.
pub fn read(text: &str, known: &dyn Fn(&str) -> bool) -> Option<Capture> {
    let mut collector = Collector::of(Kind::Text);
    for line in text.lines().take(MAX_LINES) {
        if let Some((header, content)) = in_the_middle(line) {
            collector.next_message();
            header::add(&mut collector, header, content, &Origin::default(), known);
            continue;
        }
        let mut fields = fields(line, known);
        if fields.is_empty() {
            fields.extend(words(line, known));
        }
        for (name, value) in fields {
            let cookie = named(name, value);
            if collector.has_other(&cookie) {
                collector.next_message();
            }
            collector.add(Role::Bare, &Origin::default(), cookie, None);
        }
    }
    let capture = collector.capture;
    capture.has_known(known).then_some(capture)
}

/// The header that stands behind other words in a line.
fn in_the_middle(line: &str) -> Option<(Header, &str)> {
    let lower = line.to_ascii_lowercase();
    let at = lower.find("cookie: ")?;
    let is_set = lower[..at].ends_with("set-");
    let before = &line[..at - if is_set { "set-".len() } else { 0 }];
    let starts = before.ends_with([' ', '\t', ']', '"', '\'']);
    let kind = if is_set {
        Header::SetCookie
    } else {
        Header::Cookie
    };
    let content = &line[at + "cookie: ".len()..];
    // A quote that was opened before the name ends the field.
    let quote = before.chars().next_back().filter(|it| "\"'".contains(*it));
    let content = quote.map_or(content, |it| content.split(it).next().unwrap_or_default());
    let content = content.strip_suffix("\\r\\n").unwrap_or(content);
    (starts && content.contains('=')).then_some((kind, content))
}

/// The pairs of a list of cookies.
fn pairs(list: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = list.split(';').filter_map(|it| it.trim().split_once('='));
    pairs.filter(|(name, _)| is_token(name))
}

/// The cookies of the fields in quotes, where other words stand beside them. Attributes
/// are no cookies.
fn fields<'a>(line: &'a str, known: &dyn Fn(&str) -> bool) -> Vec<(&'a str, &'a str)> {
    let mut found = Vec::new();
    let mut rest = line;
    let mut before = "";
    while let Some(start) = rest.find('"') {
        before = match start {
            0 => before,
            _ => &rest[..start],
        };
        let Some(length) = rest[start + 1..].find('"') else {
            break;
        };
        let field = &rest[start + 1..][..length];
        rest = &rest[start + length + 2..];
        let is_apart = before.is_empty() || before.ends_with([' ', '\t', ',', '(', '[', '=']);
        let is_alone = line.trim().len() == field.len() + 2;
        let is_own = |it: &str| it.len() >= MIN_VALUE && known(it);
        if is_apart && !is_alone && pairs(field).any(|(_, value)| is_own(value)) {
            let is_attribute = |name: &str| {
                crate::cookie::ATTRIBUTES
                    .iter()
                    .any(|it| it.eq_ignore_ascii_case(name))
            };
            found.extend(pairs(field).filter(|it| !is_attribute(it.0)));
        }
        before = "";
    }
    found
}

/// The words of a line that are cookies.
fn words<'a>(line: &'a str, known: &dyn Fn(&str) -> bool) -> Vec<(&'a str, &'a str)> {
    let mut others = 0;
    let mut found = Vec::new();
    for word in line.split([' ', '\t']).filter(|it| !it.is_empty()) {
        let pair = word.trim_end_matches([';', ',']).split_once('=');
        match pair.filter(|(name, it)| is_token(name) && it.len() >= MIN_VALUE && known(it)) {
            Some(pair) => found.push(pair),
            None => others += 1,
        }
    }
    found.retain(|_| others >= MIN_WORDS);
    found
}
