//! The vectors of `tests/data` through the command line.

use serde::Deserialize;

use crate::world::World;

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

/// A case in any of the files; what they do not have is absent.
#[derive(Deserialize)]
struct Case {
    name: String,
    key_text: Option<String>,
    key_hex: Option<String>,
    cookie_name: Option<String>,
    cookie: String,
    wire: Option<String>,
    now: Option<serde_json::Value>,
    expect: String,
    json: Option<String>,
    payload: Option<String>,
    value: Option<String>,
}

impl Case {
    fn key(&self) -> Vec<u8> {
        match (&self.key_text, &self.key_hex) {
            (Some(text), _) => text.clone().into_bytes(),
            (None, Some(hex)) => base16ct::lower::decode_vec(hex).unwrap(),
            (None, None) => panic!("{}: no key", self.name),
        }
    }

    fn now(&self) -> String {
        match &self.now {
            Some(serde_json::Value::String(time)) => time.clone(),
            Some(seconds) => seconds.to_string(),
            None => "0".to_owned(),
        }
    }

    fn payload(&self) -> Option<&str> {
        let payload = self.json.as_ref().or(self.payload.as_ref());
        payload.or(self.value.as_ref()).map(String::as_str)
    }

    fn code(&self) -> i32 {
        match self.expect.as_str() {
            "ok" => 0,
            "malformed" | "forged" => 1,
            "expired" => 3,
            other => panic!("no such expectation: {other}"),
        }
    }

    /// How it is given: as it is, and as it is sent.
    fn inputs(&self) -> Vec<&str> {
        let wire = self.wire.as_deref().filter(|wire| *wire != self.cookie);
        [Some(self.cookie.as_str()), wire]
            .into_iter()
            .flatten()
            .collect()
    }

    /// An empty key stands for none, which only plumber's open form has.
    fn is_unencrypted(&self) -> bool {
        self.key().is_empty()
    }
}

/// Runs every case of a file and says how many there were.
fn pass(json: &str, format: &str, command: &str) -> usize {
    let file: File = serde_json::from_str(json).unwrap();
    let world = World::new();
    for case in &file.cases {
        for input in case.inputs() {
            opens(&world, case, input, format, command);
        }
    }
    file.cases.len()
}

fn opens(world: &World, case: &Case, input: &str, format: &str, command: &str) {
    let (now, name) = (case.now(), case.cookie_name.as_deref().unwrap_or(""));
    let mut arguments = vec![
        command, "-q", "--format", format, "--name", name, "--now", &now,
    ];
    if case.is_unencrypted() {
        arguments.push("--unencrypted");
    } else {
        world.file("key", case.key());
        arguments.extend(["--key", "key"]);
    }
    let ended = world.run(&arguments).stdin(input).ends();
    assert_eq!(ended.code(), case.code(), "{}: {}", case.name, ended.err);
    match (case.code(), case.payload()) {
        (0, Some(payload)) => {
            assert_eq!(ended.text(), format!("{payload}\n"), "{}", case.name);
            assert_eq!(ended.err, "", "{}", case.name);
        }
        (0, None) => assert_ne!(ended.text(), "", "{}", case.name),
        _ => assert_eq!(ended.text(), "", "{}", case.name),
    }
    let word = match case.expect.as_str() {
        "ok" => return,
        "expired" => "genuine, but expired ",
        "forged" => "forged or under another key ",
        _ => "malformed: ",
    };
    let start = format!("cookiekit: {word}");
    assert!(
        ended.err.starts_with(&start),
        "{}: {}",
        case.name,
        ended.err
    );
}

#[test]
fn plumber_opens_its_vectors() {
    let first = pass(include_str!("../data/plumber.json"), "plumber", "decrypt");
    let more = pass(
        include_str!("../data/plumber-more.json"),
        "plumber",
        "decrypt",
    );
    assert!(first >= 21 && more >= 25, "{first} {more}");
}

#[test]
fn sealed_opens_its_vectors() {
    let cases = pass(include_str!("../data/sealed.json"), "sealed", "decrypt");
    assert!(cases >= 29, "{cases}");
}

#[test]
fn workbench_verifies_its_vectors() {
    let cases = pass(
        include_str!("../data/workbench.json"),
        "workbench",
        "verify",
    );
    assert!(cases >= 25, "{cases}");
}

#[test]
fn signed_verifies_its_vectors() {
    let cases = pass(include_str!("../data/signed.json"), "signed", "verify");
    assert!(cases >= 29, "{cases}");
}

#[test]
fn plumber2_opens_its_vectors() {
    let cases = pass(include_str!("../data/plumber2.json"), "plumber2", "decrypt");
    assert!(cases >= 19, "{cases}");
}
