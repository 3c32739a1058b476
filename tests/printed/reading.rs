//! The commands in what was printed.

use std::path::Path;

use serde_json::Value;

use super::copied::is_below;
use super::programs::{BEYOND, COMMANDS, PROGRAMS};

/// A command that was printed.
pub struct Printed {
    /// Where it stood: the number of a check, `hint`, `step`.
    pub source: String,
    pub command: String,
    /// The path of the finding that it fixes.
    pub of: Option<String>,
}

/// Words in capitals that stand for what only the user knows.
const PLACEHOLDERS: &[&str] = &[
    "PATH",
    "FILE",
    "SPEC",
    "NAME",
    "OTHER",
    "USER",
    "COOKIE",
    "NODE",
    "FORMAT",
    "DIR",
    "N",
    "TIME",
    "DURATION",
    "CONTAINER",
    "JAR",
    "KEY",
    "FOLDER",
];

impl Printed {
    /// Whether it asks the user for something, or only looks: then it need not
    /// succeed as it is.
    pub fn is_open(&self) -> bool {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let mut words = self.command.split(|c| !is_word(c));
        let starts = |starts: &[&str]| starts.iter().any(|it| self.command.starts_with(it));
        words.any(|word| PLACEHOLDERS.contains(&word))
            || starts(&["ls ", "fuser ", "readlink ", "sqlite3 "])
            // It is asked on a terminal, and the keyring is one of a session.
            || starts(&["cookiekit token import", "cookiekit key delete", "cookiekit key list"])
            || self.command.contains("--keyring ")
            || self.command.contains("keyring:")
            // It refuses what is no fresh clone, and is never tried on another.
            || self.command.contains(" filter-repo ")
            // Somebody has it in a variable, or in a file that may be anything.
            || ["\"$token\"", "\"$fp\""].iter().any(|it| self.command.contains(it))
            || self.source == "hint" && self.command.contains(" < ")
    }

    /// Whether it has said what it was asked: of a cookie that is not valid
    /// `inspect` tells that, too, and of a rotation that one is due.
    pub fn is_answered(&self, code: Option<i32>, said: &[u8]) -> bool {
        let tells = [
            "cookiekit inspect",
            "cookiekit audit",
            "cookiekit rotate status",
        ];
        let tells = tells.iter().any(|it| self.command.starts_with(it));
        code == Some(0) || tells && !said.is_empty() && matches!(code, Some(1 | 3))
    }
}

/// Whether a command acts beyond the folder.
pub fn is_beyond(command: &str, folder: &Path) -> bool {
    let is_apart = |c: char| c.is_whitespace() || "'\"();&|`<>=".contains(c);
    command.split(is_apart).any(|word| {
        let is_elsewhere = word.starts_with('/') && !is_below(word, folder);
        BEYOND.iter().any(|(program, _)| word == *program)
            || is_elsewhere && !word.starts_with("/dev/")
            || word.split('/').any(|part| part == "..")
    })
}

/// Every command in what was printed, in its order.
pub fn all(stdout: &str, stderr: &str) -> Vec<Printed> {
    let mut found = Vec::new();
    let mut add = |source: &str, command: &str| {
        found.push(Printed {
            source: source.to_owned(),
            command: command.to_owned(),
            of: None,
        });
    };
    for line in stderr
        .lines()
        .filter_map(|line| line.strip_prefix("hint: "))
    {
        in_prose(line).iter().for_each(|it| add("hint", it));
    }
    match serde_json::from_str::<Value>(stdout) {
        Ok(document) => {
            in_document(&document, &mut add);
            found.extend(fixes(&document));
        }
        Err(_) => {
            let mut check = "fix";
            for line in stdout.lines().map(str::trim_start) {
                let mut words = line.split_whitespace();
                if let Some(id) = words.find(|word| word.starts_with("CK")) {
                    check = id;
                }
                if let Some(command) = line.strip_prefix("$ ") {
                    add(check, command);
                    continue;
                }
                // A line that is to be changed before it is run is a comment.
                let line = line.strip_prefix("# ").unwrap_or(line);
                let is_ours = line.starts_with("cookiekit ") && is_command(line);
                let feeds_ours = line.starts_with("printf ") && line.contains(" | cookiekit ");
                if is_ours || feeds_ours || line.starts_with("rstudio-server ") {
                    add("step", line);
                }
            }
        }
    }
    found
}

