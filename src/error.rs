//! One error for the whole tool: what happened, what to do next, how to exit.
//!
//! The voice is one line in lower case, `cookiekit: …`, then `hint: …` with
//! the next thing to try. No message ever holds a part of a key, a cookie or
//! a payload: those may be read over a shoulder or kept in a log for years.

use std::io;

use crate::exit::Exit;

/// The result of anything that can fail in a way that the user must know about.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong, in the words that the user reads.
#[derive(Clone, Debug)]
pub struct Error {
    /// How the run ends because of it.
    pub exit: Exit,
    /// What happened: one line, lower case, no full stop.
    pub message: String,
    /// The next command or step to try.
    pub hint: Option<String>,
    /// Nothing is at the place that was named, and no other seems to be meant:
    /// a key can be made there.
    pub is_vacant: bool,
    /// A key is at the place that was named, and none is written over it.
    pub is_occupied: bool,
    /// A value is of another system, and nothing here opens it: that is no fault of it.
    pub is_foreign: bool,
}

impl Error {
    /// An error that ends the run with `exit`.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Error {
            exit,
            message: message.into(),
            hint: None,
            is_vacant: false,
            is_occupied: false,
            is_foreign: false,
        }
    }

    /// The answer is no: forged, malformed, different.
    pub fn no(message: impl Into<String>) -> Self {
        Self::new(Exit::No, message)
    }

    /// Wrong usage, bad input or an I/O error; nothing was changed.
    pub fn could_not(message: impl Into<String>) -> Self {
        Self::new(Exit::CouldNot, message)
    }

    /// What a key needs to be made, and this machine does not give.
    pub fn lacking(message: impl Into<String>) -> Self {
        Self::could_not(message).hint(
            "raise the memory limit (ulimit -v, MemoryMax) or free some memory, then try \
                again",
        )
    }

    /// There is no key to use.
    pub fn no_key(message: impl Into<String>) -> Self {
        Self::new(Exit::NoKey, message)
    }

    /// It was done, but whether it lasts is unknown.
    pub fn uncertain(message: impl Into<String>) -> Self {
        Self::new(Exit::Uncertain, message)
    }

    /// Adds the next step to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// For what cannot be undone: a name that is near is not offered for it.
    #[must_use]
    pub fn without_guess(mut self) -> Self {
        let is_guess = |hint: &str| hint.starts_with("did you mean");
        if self.hint.as_deref().is_some_and(is_guess) {
            self.hint = Some("name it exactly as it is called".to_owned());
        }
        self
    }

    /// Says that a key can be made at the place that was named.
    #[must_use]
    pub fn vacant(mut self) -> Self {
        self.is_vacant = true;
        self
    }

    /// Says that a key is at the place that was named.
    #[must_use]
    pub fn occupied(mut self) -> Self {
        self.is_occupied = true;
        self
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// What the system said, as the end of a message: lower case, no number.
pub fn reason(error: impl Into<io::Error>) -> String {
    reason_of(&error.into())
}

/// The same of an error that is kept.
pub fn reason_of(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text
        .split_once(" (os error")
        .map_or(&*text, |(text, _)| text);
    // Windows says it in a sentence.
    let text = text.trim_end().trim_end_matches('.');
    let mut characters = text.chars();
    let is_word = |text: &str| !text.starts_with("OS ");
    match characters.next() {
        Some(first) if is_word(text) => first.to_lowercase().chain(characters).collect(),
        _ => text.to_owned(),
    }
}

/// Whether the reader of what was written has gone away, with what it wanted.
pub fn is_reader_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe || is_disconnected(error)
}

/// A named pipe whose reader is gone has another error than that of a pipe
/// without a name, and the standard library has no kind for it.
#[cfg(windows)]
fn is_disconnected(error: &io::Error) -> bool {
    use windows_sys::Win32::Foundation::ERROR_PIPE_NOT_CONNECTED;

    error.raw_os_error().and_then(|it| u32::try_from(it).ok()) == Some(ERROR_PIPE_NOT_CONNECTED)
}

#[cfg(not(windows))]
fn is_disconnected(_error: &io::Error) -> bool {
    false
}

/// `a token`, `an answer`: by the sound. An `h` before a digit is a letter.
pub fn with_article(word: &str) -> String {
    let is_letter = word
        .strip_prefix('h')
        .is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()));
    let is_vowel = word.starts_with(['a', 'e', 'i', 'o']) || is_letter;
    format!("{} {word}", if is_vowel { "an" } else { "a" })
}

/// `1 token`, `2 tokens`.
pub fn counted(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_is_gone_is_known_by_every_name_of_it() {
        let gone = [
            io::ErrorKind::BrokenPipe.into(),
            #[cfg(unix)]
            io::Error::from_raw_os_error(32),
            // No data is taken, a broken pipe, and no process at its other end.
            #[cfg(windows)]
            io::Error::from_raw_os_error(232),
            #[cfg(windows)]
            io::Error::from_raw_os_error(109),
            #[cfg(windows)]
            io::Error::from_raw_os_error(233),
        ];
        for error in gone {
            assert!(is_reader_gone(&error), "{error}");
        }
        for error in [
            io::Error::from_raw_os_error(5),
            io::ErrorKind::StorageFull.into(),
            io::ErrorKind::NotConnected.into(),
        ] {
            assert!(!is_reader_gone(&error), "{error}");
        }
    }

    #[test]
    fn an_article_goes_by_the_sound() {
        for (word, with) in [
            ("token", "a token"),
            ("answer", "an answer"),
            ("h2", "an h2"),
            ("header", "a header"),
            ("user", "a user"),
        ] {
            assert_eq!(with_article(word), with);
        }
    }

    #[test]
    fn reasons_are_in_the_voice_of_the_tool() {
        let error = io::Error::from_raw_os_error(2);
        let said = error.to_string();
        assert!(said.starts_with(|c: char| c.is_uppercase()), "{said}");
        let reason_of_it = reason(error);
        #[cfg(unix)]
        assert_eq!(reason_of_it, "no such file or directory");
        assert!(reason_of_it.starts_with(|c: char| c.is_lowercase()));
        assert!(!reason_of_it.contains(['.', '(', '\n']), "{reason_of_it}");
        assert_eq!(
            reason(io::Error::other("OS Error 433 (x)")),
            "OS Error 433 (x)"
        );
        assert_eq!(reason(io::Error::other("It has.\r\n")), "it has");
        assert_eq!(reason(io::Error::other("own words")), "own words");
    }
}
