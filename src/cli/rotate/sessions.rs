//! Who stays signed in when a key was replaced, in a line: `rotate plan` has the rest.

use std::ffi::OsStr;

use crate::cli::format_names::format_of;
use crate::frameworks::runbook::{Runbook, Site};
use crate::frameworks::{self, Format};
use crate::keys::spec::Spec;

/// What becomes of those who are signed in. It names only a framework that was
/// named, or that is known by the name of the key's file: digits alone prove nothing.
pub fn who_stays(format: Option<&str>, place: &Spec) -> String {
    let key = place.word();
    let known = format.map(format_of).or_else(|| by_file_name(place));
    let Some((format, runbook)) = known.and_then(|it| Some((it, it.facts().framework.runbook?)))
    else {
        return format!(
            "who stays signed in depends on the program that reads the key: cookiekit rotate \
             plan --for FORMAT --key {key}"
        );
    };
    if let Some(code) = runbook.code {
        return format!(
            "old cookies stay valid if the application reads the retired keys too, as the code \
             of this command does: cookiekit key export --for {code} --key {key}"
        );
    }
    format!("{}: {}", format.name(), first_effect(runbook, place, &key))
}

fn by_file_name(place: &Spec) -> Option<&'static dyn Format> {
    let Spec::File(path) = place else { return None };
    let name = path.file_name().and_then(OsStr::to_str);
    frameworks::of_key(name, None)
}

/// What users notice first, on one node.
fn first_effect(runbook: &Runbook, place: &Spec, key: &str) -> String {
    let site = Site {
        key,
        was: "",
        is_file: matches!(place, Spec::File(_)),
        has_others: false,
        restart: runbook.restart,
        restart_is_guessed: false,
        code: None,
        folder: "",
        at_risk: &[],
    };
    let effects = (runbook.course)(&site).effects;
    effects.into_iter().next().unwrap_or_default()
}
