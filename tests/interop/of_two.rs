//! Which of two cookies of one name a framework takes is asked of each that it is
//! known for; so is how it takes percent-encoding off a cookie, and what Auth.js makes
//! of chunks. `of_two.py` and `of_two.mjs` beside this file ask those in Python and in
//! node.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use cookiekit::frameworks::{FORMATS, OfTwo, Percent};

const HEADER: &str = "a=1; s=first; s=last";

/// What a program prints, a line for each format: its name and `first` or `last`.
fn asked(command: &mut Command) -> Vec<(String, String)> {
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    let pair = |line: &str| {
        let (format, taken) = line.split_once(' ').unwrap();
        (format.to_owned(), taken.to_owned())
    };
    text.lines().map(pair).collect()
}

fn beside(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/interop")
        .join(name)
}

fn in_node() -> Vec<(String, String)> {
    let modules = std::env::var("PEERS_NODE_PATH").expect("tests/run sets it");
    let mut node = Command::new("node");
    asked(
        node.arg(beside("of_two.mjs"))
            .env("PEERS_NODE_PATH", modules),
    )
}

#[test]
#[ignore = "needs the frameworks: tests/run"]
fn each_framework_takes_the_one_that_is_told() {
    let python = std::env::var("PEERS_PYTHON").expect("tests/run sets it");
    let mut all = asked(
        Command::new(python)
            .arg("-W")
            .arg("ignore")
            .arg(beside("of_two.py")),
    );
    all.extend(in_node());
    let ruby = format!(
        "require 'rack'; s = Rack::Utils.parse_cookies({{'HTTP_COOKIE' => '{HEADER}'}})['s']; \
         %w[rack rack-hmac rails-gcm rails-cbc rails-signed].each {{ |it| puts \"#{{it}} #{{s}}\" }}"
    );
    all.extend(asked(Command::new("ruby").args(["-e", &ruby])));
    let r = format!("cat('plumber', plumber:::parseCookies('{HEADER}')$s, '\\n')");
    all.extend(asked(Command::new("Rscript").args(["-e", &r])));
    let all: BTreeMap<String, String> = all
        .into_iter()
        .map(|(format, taken)| (format, taken.trim().to_owned()))
        .collect();
    for format in FORMATS {
        let told = format.facts().framework.of_two.map(|it| match it {
            OfTwo::First => "first",
            OfTwo::Last => "last",
        });
        match all.get(format.name()) {
            Some(taken) => assert_eq!(told, Some(&**taken), "{}", format.name()),
            // net/http and $_COOKIE, seen with Go 1.19 and PHP 8.2.
            None if ["gorilla", "laravel"].contains(&format.name()) => {
                assert_eq!(told, Some("first"), "{}", format.name());
            }
            None => assert_eq!(told, None, "{}", format.name()),
        }
    }
}

/// Small letters and what needs no escape are read by each; a plus is a space in forms.
#[test]
#[ignore = "needs the frameworks: tests/run"]
fn each_framework_reads_percent_encoding_as_it_is_said() {
    let ruby = "require 'rack'; \
                p = Rack::Utils.parse_cookies({'HTTP_COOKIE' => 'p=%3d%2b+%61'})['p']; \
                %w[rack rack-hmac rails-gcm rails-cbc rails-signed].each \
                { |it| puts \"percent:#{it} #{p}\" }";
    let mut all = asked(Command::new("ruby").args(["-e", ruby]));
    all.extend(in_node());
    let read: BTreeMap<&str, &str> = all
        .iter()
        .filter_map(|it| Some((it.0.strip_prefix("percent:")?, &*it.1)))
        .collect();
    assert!(read.len() > 12, "{read:?}");
    for format in FORMATS {
        let expected = format.facts().framework.percent.map(|it| match it {
            Percent::Component => "=++a",
            Percent::Form => "=+ a",
        });
        // $_COOKIE keeps a plus, seen with PHP 8.2: less is reported of it.
        if format.name() != "laravel" {
            assert_eq!(
                read.get(format.name()),
                expected.as_ref(),
                "{}",
                format.name()
            );
        }
    }
}

#[test]
#[ignore = "needs @auth/core: tests/run"]
fn auth_js_refuses_what_is_told_to_be_in_the_way() {
    let chunks = in_node();
    let chunks = chunks
        .iter()
        .filter_map(|it| Some((it.0.strip_prefix("chunks:")?, &*it.1)));
    let chunks: Vec<(&str, &str)> = chunks.collect();
    let expected = [
        ("all", "taken"),
        ("one-missing", "refused"),
        ("left-over", "refused"),
        ("whole", "taken"),
        ("whole-beside-first", "refused"),
        ("whole-beside-second", "refused"),
        ("whole-beside-like", "refused"),
    ];
    assert_eq!(chunks, expected);
}
