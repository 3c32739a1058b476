//! Two cookies of one name in one header: which of them the real system takes.

use super::look::Look;
use crate::capture::{Found, Role};
use crate::explain::Step;
use crate::explain::remarks::Remark;
use crate::frameworks::OfTwo;

/// Which of several cookies of its name one is, in the order of their header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Twice {
    place: usize,
    count: usize,
}

impl Twice {
    /// Of the cookie at this place; `None` where it is the only one that was sent.
    fn of(all: &[Found], index: usize) -> Option<Self> {
        let found = &all[index];
        let is_alike = |it: &&Found| {
            is_sent(it.role)
                && it.message == found.message
                && it.cookie.name.is_some()
                && it.cookie.name == found.cookie.name
        };
        let place = all[..index].iter().filter(is_alike).count();
        let count = all.iter().filter(is_alike).count();
        (is_sent(found.role) && count > 1).then_some(Twice { place, count })
    }
}

/// Whether it went to a server, as far as is known.
fn is_sent(role: Role) -> bool {
    matches!(role, Role::Sent | Role::Bare)
}

impl Look<'_> {
    /// Finds out whether others have its name, and which of them its server takes.
    pub fn place_among(&mut self, all: &[Found], index: usize) {
        self.twice = Twice::of(all, index);
        let claimed = self.claim.as_ref().filter(|it| it.is_of_this());
        let format = claimed.map(|it| it.format);
        let format = format.or(self.known.as_ref().map(|it| it.format));
        let (Some(twice), Some(format)) = (self.twice, format) else {
            return;
        };
        let framework = format.facts().framework;
        let (place, word) = match framework.of_two {
            Some(OfTwo::First) => (0, "first"),
            Some(OfTwo::Last) => (twice.count - 1, "last"),
            None => return,
        };
        let this = match twice.place == place {
            true => "this one".to_owned(),
            false => format!("and not this one, which is number {}", twice.place + 1),
        };
        self.remarks.push(Remark {
            is_refused: false,
            id: "name-twice",
            text: format!(
                "{} cookies of the header have its name: {} takes the {word}, {this}",
                twice.count, framework.name
            ),
            advice: Some(Step::say(
                "delete the other: it was set with another Path or Domain, or by another application \
                 of the host",
            )),
        });
    }
}
