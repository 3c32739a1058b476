//! Keys of other programs, which their names, places or content tell.
//!
//! Such a key encrypts somebody's data, or proves who somebody is: another one
//! in its place loses that. So it is called what it is, and its own program
//! has to renew it.

use std::path::Path;

use super::file::{self, UnsafeKey};
use super::spec::Spec;
use crate::encoding::from_base64;
use crate::error::{Error, Result};

/// A key of another program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// What it is.
    what: &'static str,
    /// How it is renewed.
    renewal: &'static str,
}

impl Foreign {
    /// What is reported about it instead of a command.
    pub fn words(self) -> String {
        format!("it is {}: {}", self.what, self.renewal)
    }

    /// What it is, with its article.
    pub fn what(self) -> &'static str {
        self.what
    }

    /// Why no other key takes its place, which this place has.
    fn not_replaced(self, place: &Spec) -> Error {
        Error::could_not(format!("{place} is {}", self.what))
            .hint(format!("it stays as it is: {}", self.renewal))
    }
}

const RAILS: Foreign = Foreign {
    what: "the key of Rails' encrypted credentials, which are lost without it",
    renewal: "save them with `bin/rails credentials:show`, then encrypt them again under another \
              key with `bin/rails credentials:edit`, and change the secrets in them",
};
const CREDENTIALS: Foreign = Foreign {
    what: "what Rails keeps encrypted, its credentials, and no key",
    renewal: "`bin/rails credentials:edit` opens and changes it",
};
const KERBEROS: Foreign = Foreign {
    what: "a keytab of Kerberos",
    renewal: "`ktadd` of kadmin renews the keys in it",
};
const AGE: Foreign = Foreign {
    what: "an identity of age, as sops uses it too",
    renewal: "encrypt everything again for another one (`sops updatekeys`) before this one goes",
};
const ANSIBLE: Foreign = Foreign {
    what: "a file or the password of Ansible's vault",
    renewal: "change the password with `ansible-vault rekey`, and the secrets in the vault",
};
const GIT_CRYPT: Foreign = Foreign {
    what: "the key of a git-crypt repository",
    renewal: "make the repository again with another key, and change the secrets in it",
};
const DISK: Foreign = Foreign {
    what: "a key of an encrypted disk, which is lost without it",
    renewal: "add another with `cryptsetup luksAddKey`, try it, then `cryptsetup luksRemoveKey`",
};
const LARAVEL: Foreign = Foreign {
    what: "an APP_KEY of Laravel, which encrypts more than cookies",
    renewal: "put it into APP_PREVIOUS_KEYS, and make another with `php artisan key:generate`",
};
const DJANGO: Foreign = Foreign {
    what: "a SECRET_KEY of Django",
    renewal: "put it into SECRET_KEY_FALLBACKS, and another in its place",
};
const SSH: Foreign = Foreign {
    what: "a private key of SSH",
    renewal: "make another with ssh-keygen, and let the servers know it before this one goes",
};
const TLS: Foreign = Foreign {
    what: "a certificate, or a private key of TLS or of signatures",
    renewal: "who issued its certificate renews both",
};
const PGP: Foreign = Foreign {
    what: "a key of OpenPGP",
    renewal: "gpg revokes and renews it, and what is encrypted for it needs it for good",
};
const WIREGUARD: Foreign = Foreign {
    what: "a key of WireGuard",
    renewal: "make another with `wg genkey`, and tell the peers before this one goes",
};
const BACKUP: Foreign = Foreign {
    what: "a key of encrypted backups, which are lost without it",
    renewal: "the program that makes them adds another key, and removes this one",
};
const LOCKED: Foreign = Foreign {
    what: "a file that git-crypt keeps encrypted",
    renewal: "it is looked at where the repository is unlocked",
};
const ENCRYPTED: Foreign = Foreign {
    what: "an encrypted file",
    renewal: "it is looked at where it is decrypted",
};
const SSH_PUBLIC: Foreign = Foreign {
    what: "a public key of SSH",
    renewal: "it is not secret",
};
const AGE_PUBLIC: Foreign = Foreign {
    what: "a public key of age",
    renewal: "it is not secret",
};
const SIGNIFY: Foreign = Foreign {
    what: "a key of minisign or signify",
    renewal: "make another with the program that made it, and hand the public one on",
};
const DNSSEC: Foreign = Foreign {
    what: "a key of DNSSEC",
    renewal: "the name server rolls it over",
};
const ARCHIVE: Foreign = Foreign {
    what: "an archive or a document",
    renewal: "the program that made it opens it",
};

