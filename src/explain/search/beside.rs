//! Trying a cookie with what goes with it as it may have been: under another name,
//! in another spelling.

use super::{Search, Try};
use crate::explain::{Case, Hypothesis};
use crate::frameworks::{FORMATS, Format, Input};
use crate::open::read_by;

impl Search<'_> {
    pub(super) fn with_others_beside(
        &mut self,
        hypothesis: &'static Hypothesis,
        edit: fn(&Case, &str) -> Vec<(String, String)>,
    ) {
        let case = self.case;
        let pinned = case.pin.map(|pin| pin.format);
        let is_asked = |it: &&dyn Format| pinned.is_none_or(|pin| pin.name() == it.name());
        for format in FORMATS.into_iter().filter(is_asked) {
            for own in format.companions(case.name) {
                for (called, value) in edit(case, &own) {
                    let mut siblings = case.siblings.to_vec();
                    siblings.retain(|it| it.0 != own && it.0 != called);
                    siblings.push((own.clone(), value));
                    let cookie = Input {
                        siblings: &siblings,
                        ..case.input(case.name, case.value)
                    };
                    let reading = read_by(format, cookie);
                    if reading.anatomy.is_err() {
                        continue;
                    }
                    let names = [called, own.clone()];
                    for slotted in case.keys {
                        let tried = Try {
                            siblings: Some(&siblings),
                            left: &names,
                            ..Try::own(format, case.name, &reading.value)
                        };
                        if self.open(hypothesis, &tried, &slotted.key, &slotted.spec) {
                            return;
                        }
                    }
                }
            }
        }
    }
}
