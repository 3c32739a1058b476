//! Heads of requests and responses, as `curl -i` and `curl -v` print them.

use std::io::{self, BufRead};

use super::collector::{Collector, First, MAX_FOUND, MAX_FOUND_BYTES};
use super::lines::{Line, Lines};
use super::{Capture, Kind, Origin, Role, header, without_port};
use crate::cookie::{Cookie, Header, bearer_of, header_of, trim};
use crate::time::Time;

/// The heads of responses, as `curl -i` prints them. The first body ends it: a
/// body may hold anything, and what it says of cookies is not the server's.
pub fn response(
    source: &mut dyn BufRead,
    known: &dyn Fn(&str) -> bool,
    first: First,
) -> io::Result<Capture> {
    let mut collector = Collector::of(Kind::Response).before_others(first);
    let mut head: Option<Head> = None;
    let mut is_begun = false;
    let mut lines = Lines::unindented(source);
    while let Some(line) = lines.next()? {
        let is_blank = trim(&line.text).is_empty();
        match &mut head {
            Some(_) if is_blank => {
                if let Some(head) = head.take() {
                    head.end(&mut collector, &Origin::default(), known);
                }
            }
            Some(head) => head.push(&line),
            None if line.text.starts_with("HTTP/") => {
                is_begun = true;
                head = Some(Head::of(&line.text));
            }
            None if is_blank && !is_begun => {}
            None => break,
        }
    }
    if let Some(head) = head {
        head.end(&mut collector, &Origin::default(), known);
    }
    Ok(collector.capture)
}

/// A header with a cookie: what stands behind its name, and whether it continues.
type Content = (Header, String, bool);

/// What is kept of a head, however long it is.
pub struct Head {
    /// Its first line.
    first: String,
    host: Option<String>,
    date: Option<Time>,
    cookies: Vec<Content>,
    bytes: usize,
    /// How many lines with cookies were too many.
    more: usize,
}

impl Head {
    /// A head with this first line.
    pub fn of(first: &str) -> Self {
        Head {
            first: first.to_owned(),
            host: None,
            date: None,
            cookies: Vec::new(),
            bytes: 0,
            more: 0,
        }
    }

    /// Takes in the next line.
    pub fn push(&mut self, line: &Line) {
        if let Some((kind, content)) = header_of(&line.text) {
            self.bytes += content.len();
            if self.cookies.len() < MAX_FOUND && self.bytes <= MAX_FOUND_BYTES {
                self.cookies.push((kind, content.to_owned(), line.is_cut));
            } else {
                self.more += 1;
            }
        } else if let Some((name, value)) = line.text.split_once(':') {
            let (name, value) = (trim(name), trim(value));
            if name.eq_ignore_ascii_case("date") && self.date.is_none() {
                self.date = Time::from_http_date(value);
            } else if name.eq_ignore_ascii_case("host") {
                self.host = Some(without_port(value));
            }
        }
    }

    /// Takes the cookies out, with the date that the head gives.
    pub fn end(self, collector: &mut Collector, origin: &Origin, known: &dyn Fn(&str) -> bool) {
        collector.next_message();
        collector.capture.more += self.more;
        let origin = Origin {
            date: self.date.map(|time| time.0),
            ..origin.clone()
        };
        for (kind, content, is_cut) in &self.cookies {
            match is_cut {
                true => header::add_cut(collector, *kind, content, &origin, known),
                false => header::add(collector, *kind, content, &origin, known),
            }
        }
    }

    /// Leaves in the origin what a request says about where it went.
    pub fn asked(&self, origin: &mut Origin) {
        let target = self.first.split(' ').nth(1);
        origin.path = target.map(|it| it.split('?').next().unwrap_or_default().to_owned());
        if self.host.is_some() {
            origin.host.clone_from(&self.host);
        }
        origin.scheme.get_or_insert_with(|| "http".to_owned());
    }
}

/// Whether a text is what `curl -v` prints, or `verbose()` of httr.
pub fn is_one(text: &str) -> bool {
    let is_head = |line: &str| {
        let line = line.trim_start_matches([' ', '\t']);
        let sent = line.starts_with("> ") || line.starts_with("-> ");
        line.starts_with("< HTTP/")
            || line.starts_with("<- HTTP/")
            || sent && line.contains(" HTTP/")
    };
    text.starts_with("* ") || text.lines().any(is_head)
}

/// The heads of requests and answers, as they come by.
pub struct Heads<'k> {
    collector: Collector<'k>,
    known: &'k dyn Fn(&str) -> bool,
    origin: Origin,
    /// The one that is not over yet, and which way it goes: `>` or `<`.
    head: Option<(char, Head)>,
    is_begun: bool,
    /// The last token of a request.
    token: Option<String>,
}

impl<'k> Heads<'k> {
    /// None yet.
    pub fn of(kind: Kind, known: &'k dyn Fn(&str) -> bool, first: First<'k>) -> Self {
        Heads {
            collector: Collector::of(kind).before_others(first),
            known,
            origin: Origin::default(),
            head: None,
            is_begun: false,
            token: None,
        }
    }

    /// Takes in what curl says itself.
    pub fn info(&mut self, text: &str) {
        let is_tls = |it: &&str| text.starts_with(*it);
        if ["SSL", "TLS", "schannel"].iter().any(is_tls) {
            self.origin.scheme = Some("https".to_owned());
        }
    }

