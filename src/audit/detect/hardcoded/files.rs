//! Keys that are written into the file of a key by what a text does: `echo … >
//! cookie.key`, a here-document, `writeLines("…", "cookie.key")`.

use super::Language;
use super::back::is_quote;
use super::context::Context;
use crate::audit::detect::classify::{is_key_name, tells_of_a_key};
use crate::audit::detect::key_names;

/// How much of a line is looked at on either side.
const MAX_BYTES: usize = 512;
/// How many lines above the key a here-document may start.
const MAX_LINES: usize = 8;
/// What writes its argument to standard output.
const ECHOES: [&str; 4] = ["echo", "printf", "print", "Write-Output"];
/// Functions and commands that write a text into a file.
const WRITERS: [&str; 11] = [
    "writeLines",
    "cat",
    "write",
    "writeFileSync",
    "writeFile",
    "write_text",
    "file_put_contents",
    "WriteFile",
    "WriteAllText",
    "Set-Content",
    "Out-File",
];

impl Context<'_> {
    /// The file of a key that the text is written into.
    pub(super) fn written_into(&self) -> Option<String> {
        let range = &self.value.range;
        let from = range.start.saturating_sub(MAX_BYTES);
        let start = memchr::memrchr(b'\n', &self.text[from..range.start]);
        let start = start.map_or(from, |at| from + at + 1);
        let to = self.text.len().min(range.end + MAX_BYTES);
        let end = memchr::memchr(b'\n', &self.text[range.end..to]);
        let end = end.map_or(to, |at| range.end + at);
        let before = std::str::from_utf8(&self.text[start..range.start]).ok()?;
        let after = std::str::from_utf8(&self.text[range.end..end]).ok()?;
        // A string of JSON does what is in it, and nothing to the one beside it.
        let (before, after) = match self.language {
            Language::Json => in_string(before, after)?,
            _ => (before, after),
        };
        // What stands between slashes is a part of a path.
        if is_member(before) || before.ends_with('/') || after.starts_with('/') {
            return None;
        }
        let file = match before.trim().is_empty() && after.trim().is_empty() {
            true => self.document(start),
            false => redirected(before, after, key_file)
                .or_else(|| called(before, after))
                .or_else(|| redirected(before, after, |word| self.named_elsewhere(word))),
        }?;
        Some(file.to_owned())
    }

    /// A path that this text names as the file of a key: `ENV COOKIE_KEY_FILE=/etc/k`,
    /// `CMD ["app", "--key-file", "/etc/k"]`, `COPY --from=build /etc/k /srv/cookie.key`.
    fn named_elsewhere<'p>(&self, path: &'p str) -> Option<&'p str> {
        const MIN_BYTES: usize = 3;
        const ENDS: [&str; 3] = ["_FILE", "_PATH", "-file"];
        let path = path.trim_matches(|it: char| is_quote(it as u8) || ",;)]}".contains(it));
        if path.len() < MIN_BYTES || !path.contains('/') {
            return None;
        }
        let mut places = memchr::memmem::find_iter(self.text, path.as_bytes());
        let is_named = |at: usize| {
            let ends = self.text.get(at + path.len());
            let is_whole =
                ends.is_none_or(|it| it.is_ascii_whitespace() || b"\"',;)]}".contains(it));
            let before = &self.text[at.saturating_sub(MAX_BYTES)..at];
            let line = before.rsplit(|it| *it == b'\n').next().unwrap_or_default();
            let line = String::from_utf8_lossy(line);
            if is_whole && is_copied_as_key(&line, &self.text[at + path.len()..]) {
                return true;
            }
            // In a list the comma stands where the blank does in a command.
            let line = line.trim_end_matches(['"', '\'', ' ', '=', ':', ',']);
            let name = line
                .rsplit([' ', '\t', '"', '\'', ',', '{'])
                .next()
                .unwrap_or_default();
            let bare = ENDS.iter().find_map(|end| name.strip_suffix(end));
            let bare = bare.unwrap_or(name).trim_start_matches('-');
            is_whole && (bare.eq_ignore_ascii_case("key") || key_names::tells(bare))
        };
        places.any(is_named).then_some(path)
    }

    /// The file that the here-document is written into, of which this is a line.
    fn document(&self, start: usize) -> Option<&str> {
        let from = start.saturating_sub(MAX_BYTES);
        let above = self.text[from..start].rsplit(|byte| *byte == b'\n');
        let mut above = above.skip(1).take(MAX_LINES);
        let line = above.find_map(|line| {
            let line = std::str::from_utf8(line).ok()?;
            line.contains("<<").then_some(line)
        })?;
        let copied = line.trim_start().to_ascii_uppercase().starts_with("COPY ");
        match copied {
            true => line.split_whitespace().last().and_then(key_file),
            false => {
                target(line, key_file).or_else(|| target(line, |word| self.named_elsewhere(word)))
            }
        }
    }
}

/// Whether a Dockerfile copies a file, whose path stands between these, to that of a key.
fn is_copied_as_key(before: &str, after: &[u8]) -> bool {
    let is_copy = before
        .trim_start()
        .to_ascii_uppercase()
        .starts_with("COPY ");
    let line = after.split(|it| *it == b'\n').next().unwrap_or_default();
    let line = std::str::from_utf8(line).unwrap_or_default();
    let to = line.split_whitespace().last();
    is_copy && to.and_then(key_file).is_some()
}

