//! `--fix`: what can be mended without losing anything.
//!
//! Only two kinds of command are run by themselves: those that take
//! permissions of others away, and those that take a list of permissions off.
//! Each is what the finding prints. Everything else - an owner, a copy, a
//! rotation - is for people to decide.

use std::process::{Command, Stdio};

use super::finding::Finding;
use super::itself;

/// The checks whose command only takes permissions away from others.
const SAFE: [&str; 10] = [
    "CK101", "CK102", "CK103", "CK106", "CK206", "CK301", "CK302", "CK414", "CK706", "CK201",
];

/// The commands that are safe to run, each once, in the order of the
/// findings.
pub fn safe_commands(findings: &[Finding]) -> Vec<&str> {
    let mut commands: Vec<&str> = Vec::new();
    for finding in findings {
        let Some(command) = finding.fix.as_deref() else {
            continue;
        };
        let only_closes = command.starts_with("chmod ") || command.starts_with("setfacl ");
        if SAFE.contains(&finding.check.id.id) && only_closes && !commands.contains(&command) {
            commands.push(command);
        }
    }
    commands
}

/// Runs a command as it was printed.
///
/// # Errors
/// Why it failed, as it said itself.
pub fn run(command: &str) -> Result<(), String> {
    let output = Command::new("sh")
        .args(["-c", command])
        .env_remove(crate::keys::spec::SPEC_VARIABLE)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| itself::reason(&error))?;
    if output.status.success() {
        return Ok(());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let line = complaint.lines().next().unwrap_or("it said nothing");
    Err(crate::encoding::visible(line))
}
