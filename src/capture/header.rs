//! Header lines, `name=value`, and a value alone.

use super::collector::Collector;
use super::{Capture, Kind, Origin, Role};
use crate::cookie::{
    self, Header, are_joined, are_set_cookie_lines, has_attributes, header_of, in_header,
    set_cookies, trim,
};
use crate::set_cookie::Attributes;

/// Reads a short text.
pub fn read(text: &str, known: &dyn Fn(&str) -> bool) -> Capture {
    let text = fenced(text).unwrap_or(text);
    let text = assigned(text).or_else(|| in_quotes(text)).unwrap_or(text);
    let mut collector = Collector::of(Kind::Headers);
    let mut is_header = false;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((header, mut content)) = header_of(line).or_else(|| name_alone(line)) else {
            // What is no header stands between two requests, and in the head of none.
            if is_header && !is_header_line(line.trim_start_matches(['<', '>', ' ', '\t', ':'])) {
                collector.next_message();
            }
            continue;
        };
        // A pane of DevTools is copied with the name on one line, and the value
        // on the next.
        if trim(content).is_empty()
            && let Some(next) = lines.next_if(|next| !is_header_line(next))
        {
            content = next;
        } else if !line.contains(':') {
            continue;
        }
        is_header = true;
        add(&mut collector, header, content, &Origin::default(), known);
    }
    if is_header {
        return collector.capture;
    }
    let mut set = |line: &str| {
        let origin = Origin::default();
        add(&mut collector, Header::SetCookie, line, &origin, known);
    };
    if are_set_cookie_lines(text) {
        text.lines()
            .map(trim)
            .filter(|it| !it.is_empty())
            .for_each(set);
        return collector.capture;
    }
    if are_joined(text) {
        set(text.trim_ascii());
        return collector.capture;
    }
    let mut collector = Collector::of(Kind::Text);
    let mut found = cookie::find_all(text, known);
    // What stands around a value alone is what stood around the whole text.
    if let [only] = &mut found[..] {
        let is_alone = only.name.is_none();
        text.trim_ascii().clone_into(&mut only.written);
        if !is_alone {
            let (_, value) = text.split_once('=').unwrap_or(("", text));
            let value = value.split(';').next().unwrap_or_default();
            value.trim_ascii().clone_into(&mut only.written);
        }
    }
    let line = has_attributes(text).then(|| Attributes::of_line(text));
    let is_of_lines = text.trim_ascii().contains('\n');
    for cookie in found {
        let role = if line.is_some() {
            Role::Set
        } else {
            Role::Bare
        };
        // Two lines of a log, and not two cookies of a list.
        if is_of_lines && collector.has_other(&cookie) {
            collector.next_message();
        }
        collector.add(role, &Origin::default(), cookie, line.clone());
    }
    collector.capture.whole = cookie::whole(text, known);
    collector.capture
}

/// What a script sets in a browser: `document.cookie = "…"`.
fn assigned(text: &str) -> Option<&str> {
    let text = text.trim_ascii().strip_prefix("document.cookie")?;
    let text = text.trim_ascii_start().strip_prefix('=')?.trim_ascii();
    let text = text.strip_suffix(';').unwrap_or(text);
    inside_quotes(text)
}

/// What stands in a block of code of Markdown, below the line that opens it.
fn fenced(text: &str) -> Option<&str> {
    let text = text.trim_ascii().strip_prefix("```")?.strip_suffix("```")?;
    text.split_once('\n').map(|(_, inside)| inside)
}

/// Header lines that were copied with the quotes or the backticks around them, from
/// a script or a text in Markdown.
fn in_quotes(text: &str) -> Option<&str> {
    let text = inside_quotes(text.trim_ascii())?;
    text.lines().find_map(header_of).map(|_| text)
}

/// What stands between the quotes, or the backticks, of a script.
fn inside_quotes(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|it| "\"'`".contains(*it))?;
    text.strip_prefix(quote)?.strip_suffix(quote)
}

