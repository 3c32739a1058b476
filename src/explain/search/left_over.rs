//! Trying a cookie without chunks that may be left over of an older, longer one.

use super::{Search, Try};
use crate::explain::Hypothesis;
use crate::frameworks::{FORMATS, Format, Input};
use crate::open::read_by;

impl Search<'_> {
    /// Without the last of the cookies that it is joined with, the last two, and so on.
    pub(super) fn without_left_over(&mut self, hypothesis: &'static Hypothesis) {
        let case = self.case;
        let pinned = case.pin.map(|pin| pin.format);
        let is_asked = |it: &&dyn Format| pinned.is_none_or(|pin| pin.name() == it.name());
        for format in FORMATS.into_iter().filter(is_asked) {
            let mut names = format.companions(case.name);
            names.retain(|name| case.siblings.iter().any(|it| it.0 == *name));
            for kept in (0..names.len()).rev() {
                let left = &names[kept..];
                let mut siblings = case.siblings.to_vec();
                siblings.retain(|it| !left.contains(&it.0));
                let cookie = Input {
                    siblings: &siblings,
                    ..case.input(case.name, case.value)
                };
                let reading = read_by(format, cookie);
                if reading.anatomy.is_err() {
                    continue;
                }
                for slotted in case.keys {
                    let tried = Try {
                        left,
                        siblings: Some(&siblings),
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
