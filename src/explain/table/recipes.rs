//! The hypotheses on what the frameworks' own programs make of a cookie and of a
//! key: what stands around a value, what says how a key is encoded, several keys in
//! one text.

use super::super::Change::{Ids, Item, Key, Keys, Member, OfFile, Unproven, Value};
use super::super::Remedy::{Filter, Say, UseKey};
use super::super::{Hypothesis, members, recipe, wire};
use super::{COPIED, READ_AGAIN, row, value};

const QUOTES_LOST: &str = "Python's servers write what a header cannot carry as octal escapes in \
                           double quotes, and undo these inside the quotes alone";
const PREFIX: &str = "what stands before the colon says how the rest is encoded, and the program that \
                      made the cookie read another one, or none";
const RECIPE: &str = "the key that made the cookie was derived from that text, by a program or by hand: a \
                      recipe that is often copied";
const FIRST_BYTES: &str = "there is more in it than the key, or the program that made the cookie takes 32 \
                           bytes of it and no more";
const PAIR: &str = "each text of a pair is read separately: as it is, or by the `hex:` or \
                    `base64:` before it";

/// What stands around a value on the wire.
pub(super) const ON_THE_WIRE: &[Hypothesis] = &[
    row(
        "unproven-format",
        Unproven,
        "its shape does not tell its format; valid as {format}",
        "other systems write values of the same shape, and the key alone tells whose it is",
        Say("name its format: --format {format}"),
    ),
    row(
        "quotes-lost",
        Value(wire::in_quotes),
        "not valid as it is; valid with the double quotes around it put back",
        QUOTES_LOST,
        Say("find the proxy or client that takes the quotes off, and pass the value on with them"),
    ),
    row(
        "octal-escapes",
        Value(wire::without_octal),
        "not valid as it is; valid once its octal escapes are undone",
        QUOTES_LOST,
        Say("undo the escapes (`\\075` is `=`), or pass the value on as the server wrote it"),
    ),
    row(
        "scheme-inside",
        Value(wire::without_scheme),
        "not valid as it is; valid without the word before it",
        COPIED,
        Say("in a header Authorization the token stands behind a word, in a cookie alone"),
    ),
    row(
        "mark-lost",
        Value(wire::with_mark),
        "not valid as it is; valid with the mark before it put back (`s:`, `e:`, `.` or `!`)",
        "the framework writes a mark before such a value, and takes one without it for another kind \
         of cookie, or for none",
        Say("pass the cookie on as the server wrote it, with the mark before its value"),
    ),
    row(
        "base64-standard",
        Value(value::to_base64url),
        "not valid as it is; valid once `+` and `/` are `-` and `_` again",
        READ_AGAIN,
        Say("leave the value as the server wrote it, in the alphabet for URLs"),
    ),
];

/// What stands around a key in its file, and in front of it.
pub(super) const PREFIXES: &[Hypothesis] = &[
    row(
        "env-file-value",
        OfFile,
        "not valid under all of the file; valid under {key}, one of its values",
        "a file with NAME=VALUE lines was given for the key, and all of it was taken for that",
        UseKey,
    ),
    row(
        "key-prefix-removed",
        Key(recipe::without_prefix),
        "not valid under the key as it is; valid without the `base64:` or `hex:` before it",
        PREFIX,
        Filter("perl -0777 -pe 's/\\A\\s*(?:base64|hex):\\s*//; s/\\s+\\z//'"),
    ),
    row(
        "key-base64-prefix-added",
        Key(recipe::with_base64_prefix),
        "not valid under the key as it is; valid with `base64:` before it",
        PREFIX,
        Filter("perl -0777 -pe 's/\\A\\s+|\\s+\\z//g; s/\\A/base64:/'"),
    ),
    row(
        "key-hex-prefix-added",
        Key(recipe::with_hex_prefix),
        "not valid under the key as it is; valid with `hex:` before it",
        PREFIX,
        Filter("perl -0777 -pe 's/\\A\\s+|\\s+\\z//g; s/\\A/hex:/'"),
    ),
];

