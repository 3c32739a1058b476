//! A request as a line of a program: a call of fetch, and PowerShell, as
//! browsers copy them.

use super::collector::Collector;
use super::{Capture, Kind, Origin, Role, kept};
use crate::cookie::{Header, header_of, in_header};
use crate::set_cookie::Attributes;

/// What PowerShell calls a cookie.
const OBJECT: &str = "System.Net.Cookie(";
/// What a browser leaves out.
const NO_COOKIE: &str = "`Copy as fetch` leaves cookies out, for fetch may not set them: copy it as \
                         cURL, or as fetch (Node.js)";

/// Whether a text is a call of fetch.
pub fn is_fetch(text: &str) -> bool {
    let text = text.strip_prefix("await ").unwrap_or(text);
    text.trim_start_matches([' ', '\t']).starts_with("fetch(")
}

/// Whether a text is PowerShell with a request in it.
pub fn is_power_shell(text: &str) -> bool {
    let starts = |word: &str| {
        let start = text.get(..word.len());
        start.is_some_and(|it| it.eq_ignore_ascii_case(word))
    };
    text.contains(OBJECT)
        || starts("$session")
        || starts("Invoke-WebRequest ")
        || starts("Invoke-RestMethod ")
}

/// Reads calls of fetch: the headers named `cookie` in them.
pub fn fetch(text: &str, known: &dyn Fn(&str) -> bool) -> Capture {
    let mut collector = Collector::of(Kind::Fetch);
    let mut origin = Origin::default();
    let mut texts = Texts::of(text, '\\');
    let mut before = (String::new(), 0);
    while let Some((content, start, end)) = texts.next() {
        if text[..start].ends_with("fetch(") {
            origin = Origin::of_url(&content);
        }
        let between = text[before.1..start].trim_ascii();
        if between == ":" && before.0.eq_ignore_ascii_case("cookie") {
            for cookie in in_header(&Header::Cookie, &content, known) {
                collector.add(Role::Sent, &origin, cookie, None);
            }
        }
        before = (content, end);
    }
    let mut capture = collector.capture;
    if texts.is_cut {
        capture.is_cut_off();
    } else if capture.found.is_empty() {
        capture.hint = Some(NO_COOKIE);
    }
    capture
}

/// Reads PowerShell: each `System.Net.Cookie("NAME", "VALUE", "PATH", "HOST")`,
/// and the headers named `Cookie`.
pub fn power_shell(text: &str, known: &dyn Fn(&str) -> bool) -> Capture {
    let mut collector = Collector::of(Kind::PowerShell);
    let mut texts = Texts::of(text, '`');
    let mut before = (String::new(), 0);
    // The texts of an object, up to the bracket that ends it.
    let mut parts: Vec<String> = Vec::new();
    let mut is_inside = false;
    loop {
        let next = texts.next();
        let start = next.as_ref().map_or(text.len(), |(_, start, _)| *start);
        let between = &text[before.1..start];
        if is_inside && between.contains(')') || next.is_none() {
            add_object(&mut collector, &parts);
            (parts, is_inside) = (Vec::new(), false);
        }
        let Some((content, _, end)) = next else { break };
        if between.trim_end_matches([' ', '\t']).ends_with(OBJECT) {
            is_inside = true;
        }
        if is_inside {
            parts.push(content.clone());
        } else if between.trim_ascii() == "=" && before.0.eq_ignore_ascii_case("cookie") {
            for cookie in in_header(&Header::Cookie, &content, known) {
                collector.add(Role::Sent, &Origin::default(), cookie, None);
            }
        } else if let Some((Header::Cookie, content)) = header_of(&content) {
            for cookie in in_header(&Header::Cookie, content, known) {
                collector.add(Role::Sent, &Origin::default(), cookie, None);
            }
        }
        before = (content, end);
    }
    let mut capture = collector.capture;
    if texts.is_cut {
        capture.is_cut_off();
    }
    capture
}

fn add_object(collector: &mut Collector, parts: &[String]) {
    let [name, value, rest @ ..] = parts else {
        return;
    };
    let host = rest.get(1).map(|it| it.trim_start_matches('.'));
    let (cookie, _, origin) = kept(
        Attributes::bare(name, value),
        host.unwrap_or_default().to_ascii_lowercase(),
    );
    // What was sent is all that it tells: the path is always `/`.
    collector.add(Role::Sent, &origin, cookie, None);
}

