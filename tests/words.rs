//! The words that we do not use, over everything that somebody reads: messages, help,
//! guides, README, man pages, and the comments and texts of the sources and tests.
//!
//! Each has a plain word beside it. Identifiers are left alone: a name is not prose.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A word or several, in lower case, and what to write instead. `*` at the end stands
/// for any ending.
const NOT_USED: &[(&str, &str)] = &[
    ("mend", "fix"),
    ("mends", "fixes"),
    ("mended", "fixed"),
    ("mending", "fixing"),
    ("told", "reported, shown, named, distinguished"),
    ("tells of", "names, says about"),
    ("is said", "is reported"),
    ("is had", "comes, is obtained"),
    ("go on", "continue"),
    ("goes on", "continues"),
    ("went on", "continued"),
    ("gone on", "continued"),
    ("but for", "except for"),
    ("whoever", "anyone who, the user who"),
    ("the like", "others, and so on"),
    ("as it stands", "as it is"),
    ("stays out", "is left out"),
    ("anew", "again"),
    ("asunder", "apart"),
    ("forth", "forward"),
    ("overlook*", "ignore"),
    ("passed over", "skipped"),
    ("round it", "around it"),
    ("round them", "around them"),
    ("round its", "around its"),
    ("for ever", "forever"),
    ("in clear", "in plain text"),
    ("lest", "so that … not"),
    ("thereby", "so"),
    ("whereof", "of which"),
    ("nought", "nothing"),
    ("without a word", "silently"),
];

