//! The program of Windows, run under Wine: its files are seen from Linux too, so
//! that both programs can be asked about one key.
//!
//! `tests/windows/prepare` builds it and makes a Windows for it, and prints the
//! script that runs it, which `WINDOWS_COOKIEKIT` names here.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]
#![allow(clippy::print_stderr, reason = "how many kills there were is reported")]

mod audit;
#[path = "../corpus/mod.rs"]
#[allow(dead_code, reason = "the names are for the tests of the corpus")]
mod cases;
mod keyring;
mod keys;
mod kills;
mod of_r;
mod printed;
mod scene;
mod spoken;
