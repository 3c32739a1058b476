//! The hypotheses on a key that stands amid other text in its file.

use super::super::Change::Key;
use super::super::Remedy::Filter;
use super::super::{Hypothesis, amid};
use super::row;

const PRINTED: &str = "a program printed more than the key, and all of that was kept as the key";
const ABOVE: &str = "a comment or the head of a table was kept with the key";
const RAW: &str =
    "R printed a raw vector, and that text was kept as the key: its bytes are the key";

/// More than the key.
pub(super) const AMID: &[Hypothesis] = &[
    row(
        "key-digits-amid",
        Key(amid::digits),
        "not valid under the key as it is; valid if the hex digits in it are the key, without what \
         stands around them",
        PRINTED,
        Filter(
            "perl -0777 -ne 'exit if /[\"\\x27]/; @it = grep { /\\A[0-9A-Fa-f][0-9A-Fa-f-]{30,}[0-9A-Fa-f]\\z/ } \
             split /[\\s,;:=()\\[\\]<>|#`]/; print @it if @it == 1'",
        ),
    ),
    row(
        "key-last-line",
        Key(amid::last_line),
        "not valid under the key as it is; valid if its last line alone is the key",
        ABOVE,
        Filter("perl -0777 -ne 's/\\A\\s+|\\s+\\z//g; print((split /\\s*\\n\\s*/)[-1])'"),
    ),
    row(
        "key-listed-bytes",
        Key(amid::listed_bytes),
        "not valid under the key as it is; valid if the bytes that it lists are the key (as hex digits)",
        RAW,
        Filter(
            "perl -0777 -ne 's/\\[\\d+\\]//g; s/\\bas\\.raw\\b|\\bc\\b//g; s/\\b0?x//g; s/[^0-9A-Za-z]//g; print'",
        ),
    ),
];

/// After what Python writes with quotes.
pub(super) const QUOTED: &[Hypothesis] = &[row(
    "key-last-quotes",
    Key(amid::in_last_quotes),
    "not valid under the key as it is; valid if what stands in its last quotes is the key",
    PRINTED,
    Filter(
        "perl -CSD -0777 -ne 'exit if /\\\\/; push @it, $2 // $3 // $4 while \
             /([\"\\x27])((?:(?!\\1).)*)\\1|\\x{201c}([^\\x{201d}\\n]*)\\x{201d}|\
             \\x{2018}([^\\x{2019}\\n]*)\\x{2019}/g; @it = grep { length } @it; print $it[-1] if @it'",
    ),
)];
