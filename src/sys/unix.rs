//! The calls of Unix that neither `std` nor `rustix` makes for us.
#![allow(unsafe_code)]

#[cfg(all(target_os = "linux", feature = "token"))]
mod sqlite;

#[cfg(all(target_os = "linux", feature = "token"))]
pub use sqlite::follow_held_directories;

use std::alloc::{GlobalAlloc, Layout, System};
use std::fs::File;
use std::os::fd::{BorrowedFd, OwnedFd, RawFd};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::io::{FdFlags, fcntl_dupfd_cloexec, fcntl_setfd};
use zeroize::{Zeroize, Zeroizing};

/// The descriptors that carry results and messages: never the place of a key.
const OUTPUTS: [RawFd; 2] = [libc::STDOUT_FILENO, libc::STDERR_FILENO];
/// The lowest number for a duplicate: 0 to 2 keep their standard meaning.
const FIRST_FREE: RawFd = 3;

/// A file over the inherited descriptor `number`; `None` when it is not open,
/// or is the standard output or error.
///
/// The file holds a duplicate: asking twice, or for a descriptor that someone
/// else in this process owns, can close nothing under its owner. The inherited
/// one is kept from the children we start, which have no business with a key -
/// except for 0, since a program without a standard input takes the next file
/// that it opens for one.
pub fn take_fd(number: u32) -> Option<File> {
    let raw = RawFd::try_from(number).ok()?;
    if OUTPUTS.contains(&raw) {
        return None;
    }
    // SAFETY: `raw` is not negative, and so not the value that `BorrowedFd`
    // reserves. The borrow lives for the two calls below, which only ask the
    // kernel about the number: a closed one is answered with EBADF.
    let inherited = unsafe { BorrowedFd::borrow_raw(raw) };
    let own: OwnedFd = fcntl_dupfd_cloexec(inherited, FIRST_FREE).ok()?;
    if raw >= FIRST_FREE {
        fcntl_setfd(inherited, FdFlags::CLOEXEC).ok()?;
    }
    Some(File::from(own))
}

/// Makes a write beyond `RLIMIT_FSIZE` an error (`EFBIG`) instead of a death,
/// so that the writer can say what happened and clean up.
pub fn ignore_file_size_signal() {
    // SAFETY: `SIG_IGN` runs no code of ours in a signal handler, and
    // `SIGXFSZ` is a signal that may be ignored; nothing here relies on the
    // former disposition. The call cannot fail for these arguments.
    unsafe {
        libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
    }
}

/// Whether this process was started to ignore a signal, as `nohup` and a shell's
/// `&` have it.
pub fn ignores(signal: i32) -> bool {
    // SAFETY: without a new action the call changes nothing; it writes the
    // present one into a structure on this frame, which is read only if it did.
    unsafe {
        let mut present: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signal, std::ptr::null(), &raw mut present) == 0
            && present.sa_sigaction == libc::SIG_IGN
    }
}

/// Does something that must be brought to its end before an interrupt
/// (`SIGINT`, Ctrl-C) takes effect: one that comes meanwhile comes afterwards.
#[cfg(any(test, feature = "token"))]
pub fn holding_interrupts<T>(act: impl FnOnce() -> T) -> T {
    // SAFETY: the sets live on this frame, and are written by `sigemptyset` and
    // `pthread_sigmask` before they are read; both calls are of valid
    // arguments, and only change which signals this thread takes now.
    let before = unsafe {
        let mut interrupt = std::mem::zeroed();
        libc::sigemptyset(&raw mut interrupt);
        libc::sigaddset(&raw mut interrupt, libc::SIGINT);
        let mut before = std::mem::zeroed();
        libc::pthread_sigmask(libc::SIG_BLOCK, &raw const interrupt, &raw mut before);
        before
    };
    let done = act();
    // SAFETY: as above; `before` is the set that was in force.
    unsafe {
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const before, std::ptr::null_mut());
    }
    done
}

