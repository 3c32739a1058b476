//! `cookiekit audit` as it is run: for each check a fault that it finds, a
//! near miss that it does not, and the command that it prints, run and
//! audited again.
//!
//! Everything is real: files with modes, lists, links and owners, mounts, git
//! repositories, processes. What a Rust toolchain and a user do not have is
//! ignored unless asked for: `tests/run`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test ends where it cannot continue")]

mod accepted;
mod access;
mod asked;
mod baseline;
mod bounded;
#[path = "../corpus/mod.rs"]
mod cases;
mod catalogue;
mod choices;
mod clear_text;
mod comments;
mod content;
mod copies;
mod corpus;
mod decided;
mod file;
mod fresh_clones;
mod git;
mod given;
mod harmless;
mod image;
mod itself;
mod kept;
mod kinds;
mod leaks;
mod lent;
mod literals;
mod lookalikes;
mod mounts;
mod output;
mod own_reports;
mod packed;
mod past;
mod past_packed;
mod past_texts;
mod path;
mod placeholders;
mod plumber;
#[path = "../printed/mod.rs"]
mod printed;
mod products;
mod programs;
mod r_variables;
mod readers;
mod ready;
mod report;
mod root;
mod rooted;
mod rotation;
mod sandbox;
mod spoken;
mod staged;
mod staged_packed;
mod stashes;
mod synced;
mod texts;
mod trees;
mod unharmful;
mod variables;
mod view;
mod walk;
mod workbench;

/// A key that no rule objects to.
pub const KEY: &str = "4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112";
/// Another one.
pub const OTHER_KEY: &str = "c0d1e2f3a4958677f8e9dacbbcad9e8f10213243546576879889a0b1c2d3e4f5";
/// One as Workbench makes it.
pub const WORKBENCH_KEY: &str = "4fc1a0b7d2e89635a1b0c7d8e9f20314";
