//! Trying the name that a cookie says it was made for.

use super::{Search, Try, is_bound};
use crate::explain::Hypothesis;

impl Search<'_> {
    pub(super) fn under_another_name(&mut self, hypothesis: &'static Hypothesis, name: &str) {
        for (format, value) in self.formats(self.case.name, self.case.value) {
            for slotted in self.case.keys.iter().filter(|_| is_bound(format)) {
                let tried = Try::own(format, name, &value);
                self.open(hypothesis, &tried, &slotted.key, &slotted.spec);
            }
        }
    }

    /// A value that holds its name is tried under that one.
    pub(super) fn under_the_name_inside(&mut self, hypothesis: &'static Hypothesis) {
        let case = self.case;
        for (format, value) in self.formats(case.name, case.value) {
            for slotted in case.keys.iter().filter(|_| is_bound(format)) {
                let read = (format, self.params_of(format));
                let codec = self.fitted(hypothesis, read, (&slotted.key, &slotted.spec));
                let input = case.input(case.name, &value);
                let name = codec.and_then(|it| it.made_for(input));
                if let Some(name) = name.filter(|it| it != case.name) {
                    let tried = Try::own(format, &name, &value);
                    self.open(hypothesis, &tried, &slotted.key, &slotted.spec);
                }
            }
        }
    }
}
