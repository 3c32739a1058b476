//! CK512: retired slots that are not what their names say.

use super::RING_MALFORMED;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::facts::policy::Policy;
use crate::audit::facts::rooted::{self, quoted};
use crate::audit::fix::renewal::free;
use crate::keys::slots::{self, Slot};
use crate::time::{Time, parse_duration};

/// Clocks of two machines differ by this much.
const SKEW: &str = "5m";

/// A slot with another key than its name says, or of a time to come.
pub(super) fn malformed(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    let name = key.path.file_name().unwrap_or_default().as_encoded_bytes();
    let Some((primary, slot @ Slot::Retired(since))) = slots::split(name) else {
        return vec![];
    };
    let Some(held) = &key.key else {
        return vec![];
    };
    let fingerprint = held.fingerprint();
    let told = slot.suffix(fingerprint).unwrap_or_default();
    if !name.ends_with(told.as_bytes()) {
        let observed = "holds another key than the one whose fingerprint is in its name";
        return vec![moved(key, &[name, b".refused"].concat(), observed).detail("key")];
    }
    let skew = parse_duration(SKEW).unwrap_or_default();
    if since <= policy.now.plus(skew) {
        return vec![];
    }
    let observed = format!(
        "is named after a time to come ({}), and would be dropped too late",
        since.seen_from(policy.now)
    );
    let now = Slot::Retired(Time(policy.now.0)).suffix(fingerprint);
    let renamed = [primary, b".", now.unwrap_or_default().as_bytes()].concat();
    let observation = moved(key, &renamed, observed);
    vec![observation.severity(Severity::Medium).detail("time")]
}

/// The slot gets another name, which loses nothing.
fn moved(key: &KeyFile, name: &[u8], observed: impl Into<String>) -> Observation {
    use crate::audit::facts::system::OsStrExt;
    let to = key.path.with_file_name(std::ffi::OsStr::from_bytes(name));
    let to = match rooted::is_there(&to) {
        true => free(&to, "refused"),
        false => to,
    };
    let fix = format!("mv -n {} {}", quoted(&key.path), quoted(&to));
    Observation::new(RING_MALFORMED, &key.path, observed).fix(fix)
}
