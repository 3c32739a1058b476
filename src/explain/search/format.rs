//! Trying another format than the one that was pinned or recognised.

use super::{Search, Try};
use crate::explain::Hypothesis;
use crate::frameworks::{FORMATS, Input, NO_PARAMS};
use crate::open::read_by;

impl Search<'_> {
    pub(super) fn as_another_format(&mut self, hypothesis: &'static Hypothesis) {
        let Some(pinned) = self.case.pin else {
            return;
        };
        for format in FORMATS
            .into_iter()
            .filter(|it| it.name() != pinned.format.name())
        {
            let cookie = Input {
                params: &NO_PARAMS,
                ..self.case.input(self.case.name, self.case.value)
            };
            let value = read_by(format, cookie).value;
            for slotted in self.case.keys {
                let tried = Try::own(format, self.case.name, &value);
                self.open(hypothesis, &tried, &slotted.key, &slotted.spec);
            }
        }
    }

    /// A value whose shape tells nothing is tried as one of each format that reads it.
    pub(super) fn as_an_unproven_one(&mut self, hypothesis: &'static Hypothesis) {
        let case = self.case;
        if case.pin.is_some() || !self.formats(case.name, case.value).is_empty() {
            return;
        }
        for format in self.possible() {
            let reading = read_by(format, case.input(case.name, case.value));
            if reading.anatomy.is_err() {
                continue;
            }
            for slotted in case.keys {
                let tried = Try::own(format, case.name, &reading.value);
                if self.open(hypothesis, &tried, &slotted.key, &slotted.spec) {
                    return;
                }
            }
        }
    }
}
