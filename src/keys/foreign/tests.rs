//! Which keys are known, and which are not taken for them.

use super::*;

#[test]
fn keys_of_other_programs_are_known() {
    let der = [&[0x30, 0x82, 0x01, 0x00][..], &[7; 256]].concat();
    for (path, content, foreign) in [
        ("config/master.key", &b""[..], RAILS),
        ("config/credentials/production.key", b"", RAILS),
        ("keys.txt", b"AGE-SECRET-KEY-1ABC", AGE),
        ("keys/age.key", b"", AGE),
        ("a.key", b"$ANSIBLE_VAULT;1.1;AES256", ANSIBLE),
        ("ansible-vault.key", b"", ANSIBLE),
        ("git-crypt.key", b"", GIT_CRYPT),
        ("a.key", b"\0GITCRYPTKEY\0", GIT_CRYPT),
        ("/etc/luks/data.key", b"", DISK),
        ("/etc/cryptsetup-keys.d/data.key", b"", DISK),
        ("app.key", b"base64:abc=", LARAVEL),
        ("django_secret.key", b"", DJANGO),
        ("a.key", b"-----BEGIN OPENSSH PRIVATE KEY-----", SSH),
        ("tls.key", b"-----BEGIN EC PRIVATE KEY-----", TLS),
        ("tls.key", &der, TLS),
        ("restic.key", b"", BACKUP),
        ("a.key", b"\0GITCRYPT\0abc", LOCKED),
        ("a.key", b"U2FsdGVkX19abc", ENCRYPTED),
        ("a.key", b"ssh-ed25519 AAAA a@b", SSH_PUBLIC),
        ("a.key", b"untrusted comment: minisign", SIGNIFY),
        ("Ka.key", b"a.org. 60 IN DNSKEY 256 3 8 AwEA", DNSSEC),
        ("a.key", b"\x98\x33\x04\x60\x00\x00\x00\x16\x09", PGP),
        ("a.key", b"\x30\x03\x02\x01\x00", TLS),
        ("a.key", b"PK\x03\x04", ARCHIVE),
        ("a.key", b"%PDF-1.7\n", ARCHIVE),
        ("a.key", b"\x05\x02\0\0\0\x31\0\x01", KERBEROS),
        (
            "production.yml.enc",
            b"c29tZXRoaW5n--AAAAAAAAAAAAAAAA--AAAAAAAAAAAAAAAAAAAAAA==\n",
            CREDENTIALS,
        ),
    ] {
        assert_eq!(
            of(path.as_ref(), content, &|_| false),
            Some(foreign),
            "{path}"
        );
    }
}

#[test]
fn others_are_not_taken_for_them() {
    for (path, content) in [
        ("cookie.key", &b"4fc1a0b7d2e89635a1b0c7d8e9f20314"[..]),
        ("web.key", b"a passphrase"),
        ("backup/cookie.key", b""),
        ("page.key", b""),
        ("management.key", b""),
        ("a.key", &[0x30, 0x82, 0, 1, 7, 7]),
        ("web.key", b"c29tZXRoaW5n--AAAA--AAAAAAAAAAAAAAAAAAAAAA=="),
    ] {
        assert_eq!(of(path.as_ref(), content, &|_| false), None, "{path}");
    }
}
