//! cookiekit against the real systems: what it stores they read, and what
//! they store it reads.
//!
//! The tests need programs that a Rust toolchain does not bring, so they are
//! ignored unless asked for: `tests/run` installs what they need and runs
//! them.

#[cfg(unix)]
mod adonis;
#[cfg(unix)]
mod bottle;
#[cfg(unix)]
mod differential;
#[cfg(unix)]
mod django;
#[cfg(unix)]
mod encrypted;
#[cfg(target_os = "linux")]
mod engines;
#[cfg(unix)]
mod flask;
#[cfg(unix)]
mod gorilla;
#[cfg(unix)]
mod javascript;
#[cfg(unix)]
mod jwt;
#[cfg(target_os = "linux")]
mod keyring;
mod keyring_memory;
mod keyring_printed;
#[cfg(target_os = "linux")]
mod keyring_rotation;
#[cfg(unix)]
mod laravel;
#[cfg(unix)]
mod libsodium;
#[cfg(unix)]
mod node;
#[cfg(unix)]
mod of_two;
mod plumber;
#[cfg(unix)]
mod plumber2;
#[path = "../printed/mod.rs"]
#[allow(
    dead_code,
    clippy::unwrap_used,
    reason = "what the other suites run in a folder is run in a keyring here"
)]
mod printed;
#[cfg(target_os = "linux")]
mod private_keyring;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod processors;
#[cfg(unix)]
mod pyramid;
#[cfg(unix)]
mod pyseto;
#[cfg(unix)]
mod python;
#[cfg(unix)]
mod renviron;
#[cfg(unix)]
mod rotated;
#[cfg(unix)]
mod ruby;
#[cfg(unix)]
mod served;
#[cfg(unix)]
mod starlette;
#[cfg(unix)]
mod tornado;
#[cfg(unix)]
mod uses;
