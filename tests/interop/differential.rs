//! Random sessions through the frameworks' own libraries and through cookiekit, both
//! ways, and their cookies with one letter changed: what we open they read as we do.
//! The scripts in `differential` beside this file are their side.
//!
//! So many of each format as COOKIEKIT_DIFFERENTIAL says, 200 unless it is set; the same
//! ones each time, or those of COOKIEKIT_DIFFERENTIAL_SEED.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::collections::BTreeMap;
use std::env;
use std::process::Command;

use cookiekit::frameworks::{self, Payload, Protection};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::served::fed;

const COOKIEKIT: &str = env!("CARGO_BIN_EXE_cookiekit");
const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/differential");
/// The cookie's name.
const NAME: &str = "session";
/// What a changed letter becomes.
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=.|:%*!~?";

/// Whose library it is.
#[derive(Clone, Copy)]
enum Peer {
    R,
    Python,
    Node,
}

/// A format, and what its payloads are.
struct Case {
    format: &'static str,
    peer: Peer,
    /// The letters of its texts.
    letters: &'static str,
    /// What cookiekit needs to make one.
    more: &'static [&'static str],
    /// The session within what we read.
    session: fn(Value) -> Value,
}

const ANY: &str = "[!-~¡-žא-ת一-龥🌀-🙏]";
/// Headers carry no others as they are.
const LATIN_1: &str = "[!-~¡-ÿ]";

const fn case(format: &'static str, peer: Peer) -> Case {
    Case {
        format,
        peer,
        letters: ANY,
        more: &[],
        session: |payload| payload,
    }
}

const fn of_latin_1(format: &'static str) -> Case {
    Case {
        letters: LATIN_1,
        ..case(format, Peer::Python)
    }
}

const CASES: [Case; 22] = [
    // In R a value is a list of one.
    Case {
        session: unboxed,
        ..case("plumber", Peer::R)
    },
    case("flask", Peer::Python),
    case("itsdangerous", Peer::Python),
    case("starlette", Peer::Python),
    case("django-session", Peer::Python),
    of_latin_1("django-cookie"),
    case("tornado", Peer::Python),
    case("fernet", Peer::Python),
    case("paseto", Peer::Python),
    case("jwt", Peer::Python),
    Case {
        more: &["--expires-in", "8h"],
        ..case("litestar", Peer::Python)
    },
    Case {
        session: |payload| payload["session"].clone(),
        ..case("aiohttp-session", Peer::Python)
    },
    Case {
        session: |payload| payload[2].clone(),
        ..case("pyramid", Peer::Python)
    },
    of_latin_1("bottle"),
    of_latin_1("flask-login"),
    case("express", Peer::Node),
    case("iron", Peer::Node),
    case("iron-session", Peer::Node),
    case("fastify-cookie", Peer::Node),
    case("hono", Peer::Node),
    case("remix", Peer::Node),
    case("authjs", Peer::Node),
];

/// Anything of JSON that all languages read alike: no number is beyond what a double
/// has whole.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-300i64..300).prop_map(Value::from),
        (-(1i64 << 53) + 1..1i64 << 53).prop_map(Value::from),
        (-8_000_001i32..8_000_000).prop_map(|it| json!(f64::from(it) / 8.0)),
        "[ -~¡-žא-ת一-龥🌀-🙏\\t\\n\\\\\"]{0,24}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            members(inner, 0).prop_map(Value::from),
        ]
    })
}

/// Members whose names mean nothing to any framework.
fn members(
    inner: impl Strategy<Value = Value>,
    least: usize,
) -> impl Strategy<Value = serde_json::Map<String, Value>> {
    prop::collection::btree_map("k[ -~¡-ž一-龥🌀-🙏]{0,8}", inner, least..5)
        .prop_map(|it: BTreeMap<_, _>| it.into_iter().collect())
}

/// What R keeps of a session: names of plain values, and of lists of one kind.
fn members_of_r() -> impl Strategy<Value = serde_json::Map<String, Value>> {
    let text = || "[ -~¡-ž一-龥🌀-🙏\\t\\n]{0,24}".prop_map(Value::from);
    let number = || (-3000i64..3000).prop_map(Value::from);
    let inner = prop_oneof![
        any::<bool>().prop_map(Value::from),
        number(),
        text(),
        prop::collection::vec(number(), 2..5).prop_map(Value::from),
        prop::collection::vec(text(), 2..5).prop_map(Value::from),
    ];
    members(inner, 1)
}

