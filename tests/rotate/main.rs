//! Rotation as people and scripts see it: standard output, standard error and
//! exit code, word for word.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

mod age;
mod edge;
mod export;
mod imported;
mod kinds;
mod place;
mod plan;
#[path = "../printed/mod.rs"]
mod printed;
mod resumed;
mod steps;
