//! The command that another system has and this one has not: it says so, whatever it
//! is asked.

use std::ffi::OsString;

use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::output::Output;

// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
#[allow(missing_docs, reason = "see above")]
pub struct Audit {
    /// What it was to look at.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _rest: Vec<OsString>,
}

impl Audit {
    /// Refuses.
    ///
    /// # Errors
    /// Always, *could not*: nothing was looked at, and nothing passes.
    pub fn run(self, _output: &mut Output) -> Result<Exit> {
        Err(
            Error::could_not("the audit does not run on Windows yet: nothing was looked at").hint(
                "run it where the application runs, or in CI on Linux; a key file that others can \
             read is refused here too",
            ),
        )
    }
}
