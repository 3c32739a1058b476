//! cookiekit: make keys for session cookies and keep them well, open and make
//! real cookies, and say why one fails.
//!
//! # The map
//!
//! Imports point down only; `tests/layers.rs` holds the table.
//!
//! | layer | modules |
//! |---|---|
//! | the command line | [`cli`]: the only one that knows clap; beside it `fuzzing`, doors for `tests/fuzz` |
//! | many cookies | [`lines`]: the filter |
//! | what is shown | [`output`] |
//! | the audit, the debugger | `audit`, [`explain`] |
//! | tokens | `tokens`: the only one that knows SQL, and a feature |
//! | cookies | [`capture`], [`set_cookie`], [`cookie`], [`open`] |
//! | keys | [`keys`] |
//! | frameworks | [`frameworks`]: one file each |
//! | ground | [`subject`], [`shell`], [`crypto`], [`encoding`], [`time`], `sys`, `threads` |
//! | words | [`error`], [`exit`] |
//!
//! # Add a format
//!
//! Write `src/frameworks/NAME.rs`, whose head tells the bytes and where they were
//! read: a static [`frameworks::Framework`], which says what it has and leaves the
//! rest to `PLAIN`; [`frameworks::Facts`]; and implementations of
//! [`frameworks::Format`] and [`frameworks::Codec`]. `express.rs` is a short one
//! to start from; `keygrip.rs` is bound to the cookie's name. Put its vectors in
//! `tests/data/frameworks/NAME.json`, made by the real system
//! (`tests/data/frameworks/README.md` says how), and name it in
//! [`frameworks::FORMATS`].
//!
//! An application that takes a list of keys is rotated without signing anyone out:
//! its `exports` have code that reads the slots beside its key file
//! (`frameworks/python/keys.rs` and `frameworks/node.rs` write all of it but the
//! line that hands over `keys`), and its `runbook` says in a few words who stays
//! signed in and what else the key protects, and leaves the steps to
//! [`frameworks::runbook::by_slots`]. `express.rs` has both.
//!
//! Flag values, help, man pages and completions follow the registry;
//! `BLESS=1 cargo test --test generated` renews the files. So do the contract
//! tests, `cargo test --lib contract`: they seal, open and break what it makes,
//! and ask for recognition. What else it prints is tested in
//! `tests/cli/frameworks_NAME.rs`, named in `tests/cli/main.rs`, and what the real
//! system says of it in `tests/interop`.
//!
//! # Add a check
//!
//! Add a row to the table of its family in `src/audit/checks/NAME.rs`, with a number
//! that was never used, and the small function that looks: it gets a key file
//! or the whole scene and returns what it sighted. What tells an observation from
//! its like goes into its `detail`, and what can become more - readers, keys -
//! into its `extent`: never a line number, never a key. `--list-checks`,
//! `--explain`, the help and SARIF's rules follow the table. In `tests/audit`
//! goes a fault, a near miss, and the printed command run and audited again:
//! `tests/audit/catalogue.rs` holds every row to it.
//!
//! # Add a hypothesis, a lint
//!
//! A hypothesis of `inspect` is a pure function in `src/explain/value.rs` or
//! `src/explain/key.rs` and a row in `src/explain/table.rs`; a lint is a row in
//! `src/set_cookie/rules`. The help and the man page follow the tables. In
//! `tests/cli/explain` goes a cookie that the real system made, with that one
//! thing wrong.

pub mod audit;
pub mod capture;
pub mod cli;
pub mod cookie;
pub mod crypto;
pub mod encoding;
pub mod error;
pub mod exit;
pub mod explain;
pub mod frameworks;
#[doc(hidden)]
pub mod fuzzing;
pub mod keys;
pub mod lines;
pub mod open;
pub mod output;
pub mod set_cookie;
pub mod shell;
pub mod subject;
mod sys;
mod threads;
pub mod time;
#[cfg(feature = "token")]
pub mod tokens;

pub use cli::run;
#[cfg(unix)]
pub use sys::Memory;
