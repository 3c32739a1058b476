//! The hypotheses, in the order of likelihood: of two that make the same
//! cookie of it, the first is claimed.

mod amid;
mod beside;
mod recipes;
mod spelt;
mod wrapped;

use std::sync::LazyLock;

use super::Change::{Along, Decoded, Key, Name, OnServer, Value};
use super::Remedy::{Filter, Say};
use super::{Hypothesis, key, name, value};
use crate::frameworks::{self, Quirk, SPELLING};
use amid::{AMID, QUOTED};
use beside::{BESIDE, LAST};
use recipes::{ON_THE_WIRE, PREFIXES, RECIPES};
use spelt::{BROKEN, SPELT};
use wrapped::{UTF16_ON_SERVER, WRAPPED};

const READ_AGAIN: &str = "two programs decode or encode it, or none does: one of them is too many \
                          or missing between the server and where this was copied";
const COPIED: &str = "it came along when the cookie was copied, or a program put it there";
const KEY_READ: &str = "the program that made the cookie read its key in another way than this \
                        text: it decoded, hashed or rewrote it";
const EDITOR: &str = "an editor, `echo`, a here-document or a secret store silently adds \
                      or removes it; a server that reads the file itself uses every byte of it";

/// Every hypothesis. Ids never change and are never used again.
pub static HYPOTHESES: LazyLock<Vec<Hypothesis>> = LazyLock::new(|| {
    let quirks = frameworks::all().flat_map(|framework| framework.quirks);
    let quirks = quirks.copied().chain([&SPELLING]).map(of_quirk);
    let rows = [
        DECODED,
        ON_THE_WIRE,
        PREFIXES,
        FIRST,
        BROKEN,
        SECOND,
        &WRAPPED,
        SPELT,
        &UTF16_ON_SERVER,
        AMID,
        RECIPES,
        QUOTED,
        BESIDE,
    ];
    let rows = rows.concat();
    rows.into_iter()
        .chain(quirks)
        .chain(LAST.iter().copied())
        .collect()
});

/// What the server reads as it is, before all that would be another change.
const DECODED: &[Hypothesis] = &[row(
    "percent-spelling",
    Decoded,
    "genuine for {server}, but percent-encoded in part or in small letters",
    "the server decodes whatever is encoded, and writes it in one way; here it has that one \
     spelling, so that a changed cookie is never taken for the same",
    Say("pass the cookie on as the server wrote it"),
)];

/// The cookie: another name, another spelling.
const FIRST: &[Hypothesis] = &[
    row(
        "other-name",
        Name(name::others),
        "not valid under the name {was}; valid under {name}",
        "sealed and signed cookies are bound to the name that they were made for",
        Say("give the name that it is set under: --name {name}"),
    ),
    row(
        "name-missing",
        Name(name::missing),
        "not valid without a name; valid under {name}",
        "sealed and signed cookies are bound to the name that they were made for, and a value alone has \
         none",
        Say("give its name with it: --name {name}"),
    ),
    row(
        "percent-encoded",
        Value(value::percent_decoded_whole),
        "not valid as it is; valid once it is percent-decoded",
        READ_AGAIN,
        Say("percent-decode it once before it is opened, or take it from the header itself"),
    ),
    row(
        "percent-encoded-twice",
        Value(value::percent_decoded_twice),
        "not valid as it is; valid once it is percent-decoded twice",
        READ_AGAIN,
        Say("find the proxy or client that encodes the cookie a second time, and turn that off"),
    ),
    row(
        "percent-decoded",
        Value(value::percent_encoded),
        "not valid as it is; valid once its fields are percent-encoded again",
        READ_AGAIN,
        Say("pass the cookie on as the server wrote it, without decoding it"),
    ),
    row(
        "plus-as-space",
        Value(value::spaces_to_pluses),
        "not valid as it is; valid if its spaces are pluses",
        "a form decoder read `+` as a space",
        Say("decode it as a URI component, where `+` stays a plus, and not as a form"),
    ),
    row(
        "space-as-plus",
        Value(value::pluses_to_spaces),
        "not valid as it is; valid if its pluses are spaces",
        "it was encoded as a form, which writes a space as `+`",
        Say("encode it as a URI component (`%20`), not as a form"),
    ),
    row(
        "quotes",
        Along(value::without_quotes),
        "not valid as it is; valid without the quotes around it",
        COPIED,
        Say("send the value without quotes"),
    ),
    row(
        "separator",
        Along(value::without_separator),
        "not valid as it is; valid without what follows its end",
        COPIED,
        Say("end the value before the `;` or `,`"),
    ),
    row(
        "white-space",
        Along(value::without_white_space),
        "not valid as it is; valid without the white space or invisible characters around it",
        COPIED,
        Say("trim the value, also of no-break spaces and byte order marks"),
    ),
];

