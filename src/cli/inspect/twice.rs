//! Two cookies of one name in one header: which of them the real system takes.

use super::look::Look;
use crate::capture::{Found, Role};
use crate::cookie::{self, Cookie};
use crate::exit::Exit;
use crate::explain::Step;
use crate::explain::remarks::{Remark, Server};
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
        let is_alike = |it: &&Found| are_namesakes(it, &all[index]);
        let place = all[..index].iter().filter(is_alike).count();
        let count = all.iter().filter(is_alike).count();
        (count > 1).then_some(Twice { place, count })
    }
}

/// Whether it went to a server, as far as is known.
fn is_sent(role: Role) -> bool {
    matches!(role, Role::Sent | Role::Bare)
}

/// Whether both went to a server in one header, under one name.
fn are_namesakes(one: &Found, other: &Found) -> bool {
    is_sent(one.role)
        && is_sent(other.role)
        && one.message == other.message
        && one.cookie.name.is_some()
        && one.cookie.name == other.cookie.name
}

impl Look<'_> {
    /// Whether its server takes it in the place of this one, which is genuine: then it
    /// is looked at as a cookie of that server, whatever it is.
    pub fn is_taken_for(&self, genuine: &Look) -> bool {
        self.is_taken && genuine.is_authentic() && are_namesakes(self.found, genuine.found)
    }

    /// Finds out whether others have its name, and which of them its server takes.
    /// Which of all are genuine is known of those that were looked at.
    pub fn place_among(&mut self, all: &[Found], index: usize, genuine: &[(usize, bool)]) {
        self.twice = Twice::of(all, index);
        let claimed = self.claim.as_ref().filter(|it| it.is_of_this());
        let format = claimed.map(|it| it.format);
        let format = format.or(self.known.as_ref().map(|it| it.format));
        let Some(twice) = self.twice else {
            return;
        };
        let is_alike = |it: &&Found| are_namesakes(it, &all[index]);
        // One that is of no format is sent to the server that the others are of.
        let framework = match format.map(|it| it.facts().framework) {
            Some(framework) => framework.of_two.map(|it| (framework.name, it)),
            None => {
                let alike: Vec<&Cookie> =
                    all.iter().filter(is_alike).map(|it| &it.cookie).collect();
                cookie::of_two(&alike, None)
            }
        };
        let Some((framework, of_two)) = framework else {
            return;
        };
        let (place, word) = match of_two {
            OfTwo::First => (0, "first"),
            OfTwo::Last => (twice.count - 1, "last"),
        };
        self.is_taken = twice.place == place;
        let others = genuine
            .iter()
            .filter(|(other, _)| *other != index && is_alike(&&all[*other]));
        let others: Vec<bool> = others.map(|(_, is_genuine)| *is_genuine).collect();
        let this = match twice.place == place {
            true => "this one".to_owned(),
            false => format!("and not this one, which is number {}", twice.place + 1),
        };
        self.remarks.push(Remark {
            server: match twice.place == place {
                true => Server::Takes,
                false => Server::DoesNotRead,
            },
            id: "name-twice",
            text: format!(
                "{} cookies of the header have its name: {} takes the {word}, {this}",
                twice.count, framework
            ),
            advice: Some(Step::say(&format!(
                "delete {}: it was set with another Path or Domain, or by another application of \
                 the host",
                self.to_delete(&others)
            ))),
        });
    }

    /// Whether a key made it, also where it is not read with the signature that is its own.
    pub fn is_genuine(&self) -> bool {
        let claim = self.claim.as_ref().filter(|it| it.is_of_this());
        self.is_authentic() || claim.is_some_and(|it| it.key.is_some() && it.is_beside())
    }

    /// Which of it and its namesakes is too many, by what is known of whether those are
    /// genuine.
    fn to_delete(&self, others: &[bool]) -> &'static str {
        match (self.is_genuine(), others.contains(&true)) {
            (true, false) if !others.is_empty() => "the other",
            (false, true) if self.exit() == Exit::No => "this one",
            // Which of them is meant, the application knows.
            (true | false, _) => "the one that is not meant",
        }
    }
}