/// What programs make of a key's text.
pub(super) const RECIPES: &[Hypothesis] = &[
    row(
        "key-python-bytes",
        Key(recipe::as_python_writes_bytes),
        "not valid under the key as it is; valid under what Python's str() makes of its bytes: b'…'",
        "the application gives bytes where a text is wanted, and these became the text `b'…'`",
        Filter("perl -0777 -ne 's/\\A\\s+|\\s+\\z//g; print \"b\\x27${_}\\x27\"'"),
    ),
    row(
        "key-python-literal",
        Key(recipe::from_python),
        "not valid under the key as it is; valid if it is read as a literal of Python, with its \
         escapes undone",
        "the key was copied out of Python code, quotes and escapes and all",
        Filter(
            "perl -0777 -ne 's/\\A\\s+|\\s+\\z//g; exit unless s/\\Ab?([\"\\x27])(.*)\\1\\z/$2/s; \
             s/\\\\(?:x([0-9a-fA-F]{2})|([nrt\\\\\\x27\"]))/defined $1 ? chr hex $1 : $2 eq \"n\" ? \
             \"\\n\" : $2 eq \"r\" ? \"\\r\" : $2 eq \"t\" ? \"\\t\" : $2/ge; print'",
        ),
    ),
    row(
        "key-first-32-bytes",
        Key(recipe::first_bytes),
        "not valid under the key as it is; valid if its first 32 bytes are the key",
        FIRST_BYTES,
        Filter("perl -0777 -ne 's/\\A\\s+|\\s+\\z//g; print substr $_, 0, 32'"),
    ),
    row(
        "key-sha256-to-base64",
        Key(recipe::hashed_to_letters),
        "not valid under the key as it is; valid if the SHA-256 of its text, in base64, is the key",
        RECIPE,
        Filter(
            "perl -MDigest::SHA=sha256 -MMIME::Base64 -0777 -ne 's/\\A\\s+|\\s+\\z//g; \
             $_ = encode_base64(sha256($_), \"\"); tr#+/#-_#; print'",
        ),
    ),
    row(
        "key-sha256",
        Key(recipe::hashed),
        "not valid under the key as it is; valid if the SHA-256 of its text is the key",
        RECIPE,
        Filter("perl -MDigest::SHA=sha256 -0777 -ne 's/\\A\\s+|\\s+\\z//g; print sha256($_)'"),
    ),
    row(
        "key-members-swapped",
        Keys(members::swapped),
        "not valid under the pair as it is; valid if its hash key and its block key change places",
        "the first of a pair signs and the second encrypts, and they were given the other way \
         around",
        Say("let the two texts of the pair change places: {\"hash\":…,\"block\":…}"),
    ),
    row(
        "key-block-left-out",
        Keys(members::without_block),
        "not valid under the pair as it is; valid under its hash key alone, without a block key",
        "the application that made it was given no block key: it signs, and does not encrypt",
        Say("give every node the same pair; until then leave the block key out of this one"),
    ),
    row(
        "key-member-encoding",
        Keys(members::read_otherwise),
        "not valid under the pair as it is; valid if its texts are read in another way (as text, hex \
         or base64)",
        PAIR,
        Say(
            "put `hex:` or `base64:` before a text of the pair that is decoded, and nothing before \
             one that is used as it is",
        ),
    ),
    row(
        "key-of-another-id",
        Ids(members::each_alone),
        "not valid by the id that it names; valid under a password of the map that has another id",
        "a cookie names the id of its password, and here another password has that id, or none",
        Say(
            "give the password its id again: {\"1\":…,\"2\":…}; an id is never used for another one",
        ),
    ),
    row(
        "key-id",
        Ids(members::under_another_id),
        "not valid by the id that it names; valid if the password has that id",
        "a cookie names the id of its password, and a single password has the id 1, or none",
        Say("give the password as a map, by the id that the cookie names: {\"2\":…}"),
    ),
    row(
        "key-json-member",
        Member,
        "not valid under the whole JSON object; valid if the text of {member} in it is the key",
        "the file holds more than the key, and the program that made the cookie reads that member \
         of it",
        Filter("perl -0777 -ne 'print $1 if /\"\\Q{member}\\E\"\\s*:\\s*\"([^\"\\\\]+)\"/'"),
    ),
    row(
        "key-list-item",
        Item,
        "not valid under the whole list; valid if key {member} of it is the key",
        "the text has several keys with commas between: the application splits it, and uses each",
        Filter(
            "perl -0777 -ne 's/\\A\\s+|\\s+\\z//g; print((grep length, split /\\s*,\\s*/)[{member} - 1])'",
        ),
    ),
];
