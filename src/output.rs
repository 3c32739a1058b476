//! What is shown, and where: results on standard output alone, everything
//! else on standard error.
//!
//! With `--json` a run prints one document, whatever happens; errors are printed on
//! standard error as well. Colour and layout are for terminals only.

pub mod anatomy;
pub mod bars;
pub mod findings;
pub mod human;
pub mod inspection;
pub mod json;
mod paint;
pub mod sarif;
mod style;

pub use style::{Style, Verbosity};

use std::io::{self, Write};

use serde_json::{Map, Value};

use crate::encoding::visible;
use crate::error::{Error, Result, is_reader_gone, reason};
use crate::exit::Exit;
use crate::keys::file::Durability;

/// Whether somebody still reads the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Yes.
    GoOn,
    /// The reader has gone away, and has what it wanted.
    End,
}

/// The two streams of a run.
pub struct Output<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    style: Style,
    warnings: Vec<String>,
    /// Standard output failed once: nothing more is sent there.
    broken: bool,
}

impl<'a> Output<'a> {
    /// An output on these streams.
    pub fn new(out: &'a mut dyn Write, err: &'a mut dyn Write, style: Style) -> Self {
        Output {
            out,
            err,
            style,
            warnings: Vec::new(),
            broken: false,
        }
    }

    /// How it is written.
    pub fn style(&self) -> Style {
        self.style
    }

    /// Prints the document also without `--json`, as a command's own flag
    /// asked for.
    pub fn prefer_json(&mut self) {
        self.style.json = true;
    }

    /// Standard output itself, for records that several threads write in turn.
    ///
    /// # Errors
    /// When there is none.
    pub fn records(&self) -> Result<impl Write + Send + use<>> {
        refuse_closed_stdout()?;
        #[cfg(unix)]
        let own = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned();
        #[cfg(windows)]
        let own = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned();
        own.map(std::fs::File::from).map_err(unwritten)
    }

    /// Ends a run that has a result: `text`, byte for byte unless it goes to a
    /// terminal, or the document of `fields`.
    ///
    /// # Errors
    /// When standard output cannot be written. A reader that has gone away
    /// has what it wanted: that is a success.
    pub fn finish(&mut self, exit: Exit, text: &[u8], fields: Map<String, Value>) -> Result<Exit> {
        if self.style.json {
            self.document(exit, None, fields)?;
        } else {
            self.stream(text)?;
        }
        Ok(exit)
    }

    /// As [`Output::finish`], with words for people, who may read them from a
    /// pipe as well: `less -R`, a log.
    ///
    /// # Errors
    /// As [`Output::finish`].
    pub fn report(&mut self, exit: Exit, text: &str, fields: Map<String, Value>) -> Result<Exit> {
        if self.style.json {
            self.document(exit, None, fields)?;
        } else {
            self.write(&paint::shown(text.as_bytes(), self.style.color_out))?;
        }
        Ok(exit)
    }

    /// Ends a run that has changed something. As [`Output::finish`], but a
    /// result that cannot be written is not "nothing was changed".
    ///
    /// # Errors
    /// *Uncertain*, when standard output cannot be written.
    pub fn finish_change(
        &mut self,
        exit: Exit,
        text: &[u8],
        fields: Map<String, Value>,
    ) -> Result<Exit> {
        self.finish_change_seen_by(exit, text, fields, "cookiekit key list --key SPEC")
    }

    /// The same for a change that the command `look` shows.
    ///
    /// # Errors
    /// As [`Output::finish_change`].
    pub fn finish_change_seen_by(
        &mut self,
        exit: Exit,
        text: &[u8],
        fields: Map<String, Value>,
        look: &str,
    ) -> Result<Exit> {
        self.finish(exit, text, fields).map_err(|error| {
            Error::uncertain(format!("it was done, but {}", error.message))
                .hint(format!("do not do it again before you have looked: {look}"))
        })
    }

    /// Sends a part of a result that has no end yet.
    ///
    /// # Errors
    /// As [`Output::finish`].
    pub fn stream(&mut self, part: &[u8]) -> Result<Flow> {
        match self.style.terminal {
            true => self.write(&paint::shown(part, self.style.color_out)),
            false => self.write(part),
        }
    }

    /// Ends a run that failed: the message and the hint, and with `--json`
    /// the document of `fields` as well.
    ///
    /// # Errors
    /// As [`Output::finish`].
    pub fn fail(&mut self, error: &Error, fields: Map<String, Value>) -> Result<Exit> {
        self.say("31", "cookiekit", &error.message);
        if let Some(hint) = &error.hint {
            self.say("36", "hint", hint);
        }
        if self.style.json && !self.broken {
            self.document(error.exit, Some(error), fields)?;
        }
        Ok(error.exit)
    }

    /// Something that the user should know; it does not change the exit.
    pub fn warn(&mut self, message: impl Into<String>) {
        let message = message.into();
        if self.style.verbosity >= Verbosity::Normal {
            self.say("33", "warning", &message);
        }
        self.warnings.push(message);
    }

    /// Warns when a key that was written may not last. Returns how the run
    /// ends because of it.
    pub fn tell(&mut self, durability: Durability) -> Exit {
        match durability {
            Durability::Durable => Exit::Yes,
            Durability::Unknown(why) => {
                self.warn(format!(
                    "the key is in place and in use, but it may not survive a power failure: {why}"
                ));
                Exit::Uncertain
            }
        }
    }

