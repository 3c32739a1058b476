//! The binary: everything is in the library.

/// What the standard library has for memory that is not there is an abort.
#[cfg(unix)]
#[global_allocator]
static MEMORY: cookiekit::Memory = cookiekit::Memory;

fn main() -> std::process::ExitCode {
    cookiekit::run().into()
}
