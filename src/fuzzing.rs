//! Doors for the fuzz targets in `tests/fuzz`: readers of hostile bytes that nothing
//! outside of the crate needs otherwise, each with what must hold of its answer.
//!
//! No part of the interface: nothing else may call them.

#[cfg(unix)]
use std::io::BufReader;
use std::path::Path;

use zeroize::Zeroizing;

use crate::keys::Key;

/// The key that a variable of an env file is.
pub fn dotenv(file: &[u8], name: &str) -> Option<Vec<u8>> {
    let file = Key::new(Zeroizing::new(file.to_vec()));
    let value = crate::keys::spec::dotenv::value(&file, Path::new(".env"), name);
    Some(value.ok()?.bytes().to_vec())
}

/// Whether bytes of Ruby's Marshal are read.
pub fn marshal(bytes: &[u8]) -> Option<String> {
    crate::frameworks::ruby::marshal::told(bytes)
}

/// The bytes of Marshal for JSON.
pub fn marshalled(json: &[u8]) -> Option<Vec<u8>> {
    crate::frameworks::ruby::marshal::written(json)
}

/// The name and the payload in a pickle.
pub fn pickle(bytes: &[u8]) -> Option<(String, Vec<u8>)> {
    let held = crate::frameworks::bottle::pickle::read(bytes).ok()?;
    Some((held.name, held.payload))
}

/// The pickle of a name and a payload.
pub fn pickled(name: &str, payload: &[u8]) -> Vec<u8> {
    crate::frameworks::bottle::pickle::written(name, payload)
}

/// How many calls of R code are read; their arguments stand in them, in order.
#[cfg(unix)]
pub fn r_code(code: &[u8]) -> usize {
    let calls =
        crate::audit::detect::r_code::calls(code, &["plumber::session_cookie", "key_get", "c"]);
    let mut start = 0;
    for call in &calls {
        assert!(start <= call.range.start, "calls stand in order");
        start = call.range.start;
        assert!(call.range.start <= call.open && call.open <= call.range.end);
        assert!(call.range.end <= code.len());
        let mut end = call.open;
        for argument in &call.arguments {
            let value = &argument.value;
            assert!(end <= value.start && value.start <= value.end && value.end <= call.range.end);
            end = value.end;
        }
        let _ = call.argument(code, &["x", "key", "keyring"], "key");
        let _ = call.hands_on(code);
    }
    calls.len()
}

/// How many keys are written in a text in one of the languages, by its number.
#[cfg(unix)]
pub fn written(text: &[u8], language: u8) -> usize {
    use crate::audit::detect::hardcoded::{Language, written};
    const LANGUAGES: [Language; 16] = [
        Language::R,
        Language::Shell,
        Language::Docker,
        Language::Yaml,
        Language::Json,
        Language::Settings,
        Language::Python,
        Language::Script,
        Language::Ruby,
        Language::Php,
        Language::Hcl,
        Language::PowerShell,
        Language::Batch,
        Language::Xml,
        Language::Markdown,
        Language::R,
    ];
    let language = LANGUAGES[usize::from(language) % LANGUAGES.len()];
    let found = written(text, language, &[b"session_secret"]);
    for key in &found {
        assert!(key.range.start < key.range.end && key.range.end <= text.len());
    }
    found.len()
}

/// What is read of the output of `git cat-file --batch`: how many contents, none of
/// which is larger than asked for.
#[cfg(unix)]
pub fn git_objects(output: &[u8], max: u64) -> usize {
    let mut seen = 0;
    let read = crate::audit::scan::git::objects::read_contents(
        &mut BufReader::with_capacity(16, output),
        max,
        &mut |object, content| {
            assert!(content.len() as u64 <= max && object.len() < output.len());
            seen += 1;
        },
    );
    let _ = read;
    seen
}

/// What is read of the output of `git log --raw -z`: how many commits and files.
#[cfg(unix)]
pub fn git_log(output: &[u8]) -> usize {
    let mut seen = 0;
    let read =
        crate::audit::scan::git::log::read(&mut BufReader::with_capacity(16, output), |_| {
            seen += 1;
            Ok(())
        });
    let _ = read;
    seen
}

/// How many entries are read of the output of `git ls-files -z --debug`; none of
/// them leads out of the work tree.
#[cfg(unix)]
pub fn git_index(output: &[u8]) -> usize {
    let entries = crate::audit::scan::git::index::read(output);
    for entry in &entries {
        use std::path::Component;
        let mut parts = entry.name.components();
        assert!(parts.all(|it| matches!(it, Component::Normal(_))));
    }
    entries.len()
}

/// Whether a build file takes the file of this name anywhere.
#[cfg(unix)]
pub fn build_file(text: &[u8], name: &Path) -> bool {
    use crate::audit::checks::docker::stages::{Taken, taken};
    taken(text, name) != Taken::ByNothing
}
