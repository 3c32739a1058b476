//! What curl prints, and what browsers copy as a curl command.

use std::io::{self, BufRead};

use super::{Capture, Collector, Kind, Origin, Role, header, lines, without_port};
use crate::cookie::{Header, header_of, in_header};
use crate::time::Time;

/// The heads of responses, as `curl -i` prints them. The first body ends it: a
/// body may hold anything, and what it says of cookies is not the server's.
pub fn response(source: &mut dyn BufRead, known: &dyn Fn(&str) -> bool) -> io::Result<Capture> {
    let mut collector = Collector::of(Kind::Response);
    let mut head = Head::default();
    while let Some(line) = lines::next(source)? {
        if head.lines.is_empty() && !line.starts_with("HTTP/") {
            break;
        }
        if line.trim().is_empty() {
            std::mem::take(&mut head).end(&mut collector, &Origin::default(), known);
        } else {
            head.lines.push(line);
        }
    }
    head.end(&mut collector, &Origin::default(), known);
    Ok(collector.capture)
}

/// The lines of one head.
#[derive(Default)]
struct Head {
    lines: Vec<String>,
}

impl Head {
    /// Takes the cookies out, with the date that the head gives.
    fn end(self, collector: &mut Collector, origin: &Origin, known: &dyn Fn(&str) -> bool) {
        let value = |line: &'_ String, wanted: &str| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case(wanted)
                .then(|| value.trim().to_owned())
        };
        collector.next_message();
        let date = self.lines.iter().find_map(|line| value(line, "date"));
        let date = date.and_then(|date| Time::from_http_date(&date));
        let origin = Origin {
            date: date.map(|time| time.0),
            ..origin.clone()
        };
        for line in &self.lines {
            if let Some((kind, content)) = header_of(line) {
                header::add(collector, kind, content, &origin, known);
            }
        }
    }
}

/// Whether a text is what `curl -v` prints.
pub fn is_exchange(text: &str) -> bool {
    let is_head = |line: &str| {
        line.starts_with("< HTTP/") || line.starts_with("> ") && line.contains(" HTTP/")
    };
    text.starts_with("* ") || text.lines().any(is_head)
}

/// Requests and responses, as `curl -v` prints them, with bodies between. Only
/// what stands between the first line of a head and the blank one that ends it
/// counts.
pub fn exchange(source: &mut dyn BufRead, known: &dyn Fn(&str) -> bool) -> io::Result<Capture> {
    let mut collector = Collector::of(Kind::Exchange);
    let mut origin = Origin::default();
    let mut head: Option<(char, Head)> = None;
    while let Some(line) = lines::next(source)? {
        let (mark, text) = match line.split_at_checked(1) {
            Some((">", text)) => ('>', text.trim()),
            Some(("<", text)) => ('<', text.trim()),
            Some(("*", text)) => {
                if ["SSL", "TLS", "schannel"]
                    .iter()
                    .any(|it| text.trim_start().starts_with(it))
                {
                    origin.scheme = Some("https".to_owned());
                }
                continue;
            }
            _ => continue,
        };
        let starts = match mark {
            '>' => text.contains(" HTTP/"),
            _ => text.starts_with("HTTP/"),
        };
        match &mut head {
            Some((of, lines)) if *of == mark && !text.is_empty() => {
                lines.lines.push(text.to_owned());
            }
            Some(_) => {
                if let Some((of, lines)) = head.take() {
                    if of == '>' {
                        asked(&mut origin, &lines);
                    }
                    lines.end(&mut collector, &origin, known);
                }
            }
            None if starts => {
                let lines = Head {
                    lines: vec![text.to_owned()],
                };
                head = Some((mark, lines));
            }
            None => {}
        }
    }
    if let Some((_, lines)) = head {
        lines.end(&mut collector, &origin, known);
    }
    Ok(collector.capture)
}

/// What a request tells of where it went.
fn asked(origin: &mut Origin, head: &Head) {
    let target = head.lines.first().and_then(|line| line.split(' ').nth(1));
    origin.path = target.map(|it| it.split('?').next().unwrap_or_default().to_owned());
    for line in &head.lines {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("host")
        {
            origin.host = Some(without_port(value.trim()));
        }
    }
    origin.scheme.get_or_insert_with(|| "http".to_owned());
}

/// A request that a browser copied as a curl command.
pub fn command(text: &str, known: &dyn Fn(&str) -> bool) -> Capture {
    let mut collector = Collector::of(Kind::Command);
    let words = words(text);
    let url = words.iter().find(|word| word.contains("://"));
    let origin = url.map(|url| Origin::of_url(url)).unwrap_or_default();
    for pair in words.windows(2) {
        let content = match pair[0].as_str() {
            "-b" | "--cookie" => Some(&*pair[1]),
            "-H" | "--header" => match header_of(&pair[1]) {
                Some((Header::Cookie, content)) => Some(content),
                _ => None,
            },
            _ => None,
        };
        for cookie in in_header(&Header::Cookie, content.unwrap_or_default(), known) {
            collector.add(Role::Sent, &origin, cookie, None);
        }
    }
    collector.capture
}

