//! What a claim says, and the commands that follow from it.

use std::path::Path;

use crate::encoding::visible;
use crate::error::counted;
use crate::frameworks::{Difference, Format, Times};
use crate::keys::spec::{Spec, path_word};
use crate::shell::{HAS_TOOLS_OF_UNIX, quoted};
use crate::time::Time;

use super::Remedy;
use super::chunks::listed;

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it does.
    pub text: String,
    /// The command that does it, to be pasted into a shell.
    pub command: Option<String>,
    /// Whether the command reads the cookie: where it comes from is for the
    /// command line to add, which alone knows.
    pub of_cookie: bool,
    /// The format and the parameters of it, each as NAME=VALUE, that the command reads
    /// the cookie with; none for those that it was read with.
    pub with: Option<(&'static str, Vec<String>)>,
}

impl Step {
    /// Something to do that no command does.
    pub fn say(text: &str) -> Self {
        Step {
            text: text.to_owned(),
            command: None,
            of_cookie: false,
            with: None,
        }
    }

    /// Something that a command does.
    pub fn run(text: impl Into<String>, command: String) -> Self {
        Step {
            text: text.into(),
            command: Some(command),
            of_cookie: false,
            with: None,
        }
    }

    /// Something that a command does with the cookie.
    pub fn run_on_cookie(text: &str, command: String) -> Self {
        Step {
            of_cookie: true,
            ..Step::run(text, command)
        }
    }
}

/// What is known of a claim, to be put into its words.
pub struct Words<'a> {
    /// Where the key is.
    pub spec: &'a Spec,
    /// Whether nothing was chosen of its format.
    pub is_default: bool,
    /// The name of the cookie once it is changed.
    pub name: &'a str,
    /// Its name as it was.
    pub was: &'a str,
    /// Its format.
    pub format: &'a dyn Format,
    /// In what the server's reading differs.
    pub difference: Option<&'a Difference>,
    /// How many characters are missing.
    pub missing: Option<usize>,
    /// What the server does with the cookie as it is.
    pub taken: String,
    /// The parameters that were chosen, each as NAME=VALUE.
    pub params: &'a [String],
    /// The names of the cookies beside it that are left out, or that stand in.
    pub left: &'a [String],
    /// Whether the key ends in a line end that would be dropped from a file.
    pub ends_line: bool,
}

