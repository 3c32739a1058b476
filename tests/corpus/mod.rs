//! The cases of the corpus, which the program of Windows is asked about as well.

/// Files with a key in them.
pub const LEAKS: &str = include_str!("../data/corpus/leaks.txt");
/// Files that look so.
pub const LOOKALIKES: &str = include_str!("../data/corpus/lookalikes.txt");

/// A file of a case.
pub struct File {
    pub path: String,
    /// Whether it was committed and taken out.
    pub is_removed: bool,
    pub content: String,
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
            let files: Vec<File> = files
                .map(|file| {
                    let (head, content) = file.split_once('\n').unwrap_or((file, ""));
                    let (path, mark) = head.split_once(" @").unwrap_or((head, ""));
                    File {
                        path: expanded(path, &mut random),
                        is_removed: mark == "removed",
                        content: expanded(content, &mut random) + "\n",
                    }
                })
                .collect();
            Case {
                category,
                name: format!("{category}: {}", case.replace('\n', " | ")),
                files,
            }
        })
        .collect()
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
