//! Trying a cookie with other cookies beside it than came: under another name, in
//! another spelling, in another order, or without chunks that may be left over of an
//! older, longer one.

use super::{Search, Try};
use crate::explain::{Case, Hypothesis};
use crate::frameworks::{FORMATS, Format, Head, Input};
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
                    let cookie = (case.value, &siblings[..]);
                    if self.beside(hypothesis, format, cookie, &[called, own.clone()]) {
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
                if self.beside(hypothesis, format, (case.value, &siblings), left) {
                    return;
                }
            }
        }
    }

    /// With the values of two of its chunks in each other's place.
    pub(super) fn with_two_swapped(&mut self, hypothesis: &'static Hypothesis) {
        let case = self.case;
        for format in self.asked() {
            let Some(chunks) = format.chunks() else {
                continue;
            };
            let mut names = format.companions(case.name);
            names.retain(|name| case.siblings.iter().any(|it| it.0 == *name));
            if !matches!(chunks.head, Head::Count(_)) && !names.is_empty() {
                names.insert(0, case.name.to_owned());
            }
            for (index, one) in names.iter().enumerate() {
                for other in &names[index + 1..] {
                    let (value, siblings) = swapped(case, one, other);
                    let left = [one.clone(), other.clone()];
                    let cookie = (&*value, &siblings[..]);
                    if self.beside(hypothesis, format, cookie, &left) {
                        return;
                    }
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

    /// Whether a key opens this value of it with these cookies beside it; `left`
    /// are the names to report.
    fn beside(
        &mut self,
        hypothesis: &'static Hypothesis,
        format: &'static dyn Format,
        (value, siblings): (&str, &[(String, String)]),
        left: &[String],
    ) -> bool {
        let case = self.case;
        let cookie = Input {
            siblings,
            ..case.input(case.name, value)
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

/// Its value and its siblings, with the values of these two cookies in each other's
/// place; the first may be its own.
fn swapped(case: &Case, one: &str, other: &str) -> (String, Vec<(String, String)>) {
    let mut siblings = case.siblings.to_vec();
    let mut value = case.value.to_owned();
    let place = |name: &str| case.siblings.iter().position(|it| it.0 == name);
    match (place(one), place(other)) {
        (Some(one), Some(other)) => {
            let moved = std::mem::take(&mut siblings[one].1);
            siblings[one].1 = std::mem::replace(&mut siblings[other].1, moved);
        }
        (None, Some(other)) => std::mem::swap(&mut value, &mut siblings[other].1),
        _ => {}
    }
    (value, siblings)
}
