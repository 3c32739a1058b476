//! Keys that another change and another line end make together: where a server takes the
//! line end of its file for a part of the key, a copy in another spelling often has another.

use super::{Search, Try};
use crate::explain::{Change, Hypothesis};
use crate::frameworks::LineEnd;
use crate::keys::Key;
use zeroize::Zeroizing;

/// What else happened to the line end of a key.
pub(super) struct LineEndToo {
    /// Whether its own is taken off before all else.
    is_off: bool,
    /// What stands at its end behind all else.
    end: &'static str,
    /// The shell command that writes that.
    print: &'static str,
    /// How the verdict continues.
    pub(super) say: &'static str,
}

/// The likeliest first: the end that an editor writes.
const LINE_ENDS: [LineEndToo; 5] = [
    too(false, "\n", "echo", ", and a newline ends it"),
    too(true, "", "", ", and its line end is removed"),
    too(true, "\n", "echo", ", and a single newline ends it"),
    too(
        false,
        "\r\n",
        "printf '\\r\\n'",
        ", and a line end of Windows (CR LF) ends it",
    ),
    too(
        true,
        "\r\n",
        "printf '\\r\\n'",
        ", and a line end of Windows (CR LF) alone ends it",
    ),
];

const fn too(
    is_off: bool,
    end: &'static str,
    print: &'static str,
    say: &'static str,
) -> LineEndToo {
    LineEndToo {
        is_off,
        end,
        print,
        say,
    }
}

impl LineEndToo {
    /// The filter that does this around another.
    pub(super) fn around(&self, filter: &str) -> String {
        let inner = match self.is_off {
            true => format!("perl -0777 -pe 's/[\\r\\n]+\\z//' | {filter}"),
            false => filter.to_owned(),
        };
        match self.print {
            "" => inner,
            print => format!("{{ {inner}; {print}; }}"),
        }
    }
}

impl Search<'_> {
    /// With a key that this change and another line end make of one at hand: of formats
    /// whose keys have the line end in them.
    pub fn with_other_line_ends(&mut self, hypothesis: &'static Hypothesis) {
        let (case, Change::Key(edit)) = (self.case, hypothesis.change) else {
            return;
        };
        let mut formats = self.formats(case.name, case.value);
        formats.retain(|it| it.0.facts().key.line_end == LineEnd::Kept);
        for (format, value) in &formats {
            for slotted in case.keys {
                let whole = slotted.key.bytes();
                let is_end = |it: &u8| b"\r\n".contains(it);
                let length = whole.iter().rposition(|it| !is_end(it));
                let bare = &whole[..length.map_or(0, |last| last + 1)];
                for too in &LINE_ENDS {
                    // Without one there is none to take off.
                    if too.is_off && bare.len() == whole.len() {
                        continue;
                    }
                    let Some(made) = edit(if too.is_off { bare } else { whole }) else {
                        continue;
                    };
                    let key = Key::new(Zeroizing::new([&made[..], too.end.as_bytes()].concat()));
                    let tried = Try {
                        line_end: Some(too),
                        ..Try::own(*format, case.name, value)
                    };
                    self.open(hypothesis, &tried, &key, &slotted.spec);
                }
            }
        }
    }
}
