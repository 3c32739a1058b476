//! Groups of arguments that several commands share.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{self, BufRead, IsTerminal, Read};
use std::path::Path;

use super::format_names::format_of;
use super::packed::refuse_packed;
use crate::capture::{self, Capture};
use crate::error::{Error, Result, reason};
use crate::exit::Exit;
use crate::frameworks::{EXAMPLE_SERVICE, Generate, MAX_COOKIE_BYTES};
use crate::keys::alone;
use crate::keys::document::Document;
use crate::keys::file::UnsafeKey;
use crate::keys::file::absent::is_shown;
use crate::keys::keyring::Entry;
use crate::keys::ring::{Ring, Slotted};
use crate::keys::spec::{DEFAULT_SERVICE, SPEC_VARIABLE, Spec};
use crate::output::Output;
use crate::shell::{quoted, shown};
use crate::time::{Time, parse_duration};

/// The most bytes of a payload. A cookie keeps 4096; the rest is for people
/// who want to see by how much theirs is too large.
pub const MAX_PAYLOAD_BYTES: usize = 1024 * 1024;

// Where the keys are.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
#[command(next_help_heading = "Key")]
pub struct KeyArguments {
    /// Where the key is; the first seals and signs, all open and verify
    ///
    /// PATH or file:PATH, keyring:SERVICE[/USER], env:NAME, fd:N, - (standard
    /// input), cmd:COMMAND (its standard output; on Windows by cmd.exe /C),
    /// dotenv:PATH#NAME (a variable in an env file), rails:PATH (secret_key_base in
    /// the encrypted credentials of an application). env:NAME,N and
    /// dotenv:PATH#NAME,N are key N of a variable that lists several, with commas
    /// between. Without it: the SPEC in $COOKIEKIT_KEY, else keyring:cookiekit. Never
    /// the key itself.
    #[arg(long = "key", value_name = "SPEC")]
    pub keys: Vec<OsString>,
    /// Continue, with a warning, when others can read or replace the key file
    #[arg(long)]
    pub allow_unsafe_key: bool,
}

impl KeyArguments {
    /// The places that were given, or those that stand for none.
    pub fn places(&self) -> Result<Vec<Spec>> {
        if !self.keys.is_empty() {
            return self.keys.iter().map(|text| Spec::parse(text)).collect();
        }
        let Some(text) = env::var_os(SPEC_VARIABLE).filter(|text| !text.is_empty()) else {
            return Ok(vec![Spec::Keyring(Entry {
                service: DEFAULT_SERVICE.to_owned(),
                user: String::new(),
            })]);
        };
        let place = Spec::parse(&text).map_err(|error| {
            Error::new(
                error.exit,
                format!(
                    "${SPEC_VARIABLE} must say where the key is: {}",
                    error.message
                ),
            )
            .hint(format!(
                "for example: export {SPEC_VARIABLE}=keyring:{EXAMPLE_SERVICE}"
            ))
        })?;
        Ok(vec![place])
    }

    /// The keys, each to be read when it is needed.
    pub fn ring(&self, stdin: &mut Stdin) -> Result<Ring> {
        let places = self.places()?;
        for _ in places.iter().filter(|place| **place == Spec::Stdin) {
            stdin.claim("the key")?;
        }
        Ok(Ring::new(places, self.unsafe_key()))
    }

    /// The key to make something with, for this format if for one.
    ///
    /// # Errors
    /// When it cannot be had, and where there is none: how one is made. And
    /// when the file is none of a key: what is made with all its text, nobody
    /// else opens.
    pub fn to_make_with(&self, stdin: &mut Stdin, format: Option<&str>) -> Result<Slotted> {
        let primary = self.ring(stdin)?.primary();
        self.made_with(Some(primary), format)
    }

    /// The primary key that was read, to make something with.
    ///
    /// # Errors
    /// As [`KeyArguments::to_make_with`].
    pub fn made_with<K>(&self, primary: Option<Result<K>>, format: Option<&str>) -> Result<K> {
        let place = self.places()?.swap_remove(0);
        let primary = primary.unwrap_or_else(|| Err(Error::no_key("there is no key")));
        let slotted = primary.map_err(|error| made(self.looked_at(error), &place, format))?;
        match Document::at(&place) {
            Some(file) => Err(Error::could_not(file.seen()).hint(file.instead)),
            None => Ok(slotted),
        }
    }

