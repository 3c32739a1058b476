//! `cookiekit help`: the help of a command, guides, and tables too long for a help.
//!
//! A guide is a file of Markdown beside this one, so that it reads well on a forge,
//! and its examples are found and run by the tests. The terminal and the manual get
//! the same text.

use std::ffi::OsString;
use std::fmt::Write;

use super::TOPICS;
use crate::error::{Error, Result};
use crate::frameworks::named_alike;
use crate::output::human;

/// The reasons that are no change.
const REASONS: [(&str, &str); 9] = [
    ("expired", "genuine, but expired"),
    ("unencrypted", "made by a server without a key"),
    (
        "encrypted",
        "with --unencrypted: made by a server with a key",
    ),
    ("weak-key", "under a key that anyone may have"),
    ("cut-at-4096", "cut where browsers, proxies and logs cut"),
    ("cut-at-equals", "cut at `=` by a careless split"),
    ("cut-at-end", "cut where its nonce is not whole"),
    ("cut-by-devtools", "cut by the table of DevTools"),
    (
        "cut-at-ellipsis",
        "cut where an ellipsis is shown for the rest",
    ),
];

pub fn reasons() -> String {
    let changes = crate::explain::HYPOTHESES.iter();
    let changes = changes.map(|it| (it.id, it.about()));
    let others = REASONS.map(|(id, about)| (id, about.to_owned()));
    format!(
        "The one change that would make a cookie valid, proved by opening it:\n{}\n\
         Reasons that no change removes:\n{}\n{}",
        table(changes),
        table(others.into_iter()),
        plain(include_str!("topics/reasons.md"))
    )
}

pub fn lints() -> String {
    let rules = crate::set_cookie::rules();
    table(rules.map(|it| (it.id, format!("{}: {}", it.level.word(), it.say))))
}

/// Ids and what they say, which continues below itself in lines of 80 columns.
fn table(rows: impl Iterator<Item = (&'static str, String)>) -> String {
    const WIDEST_ID: usize = 25;
    let row = |(id, says): (&str, String)| human::wrapped(&format!("  {id:<WIDEST_ID$}  "), &says);
    rows.map(row).collect()
}

pub fn checks() -> String {
    let listed = crate::output::findings::listed();
    format!("{listed}\n{}", plain(include_str!("topics/checks.md")))
}

/// The guide to security, with the bounds where it has a line for them.
pub fn security() -> String {
    const PLACE: &str = "<!-- The bounds: src/cli/help/bounds.rs. -->\n";
    let guide = include_str!("topics/security.md");
    plain(&guide.replace(PLACE, &super::bounds::table()))
}

/// Markdown as a terminal shows it: headings in capitals, code indented.
pub fn plain(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len() + markdown.len() / 8);
    let mut is_code = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
            continue;
        }
        match line.strip_prefix("## ") {
            Some(heading) if !is_code => text += &heading.to_uppercase(),
            _ if is_code && !line.is_empty() => {
                text += "  ";
                text += line;
            }
            _ => text += line,
        }
        text.push('\n');
    }
    text
}

/// The topics, a line each, as a section of a help.
pub fn listed() -> String {
    let mut list = String::from("TOPICS\n");
    for topic in TOPICS {
        let _ = writeln!(list, "  cookiekit help {:<10}  {}", topic.name, topic.about);
    }
    list
}

/// What a command line that begins with `help` asks for.
pub enum Asked {
    /// This text.
    Topic(String),
    /// The help of a command: the command line that prints it.
    Command(Vec<OsString>),
}

/// `cookiekit help` as completions know it: what may stand behind it is a command of its
/// own, for not every shell completes values.
pub fn as_command(commands: &clap::Command) -> clap::Command {
    let topic = |it: &super::Topic| clap::Command::new(it.name).about(it.about);
    let other = |it: &clap::Command| {
        let about = it.get_about().cloned().unwrap_or_default();
        clap::Command::new(it.get_name().to_owned()).about(about)
    };
    clap::Command::new("help")
        .about("Print the help of a command, or a topic")
        .subcommands(TOPICS.iter().map(topic))
        .subcommands(commands.get_subcommands().map(other))
        .disable_help_subcommand(true)
}

/// Where the word `help` is, if a command line begins with it: what every command takes
/// may stand before it.
fn place_of_help(arguments: &[OsString]) -> Option<usize> {
    let is_before = |it: &OsString| {
        let flags = ["--json", "-q", "--quiet", "-v", "--verbose"];
        flags.iter().any(|flag| it == flag) || it.to_string_lossy().starts_with("--color=")
    };
    let place = arguments.iter().skip(1).position(|it| !is_before(it))? + 1;
    (arguments[place] == "help").then_some(place)
}

/// Reads a command line, if it begins with `help`.
///
/// # Errors
/// When the words behind it name no command and no topic.
pub fn asked(
    arguments: &[OsString],
    commands: impl FnOnce() -> clap::Command,
) -> Option<Result<Asked>> {
    let place = place_of_help(arguments)?;
    // `cookiekit help --help` asks for no more than `cookiekit help`.
    let is_word = |it: &&OsString| !it.as_encoded_bytes().starts_with(b"-");
    let words: Vec<&OsString> = arguments.iter().skip(place + 1).filter(is_word).collect();
    if let [word] = words[..]
        && let Some(topic) = TOPICS.iter().find(|it| word == it.name)
    {
        return Some(Ok(Asked::Topic((topic.text)())));
    }
    let commands = commands();
    let mut command = &commands;
    for word in &words {
        let Some(found) = command.find_subcommand(word) else {
            return Some(Err(unknown(&word.to_string_lossy(), &commands)));
        };
        command = found;
    }
    let json = arguments.iter().find(|it| *it == "--json");
    let line = arguments.iter().take(1).chain(words).chain(json).cloned();
    Some(Ok(Asked::Command(line.chain(["--help".into()]).collect())))
}

/// Of words that are neither, those that other tools have for the tables of the help, and
/// the names of frameworks lead somewhere.
fn unknown(word: &str, commands: &clap::Command) -> Error {
    let error = Error::could_not("no such command and no such topic");
    let word = word.to_lowercase();
    if [
        "exit",
        "exit-codes",
        "exitcodes",
        "status",
        "environment",
        "topics",
        "commands",
    ]
    .contains(&&*word)
    {
        return error.hint("that is at the end of: cookiekit help");
    }
    let topics = TOPICS.iter().map(|it| it.name);
    let names = commands.get_subcommands().map(clap::Command::get_name);
    let apart = |name: &&str| strsim::osa_distance(&word, name);
    let nearest = topics.chain(names).min_by_key(apart);
    let nearest = nearest.filter(|it| apart(it) <= 2.min(it.len() / 3));
    match (nearest, named_alike(&word).first()) {
        (Some(nearest), _) => error.hint(format!("did you mean cookiekit help {nearest}?")),
        (None, Some(format)) => error.hint(format!("did you mean cookiekit formats {format}?")),
        (None, None) => {
            let names: Vec<&str> = TOPICS.iter().map(|it| it.name).collect();
            error.hint(format!(
                "topics: {}; commands: cookiekit help",
                names.join(", ")
            ))
        }
    }
}
