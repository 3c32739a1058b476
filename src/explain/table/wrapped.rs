//! The hypotheses on what a key's text is wrapped in.

use super::super::Change::{Key, KeyOnServer, OnServerUnder};
use super::super::Remedy::{Filter, Say};
use super::super::{Hypothesis, key, wrapped};
use super::{EDITOR, KEY_READ, row};
use crate::encoding::is_utf16;

const INDENT: &str = "a block of YAML, or a here-document, has the spaces of its lines in it";
const QUOTED: &str = "a dotenv file, a shell or JSON had the quotes around it, and who reads the \
                      file as it is takes them for a part of the key";
const ESCAPED: &str = "an `echo` or a config file wrote a backslash and an `n` where a line end was \
                       meant";
const OPTION: &str = "an `echo` that has no options (of /bin/sh on macOS and others) prints its `-n`: \
                      `printf %s` does not";
const ASSIGNED: &str = "the line of a dotenv or config file, its name and all, was kept as the key";
const STORE: &str = "a secret store (a Secret of Kubernetes) keeps base64, and one of the two programs \
                     has that instead of the key";
const UTF16: &str = "PowerShell's > writes UTF-16, and Set-Content may write a byte order mark: \
                     Set-Content -NoNewline -Encoding ascii writes neither";

macro_rules! rows {
    ($($id:literal, $edit:ident, $valid:literal, $why:expr, $filter:literal;)*) => {
        [$(row(
            $id,
            Key(wrapped::$edit),
            concat!("not valid under the key as it is; valid if ", $valid),
            $why,
            Filter($filter),
        )),*]
    };
}

