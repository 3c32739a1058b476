//! The file that a report is written into.

use std::path::Path;

use serde_json::Value;

use crate::audit::baseline::replace::replace;
use crate::error::{Error, Result, reason_of};
use crate::shell::shown;

/// The most that is read of a file to see what it is.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Refuses to write over what is no report: a key, or a file of somebody else's.
///
/// # Errors
/// *Could not*, when such a file is there, or it cannot be looked at.
pub fn refuse_others(path: &Path) -> Result<()> {
    let refused = |why: &str| {
        let what = format!("could not write the report {}: {why}", shown(path));
        Err(Error::could_not(what).hint("nothing was changed; name another file"))
    };
    let facts = match path.symlink_metadata() {
        Ok(facts) => facts,
        // What there is no folder for is reported when it is written.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return refused(&reason_of(&error)),
    };
    if !facts.is_file() {
        return refused("it exists and is not a regular file");
    }
    if facts.len() == 0 {
        return Ok(());
    }
    let is_ours = match facts.len() <= MAX_BYTES {
        true => std::fs::read(path).is_ok_and(|text| is_report(&text)),
        false => false,
    };
    match is_ours {
        true => Ok(()),
        false => refused("it exists and is not the report of an audit"),
    }
}

/// Writes a report, whole or not at all.
///
/// # Errors
/// As [`refuse_others`], and when it cannot be written.
pub fn write(path: &Path, text: &str) -> Result<()> {
    refuse_others(path)?;
    replace(path, text.as_bytes(), "the report")
}

/// Whether a text is what an audit writes in one of its formats.
fn is_report(text: &[u8]) -> bool {
    if let Ok(document) = serde_json::from_slice::<Value>(text) {
        let driver = document.pointer("/runs/0/tool/driver/name");
        let has = |name: &str| document.get(name).is_some();
        return driver.is_some_and(|it| it == "cookiekit")
            || has("findings") && has("files_walked") && has("exit");
    }
    let text = String::from_utf8_lossy(text);
    // `3 high (2 keys, 75 checks)`, in two lines where there is no room for one.
    let mut first = text.lines().take(2);
    let is_of = |line: &str| line.contains(" key") || line.contains(" staged file");
    first.any(|line| line.ends_with(" checks)") && is_of(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_told_from_other_files() {
        for text in [
            "nothing found (1 key, 75 checks)\n",
            "1 critical (2 keys, 3 files walked, 75 checks)\nto do: 1 command\n\nx\n",
            "1 critical, 2 high\n(2 keys, 3 files walked, 75 checks)\n\nx\n",
            "no key is staged (3 staged files, 8 checks)\n",
            "{\"exit\": 0, \"findings\": [], \"files_walked\": 0}",
            "{\"runs\": [{\"tool\": {\"driver\": {\"name\": \"cookiekit\"}}}]}",
        ] {
            assert!(is_report(text.as_bytes()), "{text}");
        }
        for text in [
            "0123456789abcdef0123456789abcdef",
            "{\"findings\": []}",
            "{\"runs\": [{\"tool\": {\"driver\": {\"name\": \"other\"}}}]}",
            "all checks)",
        ] {
            assert!(!is_report(text.as_bytes()), "{text}");
        }
    }
}