/// How the content of such keys starts.
const STARTS: &[(&[u8], Foreign)] = &[
    (b"AGE-SECRET-KEY-", AGE),
    (b"# created: ", AGE),
    (b"$ANSIBLE_VAULT;", ANSIBLE),
    (b"\0GITCRYPTKEY", GIT_CRYPT),
    (b"\0GITCRYPT\0", LOCKED),
    (b"U2FsdGVkX1", ENCRYPTED),
    (b"Salted__", ENCRYPTED),
    (b"age-encryption.org/v1", ENCRYPTED),
    (b"-----BEGIN AGE", ENCRYPTED),
    (b"ssh-ed25519 ", SSH_PUBLIC),
    (b"ssh-rsa ", SSH_PUBLIC),
    (b"ssh-dss ", SSH_PUBLIC),
    (b"ecdsa-sha2-", SSH_PUBLIC),
    (b"sk-ssh-", SSH_PUBLIC),
    (b"untrusted comment:", SIGNIFY),
    (b"; This is a ", DNSSEC),
    (b"PK\x03\x04", ARCHIVE),
    (b"\x1f\x8b\x08", ARCHIVE),
    (b"\xfe\xed\xfe\xed", TLS),
    (b"\x89PNG\r\n", ARCHIVE),
    (b"%PDF-", ARCHIVE),
    (b"bplist00", ARCHIVE),
    // KeePass.
    (b"\x03\xd9\xa2\x9a", ARCHIVE),
    (b"\x05\x02\0\0", KERBEROS),
    (b"base64:", LARAVEL),
    (b"-----BEGIN OPENSSH", SSH),
    (b"-----BEGIN PGP", PGP),
    (b"-----BEGIN ", TLS),
    (b"PuTTY-User-Key-File", SSH),
];

/// Words of names and folders that tell.
const WORDS: [(&str, Foreign); 16] = [
    ("rails", RAILS),
    ("age", AGE),
    ("sops", AGE),
    ("ansible", ANSIBLE),
    ("vault", ANSIBLE),
    ("gitcrypt", GIT_CRYPT),
    ("luks", DISK),
    ("cryptsetup", DISK),
    ("dmcrypt", DISK),
    ("crypttab", DISK),
    ("laravel", LARAVEL),
    ("django", DJANGO),
    ("wireguard", WIREGUARD),
    ("borg", BACKUP),
    ("restic", BACKUP),
    ("backup", BACKUP),
];

/// Whether a path leads to a file, as anyone who asks looks at paths.
type IsFile<'a> = &'a dyn Fn(&Path) -> bool;

/// What a file is, if it is the key of a known program.
pub fn of(path: &Path, content: &[u8], is_file: IsFile) -> Option<Foreign> {
    by_content(content).or_else(|| by_place(path, is_file))
}

/// Refuses to put another key in the place of one that certainly is another
/// program's: its content says so, or what it encrypts lies beside it. What a
/// file or its folder is called proves nothing.
///
/// # Errors
/// When the place has such a file.
pub fn refuse_to_replace(place: &Spec) -> Result<()> {
    let Spec::File(path) = place else {
        return Ok(());
    };
    // What may be read of it is judged where it is taken for a key.
    match file::read(path, UnsafeKey::Allow) {
        Ok(read) => refuse_to_replace_content(place, read.key.bytes()),
        Err(_) => Ok(()),
    }
}

/// The same of what was read at a place.
///
/// # Errors
/// When it is such a key.
pub fn refuse_to_replace_content(place: &Spec, content: &[u8]) -> Result<()> {
    // Laravel reads what the old key encrypted as long as that is kept beside the new
    // one, as a rotation keeps it.
    let known = by_content(content).filter(|it| *it != LARAVEL);
    let known = known.or_else(|| {
        let Spec::File(path) = place else { return None };
        // A release links to the key that all of them share.
        let real = path.canonicalize().ok();
        let is_file = |path: &Path| path.is_file();
        let mut places = [Some(&**path), real.as_deref()].into_iter().flatten();
        places
            .any(|it| has_rails_beside(it, &is_file))
            .then_some(RAILS)
    });
    known.map_or(Ok(()), |foreign| Err(foreign.not_replaced(place)))
}

/// The same by content alone, which proves it.
pub fn by_content(content: &[u8]) -> Option<Foreign> {
    // So many random bytes are a key of cookies, and may begin with anything.
    if content.len() == 32 && std::str::from_utf8(content).is_err() {
        return None;
    }
    let text = content.trim_ascii_start();
    let known = STARTS.iter().find(|(start, _)| text.starts_with(start));
    let known = known.map(|(_, foreign)| *foreign);
    let is_zone_key = || memchr::memmem::find(content, b" DNSKEY ").is_some();
    known
        .or_else(|| is_der(content).then_some(TLS))
        .or_else(|| is_pgp(content).then_some(PGP))
        .or_else(|| is_recipient(text).then_some(AGE_PUBLIC))
        .or_else(|| is_zone_key().then_some(DNSSEC))
        .or_else(|| is_credentials(text).then_some(CREDENTIALS))
}

