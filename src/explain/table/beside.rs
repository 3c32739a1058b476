//! The hypotheses on what lies beside the key and the cookie, and the last ones.

use super::super::Change::{
    AnyName, Beside, End, Format, LeftOver, NameAndParam, Nearby, Other, Param, Params, Swapped,
};
use super::super::Remedy::{Say, UseKey, UseParam};
use super::super::{Hypothesis, beside};
use super::{READ_AGAIN, row};
use crate::keys::spec::Spec;
use crate::keys::{is_previous_key, is_variable_of_rotation};

const CHOSEN: &str = "the application that made it chose that, or the version of its framework takes it \
                      where nothing is chosen";

/// What lies beside the key and the cookie.
pub(super) const BESIDE: &[Hypothesis] = &[
    row(
        "name-not-told",
        AnyName,
        "not valid under the name {was}; valid under another name, which it does not tell",
        "the key is right, and the cookie says for a name that it was made for by a digest alone: it was \
         renamed, or given without its name",
        Say("give the name that it is set under: --name NAME"),
    ),
    row(
        "signature-of-another-name",
        Beside(beside::of_another_name),
        "not valid as it came; valid with the value of {called} as its {companion}",
        "the signature stands in a cookie beside it, whose name is that of the cookie and an ending: one \
         of the two was renamed",
        Say(
            "set the signature as {companion}, or the cookie under the name that the signature has",
        ),
    ),
    row(
        "signature-of-namesake",
        Beside(beside::of_namesake),
        "not valid as it came; valid with another {companion} of the same header",
        "several cookies of its name came in one header, each with a signature of its own, and the \
         server reads the first signature alone",
        Say("delete the cookie of the two that is not meant, and its {companion} with it"),
    ),
    row(
        "signature-base64",
        Beside(beside::in_base64url),
        "not valid as it came; valid with {companion} in base64 for URLs, without padding",
        READ_AGAIN,
        Say(
            "write the signature as the framework does: `+` as `-`, `/` as `_`, without `=` and not encoded again",
        ),
    ),
    row(
        "chunk-left-over",
        LeftOver,
        "not valid joined with {left}; valid without: left over of an older and longer cookie",
        "a cookie that became shorter needs fewer chunks, and anyone who reads it joins the old \
         ones to it",
        Say(
            "have the server delete {left}: an empty value, Max-Age=0, and the Path and Domain that it \
             was set with",
        ),
    ),
    row(
        "chunks-swapped",
        Swapped,
        "not valid as it came; valid with the values of {called} and {companion} swapped",
        "the chunks of one cookie were put together in another order than that of their numbers",
        Say("keep each chunk under the name that it was set with"),
    ),
    row(
        "other-parameter",
        Param,
        "not valid with what was chosen of {format}; valid with {param}",
        CHOSEN,
        UseParam,
    ),
    row(
        "sibling-file",
        Nearby(|spec| matches!(spec, Spec::File(_))),
        "not valid under the keys given; valid under the key in {key}, in the same folder",
        "there are several key files in the folder, and the server uses another one",
        UseKey,
    ),
    row(
        "keyring-entry",
        Nearby(|spec| matches!(spec, Spec::Keyring(_))),
        "not valid under the keys given; valid under {key}, an entry of the same service",
        "the keyring has several entries of this service, and the server uses another one",
        UseKey,
    ),
    row(
        "env-file-whole-line",
        Nearby(|spec| matches!(spec, Spec::Dotenv { .. }) && !is_variable_of_rotation(spec)),
        "not valid under the value that most programs read in {key}; valid under all that stands behind \
         its `=`",
        "quotes and a comment are a part of the value to Docker's --env-file, and a comment is to \
         systemd's EnvironmentFile and to others",
        Say(
            "write the line of the env file without a comment behind the value, and without quotes where \
             Docker reads it: that changes the server's key, as a rotation does",
        ),
    ),
    row(
        "rotation-variable",
        Nearby(is_variable_of_rotation),
        "not valid under the keys given; valid under {key}, the variable of a rotation",
        "a rotation is under way: the code of `key export` reads that variable too, and code that reads \
         the first alone refuses this cookie",
        Say("give both, where the server reads both: one more --key {key}"),
    ),
    row(
        "previous-key",
        Nearby(is_previous_key),
        "made under a previous key; valid under {key}, which the same settings list",
        "the application's key was changed, and its settings list the earlier ones: it reads a \
         cookie of these, and makes new ones under its own key",
        Say("give both, as the application does: one more --key {key}"),
    ),
    row(
        "key-of-list",
        Nearby(|spec| matches!(spec, Spec::Listed { .. }) && !is_previous_key(spec)),
        "not valid under the keys given; valid under {key}, one of the keys that the variable lists",
        "the variable has several keys with commas between: the application splits it, and uses each",
        UseKey,
    ),
    row(
        "other-cookie",
        Other,
        "not valid; the cookie {name}, which came with it, is",
        "the wrong cookie was picked of several",
        Say("pick it by its name: --name {name}"),
    ),
    row(
        "other-format",
        Format,
        "not valid in the format asked for; valid as {format}",
        "the flag names another format than the one that made it",
        Say("ask for its format: --format {format}"),
    ),
];

/// What takes long, and what cannot be fixed.
pub(super) const LAST: &[Hypothesis] = &[
    row(
        "other-parameters",
        Params,
        "not valid with what was chosen of {format}; valid with {param}",
        CHOSEN,
        UseParam,
    ),
    row(
        "other-name-and-parameter",
        NameAndParam,
        "not valid under the name {was}; valid under {name}, with {param}",
        "the cookie is bound to the name that it was made for, and the application chose how its key \
         is used, or the version of its framework did",
        Say("give both: --name {name} --format {format} --param {param}"),
    ),
    row(
        "truncated",
        End,
        "genuine, but cut: {missing} at its end",
        "a log, a database column, a line or a header was too short for it",
        Say("get the whole cookie; this much of it is not accepted anywhere"),
    ),
];
