//! A cookie that is looked for in lines, and those that may go with it.

use super::log::{Name, Stands};
use crate::frameworks::companions;
use crate::open::Pin;

/// The most names that are looked for because they begin as that of the cookie does.
const MAX_ALIKE: usize = 20;

/// A cookie that is looked for in a line.
pub struct Sought {
    /// Its name.
    pub name: String,
    /// What finds it.
    pub finder: Name,
    /// Its name without the number of a chunk.
    base: String,
    /// The cookies that may go with it.
    companions: Vec<(String, Name)>,
}

impl Sought {
    /// The cookie of this name, and those that may go with it in the format that is
    /// pinned or in any.
    pub fn new(name: String, pin: Option<Pin>) -> Self {
        let companions = companions(pin.map(|it| it.format), &name).into_iter();
        let base = match name.rsplit_once(['.', '-']) {
            Some((base, "0")) if !base.is_empty() => base.to_owned(),
            _ => name.clone(),
        };
        Sought {
            base,
            finder: Name::new(&name),
            companions: companions.map(|it| (it.clone(), Name::new(&it))).collect(),
            name,
        }
    }

    /// The cookies of a line that may go with it, and those whose names begin as its own
    /// does: some servers join them to it.
    pub fn siblings(&self, text: &str) -> Vec<(String, String)> {
        let alike = self.alike(text);
        let alike: Vec<_> = alike.into_iter().map(|it| (Name::new(&it), it)).collect();
        let alike = alike.iter().map(|(finder, name)| (name, finder));
        let companions = self.companions.iter().map(|(name, finder)| (name, finder));
        let value = |(name, finder): (&String, &Name)| match finder.find(text, &|_| false).stands {
            Stands::Cookie(place) => Some((name.clone(), place.written().trim_ascii().to_owned())),
            _ => None,
        };
        companions.chain(alike).filter_map(value).collect()
    }

    /// The other names in a line that begin as its own does, without the number of a chunk.
    fn alike(&self, text: &str) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (start, _) in text.match_indices(&*self.base) {
            let rest = &text[start..];
            let is_end = |it: char| !(it.is_ascii_alphanumeric() || "-_.".contains(it));
            let end = rest.find(is_end).unwrap_or(rest.len());
            let name = &rest[..end];
            let is_pair = rest[end..].starts_with('=') && end > 0;
            let is_known = name == self.name
                || self.companions.iter().any(|it| it.0 == name)
                || names.iter().any(|it| it == name);
            if is_pair && !is_known && names.len() < MAX_ALIKE {
                names.push(name.to_owned());
            }
        }
        names
    }
}
