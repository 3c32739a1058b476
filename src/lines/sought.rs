//! A cookie that is looked for in lines, and those that may go with it.

use super::log::{Name, Stands};
use crate::frameworks::companions;
use crate::open::Pin;

/// A cookie that is looked for in a line.
pub struct Sought {
    /// Its name.
    pub name: String,
    /// What finds it.
    pub finder: Name,
    /// The cookies that may go with it.
    companions: Vec<(String, Name)>,
}

impl Sought {
    /// The cookie of this name, and those that may go with it in the format that is
    /// pinned or in any.
    pub fn new(name: String, pin: Option<Pin>) -> Self {
        let companions = companions(pin.map(|it| it.format), &name).into_iter();
        Sought {
            finder: Name::new(&name),
            companions: companions.map(|it| (it.clone(), Name::new(&it))).collect(),
            name,
        }
    }

    /// The cookies of a line that may go with it.
    pub fn siblings(&self, text: &str) -> Vec<(String, String)> {
        let value = |(name, finder): &(String, Name)| match finder.find(text, &|_| false).stands {
            Stands::Cookie(place) => Some((name.clone(), place.written().trim_ascii().to_owned())),
            _ => None,
        };
        self.companions.iter().filter_map(value).collect()
    }
}
