//! What memcheck says, and what of it may be.

/// One report: a branch or an address that depends on a secret, and where.
pub struct Report {
    kind: Kind,
    /// The functions from the innermost on, each with its file and line.
    frames: Vec<(String, String)>,
}

/// What depends on a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Which instruction comes next, or for how long.
    Branch,
    /// What is read or written: a table, at a place that tells the secret.
    Address,
}

/// A place where something may depend on a secret, and why that tells nothing.
pub struct Harmless {
    pub kinds: &'static [Kind],
    /// A part of a function's name, or of its file's.
    pub function: &'static str,
    /// Among how many of the innermost functions it is.
    pub depth: usize,
    /// For people.
    pub why: &'static str,
}

/// Reads the reports out of a log.
pub fn read(log: &str) -> Vec<Report> {
    let mut reports: Vec<Report> = Vec::new();
    let mut is_open = false;
    for line in log.lines() {
        let line = line.trim_start_matches(|c: char| c == '=' || c.is_ascii_digit());
        let text = line.trim();
        let is_address = text.starts_with("Use of uninitialised value");
        if is_address || text.starts_with("Conditional jump") {
            is_open = true;
            reports.push(Report {
                kind: if is_address {
                    Kind::Address
                } else {
                    Kind::Branch
                },
                frames: Vec::new(),
            });
        } else if is_open && (text.starts_with("at 0x") || text.starts_with("by 0x")) {
            let (_, what) = text.split_once(": ").unwrap_or_default();
            let (function, file) = what.rsplit_once(" (").unwrap_or((what, ""));
            let frame = (function.to_owned(), file.trim_end_matches(')').to_owned());
            reports.last_mut().unwrap().frames.push(frame);
        } else {
            is_open = false;
        }
    }
    reports
}

impl Report {
    /// Whether it is in this function of the tests, or in what that calls.
    pub fn is_within(&self, function: &str) -> bool {
        self.frames.iter().any(|it| it.0.ends_with(function))
    }

    /// Whether it is at such a place.
    pub fn is(&self, harmless: &Harmless) -> bool {
        let mut innermost = self.frames.iter().take(harmless.depth);
        let is_there = |text: &str| text.contains(harmless.function);
        harmless.kinds.contains(&self.kind)
            && innermost.any(|(function, file)| is_there(function) || is_there(file))
    }

    /// Where it is: kind, and the innermost functions.
    pub fn place(&self) -> String {
        let frames = self.frames.iter().take(8);
        let frames: Vec<String> = frames.map(|it| format!("{} {}", it.0, it.1)).collect();
        format!("{:?} at {}", self.kind, frames.join("\n    in "))
    }
}

/// Fails where a report is at another place than those, or where nothing is at one of
/// them: what is listed is what there is.
#[track_caller]
pub fn is_harmless(reports: &[&Report], harmless: &[Harmless]) {
    let is_one = |it: &&&Report| !harmless.iter().any(|place| it.is(place));
    let others: Vec<String> = reports.iter().filter(is_one).map(|it| it.place()).collect();
    assert!(others.is_empty(), "{}", others.join("\n"));
    for place in harmless {
        let is_met = reports.iter().any(|it| it.is(place));
        assert!(is_met, "nothing is at {}: {}", place.function, place.why);
    }
}
