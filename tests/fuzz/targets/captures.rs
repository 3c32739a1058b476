//! What cookies are taken out of.

use cookiekit::capture;
use cookiekit::cookie::{Header, header_of, in_header, trim};
use cookiekit::open::is_recognised;
use cookiekit::set_cookie::{Attributes, SameSite, Seen, SetCookie, lint, lint_all};
use cookiekit::time::Time;

use super::text;

/// A `Cookie` header, and a `Set-Cookie` one of the same text: what is found stands in
/// it.
pub fn cookie_header(data: &[u8]) -> bool {
    let Some(text) = text(data) else {
        return false;
    };
    let content = header_of(text).map_or(text, |it| it.1);
    let mut found = 0;
    for header in [Header::Cookie, Header::SetCookie] {
        let cookies = in_header(&header, content, &is_recognised);
        for cookie in &cookies {
            if let Some(name) = &cookie.name {
                assert!(content.contains(name.as_str()) && !name.is_empty());
                assert_eq!(trim(name), name);
            }
            let is_in = |it: char| !it.is_whitespace() && it != ';';
            let bare = |text: &str| text.chars().filter(|it| is_in(*it)).collect::<String>();
            assert!(bare(content).contains(&bare(&cookie.value)), "made up");
        }
        found += cookies.len();
    }
    found > 0
}

/// A line that a server wrote, and what is reported about it.
pub fn set_cookie_line(data: &[u8]) -> bool {
    let Some(text) = text(data) else {
        return false;
    };
    let read = Attributes::of_line(text);
    for part in [&read.name, &read.value] {
        assert_eq!(trim(part), part);
        assert!(!part.contains(';'));
    }
    let _ = read.lifetime(Time(1_700_000_000));
    let _ = read.removes(Time(1_700_000_000));
    for found in lint(&read, &Seen::default(), None) {
        let detail = found.rule.say;
        assert!(!detail.is_empty());
    }
    let _ = lint_all(&[(&read.name, &read.value)]);
    !read.name.is_empty()
}

/// A line that is made is read as what it was made of, by the same reader that a
/// browser's is like; or it is not made.
pub fn set_cookie_made(data: &[u8]) -> bool {
    let Some(text) = text(data) else {
        return false;
    };
    let (pair, rest) = text.split_once("; ").unwrap_or((text, "/"));
    let (name, value) = pair.split_once('=').unwrap_or(("s", pair));
    let (path, domain) = rest.split_once('\n').unwrap_or((rest, ""));
    let path = path.strip_prefix("Path=").unwrap_or(path);
    let path = path.split_once("; HttpOnly").map_or(path, |it| it.0);
    let choice = data.len();
    let made = SetCookie {
        name,
        value,
        path,
        domain: (!domain.is_empty()).then_some(domain),
        max_age: choice.is_multiple_of(3).then_some(choice as u64),
        secure: choice.is_multiple_of(2),
        http_only: !choice.is_multiple_of(5),
        same_site: choice.is_multiple_of(4).then_some(SameSite::Lax),
    };
    let Ok(line) = made.render() else {
        return false;
    };
    assert!(!line.contains(['\r', '\n', '\0']));
    let line = line.strip_prefix("Set-Cookie: ").expect("its header");
    let read = Attributes::of_line(line);
    assert_eq!((&*read.name, &*read.value), (name, value));
    assert_eq!(read.path.as_deref(), Some(path));
    let own = made
        .domain
        .map(|it| it.trim_start_matches('.').to_lowercase());
    assert_eq!(read.domain, own);
    assert_eq!(read.max_age_seconds(), made.max_age);
    assert_eq!(read.secure, made.secure);
    assert_eq!(read.http_only, made.http_only);
    assert_eq!(read.unknown.told(), None);
    true
}

/// Whatever a user has in hand, however it comes in pieces: that it is in two tells
/// nothing else, once the first is long enough to tell its kind.
pub fn any(data: &[u8]) -> bool {
    let whole = capture::read(data, &mut std::io::empty(), &is_recognised, None);
    whole.is_ok_and(|it| found(&it))
}

fn found(capture: &capture::Capture) -> bool {
    for found in &capture.found {
        assert!(found.times > 0);
        // It is written as it can be shown, whatever is in it.
        let _ = found.cookie.input();
    }
    !capture.found.is_empty()
}

fn of_kind(data: &[u8], start: &str) -> bool {
    let data = match data.starts_with(start.as_bytes()) {
        true => data.to_vec(),
        false => [start.as_bytes(), data].concat(),
    };
    any(&data)
}

pub fn curl(data: &[u8]) -> bool {
    of_kind(data, "curl ")
}

pub fn har(data: &[u8]) -> bool {
    of_kind(data, "{\"log\":")
}

pub fn jar(data: &[u8]) -> bool {
    of_kind(data, "# Netscape HTTP Cookie File\n")
}

pub fn devtools(data: &[u8]) -> bool {
    of_kind(data, "session\t")
}
