//! A key that stands amid other text: what R, a shell or a table printed around it.
//!
//! As in `explain/key.rs`, each has a shell filter in its row that does the same; a test
//! runs both. Nothing is claimed of what is found so but where it opens the cookie.

use zeroize::Zeroizing;

use super::key::Secret;
use super::members;

/// The fewest hex digits that are taken for a key amid other text.
const MIN_DIGITS: usize = 32;

/// The one run of hex digits that stands apart, with the dashes of a UUID or without,
/// where there is more than that, and no quotes.
pub fn digits(key: &[u8]) -> Option<Secret> {
    let mut runs = key
        .split(|byte| b" \t\r\n,;:=()[]<>|#`".contains(byte))
        .filter(|run| is_digits(run));
    let run = runs.next()?;
    let text = key.trim_ascii();
    let is_amid_more = run.len() < text.len() && !text.iter().any(|it| b"\"'".contains(it));
    (is_amid_more && runs.next().is_none()).then(|| Zeroizing::new(run.to_vec()))
}

fn is_digits(run: &[u8]) -> bool {
    let is_digit = u8::is_ascii_hexdigit;
    let ends = [run.first(), run.last()];
    run.len() >= MIN_DIGITS
        && run.iter().all(|it| is_digit(it) || *it == b'-')
        && ends.iter().flatten().all(|it| is_digit(it))
}

/// What stands in the last quotes of a line, straight or curly: of what R prints, of
/// `dump()`, of a table of one row and of an array the value. Escapes are not
/// undone, and the members of a JSON object are tried by their names.
pub fn in_last_quotes(key: &[u8]) -> Option<Secret> {
    const QUOTES: [(&str, &str); 4] = [
        ("\"", "\""),
        ("'", "'"),
        ("\u{201c}", "\u{201d}"),
        ("\u{2018}", "\u{2019}"),
    ];
    let mut rest = std::str::from_utf8(key).ok()?;
    if rest.contains('\\') || !members::texts(key).is_empty() {
        return None;
    }
    let mut last = None;
    loop {
        let opened = QUOTES
            .iter()
            .filter_map(|(open, close)| Some((rest.find(*open)?, open, close)))
            .min_by_key(|found| found.0);
        let Some((at, open, close)) = opened else {
            break;
        };
        rest = &rest[at + open.len()..];
        // One that nothing closes, as in `don't`, opens nothing.
        let closed = rest
            .split_once(*close)
            .filter(|(text, _)| !text.contains('\n'));
        if let Some((text, after)) = closed {
            last = Some(text).filter(|it| !it.is_empty()).or(last);
            rest = after;
        }
    }
    let is_amid_more = |it: &&str| it.len() < key.trim_ascii().len();
    last.filter(is_amid_more)
        .map(|it| Zeroizing::new(it.as_bytes().to_vec()))
}

/// Its last line that is not blank, below others: below a comment or the head of a table.
pub fn last_line(key: &[u8]) -> Option<Secret> {
    let lines = key.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let mut lines = lines.filter(|line| !line.is_empty()).rev();
    let last = lines.next()?;
    lines.next()?;
    Some(Zeroizing::new(last.to_vec()))
}

/// The hex digits of bytes that are listed one by one, as R prints and deparses a raw
/// vector: `[1] 3a 4f`, `as.raw(c(0x3a, 0x4f))`.
pub fn listed_bytes(key: &[u8]) -> Option<Secret> {
    let mut digits: Secret = Zeroizing::new(Vec::with_capacity(key.len()));
    let mut is_label = false;
    for part in key.split_inclusive(|byte| !byte.is_ascii_alphanumeric()) {
        let end = part.iter().rposition(u8::is_ascii_alphanumeric);
        let word = &part[..end.map_or(0, |at| at + 1)];
        let marked = word.strip_prefix(b"0x").or_else(|| word.strip_prefix(b"x"));
        match marked.unwrap_or(word) {
            [] | b"as" | b"raw" | b"c" => {}
            _ if is_label => {}
            byte if byte.len() == 2 && byte.iter().all(u8::is_ascii_hexdigit) => {
                digits.extend_from_slice(byte);
            }
            _ => return None,
        }
        is_label = part.ends_with(b"[");
    }
    (digits.len() >= MIN_DIGITS && digits.len() < key.trim_ascii().len()).then_some(digits)
}
