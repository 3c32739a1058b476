//! The lines that a plan is pasted as: for a POSIX shell, or, on Windows, such as
//! `cmd.exe` and PowerShell both read.
//!
//! Neither of those two has what the other one has for "only if that worked", for
//! what a command printed, or for a quotation mark in quotation marks. There, each
//! line is one command, the fingerprint is written down by the reader of the plan,
//! and a command of Unix that a framework's own runbook has is not printed at all.

#[cfg(not(windows))]
mod posix;
#[cfg(windows)]
mod windows;

#[cfg(not(windows))]
pub use posix::*;
#[cfg(windows)]
pub use windows::*;