impl Words<'_> {
    /// Puts what is known into a text.
    pub fn fill(&self, text: &str) -> String {
        let mut filled = match self.was {
            "" => text.replace("under the name {was}", "without a name"),
            _ => text.to_owned(),
        };
        if self.is_default {
            filled = filled.replace(
                "with what was chosen of {format}",
                "with the defaults of {format}",
            );
        }
        let bytes = self.difference.and_then(|it| it.key_bytes);
        let bytes = bytes.map_or_else(String::new, |bytes| counted(bytes, "byte"));
        let missing = match self.missing.unwrap_or_default() {
            0 => "characters are missing".to_owned(),
            1 => "1 character is missing".to_owned(),
            characters => format!("{characters} characters are missing"),
        };
        let signed = self.difference.and_then(|it| it.signed.as_deref());
        let signed = signed.map_or_else(String::new, |it| visible(&String::from_utf8_lossy(it)));
        for (place, words) in [
            ("{key}", self.spec.to_string()),
            ("{name}", named(self.name)),
            ("{was}", named(self.was)),
            ("{format}", self.format.name().to_owned()),
            (
                "{server}",
                self.format.server().unwrap_or("the server").to_owned(),
            ),
            ("{param}", self.params.join(" and ")),
            ("{left}", listed(self.left)),
            ("{called}", visible(self.left.first().map_or("", |it| it))),
            ("{member}", self.left.concat()),
            ("{companion}", visible(self.left.last().map_or("", |it| it))),
            ("{bytes}", bytes),
            ("{signed}", signed),
            ("{takes}", self.taken.clone()),
            ("{missing}", missing),
        ] {
            filled = filled.replace(place, &words);
        }
        filled
    }

    /// What to do.
    pub fn steps(&self, remedy: &Remedy) -> Vec<Step> {
        match remedy {
            Remedy::Say(text) => vec![Step::say(&self.fill(text))],
            Remedy::Filter(filter) if self.ends_line => {
                let mut steps = self.mending(&format!("{{ {filter}; echo; }}"));
                steps.push(Step::say(
                    "the server's key ends in a line end: of a key file one is dropped, and so \
                     the file needs two",
                ));
                steps
            }
            Remedy::Filter(filter) => self.mending(&self.fill(filter)),
            Remedy::Through(filter) if HAS_TOOLS_OF_UNIX => vec![Step::run(
                "send the value through this, or find what put that into it",
                (*filter).to_owned(),
            )],
            Remedy::Through(_) => vec![Step::say("find the program that put that into it")],
            Remedy::UseParam => {
                let step = Step {
                    with: Some((self.format.name(), self.params.to_vec())),
                    ..Step::run_on_cookie(
                        "see that it opens so, or have the server that refuses it choose the same",
                        format!("cookiekit inspect --key {}", self.spec.word()),
                    )
                };
                // What the framework calls it, and which of its versions has which.
                let facts = self.format.facts().params.iter();
                let is_chosen = |name: &str| {
                    let mut chosen = self.params.iter();
                    chosen.any(|it| it.split('=').next() == Some(name))
                };
                let chosen = facts.filter(|it| is_chosen(it.name));
                let about = chosen.map(|it| Step::say(&format!("{}: {}", it.name, it.about)));
                std::iter::once(step).chain(about).collect()
            }
            Remedy::UseKey => vec![Step::run_on_cookie(
                "use that key, or make it the one at the place where it is looked for",
                format!("cookiekit inspect --key {}", self.spec.word()),
            )],
        }
    }

    /// The key of its place sent through this filter.
    pub fn mending(&self, filter: &str) -> Vec<Step> {
        if !HAS_TOOLS_OF_UNIX {
            return vec![Step::say(
                "write the key so into a file of its own, or have the server read it as it is",
            )];
        }
        let Some(source) = source(self.spec) else {
            return vec![Step::run(
                "send the key through this before it is used",
                filter.to_owned(),
            )];
        };
        let mended = word(&format!("cmd:{source} | {filter}"));
        let place = match self.spec {
            Spec::File(path) => {
                let mut path = path.clone().into_os_string();
                path.push(".fixed");
                path_word(Path::new(&path))
            }
            _ => "fixed.key".to_owned(),
        };
        vec![
            Step::run_on_cookie(
                "check that it opens with the fixed key",
                format!("cookiekit inspect --key {mended}"),
            ),
            Step::run(
                "save the fixed key and use it",
                format!("cookiekit key copy --key {mended} --to {place}"),
            ),
        ]
    }
}

/// What a server does with a cookie.
pub(super) fn takes(takes: bool, times: &Times, now: Time) -> String {
    match times.expires {
        _ if takes => "accepts it".to_owned(),
        // What lies before 1970 has no other time here.
        Some(at) if at.0 == 0 => {
            "refuses it as well, for it expired there in 1970 or before".to_owned()
        }
        Some(at) if at <= now => {
            format!(
                "refuses it as well, for it expired there {} (at {at})",
                at.seen_from(now)
            )
        }
        _ => "refuses it as well".to_owned(),
    }
}

/// A cookie's name as a message says it.
fn named(name: &str) -> String {
    match name {
        "" => "'' (none)".to_owned(),
        name => visible(name),
    }
}

/// The command that prints the key of a place; `None` where it can be read
/// once only, or is a command of its own.
fn source(spec: &Spec) -> Option<String> {
    match spec {
        Spec::File(path) => Some(format!("cat {}", quoted(path))),
        Spec::Keyring(_) | Spec::Dotenv { .. } | Spec::Listed { .. } | Spec::Vault { .. } => {
            Some(format!("cookiekit key show --key {}", spec.word()))
        }
        Spec::Env(name) if is_variable(name) => Some(format!("printf %s \"${name}\"")),
        _ => None,
    }
}

fn is_variable(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    name.bytes().all(is_plain) && !name.starts_with(|c: char| c.is_ascii_digit())
}