/// The texts in quotes of a program, each with the place of its quotes.
struct Texts<'a> {
    text: &'a str,
    at: usize,
    escape: char,
    /// The last one has no end, and was left out.
    is_cut: bool,
}

impl<'a> Texts<'a> {
    fn of(text: &'a str, escape: char) -> Self {
        Texts {
            text,
            at: 0,
            escape,
            is_cut: false,
        }
    }

    fn next(&mut self) -> Option<(String, usize, usize)> {
        let start = self.at + self.text[self.at..].find(['"', '\''])?;
        let mut characters = self.text[start..].char_indices().peekable();
        let (_, quote) = characters.next()?;
        let mut content = String::new();
        let mut end = None;
        while let Some((place, character)) = characters.next() {
            // PowerShell takes nothing for an escape in single quotes, and of
            // two quotes makes one.
            let is_plain = self.escape == '`' && quote == '\'';
            let is_double = self.escape == '`'
                && character == quote
                && characters.peek().is_some_and(|(_, next)| *next == quote);
            if is_double {
                characters.next();
                content.push(quote);
            } else if character == quote {
                end = Some(start + place + 1);
                break;
            } else if character == self.escape && !is_plain {
                match characters.next() {
                    Some((_, 'u')) if self.escape == '\\' => {
                        let digits: String =
                            characters.by_ref().take(4).map(|(_, it)| it).collect();
                        let code = u32::from_str_radix(&digits, 16).ok();
                        content.extend(code.and_then(char::from_u32));
                    }
                    Some((_, other)) => content.push(other),
                    None => {}
                }
            } else {
                content.push(character);
            }
        }
        self.at = end.unwrap_or(self.text.len());
        self.is_cut = end.is_none();
        Some((content, start, end?))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::pairs;
    use super::*;

    fn expected(role: Role) -> Vec<(String, String, Role)> {
        vec![
            ("s".into(), "v".into(), role),
            ("t".into(), "w$`\"x".into(), role),
        ]
    }

    #[test]
    fn the_cookies_of_a_fetch_are_those_of_its_header() {
        let text = "fetch(\"https://H:8000/x?y\", {\n  \"headers\": {\n    \"accept\": \"*/*\",\n    \
                    \"cookie\": \"s=v; t=w$`\\\"x\"\n  },\n  \"body\": \"{\\\"cookie\\\":\\\"a=b\\\"}\",\n  \
                    \"method\": \"POST\"\n});";
        assert!(is_fetch(text) && is_fetch(&format!("await {text}")));
        let capture = fetch(text, &|_| false);
        assert_eq!(pairs(&capture), expected(Role::Sent));
        assert_eq!(capture.found[0].origin.host.as_deref(), Some("h"));
        let without = "fetch(\"https://h/\", {\n  \"credentials\": \"include\"\n});";
        assert_eq!(fetch(without, &|_| false).hint, Some(NO_COOKIE));
    }

    #[test]
    fn the_cookies_of_power_shell_are_its_objects() {
        let text = "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n\
            $session.UserAgent = \"x (y) System.Net.Cookie\"\n\
            $session.Cookies.Add((New-Object System.Net.Cookie(\"s\", \"v\", \"/\", \".H\")))\n\
            $session.Cookies.Add((New-Object System.Net.Cookie('t', \"w`$```\"x\", \"/\", \"h\")))\n\
            Invoke-WebRequest -UseBasicParsing -Uri \"http://h/\" `\n-WebSession $session";
        assert!(is_power_shell(text));
        let capture = power_shell(text, &|_| false);
        assert_eq!(pairs(&capture), expected(Role::Sent));
        assert_eq!(capture.found[0].origin.host.as_deref(), Some("h"));
        let text = "Invoke-WebRequest -Uri 'http://h/' -Headers @{ \"Cookie\" = \"s=v\" }";
        assert!(is_power_shell(text));
        let headers = power_shell(text, &|_| false);
        assert_eq!(pairs(&headers), expected(Role::Sent)[..1]);
    }

    #[test]
    fn what_is_cut_off_anywhere_is_read_to_its_end() {
        let text =
            "New-Object System.Net.Cookie(\"s`\"\", 'v', \"/\", \"h\") \"cookie\": \"\\u0041\"";
        for end in 0..text.len() {
            fetch(&text[..end], &|_| false);
            power_shell(&text[..end], &|_| false);
        }
    }
}
