//! What is generated from the one definition of the command line is current:
//! the completions, the man pages and the exit codes in the README.
//!
//! `BLESS=1 cargo test --test generated` renews them.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

const RENEW: &str = "BLESS=1 cargo test --test generated";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a folder with what it must hold, and nothing else; or writes it.
fn check(folder: &str, expected: &BTreeMap<PathBuf, Vec<u8>>) {
    let folder = root().join(folder);
    if std::env::var_os("BLESS").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in expected {
            fs::write(folder.join(name), bytes).unwrap();
        }
    }
    let found = fs::read_dir(&folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        (PathBuf::from(path.file_name().unwrap()), bytes)
    });
    let found: BTreeMap<PathBuf, Vec<u8>> = found.collect();
    let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(expected), "renew with: {RENEW}");
    for (name, bytes) in expected {
        assert!(
            found[name] == *bytes,
            "{} is stale; renew with: {RENEW}",
            name.display()
        );
    }
}

#[test]
fn the_completions_are_current() {
    let shells = [
        (Shell::Bash, "cookiekit.bash"),
        (Shell::Zsh, "_cookiekit"),
        (Shell::Fish, "cookiekit.fish"),
        (Shell::PowerShell, "_cookiekit.ps1"),
        (Shell::Elvish, "cookiekit.elv"),
    ];
    let files = shells.map(|(shell, name)| {
        let script = cookiekit::cli::completion_script(shell);
        (PathBuf::from(name), script)
    });
    check("completions", &files.into());
}

#[test]
fn the_man_pages_are_current() {
    let mut pages = BTreeMap::new();
    add_pages(&cookiekit::cli::command(), &mut pages);
    for topic in cookiekit::cli::TOPICS {
        let name = format!("cookiekit-{}", topic.name);
        pages.insert(PathBuf::from(format!("{name}.7")), topic_page(topic, &name));
    }
    for section in ["1", "7"] {
        let is_in = |name: &Path| name.extension().is_some_and(|it| it == section);
        let pages = pages.iter().filter(|(name, _)| is_in(name));
        let pages = pages.map(|(name, page)| (name.clone(), in_ascii(page)));
        check(&format!("man/man{section}"), &pages.collect());
    }
}

/// A page as every terminal shows it: troff warns of what the letters of a locale
/// lack, in the face of who reads the page.
fn in_ascii(page: &[u8]) -> Vec<u8> {
    let page = String::from_utf8(page.to_vec()).unwrap();
    let page = page.replace('\u{2026}', "...");
    assert!(page.is_ascii(), "{page}");
    page.into_bytes()
}

/// One page a command and subcommand, below each other's names.
fn add_pages(command: &clap::Command, pages: &mut BTreeMap<PathBuf, Vec<u8>>) {
    // `build` gave every subcommand its full name, with spaces.
    let name = command
        .get_bin_name()
        .unwrap_or("cookiekit")
        .replace(' ', "-");
    pages.insert(PathBuf::from(format!("{name}.1")), page(command, &name));
    for subcommand in command.get_subcommands() {
        add_pages(subcommand, pages);
    }
}

fn page(command: &clap::Command, name: &str) -> Vec<u8> {
    let long_help = command.get_after_long_help().map(ToString::to_string);
    let man = Man::new(
        command
            .clone()
            .name(name.to_owned())
            .version(env!("CARGO_PKG_VERSION")),
    )
    .title(name.to_uppercase())
    .date("");
    let mut page = Vec::new();
    man.render_title(&mut page).unwrap();
    man.render_name_section(&mut page).unwrap();
    man.render_synopsis_section(&mut page).unwrap();
    man.render_description_section(&mut page).unwrap();
    if command
        .get_subcommands()
        .any(|it| it.get_name() == "keygen")
    {
        glossary().to_writer(&mut page).unwrap();
    }
    man.render_options_section(&mut page).unwrap();
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page).unwrap();
    }
    let long_help = long_help.unwrap_or_else(|| panic!("{name} has no EXAMPLES and EXIT STATUS"));
    assert!(
        long_help.contains("EXAMPLES\n") && long_help.contains("EXIT STATUS\n"),
        "{name}"
    );
    literal_sections(&long_help).to_writer(&mut page).unwrap();
    page
}

/// The words that all pages use, in the first of them.
fn glossary() -> Roff {
    let glossary = cookiekit::cli::TOPICS
        .iter()
        .find(|it| it.name == "glossary");
    let text = (glossary.expect("there is one").text)();
    literal_sections(&format!("GLOSSARY\n{text}"))
}

/// The page of a topic, under section 7: it is no command.
fn topic_page(topic: &cookiekit::cli::Topic, name: &str) -> Vec<u8> {
    let mut roff = Roff::default();
    roff.control("TH", [&*name.to_uppercase(), "7"])
        .control("SH", ["NAME"])
        .text([roman(format!("{name} - {}", topic.about))])
        .control("SH", ["DESCRIPTION"]);
    // Prose is filled to the width of the page; what is indented stays as it is.
    let mut is_kept = false;
    for line in (topic.text)().lines() {
        let is_indented = line.starts_with(' ');
        if !line.is_empty() && is_indented != is_kept {
            is_kept = is_indented;
            roff.control(if is_kept { "nf" } else { "fi" }, []);
        }
        match line {
            heading if is_heading(heading) => roff.control("SH", [heading]),
            _ => roff.text([roman(line)]),
        };
    }
    let mut page = Vec::new();
    roff.to_writer(&mut page).unwrap();
    page
}

/// Whether it heads a section: a line in capitals.
fn is_heading(line: &str) -> bool {
    let is_word = |it: char| it.is_uppercase() || it.is_ascii_digit() || " ,:-'".contains(it);
    line.starts_with(char::is_uppercase) && line.chars().all(is_word)
}

/// The sections of the long help, line by line.
fn literal_sections(text: &str) -> Roff {
    let mut roff = Roff::default();
    for line in text.lines() {
        if is_heading(line) {
            roff.control("fi", [])
                .control("SH", [line])
                .control("nf", []);
        } else {
            roff.text([roman(line)]);
        }
    }
    roff.control("fi", []);
    roff
}

#[test]
fn the_first_man_page_has_the_glossary_behind_its_description() {
    let page = fs::read_to_string(root().join("man/man1/cookiekit.1")).unwrap();
    let place = |heading: &str| page.find(&format!("\n.SH {heading}")).expect(heading);
    assert!(place("DESCRIPTION") < place("GLOSSARY"));
    assert!(place("GLOSSARY") < place("OPTIONS"));
    for word in [
        "slot", "format", "finding", "fix", "report", "census", "reissue", "purpose",
    ] {
        assert!(page.contains(&format!("\n  {word} ")), "{word}");
    }
}

#[test]
fn the_exit_codes_in_the_readme_are_those_of_the_contract() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for (exit, word, meaning) in cookiekit::exit::TABLE {
        let row = format!("| {} | {word} | {meaning} |", exit.code());
        assert!(readme.contains(&row), "README.md lacks: {row}");
    }
}