/// The words of a command line, as a POSIX shell or bash reads them.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\'' => {
                let quoted: String = characters.by_ref().take_while(|it| *it != '\'').collect();
                word.get_or_insert_default().push_str(&quoted);
            }
            '$' if characters.peek() == Some(&'\'') => {
                characters.next();
                word.get_or_insert_default()
                    .push_str(&escaped(&mut characters));
            }
            '"' => {
                let word = word.get_or_insert_default();
                while let Some(inner) = characters.next().filter(|it| *it != '"') {
                    word.push(match inner {
                        '\\' => characters.next().unwrap_or_default(),
                        other => other,
                    });
                }
            }
            '\\' => match characters.next() {
                Some('\n') | None => {}
                Some('\r') if characters.peek() == Some(&'\n') => {
                    characters.next();
                }
                Some(other) => word.get_or_insert_default().push(other),
            },
            space if space.is_whitespace() => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

/// The text of bash's `$'…'`, up to its end.
fn escaped(characters: &mut impl Iterator<Item = char>) -> String {
    let mut text = String::new();
    while let Some(character) = characters.next().filter(|it| *it != '\'') {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('u') => {
                let digits: String = characters.by_ref().take(4).collect();
                let code = u32::from_str_radix(&digits, 16).ok();
                text.extend(code.and_then(char::from_u32));
            }
            Some(other) => text.push(other),
            None => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(capture: &Capture) -> Vec<(String, String, Role)> {
        let pair = |it: &super::super::Found| {
            (
                it.cookie.name.clone().unwrap_or_default(),
                it.cookie.value.clone(),
                it.role,
            )
        };
        capture.found.iter().map(pair).collect()
    }

    #[test]
    fn only_heads_count_and_a_body_cannot_add_to_them() {
        let text = "HTTP/1.1 302 Found\r\nSet-Cookie: a=1\r\n\r\nHTTP/1.1 200 OK\r\n\
                    Date: Tue, 14 Nov 2023 22:13:20 GMT\r\nset-cookie: b=2; Path=/\r\n\r\n\
                    Set-Cookie: c=3\r\nHTTP/1.1 200 OK\r\nSet-Cookie: d=4\r\n\r\n";
        let capture = response(&mut text.as_bytes(), &|_| false).unwrap();
        let expected = [("a", "1"), ("b", "2")].map(|(n, v)| (n.into(), v.into(), Role::Set));
        assert_eq!(pairs(&capture), expected);
        assert_eq!(capture.found[1].origin.date, Some(1_700_000_000));
    }

    #[test]
    fn both_ways_of_an_exchange_count_and_its_body_does_not() {
        let text = "*   Trying 10.0.0.1:443...\n* SSL connection using TLSv1.3\n\
                    > GET /api/x?y=z HTTP/2\n> Host: App.example.com:443\n> cookie: a=1; b=2\n>\n\
                    { [5 bytes data]\n< HTTP/2 200\n< set-cookie: c=3; Secure\n<\n\
                    < set-cookie: d=4\n<html>\n> Cookie: e=5\n";
        let capture = exchange(&mut text.as_bytes(), &|_| false).unwrap();
        let expected = [
            ("a", "1", Role::Sent),
            ("b", "2", Role::Sent),
            ("c", "3", Role::Set),
        ];
        let expected = expected.map(|(name, value, role)| (name.into(), value.into(), role));
        assert_eq!(pairs(&capture), expected);
        let origin = &capture.found[2].origin;
        assert_eq!(origin.host.as_deref(), Some("app.example.com"));
        assert_eq!(
            (origin.scheme.as_deref(), origin.path.as_deref()),
            (Some("https"), Some("/api/x"))
        );
    }

    #[test]
    fn a_command_is_read_as_a_shell_reads_it() {
        for text in [
            "curl 'http://h:8000/x' \\\n  -H 'Accept: */*' \\\n  -b 's=v; t=w'",
            "curl --url http://h/ -H \"Cookie: s=v; t=w\" --insecure",
            "curl http://h/ -b $'s=v; t=\\u0077'",
            "curl -H cookie:\\ s=v\\;\\ t=w http://h/",
        ] {
            let capture = command(text, &|_| false);
            let expected = [("s", "v"), ("t", "w")].map(|(n, v)| (n.into(), v.into(), Role::Sent));
            assert_eq!(pairs(&capture), expected, "{text}");
            assert_eq!(capture.found[0].origin.host.as_deref(), Some("h"));
        }
    }
}