fn word(text: &str) -> String {
    quoted(Path::new(text))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::io::Write;
    use std::process::{Command, Stdio};

    use super::*;
    use crate::explain::{Change, HYPOTHESES};

    /// What `sh` makes of these bytes.
    fn through(filter: &str, bytes: &[u8]) -> Vec<u8> {
        let mut shell = Command::new("sh")
            .args(["-c", filter])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        shell.stdin.take().unwrap().write_all(bytes).unwrap();
        let output = shell.wait_with_output().unwrap();
        assert!(output.status.success(), "{filter}");
        output.stdout
    }

    #[test]
    fn every_filter_that_is_printed_does_what_its_row_does() {
        let hex = "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef";
        let keys = [
            hex.to_owned(),
            format!("{hex}\n"),
            format!("{hex}\r\n"),
            format!(" {hex} \n"),
            format!("\u{feff}{hex}"),
            format!("\"{hex}\"\n"),
            format!("{hex}\nsecond line\n"),
            "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eH/8=\n".to_owned(),
            "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eH_8".to_owned(),
            "correct horse battery staple\n".to_owned(),
            format!("{hex}\n\n"),
            format!("  {hex}\r\n\r\n"),
            format!("'{hex}'\r\n"),
            format!("{hex}\\r\\n\n"),
            format!("-n {hex}\n"),
            format!("export KEY=\"{hex}\"\n"),
            format!("key: {hex}\n"),
            format!("\u{feff}{hex}\r\n"),
            "TURJek5EVTJOemc1WVdKalpHVm0=".to_owned(),
            "3031323334350a".to_owned(),
            hex.chars().map(|it| format!("{it}\0")).collect(),
            format!(" base64:{hex}\n"),
            format!("hex: {hex}"),
            format!("0x{hex}\n"),
            "01:23:45:67:89:AB:cd:ef\n".to_owned(),
            format!("{}\n", &hex[..32]),
            "correct horse battery staple \t\n".to_owned(),
            format!("{hex}\u{a0} \u{200b}\n"),
            "+Ab/cdefghijklmnopq+rs/= \n".to_owned(),
            "-Ab_cdefghijklmnopq-rs_g\n".to_owned(),
            "-Ab_cdefghijklmnopq-rs_=".to_owned(),
            "-Ab_cdefghijklmnopq-rs".to_owned(),
            "b'_5#y2L\"F4Q8z\\n\\xec]/\\\\ \\q'\n".to_owned(),
            " [1] 01 23 45 67 89 AB cd ef\n [9] 01 23 45 67 89 ab cd ef\n".to_owned(),
            "as.raw(c(0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01, 0x23, 0x45, 0x67, \
             0x89, 0xab, 0xcd, 0xef))\n"
                .to_owned(),
            "\"\",\"it's\"\n\"1\",\"a, b\"\n".to_owned(),
            "# don't\n\u{201c}p\u{e4}ss\u{201d} \u{2018}x\n".to_owned(),
            format!("{hex}  cookie.key\r\n"),
            format!("KEY (of {}-{}),\n", &hex[..8], &hex[8..]),
        ];
        let mut compared = 0;
        for hypothesis in HYPOTHESES.iter() {
            let (Change::Key(edit), Remedy::Filter(filter)) =
                (&hypothesis.change, &hypothesis.remedy)
            else {
                continue;
            };
            let mut applied = 0;
            for key in &keys {
                if let Some(secret) = edit(key.as_bytes()) {
                    let same = through(filter, key.as_bytes()) == **secret;
                    assert!(same, "{} of {key:?}", hypothesis.id);
                    applied += 1;
                }
            }
            assert!(applied > 0, "{} was not compared", hypothesis.id);
            compared += 1;
        }
        assert!(compared >= 20, "{compared}");
    }

    #[test]
    fn ids_are_words_and_stand_for_one_row_each() {
        for (index, hypothesis) in HYPOTHESES.iter().enumerate() {
            let first = HYPOTHESES.iter().position(|it| it.id == hypothesis.id);
            assert_eq!(first, Some(index), "{}", hypothesis.id);
            let plain =
                |byte: u8| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit();
            assert!(hypothesis.id.bytes().all(plain), "{}", hypothesis.id);
        }
    }
}