/// A list of one as what is in it.
fn unboxed(payload: Value) -> Value {
    match payload {
        Value::Array(mut items) if items.len() == 1 => items.remove(0),
        Value::Object(members) => {
            let members = members.into_iter();
            Value::Object(members.map(|(name, it)| (name, unboxed(it))).collect())
        }
        other => other,
    }
}

/// A folder with the key, and the random numbers of one format.
struct World {
    folder: TempDir,
    runner: TestRunner,
    case: &'static Case,
}

impl World {
    fn of(case: &'static Case) -> World {
        let folder = tempfile::tempdir().unwrap();
        let keygen = ["keygen", "--quiet", "--for", case.format, "--out", "key"];
        let mut program = Command::new(COOKIEKIT);
        program.args(keygen).current_dir(folder.path());
        let made = fed(&mut program, "");
        assert!(made.status.success(), "{}", case.format);
        let seed = env::var("COOKIEKIT_DIFFERENTIAL_SEED").unwrap_or_default();
        let seed = cookiekit::crypto::sha256(&[case.format.as_bytes(), seed.as_bytes()]);
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        World {
            folder,
            runner: TestRunner::new_with_rng(Config::default(), rng),
            case,
        }
    }

    fn drawn<T>(&mut self, strategy: &impl Strategy<Value = T>) -> T {
        strategy.new_tree(&mut self.runner).unwrap().current()
    }

    /// Lines of JSON that a program prints for lines of JSON.
    fn asked(&self, program: &mut Command, input: &[Value]) -> Vec<Value> {
        let input: String = input.iter().map(|it| format!("{it}\n")).collect();
        let ended = fed(program.current_dir(self.folder.path()), &input);
        let text = String::from_utf8(ended.stdout).unwrap();
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let errors = String::from_utf8_lossy(&ended.stderr);
        let format = self.case.format;
        assert_eq!(lines.len(), input.lines().count(), "{format}: {errors}");
        lines
    }

    /// What their library makes of payloads, or reads of cookies.
    fn theirs(&self, what: &str, input: &[Value]) -> Vec<Value> {
        let (program, script) = match self.case.peer {
            Peer::R => ("Rscript".to_owned(), "peer.R"),
            Peer::Python => (
                env::var("PEERS_PYTHON").expect("tests/run sets it"),
                "peer.py",
            ),
            Peer::Node => ("node".to_owned(), "peer.mjs"),
        };
        let mut program = Command::new(program);
        program
            .env("PYTHONWARNINGS", "ignore")
            .env("LC_ALL", "C.UTF-8");
        program.arg(format!("{SCRIPTS}/{script}"));
        program.args([self.case.format, "key", NAME, what]);
        self.asked(&mut program, input)
    }

    /// The records of a filter of ours over these members of lines.
    fn ours(&self, command: &[&str], input: &[Value], member: &str) -> Vec<Value> {
        let lines: Vec<Value> = input.iter().map(|it| json!({ member: it })).collect();
        let mut program = Command::new(COOKIEKIT);
        program
            .args(command)
            .args(["--lines", "--quiet", "--field", member]);
        program.args(["--format", self.case.format, "--key", "key"]);
        program.args(["--name", NAME, "--into", "ours"]);
        let records = self.asked(&mut program, &lines);
        let of = |mut it: Value| it["ours"].take();
        records.into_iter().map(of).collect()
    }
}

/// A payload with each number as the double that it is, and without the claims that
/// every token gets.
fn plain(payload: &Value) -> Value {
    match payload {
        Value::Number(number) => json!(number.as_f64().unwrap()),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(members) => members
            .iter()
            .filter(|it| !["iat", "exp", "jti"].contains(&it.0.as_str()))
            .map(|(name, value)| (name.clone(), plain(value)))
            .collect(),
        other => other.clone(),
    }
}