    /// Takes in a line that goes this way. Only what stands between the first line of a
    /// head and the blank one that ends it counts.
    pub fn push(&mut self, mark: char, line: Line) {
        let starts = match mark {
            '>' => line.text.contains(" HTTP/"),
            _ => line.text.starts_with("HTTP/"),
        };
        match &mut self.head {
            Some((of, head)) if *of == mark && !line.text.is_empty() => {
                if let Some(token) = bearer_of(&line.text).filter(|_| mark == '>') {
                    self.token = Some(token.to_owned());
                }
                head.push(&line);
            }
            Some(_) => self.end_head(),
            None if starts => {
                self.is_begun = true;
                self.head = Some((mark, Head::of(&line.text)));
            }
            None => {}
        }
    }

    fn end_head(&mut self) {
        if let Some((of, head)) = self.head.take() {
            if of == '>' {
                head.asked(&mut self.origin);
            }
            head.end(&mut self.collector, &self.origin, self.known);
        }
    }

    /// What was found: where no cookie came by, the token that was sent.
    pub fn end(mut self) -> Capture {
        self.end_head();
        // Others begin a line with an asterisk as well.
        if !self.is_begun {
            self.collector.capture.kind = Kind::Text;
        }
        if let Some(token) = self
            .token
            .filter(|_| self.collector.capture.found.is_empty())
        {
            let cookie = Cookie::sent(None, &token);
            self.collector.add(Role::Sent, &self.origin, cookie, None);
        }
        self.collector.capture
    }
}

/// Requests and responses, as `curl -v` and R's httr print them, with bodies between.
pub fn read(
    source: &mut dyn BufRead,
    known: &dyn Fn(&str) -> bool,
    first: First,
) -> io::Result<Capture> {
    let mut heads = Heads::of(Kind::Exchange, known, first);
    let mut lines = Lines::unindented(source);
    while let Some(mut line) = lines.next()? {
        // What httr and httr2 print has arrows.
        let arrow = [("->", '>'), ("<-", '<')]
            .into_iter()
            .find_map(|(arrow, mark)| {
                let text = line.text.strip_prefix(arrow)?;
                Some((mark, trim(text)))
            });
        let (mark, text) = match line.text.split_at_checked(1) {
            _ if arrow.is_some() => arrow.unwrap_or_default(),
            Some((">" | "<", text)) if text.starts_with(['<', '>']) => continue,
            Some((">", text)) => ('>', trim(text)),
            Some(("<", text)) => ('<', trim(text)),
            Some(("*", text)) => {
                heads.info(trim(text));
                continue;
            }
            _ => continue,
        };
        line.text = text.to_owned();
        heads.push(mark, line);
    }
    Ok(heads.end())
}

#[cfg(test)]
mod tests {
    use super::super::collector::ALIKE;
    use super::super::tests::pairs;
    use super::*;

    #[test]
    fn only_heads_count_and_a_body_cannot_add_to_them() {
        let text = "HTTP/1.1 302 Found\r\nSet-Cookie: a=1\r\n\r\nHTTP/1.1 200 OK\r\n\
                    Date: Tue, 14 Nov 2023 22:13:20 GMT\r\nset-cookie: b=2; Path=/\r\n\r\n\
                    Set-Cookie: c=3\r\nHTTP/1.1 200 OK\r\nSet-Cookie: d=4\r\n\r\n";
        let indented = format!("\r\n   {}", text.replace("\r\n", "\r\n   "));
        for text in [text, &indented] {
            let capture = response(&mut text.as_bytes(), &|_| false, ALIKE).unwrap();
            let expected = [("a", "1"), ("b", "2")].map(|(n, v)| (n.into(), v.into(), Role::Set));
            assert_eq!(pairs(&capture), expected);
            assert_eq!(capture.found[1].origin.date, Some(1_700_000_000));
        }
    }

    #[test]
    fn both_ways_of_an_exchange_count_and_its_body_does_not() {
        let text = "*   Trying 10.0.0.1:443...\n* SSL connection using TLSv1.3\n\
                    > GET /api/x?y=z HTTP/2\n> Host: App.example.com:443\n> cookie: a=1; b=2\n>\n\
                    { [5 bytes data]\n< HTTP/2 200\n< set-cookie: c=3; Secure\n<\n\
                    < set-cookie: d=4\n<html>\n> Cookie: e=5\n";
        let indented = format!("\t{}", text.replace('\n', "\n\t"));
        for text in [text, &indented] {
            let capture = read(&mut text.as_bytes(), &|_| false, ALIKE).unwrap();
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
    }

    #[test]
    fn of_a_line_that_is_cut_what_is_whole_counts() {
        let text = format!(
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/{}\r\nSet-Cookie: b={}\r\n\r\n",
            "x".repeat(100_000),
            "y".repeat(100_000)
        );
        let capture = response(&mut text.as_bytes(), &|_| false, ALIKE).unwrap();
        assert_eq!(pairs(&capture), [("a".into(), "1".into(), Role::Set)]);
        assert_eq!(capture.found[0].attributes, None);
        assert_eq!(capture.notes.len(), 1);
    }
}
