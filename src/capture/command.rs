//! A request as a command for curl, wget or HTTPie, as browsers copy it or as
//! somebody wrote it.

use super::collector::Collector;
use super::{Capture, Kind, Origin, Role, words};
use crate::cookie::{Cookie, Header, bearer_of, header_of, in_header};

/// What the short options of curl are that take a value (curl 8).
const WITH_VALUE: &str = "AbcCdDeEFhHKmoPQrtTuUwxXyYz";

/// What to do where curl reads the cookies from a file.
const FROM_FILE: &str = "what stands behind -b has no `=`: curl takes it for the name of a cookie \
                         jar; give that: cookiekit inspect < JAR";
/// What to do where there are none.
const NONE: &str = "there is no -b, no --cookie and no Cookie header in it: the browser sent none \
                    with that request, or DevTools left them out";

/// Whether a text is such a command.
pub fn is_one(text: &str) -> bool {
    program(text.split_ascii_whitespace().find(|word| *word != "$")).is_some_and(|program| {
        match program {
            // Words of plain English.
            "http" | "https" | "xh" => text.to_ascii_lowercase().contains("cookie:"),
            _ => text.contains(char::is_whitespace),
        }
    })
}

/// The program that a word names.
fn program(word: Option<&str>) -> Option<&'static str> {
    let name = word?.rsplit(['/', '\\']).next()?;
    let name = name.strip_suffix(".exe").unwrap_or(name);
    ["curl", "wget", "http", "https", "xh"]
        .into_iter()
        .find(|it| *it == name)
}

/// Reads one command, or several.
pub fn read(text: &str, known: &dyn Fn(&str) -> bool) -> Capture {
    let mut collector = Collector::of(Kind::Command);
    let mut names_file = false;
    let mut token = None;
    let commands = words::commands(text);
    for words in commands.words {
        collector.next_message();
        let url = words.iter().find(|word| word.contains("://"));
        let origin = url.map(|url| Origin::of_url(url)).unwrap_or_default();
        let mut add = |content: &str| {
            for cookie in in_header(&Header::Cookie, content, known) {
                collector.add(Role::Sent, &origin, cookie, None);
            }
        };
        let first = words.iter().map(String::as_str).find(|word| *word != "$");
        if !matches!(program(first), Some("curl" | "wget") | None) {
            // HTTPie: `NAME:VALUE` is a header.
            words.iter().filter_map(|it| sent(it)).for_each(add);
            continue;
        }
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            match option(word, &mut rest) {
                Some(Given::Cookie(content)) if content.contains('=') => add(content),
                Some(Given::Cookie(content)) => names_file |= !content.is_empty(),
                Some(Given::Header(header)) => {
                    sent(header).into_iter().for_each(&mut add);
                    token = bearer_of(header)
                        .map(|it| (it.to_owned(), origin.clone()))
                        .or(token);
                }
                None => {}
            }
        }
    }
    if let Some((token, origin)) = token.filter(|_| collector.capture.found.is_empty()) {
        collector.add(Role::Sent, &origin, Cookie::sent(None, &token), None);
    }
    let mut capture = collector.capture;
    if commands.is_cut {
        capture.is_cut_off();
    } else if names_file {
        capture.hint = Some(FROM_FILE);
    } else if capture.found.is_empty() {
        capture.hint = Some(NONE);
    }
    capture
}

/// The content of a Cookie header.
fn sent(header: &str) -> Option<&str> {
    match header_of(header) {
        Some((Header::Cookie, content)) => Some(content),
        _ => None,
    }
}

/// What an option gives that cookies are in.
enum Given<'a> {
    Cookie(&'a str),
    Header(&'a str),
}

/// What a word gives, with its value in the word itself or in the next.
fn option<'a>(word: &'a str, rest: &mut impl Iterator<Item = &'a String>) -> Option<Given<'a>> {
    if let Some(long) = word.strip_prefix("--") {
        let (name, value) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (long, None),
        };
        return match name {
            "cookie" => value.or_else(|| next(rest)).map(Given::Cookie),
            "header" => value.or_else(|| next(rest)).map(Given::Header),
            _ => None,
        };
    }
    let letters = word.strip_prefix('-')?;
    let (place, letter) = letters
        .char_indices()
        .find(|(_, letter)| WITH_VALUE.contains(*letter))?;
    let inside = &letters[place + 1..];
    let value = if inside.is_empty() {
        next(rest)?
    } else {
        inside
    };
    match letter {
        'b' => Some(Given::Cookie(value)),
        'H' => Some(Given::Header(value)),
        _ => None,
    }
}

fn next<'a>(rest: &mut impl Iterator<Item = &'a String>) -> Option<&'a str> {
    rest.next().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::super::tests::pairs;
    use super::*;

    #[test]
    fn a_command_is_read_as_the_program_reads_it() {
        for text in [
            "curl 'http://h:8000/x' \\\n  -H 'Accept: */*' \\\n  -b 's=v; t=w'",
            "curl --url http://h/ -H \"Cookie: s=v; t=w\" --insecure",
            "curl http://h/ -b $'s=v; t=\\u0077'",
            "curl -H cookie:\\ s=v\\;\\ t=w http://h/",
            "curl -b's=v; t=w' http://h/",
            "curl -sb 's=v; t=w' http://h/",
            "curl -sSkLb's=v; t=w' http://h/",
            "curl -sXPOST -H'Cookie: s=v; t=w' http://h/",
            "curl --cookie='s=v; t=w' http://h/",
            "curl --header='Cookie: s=v; t=w' http://h/",
            "$ /usr/bin/curl http://h/ -o b --cookie 's=v; t=w'",
            "curl ^\"http://h/^\" ^\n  -b ^\"s=v; t=w^\"",
            "wget --header='Cookie: s=v; t=w' http://h/",
            "wget --header \"Cookie: s=v; t=w\" http://h/",
            "http GET http://h/ 'Cookie:s=v; t=w'",
            "curl http://h/ -b 's=v' ;\ncurl http://h/ -b t=w",
        ] {
            assert!(is_one(text), "{text}");
            let capture = read(text, &|_| false);
            let expected = [("s", "v"), ("t", "w")].map(|(n, v)| (n.into(), v.into(), Role::Sent));
            assert_eq!(pairs(&capture), expected, "{text}");
            assert_eq!(capture.found[0].origin.host.as_deref(), Some("h"));
        }
    }

    #[test]
    fn what_is_no_cookie_of_the_command_is_none() {
        for (text, hint) in [
            ("curl -b jar.txt http://h/", FROM_FILE),
            ("curl -sb jar.txt http://h/", FROM_FILE),
            ("curl http://h/?b=c", NONE),
            ("curl -d 'Cookie: s=v' http://h/", NONE),
            ("curl -ob=c http://h/", NONE),
            ("curl -b", NONE),
            ("curl -b '' http://h/", NONE),
        ] {
            let capture = read(text, &|_| false);
            assert_eq!(
                (&capture.found[..], capture.hint),
                (&[][..], Some(hint)),
                "{text}"
            );
        }
    }
}
