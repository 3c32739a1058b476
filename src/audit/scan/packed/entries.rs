//! The files in archives, one after the other.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::bounded::{Bounded, read_all};
use super::{GZIP_ENDING, MAX_ENTRY_BYTES, Search, is_read};
use crate::audit::detect::packed_names::{Kind, kind};
use crate::audit::facts::lines;
use crate::audit::facts::system::OsStrExt;
use crate::encoding::gunzipped;

/// How gzip and zip begin.
const GZIP_MAGIC: &[u8] = b"\x1f\x8b";
const ZIP_MAGIC: &[u8] = b"PK\x03\x04";
/// What tar has at a place of its first block.
const TAR_MAGIC: (usize, &[u8]) = (257, b"ustar");
const TAR_BLOCK_BYTES: usize = 512;
/// An archive in an archive is no larger than this.
const MAX_INNER_BYTES: u64 = 64 * 1024 * 1024;
const LARGE: &str = "more than 64 MiB are packed in it, of which the first were searched for keys";
/// How deep archives are in archives that are looked into.
pub const MAX_DEPTH: usize = 1;

/// The bits of a mode that say what it is of, and those of a file.
const FILE_KIND: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;

/// What can be read from any place.
pub trait Source: Read + Seek {}
impl Source for File {}
impl Source for Cursor<Zeroizing<Vec<u8>>> {}
impl Source for Cursor<&[u8]> {}

/// Shows the files in an archive; a file that is none in spite of its name has
/// none.
///
/// # Errors
/// Why not all of them were seen.
pub fn read(
    kind: Kind,
    source: impl Source,
    name: &str,
    bounded: &Bounded,
    depth: usize,
    search: &mut Search,
) -> Result<(), String> {
    let outer = Outer {
        bounded,
        depth,
        inside: PathBuf::new(),
    };
    let read = outer.read(kind, Box::new(source), name, search);
    read.map_err(|error| bounded.why(&error))
}

/// The archive that is read.
struct Outer<'a> {
    bounded: &'a Bounded,
    depth: usize,
    /// Its path in the archive that it is in.
    inside: PathBuf,
}