/// The rest of the value, and what is simple of the key.
const SECOND: &[Hypothesis] = &[
    row(
        "escapes",
        Along(value::without_escapes),
        "not valid as it is; valid once its JSON escapes are undone",
        "it was copied out of a JSON text, where `/` and `+` may be escaped",
        Say("read the JSON with a parser: jq -r"),
    ),
    row(
        "name-inside",
        Along(value::without_name),
        "not valid as it is; valid without the name before it",
        "`name=value` was taken for the value",
        Say("split the pair at its first `=` alone"),
    ),
    row(
        "padding",
        Value(value::with_padding),
        "not valid as it is; valid once the padding of its base64 is put back",
        "a careless split at `=` takes the padding away",
        Say("split `name=value` at the first `=` alone"),
    ),
    row(
        "base64url",
        Value(value::from_base64url),
        "not valid as it is; valid once `-` and `_` are `+` and `/` again",
        "a program rewrote the base64 in the alphabet for URLs",
        Say("leave the value as the server wrote it"),
    ),
    // The key: what an editor does to it, and how it is read.
    row(
        "key-newline-removed",
        Key(key::without_newline),
        "not valid under the key as it is; valid if the newline at the key's end is removed",
        EDITOR,
        Filter("printf %s \"$(cat)\""),
    ),
    row(
        "key-newline-added",
        Key(key::with_newline),
        "not valid under the key as it is; valid if a newline is added at the key's end",
        EDITOR,
        Filter("{ cat; echo; }"),
    ),
    row(
        "key-line-end-kept",
        Key(key::as_it_is),
        "not valid under the key without the line end of its file; valid if that is a part of it",
        "the server takes its key out of a file, or had a line end with it where it was set",
        Filter("cat"),
    ),
    row(
        "key-line-end-removed",
        Key(key::without_line_end),
        "not valid under the key as it is; valid if its line ends (CR, LF) are removed",
        EDITOR,
        Filter("tr -d '\\r\\n'"),
    ),
    row(
        "key-line-end-added",
        Key(key::with_line_end),
        "not valid under the key as it is; valid if a line end of Windows (CR LF) is added",
        EDITOR,
        Filter("{ cat; printf '\\r\\n'; }"),
    ),
    row(
        "key-cr-removed",
        Key(key::without_carriage_return),
        "not valid under the key as it is; valid if its carriage returns are removed",
        EDITOR,
        Filter("tr -d '\\r'"),
    ),
    row(
        "key-cr-added",
        Key(key::with_carriage_return),
        "not valid under the key as it is; valid if its line ends as on Windows (CR LF)",
        EDITOR,
        Filter("perl -0777 -pe 's/\\n\\z/\\r\\n/'"),
    ),
    row(
        "key-white-space-removed",
        Key(key::without_white_space),
        "not valid under the key as it is; valid if the white space in it is removed",
        EDITOR,
        Filter("tr -d ' \\t\\r\\n\\v\\f'"),
    ),
    row(
        "key-space-added",
        Key(key::with_space),
        "not valid under the key as it is; valid if a space is added at the key's end",
        EDITOR,
        Filter("{ cat; printf ' '; }"),
    ),
    row(
        "key-bom-removed",
        Key(key::without_byte_order_mark),
        "not valid under the key as it is; valid if the byte order mark before it is removed",
        EDITOR,
        Filter("tail -c +4"),
    ),
    row(
        "key-bom-added",
        Key(key::with_byte_order_mark),
        "not valid under the key as it is; valid if a byte order mark is put before it",
        EDITOR,
        Filter("{ printf '\\357\\273\\277'; cat; }"),
    ),
    row(
        "key-quotes-removed",
        Key(key::without_quotes),
        "not valid under the key as it is; valid if the quotes in it are removed",
        "a dotenv file or a shell had them around it",
        Filter("tr -d \"\\\"'\""),
    ),
    row(
        "key-first-line",
        Key(key::first_line),
        "not valid under the key as it is; valid if its first line alone is the key",
        "the program that made the cookie read one line",
        Filter("head -n 1 | tr -d '\\n'"),
    ),
    row(
        "key-lower-case",
        Key(key::lower),
        "not valid under the key as it is; valid if the key is in small letters",
        KEY_READ,
        Filter("tr A-Z a-z"),
    ),
    row(
        "key-upper-case",
        Key(key::upper),
        "not valid under the key as it is; valid if the key is in capitals",
        KEY_READ,
        Filter("tr a-z A-Z"),
    ),
    row(
        "key-hex",
        Key(key::from_digits),
        "not valid under the key as it is; valid if the key is read as hex digits",
        KEY_READ,
        Filter("perl -0777 -ne 's/[\\s:-]//g; s/\\A(?:0x|hex)//i; print pack \"H*\", $_'"),
    ),
    row(
        "key-base64",
        Key(key::from_letters),
        "not valid under the key as it is; valid if the key is read as base64",
        KEY_READ,
        Filter(
            "perl -MMIME::Base64 -0777 -ne 's/\\s//g; s/\\Abase64://; tr#-_#+/#; print decode_base64($_)'",
        ),
    ),
    row(
        "key-base64-to-hex",
        Key(key::letters_to_digits),
        "not valid under the key as it is; valid if the key is read as base64, to hex digits",
        KEY_READ,
        Filter(
            "perl -MMIME::Base64 -0777 -ne 's/\\s//g; s/\\Abase64://; tr#-_#+/#; print unpack \"H*\", decode_base64($_)'",
        ),
    ),
    row(
        "key-hex-to-base64",
        Key(key::digits_to_letters),
        "not valid under the key as it is; valid if the key's hex digits are base64 instead",
        KEY_READ,
        Filter(
            "perl -MMIME::Base64 -0777 -ne 's/[\\s:-]//g; s/\\A(?:0x|hex)//i; print encode_base64(pack(\"H*\", $_), \"\")'",
        ),
    ),
    row(
        "key-raw",
        Key(key::to_digits),
        "not valid under the key as it is; valid if the key's very bytes are taken (as hex digits)",
        KEY_READ,
        Filter("od -An -v -tx1 | tr -d ' \\n'"),
    ),
    row(
        "key-raw-to-base64",
        Key(key::to_letters),
        "not valid under the key as it is; valid if the key's very bytes are taken (as base64)",
        KEY_READ,
        Filter("base64 | tr -d '\\n'"),
    ),
    row(
        "key-passphrase",
        Key(key::as_passphrase),
        "not valid under the key as it is; valid if the key is hashed as a legacy passphrase",
        "some servers hash what is not 64 hex digits, and some programs hash those as well",
        Filter("perl -0777 -pe 's/^\\s+//; s/\\s+$//' | sha256sum | cut -c1-64 | tr -d '\\n'"),
    ),
    row(
        "key-hashed",
        Key(key::hashed),
        "not valid under the key as it is; valid if all its bytes are hashed as a passphrase",
        "the program that made the cookie hashed the key with its line end",
        Filter("sha256sum | cut -c1-64 | tr -d '\\n'"),
    ),
];

/// What the real system reads and we refuse.
fn of_quirk(quirk: &'static Quirk) -> Hypothesis {
    row(
        quirk.id,
        OnServer(quirk),
        quirk.say,
        quirk.why,
        Say(quirk.remedy),
    )
}

const fn row(
    id: &'static str,
    change: super::Change,
    say: &'static str,
    why: &'static str,
    remedy: super::Remedy,
) -> Hypothesis {
    Hypothesis {
        id,
        change,
        say,
        why,
        remedy,
    }
}
