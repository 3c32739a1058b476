//! Lines for a POSIX shell, which keeps the fingerprint in a variable.

use crate::shell::quoted;

/// What is printed where the new key's fingerprint is to be kept.
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

/// A command that ends with the new key's fingerprint, which is known or was kept.
pub fn with_new(command: &str, new: Option<&str>) -> String {
    format!("{command} {}", new.unwrap_or(KEPT))
}

/// A command on another node: one word for ssh, whose shell takes it apart. It reads
/// nothing: ssh would take the lines that are pasted behind it.
pub fn on(node: &str, command: &str) -> String {
    format!("ssh -n {}", there(node, command))
}

fn there(node: &str, command: &str) -> String {
    format!("{} {}", quoted(node.as_ref()), quoted(command.as_ref()))
}

/// The same, with the new key's fingerprint as its last word, which is known or is put
/// in by this shell; and what is run behind it there.
pub fn on_with_new(node: &str, command: &str, new: Option<&str>, then: &str) -> Vec<String> {
    let then = match then {
        "" => String::new(),
        then => format!(" && {then}"),
    };
    vec![match new {
        Some(new) => on(node, &format!("{command} {new}{then}")),
        None if then.is_empty() => format!("{}\" $fp\"", on(node, command)),
        None => format!("{}\" $fp\"{}", on(node, command), quoted(then.as_ref())),
    }]
}

/// A command on another node that reads what one here prints.
pub fn into(node: &str, here: &str, command: &str) -> String {
    format!("{here} | ssh {}", there(node, command))
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
            r"ssh -n 'node 2' 'cookiekit rotate status --key '\''it'\''\'\'''\''s a key'\'''";
        assert_eq!(there, expected);
        for (new, then, line) in [
            (None, "", "ssh -n b 'x --to'\" $fp\""),
            (None, "y", "ssh -n b 'x --to'\" $fp\"' && y'"),
            (Some("1a"), "y", "ssh -n b 'x --to 1a && y'"),
        ] {
            assert_eq!(on_with_new("b", "x --to", new, then), [line]);
        }
    }

    #[test]
    fn nothing_follows_a_command_where_there_is_nothing() {
        assert_eq!(both("a", ""), ["a"]);
        assert_eq!(both("a", "b"), ["a && b"]);
    }
}
