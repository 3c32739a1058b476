//! Header lines, `name=value`, and a value alone.

use super::{Capture, Collector, Kind, Origin, Role};
use crate::cookie::{self, Header, header_of, in_header};
use crate::set_cookie::Attributes;

/// Reads a short text.
pub fn read(text: &str, known: &dyn Fn(&str) -> bool) -> Capture {
    let mut collector = Collector::of(Kind::Headers);
    for line in text.lines() {
        if let Some((header, content)) = header_of(line) {
            add(&mut collector, header, content, &Origin::default(), known);
        }
    }
    if !collector.capture.found.is_empty() || text.lines().any(|it| header_of(it).is_some()) {
        return collector.capture;
    }
    let mut collector = Collector::of(Kind::Text);
    let mut found = cookie::find_all(text, known);
    // What stands round a value alone is what stood round the whole text.
    if let [only] = &mut found[..] {
        let is_alone = only.name.is_none();
        text.trim().clone_into(&mut only.written);
        if !is_alone {
            let (_, value) = text.split_once('=').unwrap_or(("", text));
            value
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .clone_into(&mut only.written);
        }
    }
    let line = is_set_cookie(text).then(|| Attributes::of_line(text));
    for cookie in found {
        let role = if line.is_some() {
            Role::Set
        } else {
            Role::Bare
        };
        collector.add(role, &Origin::default(), cookie, line.clone());
    }
    collector.capture
}

/// Adds the cookies of one header line.
pub fn add(
    collector: &mut Collector,
    header: Header,
    content: &str,
    origin: &Origin,
    known: &dyn Fn(&str) -> bool,
) {
    for cookie in in_header(&header, content, known) {
        let (role, attributes) = match header {
            Header::SetCookie => (Role::Set, Some(Attributes::of_line(content))),
            Header::Cookie => (Role::Sent, None),
        };
        collector.add(role, origin, cookie, attributes);
    }
}

/// Whether a text without the header's name has attributes behind it.
fn is_set_cookie(text: &str) -> bool {
    let mut segments = text.trim().trim_end_matches(';').split(';').map(str::trim);
    let named = segments.next().is_some_and(|first| first.contains('='));
    let mut rest = segments.peekable();
    let is_attribute = |segment: &str| {
        let name = segment.split('=').next().unwrap_or_default().trim();
        cookie::ATTRIBUTES.contains(&&*name.to_ascii_lowercase())
    };
    named && rest.peek().is_some() && rest.all(is_attribute)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Option<String>, String, String, Role)> {
        let capture = read(text, &|_| false);
        let parts =
            |it: super::super::Found| (it.cookie.name, it.cookie.value, it.cookie.written, it.role);
        capture.found.into_iter().map(parts).collect()
    }

    fn one(
        name: Option<&str>,
        value: &str,
        written: &str,
        role: Role,
    ) -> Vec<(Option<String>, String, String, Role)> {
        vec![(
            name.map(str::to_owned),
            value.to_owned(),
            written.to_owned(),
            role,
        )]
    }

    #[test]
    fn what_stands_round_a_value_is_kept() {
        assert_eq!(found("\"v\";"), one(None, "v", "\"v\";", Role::Bare));
        assert_eq!(found(" v\n"), one(None, "v", "v", Role::Bare));
        assert_eq!(found("s='v'"), one(Some("s"), "v", "'v'", Role::Bare));
        assert_eq!(
            found("s=\"v\"; Path=/"),
            one(Some("s"), "v", "\"v\"", Role::Set)
        );
        assert_eq!(
            found("Cookie: s=\"v\""),
            one(Some("s"), "v", "\"v\"", Role::Sent)
        );
    }

    #[test]
    fn every_line_of_several_counts() {
        let text = "Set-Cookie: a=1; Path=/\nSet-Cookie: a=2; Path=/\nCookie: b=3; c=4\nx: y=z";
        let names: Vec<_> = found(text)
            .into_iter()
            .map(|it| (it.0.unwrap(), it.1))
            .collect();
        let expected = [("a", "1"), ("a", "2"), ("b", "3"), ("c", "4")];
        assert_eq!(
            names,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }
}
