//! CK705: a variable that holds Workbench's key.

use std::path::{Path, PathBuf};

use super::{CheckId, id, workbench_keys};
use crate::audit::checks::check::{Check, Scope};
use crate::audit::facts::extent;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::lines::{self, Place};
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::fix::edits::{Moved, kind_of, moved_out, own_file, without_lines};
use crate::audit::scan::scene::Scene;
use crate::audit::scan::systems::workbench::search::config_directories;
use crate::audit::scan::units;
use crate::crypto;

const WB_ENV_OVERRIDES: CheckId = id("CK705", "wb-env-overrides");

/// The row.
pub(super) const ROW: Check = Check {
    id: WB_ENV_OVERRIDES,
    severity: Severity::High,
    title: "An environment variable overrides Workbench's key",
    expected: "no WORKBENCH_ENCRYPTION_KEY in a file",
    why: "the variable holds the key itself, where environments and units show it",
    fix: "put the key into secure-cookie-key on every node, then take the line out",
    scope: Scope::Scene(variables),
};

/// The variable that Workbench takes its key from instead of a file.
const VARIABLE: &str = "WORKBENCH_ENCRYPTION_KEY";

fn variables(scene: &Scene) -> Vec<Observation> {
    if !scene.whole_machine {
        return vec![];
    }
    let policy = &scene.policy;
    let mut files: Vec<PathBuf> = config_directories(policy)
        .iter()
        .map(|directory| directory.join("env-vars"))
        .collect();
    files.push(policy.system("/etc/default/rstudio-server"));
    files.extend(units::unit_files(policy));
    let mut observations = Vec::new();
    for path in files {
        let Ok(Some(bytes)) = lines::read(&path) else {
            continue;
        };
        let found: Vec<(usize, &[u8])> = lines::numbered(&bytes)
            .filter(|(_, line)| sets_the_variable(line))
            .collect();
        let numbers: Vec<usize> = found.iter().map(|(number, _)| *number).collect();
        if !numbers.is_empty() {
            let observed = format!("sets {VARIABLE} in {}", lines::told(&numbers));
            let extent = extent::numbered(VARIABLE, numbers.len());
            let mut observation = Observation::new(WB_ENV_OVERRIDES, &path, observed);
            let is_in_file = found.iter().all(|(_, line)| is_key_in_use(scene, line));
            if let ([(number, line)], true) = (&*found, is_in_file) {
                observation.fix = moved_variable(&path, *number, line);
            }
            let words = match is_in_file {
                true => IN_FILE,
                false => ONLY_COPY,
            };
            observations.push(observation.mend(words).extent(extent));
        }
    }
    observations
}

/// What is to be done where the key file has the key as well.
const IN_FILE: &str = "the key file has the same key, and the server takes it from there; restart, \
     rotate";
/// What is to be decided where the variable alone has the key.
const ONLY_COPY: &str = "keep the line until the server has this very key from its key file: its \
     cookies and the settings that were encrypted with it need it, and the server makes another key \
     where it finds none. Put it there on every node, take the line out, restart, rotate";

/// Whether the server would take the very same key from its file, without the line.
fn is_key_in_use(scene: &Scene, line: &[u8]) -> bool {
    let value = value_of(line);
    let used = workbench_keys(scene).into_iter().next();
    used.and_then(KeyFile::text)
        .is_some_and(|key| crypto::equal(key, value.as_bytes()))
}

/// What a line sets the variable to.
fn value_of(line: &[u8]) -> String {
    let line = String::from_utf8_lossy(line);
    let (_, value) = line.split_once(VARIABLE).unwrap_or_default();
    let value = value.strip_prefix('=').unwrap_or_default().trim();
    value.trim_matches(['"', '\'']).to_owned()
}

/// Puts the value into a file of its own and takes the line out, if there is
/// nothing else on it.
fn moved_variable(path: &Path, number: usize, line: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(line).ok()?;
    let (before, value) = text.split_once(VARIABLE)?;
    let is_alone = matches!(
        before.trim_end_matches('"').trim(),
        "" | "export" | "Environment="
    );
    let value = value.strip_prefix('=')?;
    let start = value.len() - value.trim_start_matches(['"', '\'']).len();
    let value = value.trim().trim_matches(['"', '\'']);
    if !is_alone || !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let place = Place {
        line: number,
        column: before.len() + VARIABLE.len() + 1 + start,
    };
    let kind = kind_of(value.as_bytes());
    let to = own_file(path, "workbench secure-cookie-key");
    let saved = moved_out(path, place, &format!("({kind})"), Moved::to(&to))?;
    let lines = [(number, format!("{VARIABLE}="))].into();
    Some(format!("{saved} && {}", without_lines(path, &lines)))
}

fn sets_the_variable(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    let line = line.trim();
    if line.starts_with(['#', ';']) {
        return false;
    }
    line.split_once(VARIABLE)
        .and_then(|(_, rest)| rest.strip_prefix('='))
        .is_some_and(|value| !value.trim_matches(['"', '\'', ' ']).is_empty())
}
