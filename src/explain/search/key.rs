//! Trying keys that are made of those at hand, or lie beside them.

use super::{Search, Try};
use crate::explain::key::Secret;
use crate::explain::{Case, Change, Hypothesis, members};
use crate::frameworks::Format;
use crate::keys::Key;
use crate::keys::ring::Slotted;
use crate::keys::spec::Spec;
use crate::open;

impl Search<'_> {
    pub(super) fn with_keys_made_of_those(&mut self, hypothesis: &'static Hypothesis) {
        for slotted in self.case.keys {
            let bytes = slotted.key.bytes();
            let nameless = |it: Secret| (String::new(), it);
            let made: Vec<(String, Secret)> = match hypothesis.change {
                Change::Key(edit) => edit(bytes).into_iter().map(nameless).collect(),
                Change::Keys(edit) | Change::Ids(edit) => {
                    edit(bytes).into_iter().map(nameless).collect()
                }
                Change::Member => members::texts(bytes),
                Change::Item if !names_items(&slotted.spec) => members::items(bytes),
                _ => vec![],
            };
            for (name, secret) in made {
                self.with_key(hypothesis, &Key::new(secret), slotted, &[name]);
            }
        }
    }

    /// With this key, made of another or of a member of this name.
    pub(super) fn with_key(
        &mut self,
        hypothesis: &'static Hypothesis,
        key: &Key,
        slotted: &Slotted,
        member: &[String],
    ) {
        for (format, value) in self.formats(self.case.name, self.case.value) {
            let is_by_id = matches!(hypothesis.change, Change::Ids(_));
            if is_by_id && !self.names_key_of(format, &value, slotted) {
                continue;
            }
            let tried = Try {
                left: member,
                ..Try::own(format, self.case.name, &value)
            };
            self.open(hypothesis, &tried, key, &slotted.spec);
        }
    }

    /// Whether a cookie of this format names a key by its id, and this is one or a map of
    /// them: a JSON object of other names is the file of somebody else.
    fn names_key_of(&self, format: &'static dyn Format, value: &str, slotted: &Slotted) -> bool {
        let params = self.params_of(format);
        format.names_key_of_map(value) && open::unlock(format, slotted.secret(), params).is_ok()
    }
}

/// Whether each key that a place lists has a SPEC of its own, and is tried as such.
fn names_items(spec: &Spec) -> bool {
    matches!(
        spec,
        Spec::Env(_) | Spec::Dotenv { .. } | Spec::Listed { .. }
    )
}

/// Whether it is a value of a file that was given for a key.
pub(super) fn is_of_file(case: &Case, spec: &Spec) -> bool {
    let Spec::Dotenv { path, .. } = spec else {
        return false;
    };
    let mut given = case.keys.iter().map(|it| &it.spec);
    given.any(|it| matches!(it, Spec::File(file) if file == path))
}