/// Whether this is something encrypted, 12 bytes and 16, each in base64: Rails writes so.
pub fn is_credentials(text: &[u8]) -> bool {
    let text = std::str::from_utf8(text.trim_ascii()).unwrap_or_default();
    let parts: Vec<_> = text.split("--").map(from_base64).collect();
    let [Some(data), Some(nonce), Some(tag)] = &parts[..] else {
        return false;
    };
    !data.is_empty() && nonce.len() == 12 && tag.len() == 16
}

/// Whether these bytes are what a tool that encrypts files has made of one: not
/// those of the file itself.
pub fn is_encrypted(content: &[u8]) -> bool {
    let known = by_content(content);
    [LOCKED, ENCRYPTED, CREDENTIALS].map(Some).contains(&known)
        || content.starts_with(b"$ANSIBLE_VAULT;")
}

/// `age1` and 58 characters of its alphabet.
fn is_recipient(text: &[u8]) -> bool {
    let text = text.trim_ascii_end();
    let is_of_it = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.len() == 62 && text.starts_with(b"age1") && text.iter().all(is_of_it)
}

/// The first packet of a binary key ring: a key, its length, its version, the
/// time it was made, and what it is for.
fn is_pgp(content: &[u8]) -> bool {
    let body = match content {
        [0x94 | 0x98, _, body @ ..] | [0x95 | 0x99, _, _, body @ ..] => body,
        [0xc5 | 0xc6, 0..=191, body @ ..] | [0xc5 | 0xc6, 192..=223, _, body @ ..] => body,
        _ => return false,
    };
    matches!(
        body,
        [3..=6, _, _, _, _, 1..=3 | 16..=19 | 22 | 25..=28, ..]
    )
}

/// A sequence of ASN.1 that is as long as the file, and more than a key of
/// cookies has. A short one has a number or another sequence at its start.
fn is_der(content: &[u8]) -> bool {
    match content {
        [0x30, length @ ..=0x80, rest @ ..] => {
            rest.len() == usize::from(*length) && matches!(rest, [0x02 | 0x30, ..])
        }
        // Less than 128 bytes have the short form.
        [0x30, 0x81, length @ 0x80..=0xff, rest @ ..] => rest.len() == usize::from(*length),
        [0x30, 0x82, high, low, rest @ ..] => {
            rest.len() == usize::from(u16::from_be_bytes([*high, *low]))
        }
        _ => false,
    }
}

fn by_place(path: &Path, is_file: IsFile) -> Option<Foreign> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    if name.contains("cookie") || name.contains("session") {
        return None;
    }
    if is_of_rails(path, &name, is_file) {
        return Some(RAILS);
    }
    let folder = path.parent().and_then(Path::file_name);
    let folder = folder.unwrap_or_default().to_string_lossy();
    let folder = folder.to_ascii_lowercase();
    let mut words = words(&name).chain(words(&folder));
    words.find_map(|word| {
        let known = WORDS.iter().find(|(known, _)| *known == word);
        known.map(|(_, foreign)| *foreign)
    })
}

/// The words of a name, and each two of them as one: `git-crypt`, `dm_crypt`.
fn words(name: &str) -> impl Iterator<Item = String> {
    let parts = name.split(|it: char| !it.is_ascii_alphanumeric());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let pairs: Vec<String> = parts.windows(2).map(<[&str]>::concat).collect();
    let single: Vec<String> = parts.into_iter().map(str::to_owned).collect();
    single.into_iter().chain(pairs)
}

/// `config/master.key`, `config/credentials/production.key`: both are beside
/// what they encrypt, whatever the folders are called.
fn is_of_rails(path: &Path, name: &str, is_file: IsFile) -> bool {
    let Some(stem) = name.strip_suffix(".key") else {
        return false;
    };
    let folder = path.parent().and_then(Path::file_name);
    let is_in = |other: &str| folder.is_some_and(|folder| folder == other);
    stem == "master"
        || is_in("credentials")
        || has_rails_beside(path, is_file)
        || (is_in("config") && is_file(&path.with_file_name("credentials.yml.enc")))
}

/// Whether what a key encrypts lies beside it, or for the one that all of an
/// application has, the application itself.
fn has_rails_beside(path: &Path, is_file: IsFile) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let Some(stem) = name.strip_suffix(".key") else {
        return false;
    };
    let beside = |name: &str| is_file(&path.with_file_name(name));
    let is_whole = stem == "master"
        && ["credentials.yml.enc", "application.rb", "environment.rb"]
            .iter()
            .any(|it| beside(it));
    is_whole || beside(&format!("{stem}.yml.enc"))
}

#[cfg(test)]
mod tests;
