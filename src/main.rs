//! The binary: everything is in the library.
//!
//! With the GNU C library, Rust's own start of a program reads
//! `/proc/self/maps` to find the stack's guard page. That is a file opened,
//! and a tenth of the time of a run, for a message on stack overflow; so the
//! program starts at C's `main` there and does the rest of that start itself.

#![cfg_attr(all(target_os = "linux", target_env = "gnu"), no_main)]

/// What the standard library has for memory that is not there is an abort.
#[cfg(unix)]
#[global_allocator]
static MEMORY: cookiekit::Memory = cookiekit::Memory;

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn main() -> std::process::ExitCode {
    cookiekit::run().into()
}

/// The arguments are not looked at here: the GNU C library hands them to
/// Rust's standard library before `main`.
// The name is exported unmangled, which is unsafe only where two functions
// have it; the linker would refuse that.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
extern "C" fn main() -> std::ffi::c_int {
    cookiekit::start();
    cookiekit::run().code().into()
}