/// Wrappings, and their absence.
pub(super) const WRAPPED: [Hypothesis; 37] = rows![
    "key-one-newline", one_newline, "it ends in a single newline", EDITOR,
        "perl -0777 -pe 's/\\r//g; s/\\n*\\z/\\n/'";
    "key-newlines-added", two_newlines, "two newlines are added at the key's end", EDITOR,
        "{ cat; echo; echo; }";
    "key-indent-removed", without_indent, "the spaces before its lines are removed", INDENT,
        "perl -0777 -pe 's/^[ \\t]+//mg'";
    "key-two-spaces-added", with_two_spaces, "two spaces stand before it", INDENT,
        "perl -0777 -pe 's/\\A\\s+|\\s+\\z//g; s/\\A/  /'";
    "key-two-spaces-added-line", with_two_spaces_line, "two spaces stand before it, and a newline behind", INDENT,
        "perl -0777 -pe 's/\\A\\s+|\\s+\\z//g; s/\\A/  /; s/\\z/\\n/'";
    "key-four-spaces-added", with_four_spaces, "four spaces stand before it", INDENT,
        "perl -0777 -pe 's/\\A\\s+|\\s+\\z//g; s/\\A/    /'";
    "key-four-spaces-added-line", with_four_spaces_line, "four spaces stand before it, and a newline behind", INDENT,
        "perl -0777 -pe 's/\\A\\s+|\\s+\\z//g; s/\\A/    /; s/\\z/\\n/'";
    "key-in-quotes", inside_quotes, "what stands between its quotes is the key", QUOTED,
        "perl -0777 -ne 'print $2 if /\\A\\s*([\"\\x27])(.+)\\1\\s*\\z/s'";
    "key-in-quotes-line", inside_quotes_line, "what stands between its quotes is the key, and a newline", QUOTED,
        "perl -0777 -ne 'print \"$2\\n\" if /\\A\\s*([\"\\x27])(.+)\\1\\s*\\z/s'";
    "key-double-quotes-added", in_double_quotes, "double quotes stand around it", QUOTED,
        "perl -0777 -ne 's/\\A\\s+|\\s+\\z//g; print \"\\x22${_}\\x22\"'";
    "key-double-quotes-added-line", in_double_quotes_line, "double quotes stand around it, and a \
        newline behind", QUOTED,
        "perl -0777 -ne 's/\\A\\s+|\\s+\\z//g; print \"\\x22${_}\\x22\\n\"'";
    "key-single-quotes-added", in_single_quotes, "single quotes stand around it", QUOTED,
        "perl -0777 -ne 's/\\A\\s+|\\s+\\z//g; print \"\\x27${_}\\x27\"'";
    "key-single-quotes-added-line", in_single_quotes_line, "single quotes stand around it, and a \
        newline behind", QUOTED,
        "perl -0777 -ne 's/\\A\\s+|\\s+\\z//g; print \"\\x27${_}\\x27\\n\"'";
    "key-escape-removed", without_escapes, "the `\\n` of two characters at its end is removed", ESCAPED,
        "perl -0777 -pe 's/\\A\\s+|\\s+\\z//g; s/(?:\\\\[rn])+\\z//'";
    "key-escape-undone", without_escapes_line, "the `\\n` of two characters at its end is a newline", ESCAPED,
        "perl -0777 -pe 's/\\A\\s+|\\s+\\z//g; s/(?:\\\\[rn])+\\z//; s/\\z/\\n/'";
    "key-escape-added", with_escape, "a `\\n` of two characters stands at its end", ESCAPED,
        "perl -0777 -ne 's/\\A\\s+|\\s+\\z//g; print $_, \"\\\\n\"'";
    "key-escape-added-line", with_escape_line, "a `\\n` of two characters and a newline stand at its end", ESCAPED,
        "perl -0777 -ne 's/\\A\\s+|\\s+\\z//g; print $_, \"\\\\n\\n\"'";
    "key-option-removed", without_option, "the `-n` before it is removed", OPTION,
        "perl -0777 -pe 's/\\A\\s+|\\s+\\z//g; s/\\A-(?:n|e|ne|en) \\s*//'";
    "key-option-removed-line", without_option_line, "the `-n` before it is removed, and a newline ends it", OPTION,
        "perl -0777 -pe 's/\\A\\s+|\\s+\\z//g; s/\\A-(?:n|e|ne|en) \\s*//; s/\\z/\\n/'";
    "key-option-added", with_option, "a `-n` stands before it", OPTION,
        "perl -0777 -ne 's/\\A\\s+|\\s+\\z//g; print \"-n $_\"'";
    "key-option-added-line", with_option_line, "a `-n` stands before it, and a newline behind", OPTION,
        "perl -0777 -ne 's/\\A\\s+|\\s+\\z//g; print \"-n $_\\n\"'";
    "key-assigned", assigned, "what the name in it is given is the key", ASSIGNED,
        "perl -0777 -pe 's/\\A\\s*(?:export |set |\\$env:)?\\s*[A-Za-z0-9_.-]+\\s*[=:]\\s*//; s/\\s+\\z//; s/\\A([\"\\x27])(.+)\\1\\z/$2/s'";
    "key-assigned-line", assigned_line, "what the name in it is given is the key, and a newline", ASSIGNED,
        "perl -0777 -pe 's/\\A\\s*(?:export |set |\\$env:)?\\s*[A-Za-z0-9_.-]+\\s*[=:]\\s*//; s/\\s+\\z//; s/\\A([\"\\x27])(.+)\\1\\z/$2/s; s/\\z/\\n/'";
    "key-base64-bare", from_letters_bare, "it is read as base64, without the white space in that", STORE,
        "perl -MMIME::Base64 -0777 -ne 's/\\s//g; s/\\Abase64://; tr#-_#+/#; $_ = decode_base64($_); s/\\A\\s+|\\s+\\z//g; print'";
    "key-base64-line", from_letters_line, "it is read as base64, with one newline", STORE,
        "perl -MMIME::Base64 -0777 -ne 's/\\s//g; s/\\Abase64://; tr#-_#+/#; $_ = decode_base64($_); s/\\A\\s+|\\s+\\z//g; print \"$_\\n\"'";
    "key-base64-twice", from_letters_twice, "it is read as base64 twice", STORE,
        "perl -MMIME::Base64 -0777 -ne 's/\\s//g; s/\\Abase64://; tr#-_#+/#; $_ = decode_base64($_); s/\\s//g; s/\\Abase64://; tr#-_#+/#; $_ = decode_base64($_); s/\\A\\s+|\\s+\\z//g; print'";
    "key-text-to-base64", letters_of_text, "its text is written as base64", STORE,
        "perl -MMIME::Base64 -0777 -ne 's/\\A\\s+|\\s+\\z//g; print encode_base64($_, \"\")'";
    "key-text-to-base64-line", letters_of_text_line, "its text is written as a line of base64", STORE,
        "perl -MMIME::Base64 -0777 -ne 's/\\A\\s+|\\s+\\z//g; print encode_base64($_, \"\"), \"\\n\"'";
    "key-line-to-base64", letters_of_line, "its text and a newline are written as base64", STORE,
        "perl -MMIME::Base64 -0777 -ne 's/\\A\\s+|\\s+\\z//g; print encode_base64(\"$_\\n\", \"\")'";
    "key-line-to-base64-line", letters_of_line_line, "its text and a newline are written as a line of base64", STORE,
        "perl -MMIME::Base64 -0777 -ne 's/\\A\\s+|\\s+\\z//g; print encode_base64(\"$_\\n\", \"\"), \"\\n\"'";
    "key-hex-bare", from_digits_bare, "it is read as hex digits, without the white space in that", KEY_READ,
        "perl -0777 -ne 's/[\\s:-]//g; s/\\A(?:0x|hex)//i; $_ = pack \"H*\", $_; s/\\A\\s+|\\s+\\z//g; print'";
    "key-hex-line", from_digits_line, "it is read as hex digits, with one newline", KEY_READ,
        "perl -0777 -ne 's/[\\s:-]//g; s/\\A(?:0x|hex)//i; $_ = pack \"H*\", $_; s/\\A\\s+|\\s+\\z//g; print \"$_\\n\"'";
    "key-text-to-hex", digits_of_text, "its text is written as hex digits", KEY_READ,
        "perl -0777 -ne 's/\\A\\s+|\\s+\\z//g; print unpack \"H*\", $_'";
    "key-line-to-hex", digits_of_line, "its text and a newline are written as hex digits", KEY_READ,
        "perl -0777 -ne 's/\\A\\s+|\\s+\\z//g; print unpack \"H*\", \"$_\\n\"'";
    "key-bom-and-line-end-removed", without_mark_and_line_end, "the byte order mark before it and the line end are removed", UTF16,
        "perl -0777 -pe 's/\\A\\xef\\xbb\\xbf//; s/\\A\\s+|\\s+\\z//g'";
    "key-utf16", from_utf16, "it is read as UTF-16", UTF16,
        "LC_ALL=C tr -d '\\000\\376\\377\\r\\n'";
    "key-utf16-line", from_utf16_line, "it is read as UTF-16, with one newline", UTF16,
        "{ LC_ALL=C tr -d '\\000\\376\\377\\r\\n'; echo; }";
];