impl Outer<'_> {
    fn read(
        &self,
        kind: Kind,
        mut source: Box<dyn Source + '_>,
        name: &str,
        search: &mut Search,
    ) -> io::Result<()> {
        let start = start_of(&mut *source)?;
        let is_gzip = start.starts_with(GZIP_MAGIC);
        match kind {
            Kind::Zip if start.starts_with(ZIP_MAGIC) => self.read_zip(source, search),
            Kind::Tar if is_gzip => self.read_tar(&mut gunzipped(source), search),
            Kind::Tar => self.read_tar(&mut source, search),
            Kind::Gzip if is_gzip => self.read_gzip(source, name, search),
            Kind::R if is_gzip => self.read_r(&mut gunzipped(source), search),
            Kind::R => self.read_r(&mut source, search),
            Kind::Zip | Kind::Gzip => Ok(()),
        }
    }

    fn read_zip(&self, mut source: Box<dyn Source + '_>, search: &mut Search) -> io::Result<()> {
        if is_too_many(&mut *source)? {
            return Err(self.bounded.too_many());
        }
        let mut archive = zip::ZipArchive::new(source)?;
        let mut unread = 0;
        for number in 0..archive.len() {
            self.bounded.count_file()?;
            let Ok(mut file) = archive.by_index(number) else {
                // It is encrypted, or packed in a way that is not known here.
                let inner = archive.name_for_index(number).and_then(Result::ok);
                unread += usize::from(inner.is_some_and(|it| is_read(Path::new(&*it))));
                continue;
            };
            let inner = PathBuf::from(std::ffi::OsStr::from_bytes(file.name_raw()));
            // Where nothing is claimed about it, it is a file.
            let kind = file.unix_mode().unwrap_or(0) & FILE_KIND;
            let is_regular = matches!(kind, 0 | REGULAR) && !file.name_raw().ends_with(b"/");
            let size = file.size();
            if is_regular {
                self.see(&inner, size, &mut file, search)?;
            }
        }
        match unread {
            0 => Ok(()),
            count => Err(io::Error::other(format!(
                "files in it are encrypted, or packed in another way: {count}"
            ))),
        }
    }

    fn read_tar(&self, packed: &mut dyn Read, search: &mut Search) -> io::Result<()> {
        let mut packed = self.bounded.reader(packed);
        let mut block = Vec::with_capacity(TAR_BLOCK_BYTES);
        packed
            .by_ref()
            .take(TAR_BLOCK_BYTES as u64)
            .read_to_end(&mut block)?;
        let (place, magic) = TAR_MAGIC;
        if block.get(place..place + magic.len()) != Some(magic) {
            return Ok(());
        }
        let mut archive = tar::Archive::new(Cursor::new(block).chain(packed));
        for entry in archive.entries()? {
            self.bounded.count_file()?;
            let mut entry = entry?;
            let is_regular = entry.header().entry_type() == tar::EntryType::Regular;
            let (inner, size) = (entry.path()?.into_owned(), entry.size());
            if is_regular {
                self.see(&inner, size, &mut entry, search)?;
            }
        }
        Ok(())
    }

    fn read_gzip(
        &self,
        source: Box<dyn Source + '_>,
        name: &str,
        search: &mut Search,
    ) -> io::Result<()> {
        let inner = PathBuf::from(
            name.get(..name.len() - GZIP_ENDING.len())
                .unwrap_or_default(),
        );
        // What is in it has no size; the name says whether it is worth a look.
        if !search.wants(&inner, MAX_ENTRY_BYTES) {
            return Ok(());
        }
        let mut unpacked = self.bounded.reader(gunzipped(source));
        let (content, is_cut) = read_all(&mut unpacked, lines::MAX_BYTES)?;
        search.see(&self.inside.join(inner), &content);
        match is_cut {
            true => Err(self.bounded.stop(LARGE)),
            false => Ok(()),
        }
    }

    fn read_r(&self, packed: &mut dyn Read, search: &mut Search) -> io::Result<()> {
        let mut unpacked = self.bounded.reader(packed);
        // What is behind so much are data.
        let (content, _) = read_all(&mut unpacked, lines::MAX_BYTES)?;
        search.see_r(&self.inside, &content);
        Ok(())
    }

    /// A file in the archive, or an archive in it.
    fn see(
        &self,
        inner: &Path,
        size: u64,
        file: &mut dyn Read,
        search: &mut Search,
    ) -> io::Result<()> {
        let name = inner.file_name().unwrap_or_default().to_string_lossy();
        let inside = self.inside.join(inner.strip_prefix("/").unwrap_or(inner));
        let kind = kind(&name);
        let max = match kind {
            Some(_) if self.depth >= MAX_DEPTH || size > MAX_INNER_BYTES => return Ok(()),
            Some(_) => MAX_INNER_BYTES,
            None if search.wants(inner, size) => MAX_ENTRY_BYTES,
            None => return Ok(()),
        };
        // Its size is what the archive says.
        let (content, is_cut) = read_all(&mut self.bounded.reader(file), max)?;
        match kind {
            _ if is_cut => Ok(()),
            None => {
                search.see(&inside, &content);
                Ok(())
            }
            Some(kind) => {
                let outer = Outer {
                    bounded: self.bounded,
                    depth: self.depth + 1,
                    inside,
                };
                let source = Box::new(Cursor::new(content));
                outer.read(kind, source, &name, search)
            }
        }
    }
}

/// The first bytes, which are read again.
fn start_of(source: &mut dyn Source) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    source
        .take(ZIP_MAGIC.len() as u64)
        .read_to_end(&mut start)?;
    source.seek(SeekFrom::Start(0))?;
    Ok(start)
}

/// Whether a zip says that it has more files than are looked at: its list would
/// be read as a whole.
fn is_too_many(source: &mut dyn Source) -> io::Result<bool> {
    const END: &[u8] = b"PK\x05\x06";
    const END_BYTES: usize = 22;
    const MAX_COMMENT_BYTES: u64 = 65_535;
    let size = source.seek(SeekFrom::End(0))?;
    let from = size.saturating_sub(END_BYTES as u64 + MAX_COMMENT_BYTES);
    source.seek(SeekFrom::Start(from))?;
    let mut end = Vec::new();
    source.read_to_end(&mut end)?;
    source.seek(SeekFrom::Start(0))?;
    let mut places = memchr::memmem::find_iter(&end, END);
    // A count of 65535 stands for a larger one, elsewhere.
    Ok(places.any(|at| end.get(at + 10..at + 12) == Some(&[0xff, 0xff])))
}

#[cfg(test)]
mod tests {
    use crate::audit::detect::packed_names::Kind;
    use crate::audit::detect::packed_names::kind;

    #[test]
    fn what_is_packed_is_known_by_its_name() {
        for (name, expected) in [
            ("a.zip", Some(Kind::Zip)),
            ("A.JAR", Some(Kind::Zip)),
            ("a.tar", Some(Kind::Tar)),
            ("a.tar.gz", Some(Kind::Tar)),
            ("a.tgz", Some(Kind::Tar)),
            ("web.log.1.gz", Some(Kind::Gzip)),
            (".RData", Some(Kind::R)),
            ("model.rds", Some(Kind::R)),
            ("gz", None),
            ("zip", None),
            ("a.tar.xz", None),
            ("a.targz", None),
        ] {
            assert_eq!(kind(name), expected, "{name}");
        }
    }
}
