//! Whether the real system would take a genuine cookie in the form in which it was
//! given: what opens here may be refused there.

use crate::cookie::{Cookie, Known};
use crate::explain::remarks::Genuine;
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

    /// Warns of each reason for which the real system refuses the cookie.
    pub fn warn(&self, known: &Known, tried: &Tried, now: Time, output: &mut Output) {
        let Some(by) = &tried.by else { return };
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
        let refused = genuine.remarks().into_iter().filter(|it| it.is_refused);
        refused.for_each(|remark| output.warn(remark.text));
    }
}