/// What the string has before and behind a part of it, of a line of JSON; `None` for a
/// part that is all of it.
fn in_string<'a>(before: &'a str, after: &'a str) -> Option<(&'a str, &'a str)> {
    let is_mark = |text: &str, at: usize| {
        let slashes = text[..at].bytes().rev().take_while(|it| *it == b'\\');
        slashes.count() % 2 == 0
    };
    let open = before.rmatch_indices('"').map(|it| it.0);
    let open = open.into_iter().find(|at| is_mark(before, *at));
    let close = after.match_indices('"').map(|it| it.0);
    let close = close.into_iter().find(|at| is_mark(after, *at));
    let before = open.map_or(before, |at| &before[at + 1..]);
    let after = close.map_or(after, |at| &after[..at]);
    (!before.is_empty() || !after.is_empty()).then_some((before, after))
}

/// Whether what stands before a text makes it the value of another name: `"sha256": "`. A
/// text that is the content of something may be that of the file.
fn is_member(before: &str) -> bool {
    const CONTENTS: [&str; 7] = [
        "body", "content", "contents", "data", "input", "stdin", "text",
    ];
    let name = before.strip_suffix('"').map(str::trim_end);
    let name = name.and_then(|it| it.strip_suffix(':')).map(str::trim_end);
    let name = name.and_then(|it| it.strip_suffix('"'));
    let name = name.and_then(|it| it.rsplit('"').next());
    name.is_some_and(|name| !CONTENTS.contains(&name))
}

/// `echo … > FILE`, `echo … | tee FILE`, `cat > FILE <<< …`.
fn redirected<'a>(
    before: &'a str,
    after: &'a str,
    file: impl Fn(&'a str) -> Option<&'a str> + Copy,
) -> Option<&'a str> {
    if before.contains("<<<") {
        return target(before, file).or_else(|| target(after, file));
    }
    let command = before.rsplit(['&', ';', '|', '(', '{']).next()?;
    let mut words = command.split_whitespace();
    let echoes = words.any(|word| {
        let word = word.trim_matches(['"', '\'', '[', ',', '@', '-']);
        ECHOES.contains(&word.rsplit('/').next().unwrap_or(word))
    });
    echoes.then(|| target(after, file))?
}

/// Where a command writes to: behind `>`, or what `tee` is given.
fn target<'a>(line: &'a str, file: impl Fn(&'a str) -> Option<&'a str>) -> Option<&'a str> {
    let redirects = line.match_indices('>').filter_map(|(at, _)| {
        let is_error = line[..at].ends_with('2');
        let rest = line[at + 1..].trim_start_matches('>').trim_start();
        file(rest.split_whitespace().next().filter(|_| !is_error)?)
    });
    let mut redirects = redirects;
    redirects.next().or_else(|| {
        let (_, rest) = line.split_once("tee ")?;
        let mut words = rest
            .split_whitespace()
            .filter(|word| !word.starts_with('-'));
        words.next().and_then(&file)
    })
}

/// The file in a call of something that writes: all of it is in one line.
fn called<'a>(before: &'a str, after: &'a str) -> Option<&'a str> {
    // A folder that is called `write` writes nothing.
    let is_part = |it: char| !it.is_ascii_alphanumeric() && !"_-/".contains(it);
    // What the statement before it does says nothing of it.
    let before = before.rsplit([';', '&']).next().unwrap_or(before);
    let writes = |text: &str| text.split(is_part).any(|word| WRITERS.contains(&word));
    if !writes(before) && !after.contains("Out-File") && !after.contains("Set-Content") {
        return None;
    }
    let is_mark = |it: char| matches!(it, '"' | '\'' | '`' | ',' | '(' | ')' | ' ' | '=' | '|');
    let mut words = before.split(is_mark).chain(after.split(is_mark));
    words.find_map(key_file)
}

/// A path of a file that is called as a key is.
fn key_file(word: &str) -> Option<&str> {
    let word = word.trim_matches(|it: char| is_quote(it as u8) || ",;)]}".contains(it));
    // In a string within a string the quotation marks have one before them.
    let word = word.trim_end_matches('\\');
    let name = word.rsplit(['/', '\\']).next()?;
    let is_one = is_key_name(name) || tells_of_a_key(name);
    let is_name = name
        .bytes()
        .all(|it| it.is_ascii_alphanumeric() || b"._-".contains(&it));
    (is_one && is_name).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_of_json_is_taken_by_itself() {
        let line = r#"{"a": ["write k.key", "echo \"X\" > k", "X"]}"#;
        let parts = line.match_indices('X').map(|(at, _)| {
            let found = in_string(&line[..at], &line[at + 1..]);
            found.map(|(before, after)| format!("{before}X{after}"))
        });
        let parts: Vec<_> = parts.collect();
        assert_eq!(parts, [Some(r#"echo \"X\" > k"#.to_owned()), None]);
    }

    #[test]
    fn the_value_of_another_name_is_written_nowhere() {
        for (before, is_one) in [
            (r#"write(x, {"sha256": ""#, true),
            (r#""fingerprint":""#, true),
            (r#"{"content": ""#, false),
            (r#"echo ""#, false),
            (r#"f("k.key", ""#, false),
        ] {
            assert_eq!(is_member(before), is_one, "{before}");
        }
    }
}