    /// The key of the one place, to be put elsewhere or handed out as it is.
    ///
    /// # Errors
    /// When it cannot be had, or its file is none of a key: a copy of it would
    /// be taken for one.
    pub fn to_hand_on(&self) -> Result<Slotted> {
        let ring = self.ring(&mut Stdin::default())?;
        let primary = ring.primary().map_err(|error| self.looked_at(error))?;
        Document::refuse(&primary.spec)?;
        Ok(primary)
    }

    /// What to do with a key file that others can read.
    pub fn unsafe_key(&self) -> UnsafeKey {
        if self.allow_unsafe_key {
            UnsafeKey::Allow
        } else {
            UnsafeKey::Offer
        }
    }

    /// Adds to an error where a key was looked for, when nothing said where; and takes the
    /// command that closes a file to others out of it, where that is none of a key.
    pub fn looked_at(&self, mut error: Error) -> Error {
        let places = self.places().unwrap_or_default();
        let is_meant = |path: &&Path| error.message.starts_with(&format!("{} ", shown(path)));
        let mut files = places.iter().filter_map(|it| match it {
            Spec::File(path) => Some(path.as_path()),
            _ => None,
        });
        if error.exit == Exit::NoKey
            && let Some(path) = files.find(is_meant)
            && let Some(what) = alone::of_others(path)
        {
            let hint = match Document::at(&Spec::File(path.to_owned())) {
                Some(document) => document.instead,
                None => "name the file that has the key alone; if this is the key, close it to \
                         others first"
                    .to_owned(),
            };
            error = error.hint(format!("it {what}: {hint}"));
        }
        let given = !self.keys.is_empty();
        if !given && env::var_os(SPEC_VARIABLE).is_none_or(|it| it.is_empty()) {
            error.message += &format!(
                " (tried keyring:{DEFAULT_SERVICE}, because neither --key nor ${SPEC_VARIABLE} is \
                 set)"
            );
        }
        error
    }
}

/// Adds to the error of a place that has no key how to make one there, unless
/// another place was meant.
fn made(error: Error, place: &Spec, format: Option<&str>) -> Error {
    if !error.is_vacant {
        return error;
    }
    let to = match place {
        Spec::File(path) if path.exists() || path.is_symlink() => return error,
        Spec::File(path) if is_shown(path) => format!("--out {}", place.word()),
        Spec::File(_) => "--out PATH".to_owned(),
        Spec::Keyring(entry) => format!("--keyring {}", quoted(entry.to_string().as_ref())),
        _ => return error,
    };
    let is_like_others = |it: &str| format_of(it).facts().key.generate == Generate::DEFAULT;
    let format = match format {
        Some(name) if !is_like_others(name) => format!("--for {name} "),
        _ => String::new(),
    };
    error.hint(format!(
        "say where the key is, or make one: cookiekit keygen {format}{to}"
    ))
}

// When it is judged whether a cookie has expired.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
#[command(next_help_heading = "Time")]
pub struct ClockArguments {
    /// Judge at this time instead of now
    ///
    /// RFC 3339, a date (midnight in UTC), an HTTP date or unix seconds.
    #[arg(long, value_name = "TIME", value_parser = Time::parse)]
    pub now: Option<Time>,
    /// Accept a cookie for this long after it expired
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    pub leeway: Option<u64>,
}

impl ClockArguments {
    /// Says what times were given, for a cookie that expires or many that may.
    pub fn echo(&self, output: &mut Output) {
        self.echo_for(true, false, output);
    }

    /// Says what times were given: the leeway only where the cookie has what it is
    /// for, an expiry or a time that it is valid from.
    pub fn echo_for(&self, expires: bool, starts: bool, output: &mut Output) {
        if let Some(now) = self.now {
            output.note(&format!("judged at {now} (--now)"));
        }
        let when = match (expires, starts) {
            (true, true) => "before it is valid and after its expiry",
            (true, false) => "after its expiry",
            (false, true) => "before it is valid",
            (false, false) => return,
        };
        if let Some(leeway) = self.leeway {
            output.note(&format!("accepted for {leeway} s {when} (--leeway)"));
        }
    }

    /// The time to judge at.
    pub fn now(&self) -> Time {
        self.now.unwrap_or_else(Time::now)
    }

    /// The leeway in seconds.
    pub fn leeway(&self) -> u64 {
        self.leeway.unwrap_or(0)
    }
}

/// Standard input, which can be read for one thing only.
#[derive(Default)]
pub struct Stdin {
    taken_for: Option<&'static str>,
}

