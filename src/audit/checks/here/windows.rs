//! What of the audit is not on Windows, and what it reports in other words there.

use crate::audit::checks::check::Check;
use crate::audit::facts::observation::Observation;

/// The checks that are not run: of modes, groups and file systems of Unix, of what
/// Linux shows of processes and keeps of keys, and of Posit Workbench, whose server
/// runs on Linux.
pub const NOT_HERE: &[&str] = &[
    "CK103", "CK105", "CK106", "CK111", "CK112", "CK202", "CK204", "CK205", "CK206", "CK302",
    "CK303", "CK304", "CK305", "CK408", "CK409", "CK415", "CK701", "CK702", "CK704", "CK705",
    "CK706", "CK707", "CK708", "CK709", "CK904",
];

/// What is reported about those.
pub fn not_here() -> String {
    format!("not applicable on Windows: {}", NOT_HERE.join(", "))
}

/// Those who may do anything anyway.
const OWN: &str = "only the owner, the system and the administrators may read or change it";
/// The same of a folder.
const OWN_FOLDER: &str =
    "only the owner, the system and the administrators can change a folder above the key";
/// What there is to do about a folder.
const MOVED: &str = "keep the key in a folder of your own, as in your profile";

/// What a row expects, and how it says that it is fixed.
pub fn words(check: &Check) -> (&'static str, &'static str) {
    match check.id.id {
        "CK101" | "CK301" => (OWN, "close it with icacls, then rotate: it was exposed"),
        "CK102" => (
            OWN,
            "close it with icacls, then rotate: somebody may have replaced it",
        ),
        "CK104" => (
            "the owner is who runs the audit, the system or the administrators",
            "run the audit as the user whose key it is, or make a key of your own (cookiekit \
             keygen)",
        ),
        "CK201" | "CK203" => (OWN_FOLDER, MOVED),
        "CK414" => (OWN, "close it with icacls"),
        "CK703" => (
            check.expected,
            "copy the right key byte for byte, and keep the other beside it",
        ),
        "CK602" => (check.expected, "set the clock of this machine"),
        "CK902" => (
            check.expected,
            "follow the message, or run the audit as the owner or an administrator, or add \
             --allow-incomplete",
        ),
        _ => (check.expected, check.fix),
    }
}

/// The checks that a file system fails which keeps no lists: nothing closes a file there.
const WITHOUT_LISTS: [&str; 3] = ["CK101", "CK102", "CK414"];
/// What there is to do about it.
const MOVED_TO_LISTS: &str =
    "move it to a file system with access control lists, such as NTFS, then rotate";

/// The programs that a printed command may start.
const PROGRAMS: [&str; 3] = ["cookiekit ", "git ", "icacls "];

/// An observation with a command that runs in `cmd.exe`, or with what the command does
/// in words.
pub fn told(check: &Check, observation: Observation) -> Observation {
    let is_of_windows = |command: &str| {
        let mut parts = command.split(" && ");
        parts.all(|part| PROGRAMS.iter().any(|it| part.starts_with(it)))
    };
    if observation.fix.is_none()
        && observation.mend.is_none()
        && WITHOUT_LISTS.contains(&check.id.id)
    {
        return observation.mend(MOVED_TO_LISTS);
    }
    if observation.fix.as_deref().is_none_or(is_of_windows) {
        return observation;
    }
    let fix = check.fix_here();
    let mend = match observation.mend {
        // These say what follows the command.
        Some(words) => {
            let first = fix.split_once(", then ").map_or(fix, |it| it.0);
            format!("{first}; {words}")
        }
        None => fix.to_owned(),
    };
    Observation {
        fix: None,
        mend: Some(mend),
        ..observation
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::checks::catalogue::{checks, find};

    #[test]
    fn every_check_that_is_not_run_is_one() {
        assert!(NOT_HERE.iter().all(|id| find(id).is_some()));
        assert!(NOT_HERE.is_sorted());
    }

    #[test]
    fn no_command_of_unix_is_printed_and_its_words_are() {
        let row = find("CK407").unwrap();
        let of = |fix: &str| {
            let observation = Observation::new(row.id, "k".as_ref(), "holds a key");
            told(
                row,
                observation.fix(fix).mend("rotate: others may have read it"),
            )
        };
        for command in [
            "LC_ALL=C sed -i -E '1d' k",
            "mv -n k k.old && cookiekit keygen --out k",
            "cookiekit rotate --key k && chown 1 k",
            "gitk",
        ] {
            let said = of(command);
            assert_eq!(said.fix, None, "{command}");
            let words = "remove the lines; rotate: others may have read it";
            assert_eq!(said.mend.as_deref(), Some(words));
        }
        for command in [
            "cookiekit rotate --key \"my key\"",
            "git -C T:\\a rm -q --cached k",
            "icacls k /reset && icacls k /inheritance:r",
        ] {
            assert_eq!(of(command).fix.as_deref(), Some(command));
        }
    }

    #[test]
    fn no_row_that_is_run_here_says_what_is_done_on_unix() {
        for check in checks().filter(|it| !NOT_HERE.contains(&it.id.id)) {
            let (expected, fix) = words(check);
            for word in ["chmod", "chown", "setfacl", "mode 0", "touch", " root"] {
                let is_said = expected.contains(word) || fix.contains(word);
                assert!(!is_said, "{}: {expected}; {fix}", check.id.id);
            }
        }
    }
}
