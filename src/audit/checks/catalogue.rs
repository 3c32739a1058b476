//! The table of all checks, in the order of their numbers.

use crate::audit::checks::check::Check;
use crate::audit::checks::{
    access, baked, clear_text, config, content, copies, docker, file, file_system, git, here,
    image, kernel_keys, lifecycle, logs, own_work, packed, parents, processes, shell_history,
    synced, systemd, systems,
};
use crate::audit::facts::incomplete;
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::facts::policy::Policy;

/// The rows, family by family.
const FAMILIES: &[&[Check]] = &[
    file::CHECKS,
    access::CHECKS,
    parents::CHECKS,
    file_system::CHECKS,
    copies::EDITORS,
    git::CHECKS,
    docker::CHECKS,
    image::CHECKS,
    shell_history::CHECKS,
    processes::CHECKS,
    systemd::CHECKS,
    config::CHECKS,
    logs::CHECKS,
    synced::CHECKS,
    copies::DATABASES,
    kernel_keys::CHECKS,
    clear_text::CHECKS,
    packed::CHECKS,
    baked::CHECKS,
    content::CHECKS,
    lifecycle::CHECKS,
    systems::CHECKS[0],
    systems::CHECKS[1],
    own_work::CHECKS,
];

/// Every check.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    FAMILIES.iter().copied().flatten()
}

/// Whether a check is run on this system. One that is not says nothing there, and
/// passes nothing.
pub fn applies(check: &Check) -> bool {
    !here::NOT_HERE.contains(&check.id.id)
}

/// Whether a run leaves a check out. What could not be checked is no opinion to be left
/// out.
pub fn leaves_out(policy: &Policy, check: &Check) -> bool {
    !applies(check)
        || policy.left_out.contains(&check.id.id) && !incomplete::INCOMPLETE.contains(&check.id)
}

/// How bad an observation is: what the row says, unless the observation does.
pub fn severity_of(observation: &Observation) -> Severity {
    let row = || find(observation.check.id).map(|row| row.severity);
    observation.severity.or_else(row).unwrap_or(Severity::Info)
}

/// The check with this number or name: `CK101` or `others-can-read`.
pub fn find(text: &str) -> Option<&'static Check> {
    checks().find(|check| check.id.id.eq_ignore_ascii_case(text) || check.id.slug == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_unique_and_in_order_and_names_are_unique() {
        let ids: Vec<_> = checks().map(|check| check.id.id).collect();
        assert!(ids.is_sorted_by(|one, other| one < other), "{ids:?}");
        let mut slugs: Vec<_> = checks().map(|check| check.id.slug).collect();
        slugs.sort_unstable();
        assert!(slugs.is_sorted_by(|one, other| one < other));
    }

    #[test]
    fn every_row_is_filled_in_and_in_the_voice() {
        for check in checks() {
            let id = check.id.id;
            assert_eq!(id.len(), 5, "{id}");
            for text in [check.title, check.expected, check.why, check.fix] {
                assert!(!text.is_empty() && !text.ends_with('.'), "{id}: {text}");
                assert!(!text.contains("  ") && !text.contains('\n'), "{id}: {text}");
            }
        }
    }

    #[test]
    fn a_check_is_found_by_number_and_by_name() {
        for name in ["CK101", "ck101", "others-can-read"] {
            assert_eq!(find(name).unwrap().id.id, "CK101");
        }
        assert!(find("CK999").is_none());
    }
}