const IN_UTF16: &str = "PowerShell's > writes UTF-16, and the server reads its key as a C string and \
                        stops at a NUL: anyone guesses so short a key";
const MAKE_ANOTHER: &str = "give the server a key of hex digits in a new file, and restart it: \
                            cookiekit keygen --for {format} --out PATH";

/// A key file in UTF-16, of which Workbench reads next to nothing.
pub(super) const UTF16_ON_SERVER: [Hypothesis; 4] = [
    row(
        "key-utf16-nul",
        OnServerUnder(|it, key| it.key_bytes.is_some() && is_utf16(key)),
        "not valid under the whole key, which is UTF-16 text; valid under its first {bytes}, \
         up to a NUL",
        IN_UTF16,
        Say(MAKE_ANOTHER),
    ),
    on_server(
        "key-utf16-le-bom-on-server",
        wrapped::utf16_little_marked,
        "not valid under the key as it is; valid if the server's file of it is UTF-16 (LE, with a \
         byte order mark), of which it reads {bytes}, up to a NUL",
    ),
    on_server(
        "key-utf16-le-on-server",
        wrapped::utf16_little,
        "not valid under the key as it is; valid if the server's file of it is UTF-16 (LE), of which \
         it reads {bytes}, up to a NUL",
    ),
    on_server(
        "key-utf16-be-bom-on-server",
        wrapped::utf16_big_marked,
        "not valid under the key as it is; valid if the server's file of it is UTF-16 (BE, with a \
         byte order mark), of which it reads {bytes}, up to a NUL",
    ),
];

const fn on_server(
    id: &'static str,
    edit: fn(&[u8]) -> Option<key::Secret>,
    say: &'static str,
) -> Hypothesis {
    row(id, KeyOnServer(edit), say, IN_UTF16, Say(MAKE_ANOTHER))
}
