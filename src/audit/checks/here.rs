//! What of the checks is on the system that this runs on, and what they report there.

#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use self::unix::*;
#[cfg(windows)]
pub use self::windows::*;

#[cfg(unix)]
mod unix {
    use crate::audit::checks::check::Check;
    use crate::audit::facts::observation::Observation;

    /// The checks that are not run: all are.
    pub const NOT_HERE: &[&str] = &[];

    /// What is reported about those.
    pub fn not_here() -> String {
        String::new()
    }

    /// What a row expects, and how it says that it is fixed.
    pub fn words(check: &Check) -> (&'static str, &'static str) {
        (check.expected, check.fix)
    }

    /// An observation with a command that this system has.
    pub fn told(_check: &Check, observation: Observation) -> Observation {
        observation
    }
}
