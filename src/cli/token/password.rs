//! A password: from a prompt without echo, standard input or a descriptor;
//! never an argument.

use std::io::Read;

use zeroize::Zeroizing;

use crate::cli::arguments::{Stdin, somebody_can_be_asked};
use crate::error::{Error, Result, reason};
use crate::output::Output;
use crate::tokens::MAX_PASSWORD_BYTES;

// Where the password comes from.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
#[command(next_help_heading = "Password")]
pub struct PasswordArguments {
    /// Read the password from standard input (one newline at its end is dropped)
    #[arg(long, conflicts_with = "password_fd")]
    password_stdin: bool,
    /// Read the password from an inherited file descriptor
    #[arg(long, value_name = "N")]
    password_fd: Option<u32>,
}

/// How a password is asked for on a terminal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Prompt {
    /// One that is known: once.
    Known,
    /// A new one: twice, for nobody sees what is typed.
    New,
}

/// The bytes of a password, as they were given.
pub type Password = Zeroizing<Vec<u8>>;

/// Fewer characters are guessed however they are kept (NIST SP 800-63B, 5.1.1).
const SHORT: usize = 8;

impl PasswordArguments {
    /// Where the password is to be read from, to be asked before anything is opened: the
    /// number of a descriptor that is not there would be that of a file of ours.
    ///
    /// # Errors
    /// When there is no such descriptor, or standard input is used already.
    pub fn source(&self, stdin: &mut Stdin) -> Result<Source> {
        if self.password_stdin || self.password_fd == Some(0) {
            stdin.claim("the password")?;
            return Ok(Source::Stdin);
        }
        let number = self.password_fd;
        number.map_or(Ok(Source::Terminal), |it| descriptor(it).map(Source::File))
    }
}

/// Where a password is read from.
pub enum Source {
    /// Standard input.
    Stdin,
    /// A descriptor that was inherited.
    File(std::fs::File),
    /// The person at the terminal.
    Terminal,
}

impl Source {
    /// The password that a user gives to log in. What is too long is none that
    /// anybody has, and is refused like a wrong one.
    pub fn known(&self, output: &mut Output) -> Result<Password> {
        let password = self.get(Prompt::Known, output)?;
        Ok(password.unwrap_or_default())
    }

    /// A new password.
    pub fn new_one(&self, output: &mut Output) -> Result<Password> {
        let password = self.get(Prompt::New, output)?;
        let password = password.ok_or_else(|| {
            Error::could_not(format!(
                "the password has more than {MAX_PASSWORD_BYTES} bytes"
            ))
        })?;
        if password.is_empty() {
            return Err(Error::could_not("the password is empty"));
        }
        let characters = std::str::from_utf8(&password).map_or(SHORT, |it| it.chars().count());
        if characters < SHORT {
            output.warn(format!("the password has fewer than {SHORT} characters"));
        }
        Ok(password)
    }

    /// `None` when it is longer than a password can be.
    fn get(&self, prompt: Prompt, output: &mut Output) -> Result<Option<Password>> {
        match self {
            Source::Stdin => read_stdin(),
            Source::File(file) => read(file),
            Source::Terminal => ask(prompt, output).map(Some),
        }
    }
}

/// The descriptor itself: what goes through `std`'s standard input stays in its
/// buffer.
#[cfg(unix)]
fn read_stdin() -> Result<Option<Password>> {
    match crate::sys::take_fd(0) {
        Some(file) => read(file),
        None => read(std::io::empty()),
    }
}

#[cfg(not(unix))]
fn read_stdin() -> Result<Option<Password>> {
    read(std::io::stdin().lock())
}

#[cfg(unix)]
fn descriptor(number: u32) -> Result<std::fs::File> {
    crate::sys::take_fd(number).ok_or_else(|| {
        Error::could_not(format!(
            "file descriptor {number} is not open for a password"
        ))
        .hint(format!(
            "open it on the command line: --password-fd {number} {number}< password"
        ))
    })
}

#[cfg(not(unix))]
fn descriptor(_number: u32) -> Result<std::fs::File> {
    Err(Error::could_not(
        "there are no inherited file descriptors on this system",
    ))
}

fn read(stream: impl Read) -> Result<Option<Password>> {
    // Room for all, and for a line's end: a buffer that grows leaves copies.
    let room = MAX_PASSWORD_BYTES + 3;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    let read = stream.take(room as u64).read_to_end(&mut bytes);
    read.map_err(|error| {
        Error::could_not(format!("could not read the password: {}", reason(error)))
    })?;
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
    Ok((bytes.len() <= MAX_PASSWORD_BYTES).then_some(bytes))
}

fn ask(prompt: Prompt, output: &mut Output) -> Result<Password> {
    if !somebody_can_be_asked() {
        return Err(
            Error::could_not("cannot ask for the password: there is no terminal")
                .hint("give it with --password-stdin or --password-fd N"),
        );
    }
    let password = typed("password:", output)?;
    if prompt == Prompt::New && *typed("repeat it:", output)? != *password {
        return Err(Error::could_not("the two passwords differ"));
    }
    Ok(password)
}

/// What is typed on the terminal, which shows nothing of it.
fn typed(question: &str, output: &mut Output) -> Result<Password> {
    output.ask(question)?;
    let typed = uninterrupted(|| {
        let config = rpassword::ConfigBuilder::new();
        // Standard input is the terminal; /dev/tty would be another one, or none.
        #[cfg(unix)]
        let config = config.input_file_path("/dev/stdin");
        let typed = rpassword::read_password_with_config(config.output_discard().build());
        // The line's end was typed without echo, too.
        output.end_answer();
        typed
    });
    let typed = typed.map_err(|error| {
        Error::could_not(format!("could not read the password: {}", reason(error)))
    })?;
    Ok(Zeroizing::new(typed.into_bytes()))
}

/// On Ctrl-C `rpassword` sends the signal to itself before it gives the
/// terminal back: the signal has to wait, or the shell's next line is typed
/// blind.
#[cfg(unix)]
fn uninterrupted<T>(act: impl FnOnce() -> T) -> T {
    crate::sys::holding_interrupts(act)
}

#[cfg(not(unix))]
fn uninterrupted<T>(act: impl FnOnce() -> T) -> T {
    act()
}
