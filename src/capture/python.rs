//! What Python prints: `http.client` when it debugs, and the jar of `requests`.

use std::io::{self, BufRead};

use super::collector::{Collector, First};
use super::exchange::Head;
use super::lines::{Line, Lines};
use super::{Capture, Kind, Origin, Role, named};
use crate::cookie::trim;

/// Whether a text is the debug output of `http.client` (`set_debuglevel(1)`).
pub fn is_debug(text: &str) -> bool {
    text.lines().any(|line| {
        let line = trim(line);
        let after = |mark: &str| line.strip_prefix(mark).map(trim);
        after("send:").is_some_and(|it| literal(it).is_some())
            || after("reply:").is_some_and(|it| literal(it).is_some())
    })
}

/// Whether a text is the jar of `requests`, printed.
pub fn is_jar(text: &str) -> bool {
    text.starts_with("<RequestsCookieJar[") || text.starts_with("<CookieJar[")
}

/// Reads requests and responses, line by line.
pub fn debug(
    source: &mut dyn BufRead,
    known: &dyn Fn(&str) -> bool,
    first: First,
) -> io::Result<Capture> {
    let mut collector = Collector::of(Kind::Debug).before_others(first);
    let mut origin = Origin::default();
    let mut reply: Option<Head> = None;
    let mut lines = Lines::unindented(source);
    while let Some(line) = lines.next()? {
        let Some((mark, text)) = line.text.split_once(':') else {
            continue;
        };
        let mut end = |reply: &mut Option<Head>, origin: &Origin| {
            if let Some(head) = reply.take() {
                head.end(&mut collector, origin, known);
            }
        };
        match (mark, literal(trim(text))) {
            ("send", Some(sent)) => {
                end(&mut reply, &origin);
                let mut sent_lines = sent.split("\r\n");
                let first = sent_lines.next().unwrap_or_default();
                if !first.contains(" HTTP/") {
                    continue;
                }
                let mut head = Head::of(first);
                for text in sent_lines.take_while(|it| !it.is_empty()) {
                    head.push(&Line {
                        text: text.to_owned(),
                        is_cut: false,
                    });
                }
                head.asked(&mut origin);
                head.end(&mut collector, &origin, known);
            }
            ("reply", Some(first)) => {
                end(&mut reply, &origin);
                reply = Some(Head::of(&first));
            }
            ("header", _) => {
                if let Some(head) = &mut reply {
                    head.push(&Line {
                        text: trim(text).to_owned(),
                        is_cut: line.is_cut,
                    });
                }
            }
            _ => {}
        }
    }
    if let Some(head) = reply {
        head.end(&mut collector, &origin, known);
    }
    Ok(collector.capture)
}

/// Reads `<RequestsCookieJar[<Cookie NAME=VALUE for HOST/PATH>, …]>`.
pub fn jar(text: &str) -> Capture {
    let mut collector = Collector::of(Kind::Debug);
    for cookie in text.split("<Cookie ").skip(1) {
        let Some(end) = cookie.find('>') else {
            collector.capture.is_cut_off();
            break;
        };
        let (pair, place) = cookie[..end]
            .rsplit_once(" for ")
            .unwrap_or((&cookie[..end], ""));
        let (name, value) = pair.split_once('=').unwrap_or(("", pair));
        let host = place.split('/').next().unwrap_or_default();
        let origin = Origin {
            host: (!host.is_empty()).then(|| host.trim_start_matches('.').to_ascii_lowercase()),
            ..Origin::default()
        };
        collector.add(Role::Bare, &origin, named(name, value), None);
    }
    collector.capture
}

/// The text of `b'…'` or `'…'`; where its end is missing, what is whole of it.
fn literal(text: &str) -> Option<String> {
    let text = text.strip_prefix('b').unwrap_or(text);
    let quote = text.chars().next().filter(|it| matches!(it, '\'' | '"'))?;
    let mut literal = String::new();
    let mut characters = text[1..].chars();
    while let Some(character) = characters.next() {
        if character == quote {
            return Some(literal);
        }
        if character != '\\' {
            literal.push(character);
            continue;
        }
        match characters.next() {
            Some('r') => literal.push('\r'),
            Some('n') => literal.push('\n'),
            Some('t') => literal.push('\t'),
            Some('x') => {
                let digits: String = characters.by_ref().take(2).collect();
                let code = u8::from_str_radix(&digits, 16).ok();
                literal.extend(code.map(char::from));
            }
            Some(other) => literal.push(other),
            None => {}
        }
    }
    let end = literal.rfind(['\n', ';']).unwrap_or_default();
    literal.truncate(end);
    Some(literal)
}

#[cfg(test)]
mod tests {
    use super::super::collector::ALIKE;
    use super::super::tests::pairs;
    use super::*;

    #[test]
    fn both_ways_of_a_debug_output_count_and_bodies_do_not() {
        // As Python 3.11 prints it.
        let text = "send: b\"GET /x?y=1 HTTP/1.1\\r\\nHost: 127.0.0.1:8765\\r\\n\
            Accept-Encoding: identity\\r\\nCookie: s=v; t=it's\\r\\n\\r\\nCookie: no=1\\r\\n\"\n\
            reply: 'HTTP/1.0 200 OK\\r\\n'\n\
            header: Server: BaseHTTP/0.6 Python/3.11.7\n\
            header: Date: Tue, 14 Nov 2023 22:13:20 GMT\n\
            header: Set-Cookie: u=w; Path=/; HttpOnly\n\
            send: b'Cookie: a=b'\nheader: Set-Cookie: c=d\n";
        let indented = format!("  {}", text.replace('\n', "\n  "));
        for text in [text, &indented] {
            assert!(is_debug(text));
            let capture = debug(&mut text.as_bytes(), &|_| false, ALIKE).unwrap();
            let expected = [
                ("s", "v", Role::Sent),
                ("t", "it's", Role::Sent),
                ("u", "w", Role::Set),
            ];
            let expected = expected.map(|(name, value, role)| (name.into(), value.into(), role));
            assert_eq!(pairs(&capture), expected);
            let origin = &capture.found[2].origin;
            assert_eq!(origin.host.as_deref(), Some("127.0.0.1"));
            assert_eq!(origin.date, Some(1_700_000_000));
        }
        for text in ["send: me", "header: Set-Cookie: s=v", "reply: x"] {
            assert!(!is_debug(text), "{text}");
        }
    }

    #[test]
    fn the_jar_of_requests_is_read() {
        let text = "<RequestsCookieJar[<Cookie s=v for />, <Cookie t=w=x for 127.0.0.1/>]>";
        assert!(is_jar(text));
        let expected = [("s", "v"), ("t", "w=x")].map(|(n, v)| (n.into(), v.into(), Role::Bare));
        assert_eq!(pairs(&jar(text)), expected);
    }
}