    /// What was done, where the result alone does not say it.
    pub fn note(&mut self, message: &str) {
        if self.style.verbosity >= Verbosity::Normal && !self.style.json {
            self.say("2", "note", message);
        }
    }

    /// What only `--verbose` wants to know.
    pub fn detail(&mut self, message: &str) {
        if self.style.verbosity >= Verbosity::Verbose {
            self.say("2", "note", message);
        }
    }

    /// Ends a run whose result is a key.
    ///
    /// # Errors
    /// When others could read it where it goes: on a terminal that nobody said
    /// to `reveal` it on, or in a file that is open to them.
    pub fn finish_secret(&mut self, secret: &[u8], reveal: bool) -> Result<Exit> {
        if self.style.json {
            return Err(
                Error::could_not("a key is printed alone, and --json prints a document")
                    .hint("leave --json out"),
            );
        }
        if self.style.terminal && !reveal {
            return Err(Error::could_not("this would print a key on the terminal")
                .hint("pipe it to where it belongs, or add --reveal"));
        }
        #[cfg(unix)]
        if let Some(mode) = crate::subject::open_stdout_mode() {
            return Err(Error::could_not(format!(
                "standard output is a file that others can read (mode {mode:04o})"
            ))
            .hint(
                "close it with `chmod 600 FILE` and run this again (a new one is closed after `umask \
                 077`); or cookiekit keygen --out PATH, key copy --to PATH",
            ));
        }
        self.finish(Exit::Yes, secret, Map::new())
    }

    /// Asks a question on standard error; the answer is the caller's to read.
    ///
    /// # Errors
    /// When standard error cannot be written.
    pub fn ask(&mut self, question: &str) -> Result<()> {
        let asked = write!(self.err, "{} ", visible(question)).and_then(|()| self.err.flush());
        asked.map_err(|error| Error::could_not(format!("could not ask: {}", reason(error))))
    }

    /// Ends the line of an answer that was typed without being shown.
    pub fn end_answer(&mut self) {
        let _ = writeln!(self.err);
    }

    /// Messages are best effort: when standard error is closed there is
    /// nobody left to tell.
    fn say(&mut self, color: &str, label: &str, message: &str) {
        // Names in it were chosen by others.
        let message = visible(message);
        let line = if self.style.color_err {
            format!("\x1b[{color}m{label}:\x1b[0m {message}\n")
        } else {
            format!("{label}: {message}\n")
        };
        // In one piece: others may write to the same place.
        let _ = self.err.write_all(line.as_bytes());
    }

    /// A result as one JSON document, for another place than standard output.
    pub fn rendered(&mut self, exit: Exit, fields: Map<String, Value>) -> String {
        json::document(exit, None, fields, std::mem::take(&mut self.warnings)).to_string() + "\n"
    }

    fn document(
        &mut self,
        exit: Exit,
        error: Option<&Error>,
        fields: Map<String, Value>,
    ) -> Result<()> {
        let text = json::render(
            &json::document(exit, error, fields, std::mem::take(&mut self.warnings)),
            self.style,
        );
        self.stream(text.as_bytes()).map(drop)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<Flow> {
        if let Err(error) = refuse_closed_stdout() {
            self.broken = true;
            return Err(error);
        }
        match self.out.write_all(bytes).and_then(|()| self.out.flush()) {
            Ok(()) => Ok(Flow::GoOn),
            Err(error) if is_reader_gone(&error) => Ok(Flow::End),
            Err(error) => {
                self.broken = true;
                Err(unwritten(error))
            }
        }
    }
}

/// Refuses to lose a result where no standard output was handed in.
///
/// # Errors
/// *Could not*, when it was closed.
pub fn refuse_closed_stdout() -> Result<()> {
    #[cfg(unix)]
    if crate::sys::stdout_was_closed() {
        return Err(Error::could_not(
            "there is no standard output for the result",
        ));
    }
    Ok(())
}

/// The result cannot be written: a full disk, most of the time.
pub fn unwritten(error: io::Error) -> Error {
    Error::could_not(format!("could not write the result: {}", reason(error)))
}

/// Builds the fields of a document: `fields!{"name" => value, …}`. A value of
/// `None` becomes `null`.
#[macro_export]
macro_rules! fields {
    ($($name:literal => $value:expr),* $(,)?) => {{
        let mut fields = serde_json::Map::new();
        $(fields.insert($name.to_owned(), serde_json::json!($value));)*
        fields
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keeps what is written at once apart.
    struct Pieces(Vec<Vec<u8>>);

    impl Write for Pieces {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// It took four writes, between which another process could write.
    #[test]
    fn a_message_is_written_in_one_piece() {
        for (color_err, line) in [
            (false, "warning: a b\n"),
            (true, "\x1b[33mwarning:\x1b[0m a b\n"),
        ] {
            let (mut out, mut err) = (Vec::new(), Pieces(Vec::new()));
            let style = Style {
                color_err,
                ..Style::plain()
            };
            Output::new(&mut out, &mut err, style).warn("a b");
            assert_eq!(err.0, [line.as_bytes()]);
        }
    }
}