/// The content of a key of the kernel, of at most a few pages; `None` when it
/// may not be read, or there is no such key.
#[cfg(target_os = "linux")]
pub fn read_kernel_key(id: u32) -> Option<Zeroizing<Vec<u8>>> {
    /// The most that a key of the type `user` can hold (`user_defined.c`).
    const MAX_BYTES: usize = 32_767;
    let mut content = Zeroizing::new(vec![0; MAX_BYTES]);
    // SAFETY: the kernel writes at most as many bytes as it is shown that there
    // is room for, and the vector has as many. It returns how many the key
    // has, or -1; the other arguments are plain numbers.
    let length = unsafe {
        libc::syscall(
            libc::SYS_keyctl,
            libc::KEYCTL_READ,
            id,
            content.as_mut_ptr(),
            content.len(),
        )
    };
    let length = usize::try_from(length).ok()?;
    content.truncate(length);
    Some(content)
}

/// The content of a key of the kernel: only Linux has such.
#[cfg(not(target_os = "linux"))]
pub fn read_kernel_key(_id: u32) -> Option<Zeroizing<Vec<u8>>> {
    None
}

/// Pages of memory of their own, zero at first: locked into memory and left out
/// of core dumps as far as the system allows that.
pub struct Pages {
    start: NonNull<u8>,
    length: usize,
}

// SAFETY: the memory belongs to this value alone, and is reached through it by
// the rules of `&` and `&mut` only.
unsafe impl Send for Pages {}
// SAFETY: as above.
unsafe impl Sync for Pages {}

impl Pages {
    /// Pages for this many bytes; `None` when the system has none.
    pub fn new(length: usize) -> Option<Pages> {
        // SAFETY: an anonymous private mapping at no given address takes nobody
        // else's memory; the two calls behind it only set how it is kept, and
        // may fail: a limit on locked memory is none on memory.
        let start = unsafe {
            let start = libc::mmap(
                std::ptr::null_mut(),
                length,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANON,
                -1,
                0,
            );
            if start == libc::MAP_FAILED {
                return None;
            }
            libc::mlock(start, length);
            #[cfg(target_os = "linux")]
            libc::madvise(start, length, libc::MADV_DONTDUMP);
            start
        };
        let start = NonNull::new(start.cast())?;
        Some(Pages { start, length })
    }
}

impl std::ops::Deref for Pages {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        // SAFETY: the mapping has `length` bytes, readable and initialized with
        // zeroes by the kernel, until this value is dropped.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.length) }
    }
}

impl std::ops::DerefMut for Pages {
    fn deref_mut(&mut self) -> &mut [u8] {
        // SAFETY: as above, and writable; `&mut self` is the only way to it.
        unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.length) }
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.zeroize();
        // SAFETY: the mapping was made with this start and length, and nothing
        // refers to it any more.
        unsafe {
            libc::munmap(self.start.as_ptr().cast(), self.length);
        }
    }
}

/// Overwrites the value of an environment variable where the system put it when
/// the process started: `/proc/PID/environ` shows that, whatever is done to the
/// variable. The name stays, with nothing behind it.
pub fn wipe_variable(name: &str) {
    unsafe extern "C" {
        static mut environ: *mut *mut libc::c_char;
    }
    let mut entry_of_name = name.as_bytes().to_vec();
    entry_of_name.push(b'=');
    // SAFETY: `environ` is a list of C strings that ends with a null pointer,
    // in memory that is writable and stays; each string is overwritten from
    // behind its `=` to its end, which stays where it is or comes earlier. It is
    // called before there are threads that look for this variable.
    unsafe {
        let mut entry = environ;
        while !entry.is_null() && !(*entry).is_null() {
            let text = std::ffi::CStr::from_ptr(*entry).to_bytes();
            let (length, is_it) = (text.len(), text.starts_with(&entry_of_name));
            if is_it {
                let value = (*entry).add(entry_of_name.len()).cast::<u8>();
                std::slice::from_raw_parts_mut(value, length - entry_of_name.len()).zeroize();
            }
            entry = entry.add(1);
        }
    }
}

/// Whether the program was started without a standard output.
pub fn stdout_was_closed() -> bool {
    STDOUT_CLOSED.load(Ordering::Relaxed)
}

/// Set once, before `main`.
static STDOUT_CLOSED: AtomicBool = AtomicBool::new(false);

/// Looks at the standard output before Rust's own start does: that opens
/// `/dev/null` where it was closed, and a result that is sent there is lost.
extern "C" fn look_at_stdout() {
    // SAFETY: the call only asks about a number, which need not be open.
    let is_closed = unsafe { libc::fcntl(libc::STDOUT_FILENO, libc::F_GETFD) } == -1;
    STDOUT_CLOSED.store(is_closed, Ordering::Relaxed);
}

