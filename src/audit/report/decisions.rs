//! What is to be decided about a file comes before every command about it.
//!
//! Each check sees its own fault. One knows that a service may read the key as a member of
//! its group, and asks who; another one sees the mode alone, and would close it. Anyone who
//! pastes the second command has decided unasked. So the commands are looked at beside the
//! decisions of the whole report, in this one place, whichever check they are of.

use std::path::{Path, PathBuf};

use crate::audit::checks::catalogue::find;
use crate::audit::facts::observation::{Decision, Observation};
use crate::audit::facts::rooted::quoted;
use crate::audit::report::finding::then;
use crate::subject::CheckId;

/// A decision that is open.
struct Open {
    check: CheckId,
    path: PathBuf,
    what: Decision,
}

/// Takes away each command that would be such a decision, and says what comes first.
pub fn come_first(observations: &mut [Observation]) {
    let open = observations.iter().filter_map(|it| {
        it.decides.map(|what| Open {
            check: it.check,
            path: it.path.clone(),
            what,
        })
    });
    let open: Vec<Open> = open.collect();
    for observation in observations {
        let Some(command) = &observation.fix else {
            continue;
        };
        let first = open.iter().find(|it| {
            let is_about_it = observation.path == it.path || names(command, &it.path);
            is_about_it && it.what.is_made_by(command)
        });
        if let Some(first) = first {
            let row = find(observation.check.id);
            let rotate = || row.and_then(|row| then(row.fix_here())).map(str::to_owned);
            let rest = observation.mend.take().or_else(rotate);
            let rest = rest.map_or(String::new(), |it| format!("; then {it}"));
            observation.fix = None;
            observation.mend = Some(format!(
                "first decide what {} asks for: the command depends on it, and the next audit \
                 shows it{rest}",
                first.check.id
            ));
        }
    }
}

/// Whether a command has the path for one of its words.
fn names(command: &str, path: &Path) -> bool {
    let path = quoted(path);
    let is_end = |it: Option<char>| it.is_none_or(|it| it.is_whitespace() || it == ';');
    command.match_indices(&*path).any(|(at, _)| {
        is_end(command[..at].chars().next_back())
            && is_end(command[at + path.len()..].chars().next())
    })
}

impl Decision {
    /// Whether a command is this decision: who runs it has made it.
    fn is_made_by(self, command: &str) -> bool {
        // A new key that is given to whom the old one belonged leaves that as it is.
        let is_renewed = command.contains("cookiekit keygen ");
        let mut steps = command.split("&&").flat_map(|it| it.split(';'));
        steps.any(|step| {
            let mut words = step.split_whitespace();
            let (program, argument) = (words.next(), words.next().unwrap_or_default());
            let is_moved = program == Some("mv") && argument == "-n";
            let is_owned = program == Some("chown");
            match self {
                Decision::Group => {
                    is_moved || program == Some("chmod") && closes_to_group(argument)
                }
                Decision::Owner => is_moved || is_owned && !is_renewed || program == Some("cp"),
                Decision::Readers => {
                    is_moved || is_owned || matches!(program, Some("chmod" | "setfacl"))
                }
            }
        })
    }
}

/// Whether a mode takes from the group what it has: `600`, `go-w`.
fn closes_to_group(mode: &str) -> bool {
    let digits = mode.as_bytes();
    let is_octal = digits.iter().all(u8::is_ascii_digit);
    match is_octal {
        true => digits.len() < 2 || digits[digits.len() - 2] < b'4',
        false => mode
            .split(',')
            .any(|it| it.contains('g') && it.contains('-')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::facts::observation::Severity;

    const ALL: [Decision; 3] = [Decision::Group, Decision::Owner, Decision::Readers];

    #[test]
    fn a_command_is_a_decision_by_what_it_changes() {
        for (command, made) in [
            ("chmod 600 k", &[Decision::Group, Decision::Readers][..]),
            ("chmod 640 k", &[Decision::Readers]),
            ("chmod o-r k", &[Decision::Readers]),
            ("chmod go-w k", &[Decision::Group, Decision::Readers]),
            ("chown 7 k", &[Decision::Owner, Decision::Readers]),
            ("chown 7 k && chmod 600 k", &ALL),
            (
                "setfacl -b k && chmod 600 k",
                &[Decision::Group, Decision::Readers],
            ),
            ("mv -n k ~/.config/cookiekit/", &ALL),
            (
                "d=$(mktemp -d k.XXXXXX) && cp -p k \"$d\"/own && mv \"$d\"/own k",
                &[Decision::Owner],
            ),
            (
                "cookiekit keygen --out k && chown 7 k",
                &[Decision::Readers],
            ),
            ("cookiekit audit k", &[]),
            ("cookiekit rotate --key k", &[]),
            ("git rm --cached k", &[]),
            ("chattr -ia k", &[]),
        ] {
            let found = ALL.into_iter().filter(|it| it.is_made_by(command));
            assert_eq!(found.collect::<Vec<_>>(), made, "{command}");
        }
    }

    /// Of any two findings: no command stays that is the decision which the other asks for.
    #[test]
    fn no_command_stays_beside_a_decision_that_it_would_be() {
        const COMMANDS: [&str; 5] = [
            "chmod 600 a/k",
            "chmod 640 a/k",
            "chown 7 a/k",
            "setfacl -b a/k && chmod 600 a/k",
            "mv -n a/k b/k",
        ];
        let ids = || crate::audit::checks::catalogue::checks().map(|it| it.id);
        for (asks, acts) in ids().flat_map(|one| ids().map(move |other| (one, other))) {
            for what in ALL {
                let decision = Observation::new(asks, "a/k".as_ref(), "").decide(what, "decide");
                for command in COMMANDS {
                    for (path, is_about_it) in [("a/k", true), ("a", true), ("b/k", true)] {
                        let other = Observation::new(acts, path.as_ref(), "").fix(command);
                        let mut all = [decision.clone(), other];
                        come_first(&mut all);
                        let stays = all[1].fix.is_some();
                        assert_eq!(
                            stays,
                            !(is_about_it && what.is_made_by(command)),
                            "{command}"
                        );
                        if !stays {
                            let words = all[1].mend.as_deref().unwrap();
                            assert!(words.contains(asks.id), "{words}");
                        }
                    }
                    let elsewhere = command.replace("a/k", "a/kk");
                    let other = Observation::new(acts, "a/kk".as_ref(), "").fix(elsewhere.clone());
                    let other = other.severity(Severity::Low);
                    let mut all = [decision.clone(), other];
                    come_first(&mut all);
                    assert_eq!(all[1].fix, Some(elsewhere));
                }
            }
        }
    }
}
