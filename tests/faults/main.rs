//! What is left of keys and tokens when the machine fails: system calls that are
//! interrupted or answered with errors, power that is lost, disks that are
//! full or lie.
//!
//! The tests need strace, and some of them root; `tests/run` installs the one,
//! and what is skipped without the other says so.
#![cfg(target_os = "linux")]

mod crowd;
mod disks;
mod power;
mod races;
mod scene;
mod syscalls;
mod tokens;
