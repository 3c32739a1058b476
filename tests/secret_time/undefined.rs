//! What valgrind's memcheck takes for undefined: it follows a bit that is from where
//! it was marked through copies and arithmetic, and tells where a branch or an address
//! depends on one. Langley's ctgrind (2010) marks secrets so.
//!
//! A request to valgrind is a sequence of instructions that changes nothing
//! (`valgrind.h`). There is a crate for that, which needs valgrind's headers to be
//! built, and so would each `cargo test`.
#![allow(unsafe_code, reason = "no safe crate makes this request")]

use std::arch::asm;

const RUNNING_ON_VALGRIND: usize = 0x1001;
const COUNT_ERRORS: usize = 0x1201;
const MAKE_MEM_UNDEFINED: usize = 0x4d43_0001;
const MAKE_MEM_DEFINED: usize = 0x4d43_0002;

fn request(what: usize, argument: usize, second: usize) -> usize {
    let block = [what, argument, second, 0, 0, 0];
    let mut answer = 0;
    // SAFETY: the rotations are by 128 bits in all, and the exchange is of a register
    // with itself. valgrind reads the block, which lives until the call is over, and
    // writes its answer into the register that is named.
    unsafe {
        asm!(
            "rol rdi, 3",
            "rol rdi, 13",
            "rol rdi, 61",
            "rol rdi, 51",
            "xchg rbx, rbx",
            inout("rdx") answer,
            in("rax") block.as_ptr(),
            out("rdi") _,
        );
    }
    answer
}

/// Whether this process runs under valgrind.
pub fn is_watched() -> bool {
    request(RUNNING_ON_VALGRIND, 0, 0) > 0
}

/// How many branches and addresses were reported so far.
pub fn reports() -> usize {
    request(COUNT_ERRORS, 0, 0)
}

/// Makes bytes secret.
pub fn hide(bytes: &mut [u8]) {
    request(MAKE_MEM_UNDEFINED, bytes.as_mut_ptr() as usize, bytes.len());
    // The compiler must not take what it wrote there for what is there.
    std::hint::black_box(bytes);
}

/// What of it is known after all.
pub fn reveal(bytes: &mut [u8]) {
    request(MAKE_MEM_DEFINED, bytes.as_mut_ptr() as usize, bytes.len());
    std::hint::black_box(bytes);
}