// The C library calls what stands in this list before `main`.
// SAFETY: the function needs nothing of what Rust's start sets up, and takes none
// of the arguments that some C libraries call it with.
#[used]
#[cfg_attr(
    target_vendor = "apple",
    unsafe(link_section = "__DATA,__mod_init_func")
)]
#[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".init_array"))]
static BEFORE_MAIN: extern "C" fn() = look_at_stdout;

/// The memory of the program: where the system has none left, it says so and
/// ends as one that could not, and not as one that crashed (`SIGABRT`, 134).
///
/// Nothing is done in between: that would need memory. What a run writes is at
/// every moment such that a kill leaves it whole.
pub struct Memory;

// SAFETY: each call is handed on as it came to the system's allocator, which
// keeps the contract of the trait; what it returns is returned, or the process
// ends.
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is the one that is asked for.
        given(unsafe { System.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        given(unsafe { System.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as above.
        given(unsafe { System.realloc(block, layout, size) })
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(block, layout) }
    }
}

/// Whether the system gives so much memory at once. What needs that much asks first,
/// where the answer is worth more than the end of the run.
pub fn has_memory(bytes: usize) -> bool {
    let Ok(layout) = Layout::from_size_align(bytes.max(1), 64) else {
        return false;
    };
    // SAFETY: the layout is of one byte at least, and the block goes back to where
    // it came from.
    unsafe {
        let block = System.alloc(layout);
        if block.is_null() {
            return false;
        }
        System.dealloc(block, layout);
    }
    true
}

/// Memory that there is.
fn given(block: *mut u8) -> *mut u8 {
    const SAID: &[u8] = b"cookiekit: there is not enough memory\n\
        hint: give it more (see: ulimit -v; a password takes 19 MiB), or less at once\n";
    const COULD_NOT: libc::c_int = 2;
    if !block.is_null() {
        return block;
    }
    // SAFETY: the bytes are there as long as the program; the process ends
    // with the second call, which runs nothing of it.
    unsafe {
        libc::write(libc::STDERR_FILENO, SAID.as_ptr().cast(), SAID.len());
        libc::_exit(COULD_NOT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::os::fd::AsRawFd;

    fn number(descriptor: &impl AsRawFd) -> u32 {
        u32::try_from(descriptor.as_raw_fd()).unwrap()
    }

    #[test]
    fn an_open_descriptor_is_taken_and_its_owner_keeps_it() {
        let (mut reader, mut writer) = std::io::pipe().unwrap();
        let mut taken = take_fd(number(&reader)).unwrap();
        let mut byte = [0];
        writer.write_all(b"ab").unwrap();
        taken.read_exact(&mut byte).unwrap();
        assert_eq!(&byte, b"a");
        drop(taken);
        reader.read_exact(&mut byte).unwrap();
        assert_eq!(&byte, b"b");
    }

    #[test]
    fn a_taken_descriptor_is_not_inherited_by_children() {
        let (reader, _writer) = std::io::pipe().unwrap();
        fcntl_setfd(&reader, FdFlags::empty()).unwrap();
        let taken = take_fd(number(&reader)).unwrap();
        for flags in [
            rustix::io::fcntl_getfd(&reader),
            rustix::io::fcntl_getfd(&taken),
        ] {
            assert!(flags.unwrap().contains(FdFlags::CLOEXEC));
        }
    }

    #[test]
    fn an_interrupt_waits_for_the_end() {
        static SEEN: AtomicBool = AtomicBool::new(false);
        extern "C" fn see(_: libc::c_int) {
            SEEN.store(true, Ordering::SeqCst);
        }
        // SAFETY: the handler stores to an atomic and does nothing else; the
        // signal is sent to this very thread.
        let former = unsafe { libc::signal(libc::SIGINT, see as *const () as usize) };
        holding_interrupts(|| {
            // SAFETY: as above.
            unsafe { libc::raise(libc::SIGINT) };
            assert!(!SEEN.load(Ordering::SeqCst));
        });
        assert!(SEEN.load(Ordering::SeqCst));
        // SAFETY: the disposition that was there.
        unsafe { libc::signal(libc::SIGINT, former) };
    }

    #[test]
    fn closed_and_impossible_descriptors_and_the_outputs_are_refused() {
        for number in [1, 2, 1_000_000, i32::MAX as u32, 1 << 31, u32::MAX] {
            assert!(take_fd(number).is_none(), "{number}");
        }
    }
}
