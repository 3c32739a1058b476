//! Who stays signed in when a key was replaced, in a line: `rotate plan` has the rest.

use std::ffi::OsStr;

use crate::cli::format_names::Named;
use crate::frameworks;
use crate::frameworks::runbook::{Runbook, Site};
use crate::keys::rotation;
use crate::keys::spec::Spec;

/// What becomes of those who are signed in. It names only a framework that was
/// named, or that is known by the name of the key's file: digits alone prove nothing.
pub fn who_stays(named: Option<&Named>, place: &Spec) -> String {
    let key = place.word();
    let plan = plan(place);
    let named = named.cloned().or_else(|| by_file_name(place));
    let Some((named, runbook)) = named.and_then(|it| {
        let (_, runbook) = it.runbook()?;
        Some((it, runbook))
    }) else {
        return format!("who stays signed in depends on the program that reads the key: {plan}");
    };
    if let Some(code) = named.code() {
        return format!(
            "old cookies stay valid if the application reads the retired keys too, as the code \
             of this command does: cookiekit key export --for {code} --key {key}"
        );
    }
    format!(
        "{}: {}",
        named.name,
        first_effect(&named, runbook, place, &key)
    )
}

/// The command that prints the steps of a rotation, for the program that the name of the
/// key's file tells.
pub fn plan(place: &Spec) -> String {
    let named = by_file_name(place).map(|it| it.name);
    format!(
        "{} --for {}",
        rotation::command(place, "plan"),
        named.as_deref().unwrap_or("FORMAT")
    )
}

fn by_file_name(place: &Spec) -> Option<Named> {
    let Spec::File(path) = place else { return None };
    let name = path.file_name().and_then(OsStr::to_str);
    let format = frameworks::of_key(name, None)?;
    Some(Named::of(format.name().to_owned()))
}

/// What users notice first, on one node.
fn first_effect(named: &Named, runbook: &Runbook, place: &Spec, key: &str) -> String {
    let site = Site {
        key,
        was: "",
        is_file: matches!(place, Spec::File(_)),
        has_others: false,
        restart: runbook.restart,
        restart_is_guessed: false,
        max_lifetime: runbook.max_lifetime,
        lifetime_is_guessed: false,
        code: None,
        folder: "",
        at_risk: &[],
    };
    let effects = named.course(&site).map(|it| it.effects);
    effects.into_iter().flatten().next().unwrap_or_default()
}
