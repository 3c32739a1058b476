//! The hypotheses on what cannot be seen in a value, and on other spellings of a key.

use super::super::Change::{Along, Key};
use super::super::Remedy::{Filter, Through};
use super::super::{Hypothesis, key, value};
use super::{COPIED, EDITOR, KEY_READ, row};

const WRAPPED: &str = "base64 tools, mail and terminals wrap long lines";

macro_rules! unseen {
    () => {
        "\\x{80}-\\x{a0}\\x{ad}\\x{61c}\\x{1680}\\x{180e}\\x{2000}-\\x{200f}\\x{2028}-\\x{202f}\
         \\x{205f}-\\x{206f}\\x{3000}\\x{feff}"
    };
}

/// What was put into a value and cannot be seen in it.
pub(super) const BROKEN: &[Hypothesis] = &[
    row(
        "line-breaks",
        Along(value::without_line_breaks),
        "not valid as it is; valid without the line breaks in it",
        WRAPPED,
        Through("tr -d '\\r\\n'"),
    ),
    row(
        "line-breaks-wrapped",
        Along(value::without_wrapping),
        "not valid as it is; valid without the line breaks in it, the backslash before each and the \
         indent behind it",
        "a shell, mail or an editor wraps long lines so",
        Through("perl -0777 -pe 's/\\\\?\\r?\\n[ \\t]*//g'"),
    ),
    row(
        "line-breaks-written",
        Along(value::without_written_breaks),
        "not valid as it is; valid without the line breaks that are written in it, as `\\n` or `\\r`",
        WRAPPED,
        Through("perl -pe 's/\\\\[rn]//g'"),
    ),
    row(
        "invisible-inside",
        Along(value::without_unseen),
        "not valid as it is; valid without the invisible characters in it (no-break spaces, soft \
         hyphens, spaces of no width)",
        COPIED,
        Through(concat!("perl -CSD -pe 's/[", unseen!(), "]//g'")),
    ),
    row(
        "space-inside",
        Along(value::without_any_space),
        "not valid as it is; valid without the white space and invisible characters in it",
        COPIED,
        Through(concat!(
            "perl -CSD -pe 's/[\\x00-\\x20\\x7f",
            unseen!(),
            "]//g'"
        )),
    ),
];

const COPIES: &str = "one of the two is a copy, in another spelling of the same key";

/// Other spellings of the text of a key.
pub(super) const SPELT: &[Hypothesis] = &[
    row(
        "key-ends-trimmed",
        Key(key::without_space_at_ends),
        "not valid under the key as it is; valid if the white space at its ends is removed",
        EDITOR,
        Filter("perl -0777 -pe 's/\\A[ \\t\\r\\n\\f]+|[ \\t\\r\\n\\f]+\\z//g'"),
    ),
    row(
        "key-invisible-removed",
        Key(key::without_unseen),
        "not valid under the key as it is; valid if its invisible characters are removed (no-break \
         spaces, spaces of no width)",
        COPIED,
        Filter(concat!(
            "perl -CSD -0777 -pe 's/[",
            unseen!(),
            "]//g; s/\\A\\s+|\\s+\\z//g'"
        )),
    ),
    row(
        "key-letters-url",
        Key(key::in_letters_for_urls),
        "not valid under the key as it is; valid if its `+` and `/` are `-` and `_`",
        COPIES,
        Filter("perl -0777 -pe 's/\\A\\s+|\\s+\\z//g; tr#+/#-_#'"),
    ),
    row(
        "key-letters-standard",
        Key(key::in_standard_letters),
        "not valid under the key as it is; valid if its `-` and `_` are `+` and `/`",
        COPIES,
        Filter("perl -0777 -pe 's/\\A\\s+|\\s+\\z//g; tr#-_#+/#'"),
    ),
    row(
        "key-padding-removed",
        Key(key::without_padding),
        "not valid under the key as it is; valid if the `=` at its end is removed",
        COPIES,
        Filter("perl -0777 -pe 's/[=\\s]+\\z//; s/\\A\\s+//'"),
    ),
    row(
        "key-padding-added",
        Key(key::with_padding),
        "not valid under the key as it is; valid if the `=` that its base64 lacks is put at its end",
        COPIES,
        Filter("perl -0777 -pe 's/\\A\\s+|\\s+\\z//g; $_ .= \"=\" x (-length() % 4)'"),
    ),
    row(
        "key-digits-alone",
        Key(key::digits_alone),
        "not valid under the key as it is; valid if its hex digits alone are the key, without `0x` \
         before them or colons and dashes between",
        KEY_READ,
        Filter("perl -0777 -pe 's/[\\s:-]//g; s/\\A(?:0x|hex)//i'"),
    ),
    row(
        "key-dashes-added",
        Key(key::as_uuid),
        "not valid under the key as it is; valid if its hex digits have the dashes of a UUID",
        COPIES,
        Filter(
            "perl -0777 -pe 's/\\s//g; s/\\A(.{8})(.{4})(.{4})(.{4})(.{12})\\z/$1-$2-$3-$4-$5/'",
        ),
    ),
];
