//! Keys that a source hands over and has from another one: `source("conf.R")`.

use std::path::Path;

use super::given::Helpers;
use super::{code_of, cookie_calls, variables};
use crate::audit::detect::hardcoded::Borrowed;
use crate::audit::detect::r_code::{Shape, calls, unquoted};

/// The variables that are handed over and not set here, with each of the sources that may
/// set them.
pub fn borrowed(path: &Path, bytes: &[u8]) -> Vec<Borrowed> {
    let code = code_of(path, bytes);
    let code = code.as_ref().map_or(bytes, |code| code);
    let text = |range: &std::ops::Range<usize>| String::from_utf8_lossy(&code[range.clone()]);
    let sources = calls(code, &["source"]);
    let sources = sources.iter().filter_map(|call| {
        let file = call.argument(code, &["file"], "file")?;
        (file.shape == Shape::Text).then(|| text(&file.value))
    });
    let sources: Vec<_> = sources.collect();
    if sources.is_empty() {
        return vec![];
    }
    let cookies = cookie_calls(code, &Helpers::of(code));
    let Some(told) = cookies.first().map(|call| format!("{}()", call.function)) else {
        return vec![];
    };
    let is_set = |name: &[u8]| {
        let mut places = memchr::memmem::find_iter(code, name);
        places.any(|at| {
            let rest = code[at + name.len()..].trim_ascii_start();
            rest.starts_with(b"<-") || rest.starts_with(b"<<-") || rest.starts_with(b"=")
        })
    };
    let names = variables(code, &cookies).into_iter();
    let names = names.filter(|name| !is_set(name));
    names
        .flat_map(|name| {
            sources.iter().map(|from| Borrowed {
                from: String::from_utf8_lossy(unquoted(from.as_bytes())).into_owned(),
                name: String::from_utf8_lossy(name).into_owned(),
                told: told.clone(),
            })
        })
        .collect()
}

/// The variables of the environment that a source takes its key from, each with the call
/// that gets it.
pub fn asked(path: &Path, bytes: &[u8]) -> Vec<(String, String)> {
    let code = code_of(path, bytes);
    let code = code.as_ref().map_or(bytes, |code| code);
    // Most sources ask for none, and no more of them is read.
    if memchr::memmem::find(code, b"Sys.getenv").is_none() {
        return vec![];
    }
    let helpers = Helpers::of(code);
    let asked = helpers.asked(code, &cookie_calls(code, &helpers));
    let asked = asked.into_iter();
    asked
        .map(|(name, function)| (name, format!("{function}()")))
        .collect()
}