/// The name of a header on a line of its own.
fn name_alone(line: &str) -> Option<(Header, &str)> {
    let name = trim(line);
    if name.eq_ignore_ascii_case("cookie") {
        return Some((Header::Cookie, ""));
    }
    let is_set_cookie = name.eq_ignore_ascii_case("set-cookie");
    is_set_cookie.then_some((Header::SetCookie, ""))
}

/// Whether a line is a header, or the name of one.
fn is_header_line(line: &str) -> bool {
    let name = line.split_once(':').map(|(name, _)| trim(name));
    trim(line).is_empty() || name.is_some_and(cookie::is_token)
}

/// Adds the cookies of one header line.
pub fn add(
    collector: &mut Collector,
    header: Header,
    content: &str,
    origin: &Origin,
    known: &dyn Fn(&str) -> bool,
) {
    if header == Header::Cookie {
        for cookie in in_header(&header, content, known) {
            collector.add(Role::Sent, origin, cookie, None);
        }
        return;
    }
    for line in set_cookies(content) {
        for cookie in in_header(&header, line, known) {
            let attributes = Attributes::of_line(line);
            collector.add(Role::Set, origin, cookie, Some(attributes));
        }
    }
}

/// Adds the cookies of a header line that continues behind what was read of it:
/// those that are whole, without attributes.
pub fn add_cut(
    collector: &mut Collector,
    header: Header,
    content: &str,
    origin: &Origin,
    known: &dyn Fn(&str) -> bool,
) {
    collector.note_cut();
    let whole = content.rsplit_once(';').map_or("", |(whole, _)| whole);
    let role = match header {
        Header::SetCookie => Role::Set,
        Header::Cookie => Role::Sent,
    };
    for cookie in in_header(&header, whole, known) {
        collector.add(role, origin, cookie, None);
    }
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
        assert_eq!(found("s='v'"), one(Some("s"), "'v'", "'v'", Role::Bare));
        assert_eq!(
            found("s=\"v\"; Path=/"),
            one(Some("s"), "\"v\"", "\"v\"", Role::Set)
        );
        assert_eq!(
            found("Cookie: s=\"v\""),
            one(Some("s"), "\"v\"", "\"v\"", Role::Sent)
        );
    }

    #[test]
    fn a_whole_header_in_quotes_or_backticks_is_read() {
        for quote in ["`", "'", "\""] {
            let quoted = |text: &str| found(&format!("{quote}{text}{quote}\n"));
            assert_eq!(quoted("Cookie: s=v"), one(Some("s"), "v", "v", Role::Sent));
            let set = quoted("Set-Cookie: s=v; Path=/");
            assert_eq!(set, one(Some("s"), "v", "v", Role::Set));
            assert_eq!(
                quoted("Host: h\nCookie: s=v"),
                one(Some("s"), "v", "v", Role::Sent)
            );
        }
        // Near misses: quotes that do not match, and those of a value.
        assert_eq!(
            found("Cookie: s=`v`"),
            one(Some("s"), "`v`", "`v`", Role::Sent)
        );
        assert_ne!(found("`Cookie: s=v'"), one(Some("s"), "v", "v", Role::Sent));
    }

    #[test]
    fn a_name_and_its_value_may_stand_on_two_lines() {
        let one = |text: &str, role| {
            let found = found(text);
            let pairs: Vec<_> = found.iter().map(|it| (it.0.as_deref(), &*it.1)).collect();
            assert_eq!(pairs, [(Some("s"), "v")], "{text:?}");
            assert_eq!(found[0].3, role, "{text:?}");
        };
        one("cookie:\ns=v\nhost:\nh", Role::Sent);
        one("accept\n*/*\ncookie\ns=v\nhost\nh", Role::Sent);
        one("set-cookie:\r\ns=v; Path=/\r\n", Role::Set);
        one("Cookie: \n\ts=v", Role::Sent);
        one("Cookie:\nSet-Cookie: s=v", Role::Set);
        for text in ["Cookie:", "Cookie:\n", "Cookie:\nhost: h", "Cookie:\n\ns=v"] {
            assert_eq!(found(text), [], "{text:?}");
        }
        one("document.cookie = \"s=v\";", Role::Bare);
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
