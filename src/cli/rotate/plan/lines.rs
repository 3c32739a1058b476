//! The lines that a plan is pasted as: for a POSIX shell, or, on Windows, such as
//! `cmd.exe` and PowerShell both read.
//!
//! Neither of those two has what the other one has for "only if that worked", for
//! what a command printed, or for a quotation mark in quotation marks. There, each
//! line is one command, the fingerprint is written down by whoever reads the plan,
//! and a command of Unix that a framework's own runbook has is not printed at all.

#[cfg(not(windows))]
pub use posix::*;
#[cfg(windows)]
pub use windows::*;

#[cfg(not(windows))]
mod posix {
    use crate::shell::quoted;

    /// What is said where the new key's fingerprint is to be kept.
    pub const KEEP: &str = "";
    /// The fingerprint that was kept, as the last word of a command.
    const KEPT: &str = "\"$fp\"";

    /// A command whose output, the fingerprint, is kept, and the one behind it.
    pub fn keeping(command: &str, then: &str) -> Vec<String> {
        vec![match then {
            "" => format!("fp=$({command}) && echo \"staged $fp\""),
            then => format!("fp=$({command}) && {then}"),
        }]
    }

    /// Two commands, the second where the first did what it should.
    pub fn both(first: &str, second: &str) -> Vec<String> {
        vec![match second {
            "" => first.to_owned(),
            second => format!("{first} && {second}"),
        }]
    }

    /// A command that ends with the fingerprint that was kept.
    pub fn with_kept(command: &str) -> String {
        format!("{command} {KEPT}")
    }

    /// A command on another node: one word for ssh, whose shell takes it apart.
    pub fn on(node: &str, command: &str) -> String {
        format!("ssh {} {}", quoted(node.as_ref()), quoted(command.as_ref()))
    }

    /// The same, with the fingerprint that this shell puts in.
    pub fn on_with_kept(node: &str, command: &str) -> String {
        format!("{}\" $fp\"", on(node, command))
    }

    /// A command on another node that reads what one here prints.
    pub fn into(node: &str, here: &str, there: &str) -> String {
        format!("{here} | {}", on(node, there))
    }

    /// The command that restarts the program where nobody said which one does: that
    /// of its service.
    pub fn restart(service: &'static str) -> &'static str {
        service
    }

    /// Whether a command of a framework's runbook is one of this system.
    pub fn is_of_here(_command: &str, _restart: &str) -> bool {
        true
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::keys::rotation::command;
        use crate::keys::spec::Spec;

        #[test]
        fn a_command_for_another_node_is_one_word() {
            let place = Spec::File("it's a key".into());
            let there = on("node 2", &command(&place, "status"));
            let expected =
                r"ssh 'node 2' 'cookiekit rotate status --key '\''it'\''\'\'''\''s a key'\'''";
            assert_eq!(there, expected);
            assert_eq!(
                on_with_kept("b", "x --expect"),
                "ssh b 'x --expect'\" $fp\""
            );
        }

        #[test]
        fn nothing_follows_a_command_where_there_is_nothing() {
            assert_eq!(both("a", ""), ["a"]);
            assert_eq!(both("a", "b"), ["a && b"]);
        }
    }
}

#[cfg(windows)]
mod windows {
    use crate::shell::{is_word, quoted};

    pub const KEEP: &str = ". Write down what it prints: it is the FINGERPRINT below";
    const KEPT: &str = "FINGERPRINT";

    pub fn keeping(command: &str, then: &str) -> Vec<String> {
        both(command, then)
    }

    /// Each on its own line: go on where the first said that it was done.
    pub fn both(first: &str, second: &str) -> Vec<String> {
        let lines = [first, second].into_iter().filter(|it| !it.is_empty());
        lines.map(str::to_owned).collect()
    }

    pub fn with_kept(command: &str) -> String {
        format!("{command} {KEPT}")
    }

    /// One word for ssh; where a word of its own is quoted, a note for who runs it
    /// there.
    pub fn on(node: &str, command: &str) -> String {
        match is_word(command) {
            true => format!("ssh {} {}", quoted(node.as_ref()), quoted(command.as_ref())),
            false => format!("# on {}: {command}", quoted(node.as_ref())),
        }
    }

    pub fn on_with_kept(node: &str, command: &str) -> String {
        on(node, &with_kept(command))
    }

    pub fn into(node: &str, here: &str, there: &str) -> String {
        match is_word(there) {
            true => format!("{here} | {}", on(node, there)),
            // A bar would be acted on behind `#` too.
            false => format!(
                "{}, which reads what this prints here: {here}",
                on(node, there)
            ),
        }
    }

    /// The services of the runbooks are those of Unix.
    pub fn restart(_service: &'static str) -> &'static str {
        ""
    }

    /// It is, where it is one of cookiekit, or of the program that restarts.
    pub fn is_of_here(command: &str, restart: &str) -> bool {
        let program = |it: &str| it.split(' ').next().unwrap_or_default().to_owned();
        let is_known = [program("cookiekit"), program(restart)].contains(&program(command));
        is_known && !program(command).is_empty()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_command_for_another_node_is_one_word_or_a_note() {
            assert_eq!(
                on("b", r"cookiekit rotate status --key C:\k"),
                "ssh b \"cookiekit rotate status --key C:\\k\""
            );
            let spaced = r#"cookiekit rotate status --key "C:\my keys\k""#;
            assert_eq!(on("b", spaced), format!("# on b: {spaced}"));
            assert_eq!(
                into("b", "show", spaced),
                format!("# on b: {spaced}, which reads what this prints here: show")
            );
            assert_eq!(on_with_kept("b", "x"), "ssh b \"x FINGERPRINT\"");
        }

        #[test]
        fn a_command_of_unix_is_none_of_windows() {
            for (command, restart, is) in [
                ("cookiekit rotate status --key k", "", true),
                ("crc=$(cookiekit key fingerprint --key k)", "", false),
                ("grep -ih x /var/log/x", "", false),
                ("rstudio-server stop", "", false),
                ("sc stop api", "sc restart api", true),
                ("# printf %s x | cookiekit reissue", "", false),
                ("", "", false),
            ] {
                assert_eq!(is_of_here(command, restart), is, "{command}");
            }
            assert_eq!(both("a", ""), ["a"]);
            assert_eq!(both("a", "b"), ["a", "b"]);
        }
    }
}
