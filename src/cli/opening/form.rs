//! Whether the real system would take a genuine cookie in the form in which it was
//! given: what opens here may be refused there.

use crate::cookie::{Cookie, Known};
use crate::error::Error;
use crate::explain::remarks::{DECODED, Genuine, Server};
use crate::open::{self, Tried};
use crate::output::Output;
use crate::time::Time;

/// A cookie as it was given.
pub struct Given {
    value: String,
    written: String,
}

impl Given {
    pub fn of(cookie: &Cookie) -> Self {
        Given {
            value: cookie.value.clone(),
            written: cookie.written.clone(),
        }
    }

    /// Warns of each reason for which the real system refuses the form of the cookie; the
    /// error is that it does not take the cookie because of what came with it.
    pub fn warn(
        &self,
        known: &Known,
        tried: &Tried,
        now: Time,
        output: &mut Output,
    ) -> Option<Error> {
        let by = tried.by.as_ref()?;
        let genuine = Genuine {
            format: known.format,
            cookie: known.input(),
            taken: open::unquoted(known.format, &self.value),
            written: &self.written,
            outcome: &tried.outcome,
            by,
            place: &by.spec,
            primaries: &[],
            now,
        };
        let mut not_taken = None;
        for remark in genuine.remarks() {
            match remark.server {
                Server::Takes => {}
                // A note of its format says it.
                Server::RefusesForm if remark.id == DECODED => {}
                Server::RefusesForm => output.warn(remark.text),
                Server::RefusesTogether | Server::DoesNotRead => not_taken = Some(remark),
            }
        }
        let remark = not_taken.filter(|_| tried.outcome.is_ok())?;
        let error = Error::no(remark.text);
        Some(match remark.advice {
            Some(step) => error.hint(step.text),
            None => error,
        })
    }
}
