//! Keys that a build file of a container image makes.

use crate::audit::detect::classify::{is_key_name, tells_of_a_key};
use crate::audit::facts::lines;

/// Whether a key is made in a build file.
pub fn makes_a_key(text: &[u8]) -> bool {
    !made(text).is_empty()
}

/// A key that is made.
#[derive(Debug, PartialEq, Eq)]
pub struct Made {
    /// Where.
    pub line: usize,
    /// Its file.
    pub file: String,
}

/// The keys that instructions `RUN` make, a command after the other.
pub fn made(text: &[u8]) -> Vec<Made> {
    let mut found: Vec<Made> = Vec::new();
    let (mut runs, mut goes_on) = (false, false);
    let mut start = 0;
    for (number, line) in lines::numbered(text) {
        let line = String::from_utf8_lossy(line);
        let line = line.trim();
        if line.starts_with('#') {
            continue;
        }
        if !goes_on {
            let word = line.split_whitespace().next().unwrap_or_default();
            runs = word.eq_ignore_ascii_case("RUN");
            start = found.len();
        }
        goes_on = line.ends_with('\\');
        if !runs {
            continue;
        }
        for command in line.split([';', '&']) {
            if let Some(file) = makes(command) {
                let file = file.to_owned();
                found.push(Made { line: number, file });
            }
            // What the same instruction removes is in no layer.
            if command.split_whitespace().any(|word| word == "rm") {
                let of_this = found.split_off(start.min(found.len()));
                let is_left = |made: &Made| !command.contains(&made.file);
                found.extend(of_this.into_iter().filter(is_left));
            }
        }
    }
    found
}

/// The file of a key that a command makes.
fn makes(command: &str) -> Option<&str> {
    const MAKERS: [&str; 9] = [
        "uuidgen",
        "openssl rand",
        "/dev/urandom",
        "/dev/random",
        "/random/uuid",
        "pwgen",
        "keygen",
        "random_cookie_key",
        "secrets.token",
    ];
    if !MAKERS.iter().any(|maker| command.contains(maker)) {
        return None;
    }
    let marks =
        |it: char| it.is_whitespace() || matches!(it, '>' | '"' | '\'' | '(' | ')' | ',' | '=');
    let mut words = command.split(marks);
    words.find(|word| {
        let name = word.rsplit('/').next().unwrap_or(word);
        is_key_name(name) || tells_of_a_key(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_build_makes_and_leaves_is_in_the_image() {
        let key = "/etc/rstudio/secure-cookie-key";
        for (text, line) in [
            (format!("FROM r\nRUN uuidgen > {key}\n"), 2),
            (
                format!("FROM r\nrun openssl rand -hex 32 >{key} && chmod 600 {key}"),
                2,
            ),
            (
                format!("FROM r\nRUN apt-get update \\\n  && uuidgen | tee {key}"),
                3,
            ),
            (format!("RUN cookiekit keygen --out {key}"), 1),
            (format!("RUN head -c 32 /dev/urandom | base64 > '{key}'"), 1),
        ] {
            let file = key.to_owned();
            assert_eq!(made(text.as_bytes()), [Made { line, file }], "{text}");
        }
        for text in [
            format!("CMD uuidgen > {key}"),
            format!("ENTRYPOINT [\"sh\", \"-c\", \"uuidgen > {key}; exec web\"]"),
            format!("# RUN uuidgen > {key}"),
            "RUN uuidgen > /etc/machine-id".to_owned(),
            format!("RUN chmod 600 {key}"),
            format!("RUN --mount=type=secret,id=k cp /run/secrets/k {key}"),
            format!("RUN uuidgen > {key} && web --setup && rm {key}"),
        ] {
            assert_eq!(made(text.as_bytes()), [], "{text}");
        }
    }
}
