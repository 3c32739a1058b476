//! What Workbench's server reads and we refuse.

use crate::frameworks::{KEY_NUL, Quirk};

pub static BOUNDARY_SHIFT: Quirk = Quirk {
    id: "boundary-shift",
    say: "an attack: signed for the value {signed}, and passed off as another user and date \
          (boundary shift); the server {takes}",
    why: "nothing stands between value and date in what the server signs, so the bar can be moved",
    remedy: "give nobody a user name with a date in it, and take it from the one who has; a new \
             key ends every such cookie, and signs every user out: \
             cookiekit rotate plan --for workbench --key KEY",
};

pub static DATE: Quirk = Quirk {
    id: "workbench-date",
    say: "signed with this key, but its date is not of the one form `Sat, 24 Sep 2022 17:46:21 \
          GMT`; the server {takes}",
    why: "the server's parser takes more dates than one form; here they are refused, for they are \
          how a value is passed off as a date",
    remedy: "find the program that signs such dates; the server itself writes none",
};

pub static NO_DATE: Quirk = Quirk {
    id: "workbench-no-date",
    say: "signed with this key, but what stands for its date is none; the server {takes}",
    why: "the server reads a date there as browsers write it, and two of them with a `;` between \
          where the login has its own",
    remedy: "find the program that signs it; the server itself writes no such thing",
};

/// All of them, in the order in which they are tried.
pub static QUIRKS: [&Quirk; 4] = [&BOUNDARY_SHIFT, &DATE, &NO_DATE, &KEY_NUL];