/// The findings of an audit: number, path and command.
pub fn findings(document: &Value) -> Vec<(&str, &str, Option<&str>)> {
    let findings = document["findings"].as_array().map_or(&[][..], |it| it);
    findings
        .iter()
        .filter_map(|it| Some((it["id"].as_str()?, it["path"].as_str()?, it["fix"].as_str())))
        .collect()
}

fn fixes(document: &Value) -> Vec<Printed> {
    let fix = |(id, path, fix): (&str, &str, Option<&str>)| {
        Some(Printed {
            source: id.to_owned(),
            command: fix?.to_owned(),
            of: Some(path.to_owned()),
        })
    };
    findings(document).into_iter().filter_map(fix).collect()
}

fn in_document(value: &Value, add: &mut impl FnMut(&str, &str)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| in_document(item, add)),
        Value::Object(members) => {
            // Elsewhere it says in words how it is fixed.
            let is_step = members.contains_key("command");
            let is_lint = members.contains_key("level");
            for (name, member) in members {
                match (name.as_str(), member.as_str()) {
                    ("command", Some(command)) => add("step", command),
                    ("commands", None) => {
                        let commands = member.as_array().into_iter().flatten();
                        commands
                            .filter_map(Value::as_str)
                            .for_each(|it| add("step", it));
                    }
                    ("hint", Some(text)) => in_prose(text).iter().for_each(|it| add("hint", it)),
                    // What is to be done, in words: some begin with a command's name.
                    ("mend", Some(text)) => {
                        let is_ours = |it: &String| it.starts_with("cookiekit ");
                        let is_word = |it: &&String| text.starts_with(&***it) && !is_ours(it);
                        let commands = in_prose(text);
                        let commands = commands.iter().filter(|it| !is_word(it));
                        commands.for_each(|it| add("mend", it));
                    }
                    ("text", Some(text)) if is_step => {
                        in_prose(text).iter().for_each(|it| add("step", it));
                    }
                    ("fix", Some(text)) if is_lint => {
                        in_prose(text).iter().for_each(|it| add("lint", it));
                    }
                    _ => in_document(member, add),
                }
            }
        }
        _ => {}
    }
}

/// The commands in a sentence: between backticks, and from a program's name on
/// that begins the sentence or follows a colon, to where the sentence continues.
fn in_prose(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = String::new();
    for (index, part) in text.split('`').enumerate() {
        match index % 2 {
            0 => rest += part,
            _ if is_command(part) || is_of_machine(part) => found.push(part.to_owned()),
            _ => rest += "…",
        }
    }
    let starts = rest.match_indices(": ").map(|(at, colon)| at + colon.len());
    let mut starts: Vec<usize> = std::iter::once(0).chain(starts).collect();
    starts.extend(rest.match_indices(" cookiekit ").map(|(at, _)| at + 1));
    starts.sort_unstable();
    starts.dedup();
    let mut end = 0;
    for start in starts {
        if start >= end && is_command(&rest[start..]) {
            end = start + length(&rest[start..]);
            found.push(rest[start..end].to_owned());
        }
    }
    found
}

fn is_command(text: &str) -> bool {
    let mut words = text.split(' ');
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    if first == "cookiekit" && !COMMANDS.contains(&second.trim_end_matches(',')) {
        return second.starts_with("--");
    }
    PROGRAMS.contains(&first)
}

/// Whether it begins with a program that acts beyond a folder. Their names are
/// words too: in a sentence they stand between backticks.
fn is_of_machine(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    BEYOND.iter().any(|(program, _)| *program == first)
}

/// How much of a sentence is a command: up to a bracket, a comma or a
/// semicolon outside of quotes.
fn length(text: &str) -> usize {
    let mut quote = None;
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match quote {
            None | Some('"') if letter == '\\' => {
                letters.next();
            }
            Some(open) if letter == open => quote = None,
            Some(_) => {}
            None if matches!(letter, '\'' | '"') => quote = Some(letter),
            None => {
                let here = &text[at..];
                if [" (", "; ", ", ", ") "]
                    .iter()
                    .any(|end| here.starts_with(end))
                    || here == ")"
                {
                    return at;
                }
            }
        }
    }
    text.len()
}