/// A cookie with one letter changed, left out, doubled or added.
fn changed(cookie: &str, at: prop::sample::Index, how: usize, letter: char) -> String {
    let mut letters: Vec<char> = cookie.chars().collect();
    let at = at.index(letters.len());
    match how {
        0 => letters[at] = letter,
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letters[at]),
        3 => letters.push(letter),
        _ if letters[at].is_ascii_lowercase() => letters[at].make_ascii_uppercase(),
        _ => letters[at].make_ascii_lowercase(),
    }
    letters.into_iter().collect()
}

/// What a record of ours says is carried, where it says that the cookie is valid.
fn carried(case: &Case, record: &Value) -> Option<Value> {
    (record["outcome"] == "valid").then(|| {
        let payload = &record["payload"];
        let is_text = payload_of(case) == Payload::Text;
        match payload.as_str() {
            // A signed cookie's JSON is shown as its text.
            Some(text) if !is_text => plain(&(case.session)(serde_json::from_str(text).unwrap())),
            _ if is_text => payload.clone(),
            _ => plain(&(case.session)(payload.clone())),
        }
    })
}

fn payload_of(case: &Case) -> Payload {
    let format = frameworks::find(case.format).unwrap();
    match case.format {
        // They sign what they are given; the text is asked for here.
        "tornado" | "fernet" | "bottle" => Payload::Text,
        _ => format.facts().payload,
    }
}

fn differ(case: &'static Case, count: usize) {
    let mut world = World::of(case);
    let format = case.format;
    let is_encrypted =
        frameworks::find(format).unwrap().facts().protection == Protection::Encrypted;
    let (make, open) = match is_encrypted {
        true => ("encrypt", "decrypt"),
        false => ("sign", "verify"),
    };
    let text = format!("{0}({0}| ){{0,40}}{0}", case.letters);
    let payloads: Vec<Value> = (0..count)
        .map(|_| match payload_of(case) {
            Payload::Json if matches!(case.peer, Peer::R) => {
                Value::from(world.drawn(&members_of_r()))
            }
            Payload::Text => Value::from(world.drawn(&text.as_str())),
            _ => Value::from(world.drawn(&members(value(), 1))),
        })
        .collect();

    let made = world.ours(&[&[make], case.more].concat(), &payloads, "payload");
    let made: Vec<Value> = made.iter().map(|it| it["cookie"].clone()).collect();
    for (read, payload) in world.theirs("read", &made).iter().zip(&payloads) {
        assert_eq!(plain(&read[0]), plain(payload), "{format} reads ours");
    }

    let cookies = world.theirs("make", &payloads);
    for (record, payload) in world
        .ours(&[open], &cookies, "cookie")
        .iter()
        .zip(&payloads)
    {
        assert_eq!(
            carried(case, record),
            Some(plain(payload)),
            "ours reads {format}: {record}"
        );
    }

    let how = (any::<prop::sample::Index>(), 0..5usize, 0..LETTERS.len());
    let changed: Vec<Value> = cookies
        .iter()
        .map(|cookie| {
            let (at, how, letter) = world.drawn(&how);
            let letter = LETTERS.chars().nth(letter).unwrap();
            Value::from(changed(cookie.as_str().unwrap(), at, how, letter))
        })
        .collect();
    let theirs = world.theirs("read", &changed);
    let ours = world.ours(&[open], &changed, "cookie");
    let mut refused = 0;
    for ((record, theirs), cookie) in ours.iter().zip(&theirs).zip(&changed) {
        match (carried(case, record), theirs.get(0).map(plain)) {
            (Some(ours), theirs) => assert_eq!(Some(ours), theirs, "{format}: {cookie}"),
            // What is genuine in another spelling is malformed, and no forgery.
            (None, Some(_)) => {
                assert_ne!(record["outcome"], "forged", "{format}: {cookie} {record}");
            }
            (None, None) => refused += 1,
        }
    }
    assert!(refused > count / 2, "{format}: {refused} of {count}");
}

/// One format after another, each in a process of its language.
#[test]
#[ignore = "needs the frameworks: tests/run"]
fn what_we_open_the_frameworks_read_alike_and_the_other_way() {
    let count = env::var("COOKIEKIT_DIFFERENTIAL").map_or(200, |it| it.parse().unwrap());
    for case in &CASES {
        differ(case, count);
    }
}