/// This file, which has them all.
const LIST: &str = "tests/words.rs";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What is read, below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            // Data of the tests is not ours.
            if !path.ends_with("tests/data") {
                files(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}

/// A piece of prose: the line where it starts, and its text in one line.
type Prose = (usize, String);

/// The prose of a file; nothing for one that has none.
fn prose(path: &Path) -> Vec<Prose> {
    let text = fs::read_to_string(path).unwrap_or_default();
    match path.extension().and_then(|it| it.to_str()) {
        Some("rs") => of_rust(&text),
        Some("md" | "1" | "7") => paragraphs(&text),
        _ => Vec::new(),
    }
}

fn paragraphs(text: &str) -> Vec<Prose> {
    let mut found: Vec<Prose> = Vec::new();
    let mut was_empty = true;
    for (index, line) in text.lines().enumerate() {
        let is_empty = line.trim().is_empty();
        match found.last_mut() {
            Some((_, paragraph)) if !was_empty => {
                paragraph.push(' ');
                paragraph.push_str(line);
            }
            _ => found.push((index + 1, line.to_owned())),
        }
        was_empty = is_empty;
    }
    found
}

/// The comments and the string literals of a source. A literal without a space is a
/// name or a part of a format.
fn of_rust(text: &str) -> Vec<Prose> {
    let mut found: Vec<Prose> = Vec::new();
    let mut rest = text;
    let mut line = 1;
    // The line of a comment that the next one continues.
    let mut comment = 0;
    while let Some(first) = rest.chars().next() {
        let end = if rest.starts_with("//") {
            let end = rest.find('\n').unwrap_or(rest.len());
            let words = rest[..end].trim_start_matches(['/', '!']);
            match found.last_mut() {
                Some((_, before)) if comment + 1 == line => before.push_str(words),
                _ => found.push((line, words.to_owned())),
            }
            comment = line;
            end
        } else if let Some((end, literal)) = literal(rest) {
            if literal.contains(' ') {
                found.push((line, unescaped(literal)));
            }
            end
        } else if first == '\'' {
            character(rest)
        } else {
            // A letter before a quote or a `#` is the literal's, unless it ends a word.
            let word = rest.find(|it: char| !it.is_alphanumeric() && it != '_');
            let prefix = word.unwrap_or(rest.len());
            match &rest[..prefix] {
                "r" | "b" | "c" | "br" | "cr" | "" => first.len_utf8(),
                _ => prefix,
            }
        };
        line += rest[..end].matches('\n').count();
        rest = &rest[end..];
    }
    found
}

/// The string literal at the start of a text: its end, and what is in it.
fn literal(text: &str) -> Option<(usize, &str)> {
    let hashes = text.strip_prefix('r').and_then(|rest| {
        let count = rest.len() - rest.trim_start_matches('#').len();
        rest[count..].starts_with('"').then_some(count)
    });
    if let Some(count) = hashes {
        let start = count + 2;
        let close = format!("\"{}", "#".repeat(count));
        let length = text[start..].find(&close)?;
        return Some((start + length + close.len(), &text[start..start + length]));
    }
    let inner = text.strip_prefix('"')?;
    let mut is_escaped = false;
    let length = inner.find(|it| {
        let ends = it == '"' && !is_escaped;
        is_escaped = it == '\\' && !is_escaped;
        ends
    })?;
    Some((length + 2, &inner[..length]))
}

/// How long a character or a lifetime is.
fn character(text: &str) -> usize {
    let inner = &text[1..];
    let length = match inner.strip_prefix('\\') {
        Some(escape) => escape.chars().next().map_or(0, char::len_utf8) + 1,
        None => inner.chars().next().map_or(0, char::len_utf8),
    };
    let close = inner[length..].find('\'').filter(|at| *at < 10);
    let is_character = inner[length..].starts_with('\'') || inner.starts_with("\\u");
    match close {
        Some(at) if is_character || inner.starts_with("\\x") => 1 + length + at + 1,
        _ => 1,
    }
}

/// A literal as it is printed, in one line: without its values, which are names.
fn unescaped(literal: &str) -> String {
    let mut text = String::with_capacity(literal.len());
    let mut is_value = false;
    for part in literal.split_inclusive(['{', '}']) {
        match is_value {
            true => text.push('}'),
            false => text.push_str(part),
        }
        is_value = part.ends_with('{') && !part.ends_with("{{");
    }
    text.replace("\\n", " ").replace('\\', " ")
}

/// Whether the words stand in a text, each whole: `-`, `_` and a backtick are parts of
/// a word, so that ids and names in code are none of these. What a mark separates is
/// not one expression.
fn has(text: &[&str], words: &str) -> bool {
    let words: Vec<&str> = words.split(' ').collect();
    let is_mark = |it: char| !it.is_alphanumeric() && !"-_`*{}/".contains(it);
    let is_one = |(index, word): (usize, &&str)| {
        let mut word = *word;
        if index == 0 {
            word = word.trim_start_matches(is_mark);
        }
        if index + 1 == words.len() {
            word = word.trim_end_matches(is_mark);
        }
        match words[index].strip_suffix('*') {
            Some(start) => word.starts_with(start),
            None => word == words[index],
        }
    };
    text.windows(words.len())
        .any(|window| window.iter().enumerate().all(is_one))
}

/// Whether a text has such words, in any case.
fn says(text: &str, words: &str) -> bool {
    let text = text.to_lowercase();
    has(&text.split_whitespace().collect::<Vec<_>>(), words)
}

#[test]
fn nothing_that_somebody_reads_has_a_word_that_we_do_not_use() {
    let mut paths = vec![root().join("README.md"), root().join("CHANGELOG.md")];
    for folder in ["src", "tests", "man", ".github"] {
        files(&root().join(folder), &mut paths);
    }
    let mut found = String::new();
    let mut read = 0;
    for path in paths {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        if name == LIST {
            continue;
        }
        for (line, text) in prose(&path) {
            read += 1;
            let text = text.to_lowercase();
            let text: Vec<&str> = text.split_whitespace().collect();
            for (words, instead) in NOT_USED {
                if has(&text, words) {
                    let _ = writeln!(found, "{name}:{line}: {words} (write: {instead})");
                }
            }
        }
    }
    assert!(read > 10_000, "what is read was not found: {read}");
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn a_word_is_found_in_prose_and_in_no_other_word() {
    for (text, words) in [
        ("nobody is told.", "told"),
        ("it is Mended, again", "mended"),
        ("it goes\n    on", "goes on"),
        ("(the server overlooks it)", "overlook*"),
        ("quotes round it", "round it"),
    ] {
        assert!(says(text, words), "{text}");
    }
    for (text, words) in [
        ("foretold", "told"),
        ("untold", "told"),
        ("name-not-told", "told"),
        ("`told`", "told"),
        ("recommend", "mend"),
        ("amend", "mend"),
        ("around it", "round it"),
        ("it goes: on a terminal", "goes on"),
        ("a manew", "anew"),
        ("unclear", "in clear"),
    ] {
        assert!(!says(text, words), "{text}");
    }
}

#[test]
fn comments_and_texts_of_a_source_are_read_and_its_code_is_not() {
    let source = "//! one two\n//! three\nfn told() { let c = '\"'; say(\"a b {told} \\\n    c\"); \
                  x(b\"d e\", r#\"f \"g\"#, \"name\", '\\'', &'static \"h i\") } // end of it\n";
    let found: Vec<String> = of_rust(source)
        .into_iter()
        .map(|(_, text)| text.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        found,
        [
            "one two three",
            "a b {} c",
            "d e",
            "f \"g",
            "h i",
            "end of it"
        ]
    );
}
