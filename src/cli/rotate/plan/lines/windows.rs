//! Lines for `cmd.exe` and PowerShell.

use crate::shell::{is_word, quoted};

pub const KEEP: &str = ". Write down what it prints: it is the FINGERPRINT below";
const KEPT: &str = "FINGERPRINT";

pub fn keeping(command: &str, then: &str) -> Vec<String> {
    both(command, then)
}

/// Each on its own line: the second is for where the first says that it is done.
pub fn both(first: &str, second: &str) -> Vec<String> {
    let lines = [first, second].into_iter().filter(|it| !it.is_empty());
    lines.map(str::to_owned).collect()
}

pub fn with_new(command: &str, new: Option<&str>) -> String {
    format!("{command} {}", new.unwrap_or(KEPT))
}

/// One word for ssh; where a word of its own is quoted, a note for who runs it
/// there.
pub fn on(node: &str, command: &str) -> String {
    match is_word(command) {
        // It reads nothing: ssh would take the lines that are pasted behind it.
        true => format!("ssh -n {}", there(node, command)),
        false => format!("# on {}: {command}", quoted(node.as_ref())),
    }
}

fn there(node: &str, command: &str) -> String {
    format!("{} {}", quoted(node.as_ref()), quoted(command.as_ref()))
}

pub fn on_with_new(node: &str, command: &str, new: Option<&str>, then: &str) -> Vec<String> {
    let lines = both(&with_new(command, new), then);
    lines.iter().map(|it| on(node, it)).collect()
}

pub fn into(node: &str, here: &str, command: &str) -> String {
    match is_word(command) {
        true => format!("{here} | ssh {}", there(node, command)),
        // A bar would be acted on behind `#` too.
        false => format!(
            "{}, which reads what this prints here: {here}",
            on(node, command)
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
            "ssh -n b \"cookiekit rotate status --key C:\\k\""
        );
        let spaced = r#"cookiekit rotate status --key "C:\my keys\k""#;
        assert_eq!(on("b", spaced), format!("# on b: {spaced}"));
        assert_eq!(
            into("b", "show", spaced),
            format!("# on b: {spaced}, which reads what this prints here: show")
        );
        assert_eq!(
            on_with_new("b", "x", None, "y"),
            ["ssh -n b \"x FINGERPRINT\"", "ssh -n b y"]
        );
    }

    #[test]
    fn a_command_of_unix_is_none_of_windows() {
        for (command, restart, is) in [
            ("cookiekit rotate status --key k", "", true),
            ("crc=$(cookiekit key fingerprint --key k)", "", false),
            ("grep -ih x /var/log/x", "", false),
            ("service api stop", "", false),
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
