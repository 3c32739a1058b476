//! The cases of the corpus, which the program of Windows is asked about as well.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Files with a key in them.
pub const LEAKS: &str = include_str!("../data/corpus/leaks.txt");
/// Files that look so.
pub const LOOKALIKES: &str = include_str!("../data/corpus/lookalikes.txt");

/// A file of a case.
pub struct File {
    pub path: String,
    /// Whether it was committed and taken out.
    pub is_removed: bool,
    pub content: Vec<u8>,
}

/// A case, which is a repository of its own.
pub struct Case {
    pub category: &'static str,
    /// What it is called where it fails.
    pub name: String,
    pub files: Vec<File>,
}

/// The cases of a corpus.
pub fn cases(corpus: &'static str) -> Vec<Case> {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let cases = corpus.split("\n## ").skip(1);
    cases
        .map(|case| {
            let (category, files) = case.split_once('\n').unwrap();
            let files = files.strip_prefix("=== ").unwrap().split("\n=== ");
            let mut plain: Vec<File> = Vec::new();
            let mut packed: BTreeMap<&str, Vec<File>> = BTreeMap::new();
            for file in files {
                let (head, content) = file.split_once('\n').unwrap_or((file, ""));
                let (path, mark) = head.split_once(" @").unwrap_or((head, ""));
                let file = File {
                    path: expanded(path, &mut random),
                    is_removed: mark == "removed",
                    content: (expanded(content, &mut random) + "\n").into_bytes(),
                };
                match mark.strip_prefix("in ") {
                    Some(archive) => packed.entry(archive).or_default().push(file),
                    None => plain.push(file),
                }
            }
            plain.extend(packed.into_iter().map(|(path, files)| File {
                path: path.to_owned(),
                is_removed: false,
                content: archive(path, &files),
            }));
            Case {
                category,
                name: format!("{category}: {}", case.replace('\n', " | ")),
                files: plain,
            }
        })
        .collect()
}

/// An archive of files, or one file under gzip, by the name that it is to have.
fn archive(name: &str, files: &[File]) -> Vec<u8> {
    let gzip = |content: &[u8]| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(content).unwrap();
        packed.finish().unwrap()
    };
    if name.ends_with(".zip") {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for file in files {
            zip.start_file(&*file.path, SimpleFileOptions::default())
                .unwrap();
            zip.write_all(&file.content).unwrap();
        }
        return zip.finish().unwrap().into_inner();
    }
    if !name.contains(".tar") && !name.ends_with(".tgz") {
        return gzip(&files[0].content);
    }
    let mut tar = tar::Builder::new(Vec::new());
    for file in files {
        let mut head = tar::Header::new_ustar();
        head.set_size(file.content.len() as u64);
        head.set_mode(0o600);
        tar.append_data(&mut head, &file.path, &*file.content)
            .unwrap();
    }
    let tar = tar.into_inner().unwrap();
    match name.ends_with(".tar") {
        true => tar,
        false => gzip(&tar),
    }
}

/// xorshift64*: the same keys in each run, which no file has.
struct Random(u64);

impl Random {
    fn byte(&mut self) -> u8 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 56) as u8
    }

    fn of(&mut self, alphabet: &[u8], length: usize) -> String {
        let letter = |_| char::from(alphabet[usize::from(self.byte()) % alphabet.len()]);
        (0..length).map(letter).collect()
    }
}

fn expanded(text: &str, random: &mut Random) -> String {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};
    const HEX: &[u8] = b"0123456789abcdef";
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const DJANGO: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)";
    let mut rest = text;
    let mut done = String::new();
    while let Some((before, after)) = rest.split_once("{{") {
        done += before;
        let Some((word, behind)) = after.split_once("}}") else {
            done += "{{";
            rest = after;
            continue;
        };
        let (kind, length) = word.split_once(':').unwrap_or((word, "0"));
        let length: usize = length.parse().unwrap_or_default();
        let mut bytes = || -> Vec<u8> { (0..length).map(|_| random.byte()).collect() };
        done += &match kind {
            "hex" => random.of(HEX, length),
            "alnum" => random.of(LETTERS, length),
            "django" => random.of(DJANGO, 50),
            "b64" => STANDARD.encode(bytes()),
            "b64url" => URL_SAFE.encode(bytes()),
            "uuid" => {
                let mut part = |length| random.of(HEX, length);
                let (one, two, three, four, five) = (part(8), part(4), part(3), part(3), part(12));
                format!("{one}-{two}-4{three}-a{four}-{five}")
            }
            // A template of another program.
            _ => format!("{{{{{word}}}}}"),
        };
        rest = behind;
    }
    done + rest
}
