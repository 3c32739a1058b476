//! Trying a cookie with other cookies beside it than came: under another name, in
//! another spelling, or without chunks that may be left over of an older, longer one.

use super::{Search, Try};
use crate::explain::{Case, Hypothesis};
use crate::frameworks::{FORMATS, Format, Input};
use crate::open::read_by;

impl Search<'_> {
    /// With what may stand in for a companion.
    pub(super) fn with_others_beside(
        &mut self,
        hypothesis: &'static Hypothesis,
        edit: fn(&Case, &str) -> Vec<(String, String)>,
    ) {
        let case = self.case;
        for format in self.asked() {
            for own in format.companions(case.name) {
                for (called, value) in edit(case, &own) {
                    let mut siblings = case.siblings.to_vec();
                    siblings.retain(|it| it.0 != own && it.0 != called);
                    siblings.push((own.clone(), value));
                    if self.beside(hypothesis, format, &siblings, &[called, own.clone()]) {
                        return;
                    }
                }
            }
        }
    }

    /// Without the last of the cookies that it is joined with, the last two, and so on.
    pub(super) fn without_left_over(&mut self, hypothesis: &'static Hypothesis) {
        let case = self.case;
        for format in self.asked() {
            let mut names = format.companions(case.name);
            names.retain(|name| case.siblings.iter().any(|it| it.0 == *name));
            for kept in (0..names.len()).rev() {
                let left = &names[kept..];
                let mut siblings = case.siblings.to_vec();
                siblings.retain(|it| !left.contains(&it.0));
                if self.beside(hypothesis, format, &siblings, left) {
                    return;
                }
            }
        }
    }

    /// The formats, or the one that is pinned.
    fn asked(&self) -> impl Iterator<Item = &'static dyn Format> + use<> {
        let pinned = self.case.pin.map(|pin| pin.format.name());
        let formats = FORMATS.into_iter();
        formats.filter(move |it| pinned.is_none_or(|pin| pin == it.name()))
    }

    /// Whether a key opens it with these cookies beside it; `left` are the names that
    /// are told of.
    fn beside(
        &mut self,
        hypothesis: &'static Hypothesis,
        format: &'static dyn Format,
        siblings: &[(String, String)],
        left: &[String],
    ) -> bool {
        let case = self.case;
        let cookie = Input {
            siblings,
            ..case.input(case.name, case.value)
        };
        let reading = read_by(format, cookie);
        let tried = Try {
            siblings: Some(siblings),
            left,
            ..Try::own(format, case.name, &reading.value)
        };
        let mut keys = case.keys.iter();
        reading.anatomy.is_ok() && keys.any(|it| self.open(hypothesis, &tried, &it.key, &it.spec))
    }
}