impl Stdin {
    /// Claims standard input.
    ///
    /// # Errors
    /// When something else is read from it already.
    pub fn claim(&mut self, what: &'static str) -> Result<()> {
        match self.taken_for.replace(what) {
            None => Ok(()),
            Some(other) => Err(Error::could_not(format!(
                "standard input cannot hold both {other} and {what}"
            ))
            .hint("pass one of them another way: a file, fd:N, an argument")),
        }
    }

    /// The argument, or standard input when there is none or it is `-`. At
    /// most `limit` bytes; `None` when there are more.
    ///
    /// # Errors
    /// When standard input is taken, is a terminal, or cannot be read.
    pub fn text(
        &mut self,
        argument: Option<&str>,
        what: &'static str,
        limit: usize,
    ) -> Result<Option<Vec<u8>>> {
        let bytes = self.start(argument, what, limit + 1)?;
        Ok((bytes.len() <= limit).then_some(bytes))
    }

    /// The same, but of more than `most` bytes only the start.
    fn start(
        &mut self,
        argument: Option<&str>,
        what: &'static str,
        most: usize,
    ) -> Result<Vec<u8>> {
        if let Some(text) = argument.filter(|text| *text != "-") {
            return Ok(text.as_bytes()[..text.len().min(most)].to_vec());
        }
        self.claim(what)?;
        let stdin = io::stdin();
        if stdin.is_terminal() && argument.is_none() {
            return Err(Error::could_not(format!("{what} is missing"))
                .hint("pass it as an argument, or on standard input with a pipe or `-`"));
        }
        let mut bytes = Vec::new();
        let read = stdin.lock().take(most as u64).read_to_end(&mut bytes);
        read.map_err(|error| {
            Error::could_not(format!("could not read {what}: {}", reason(error)))
        })?;
        Ok(bytes)
    }

    /// What a cookie is looked for in, whatever it is and however large.
    ///
    /// # Errors
    /// As [`Stdin::text`], and as [`capture::read`].
    pub fn capture(
        &mut self,
        argument: Option<&str>,
        known: &dyn Fn(&str) -> bool,
        wanted: Option<&str>,
    ) -> Result<Capture> {
        if let Some(text) = argument.filter(|text| *text != "-") {
            return capture::read(text.as_bytes(), &mut io::empty(), known, wanted);
        }
        let start = self.start(argument, "the cookie", MAX_COOKIE_BYTES + 3)?;
        refuse_packed(&start)?;
        capture::read(&start, &mut io::stdin().lock(), known, wanted)
    }
}

/// Checks a SPEC of a key that is to be put somewhere or taken away.
pub fn destination(text: &OsStr) -> Result<Spec> {
    match Spec::parse(text)? {
        place @ (Spec::File(_) | Spec::Keyring(_)) => Ok(place),
        _ => Err(
            Error::could_not("this works only with a key in a file or in the keyring")
                .hint("give PATH or keyring:SERVICE[/USER]"),
        ),
    }
}

/// Something that cannot be undone.
pub struct Irreversible<'a> {
    /// What is asked, with its answers.
    pub question: &'a str,
    /// `delete`, `remove`.
    pub verb: &'a str,
    /// `the key`, `the user`.
    pub what: &'a str,
    /// `not deleted`, `not removed`.
    pub refused: &'a str,
}

impl Irreversible<'_> {
    /// Asks whether to do it.
    ///
    /// # Errors
    /// When the answer is not yes, or nobody can be asked.
    pub fn confirm(&self, output: &mut Output) -> Result<()> {
        let (verb, what) = (self.verb, self.what);
        if !somebody_can_be_asked() {
            return Err(Error::could_not(format!(
                "cannot ask whether to {verb} {what}: there is no \
                    terminal"
            ))
            .hint(format!("add --yes to {verb} it without asking")));
        }
        match answer(self.question, output)?.as_str() {
            "y" | "Y" | "yes" => Ok(()),
            _ => Err(Error::could_not(self.refused)),
        }
    }
}

/// Whether a person sees a question and can answer it.
pub fn somebody_can_be_asked() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks, and reads the answer without the space around it.
///
/// # Errors
/// When one of the two fails.
pub fn answer(question: &str, output: &mut Output) -> Result<String> {
    output.ask(question)?;
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.map_err(|error| {
        Error::could_not(format!("could not read the answer: {}", reason(error)))
    })?;
    Ok(answer.trim().to_owned())
}
