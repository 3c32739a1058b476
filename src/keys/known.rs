//! Keys that everybody knows: from documentation, test vectors and habit.
//!
//! Words that anyone guesses are here as they are. Of other texts there is only the
//! SHA-256, in lower case without white space at the ends: this program is not a list of
//! secrets that somebody may still be using.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::crypto;
use crate::encoding;
use crate::frameworks;

/// Words that everybody tries first.
pub const WORDS: [&str; 25] = [
    "secret",
    "secretkey",
    "mysecret",
    "mysecretkey",
    "shhhhh",
    "supersecret",
    "topsecret",
    "s3cr3t",
    "password",
    "password123",
    "passw0rd",
    "keyboard cat",
    "qwerty",
    "letmein",
    "dev",
    "development",
    "admin",
    "123456",
    "12345678",
    "secret key",
    "my secret",
    "super secret",
    "super secret key",
    "hunter2",
    "correct horse battery staple",
];

/// What stands for a key where one is to be put, in tutorials and in tests.
pub const PLACEHOLDERS: [&str; 58] = [
    "your_secret_key_here",
    "your-secret-key-here",
    "your_secret",
    "your-secret",
    "your secret",
    "your_jwt_secret",
    "your-jwt-secret",
    "changethis",
    "change-this",
    "please-change-me",
    "CHANGEME",
    "CHANGE_ME",
    "replace-me",
    "replace_me",
    "REPLACE_ME",
    "SECRET_KEY",
    "super-secret",
    "super-secret-key",
    "super_secret_key",
    "supersecretkey",
    "my_secret",
    "my_secret_key",
    "my-secret-key",
    "my secret key",
    "a secret",
    "some secret",
    "somesecret",
    "very secret",
    "top-secret",
    "shhhh",
    "jwt_secret",
    "JWT_SECRET",
    "session_secret",
    "session-secret",
    "SESSION_SECRET",
    "cookie_secret",
    "COOKIE_SECRET",
    "example-key",
    "todo",
    "TODO",
    "xxx",
    "foo",
    "foobar",
    "change-me",
    "change_me",
    "changeme",
    "pleasechangeme",
    "mysecrethere",
    "secret-key",
    "secret_key",
    "your-secret-key",
    "your_secret_key",
    "yoursecretkey",
    "example",
    "default",
    "key",
    "test",
    "cookiekit",
];

/// The digests of other texts, in order.
const DIGESTS: &[&str] = &[
    "057ee79ece0b9a849552ab8d3c335fe9a5f1c46ef5f1d9b190c295728628299c",
    "090b9f33371b3a2aa226200ac33d5235a66d8eeb8ee75d2e07987b21d45ef121",
    "124afcebe52ad4a21e04a7f902f79a9173c0f51b3230dc257c8639b33c0ce5e7",
    "12b9377cbe7e5c94e8a70d9d23929523d14afa954793130f8a3959c7b849aca8",
    "12ecb21861d5c37c02ca73e7338d7f83c9fbb61929373195899369d3f70b699f",
    "13984ab878f915021670cd855c9399ebc339676b2581855e4efd60c685f67c8e",
    "140f39b05a2d9de451b9b7ad2d1f4a26b16fb5e5c8b7cbde6154679102614882",
    "186207a90290d4079247344bad2c3961d0285779fb1c2e2425530ea66cb2dfb3",
    "247d08f3e13938b244f5ecd8966f1778e5e72b175820f46ba86c9c039272affa",
    "26128ac49249f06b19b41ec10f04227bb32281db40ba7a9de64ad1b6cf9904f1",
    "2a6ad82f3620d3ebe9d678c812ae12312699d673240d5be8fac0910a70000d93",
    "30a5154b77ab8b2ddbe19f5e7af72f33cc2a4a41f22940d965102650a1c72863",
    "352302489bc2fcf025cf00cda8308033f97ac87712ce90b4d7cd72c58e4c3af9",
    "3c168bcc0c43707f2c97d69e613274b046fe71279713496fd02d248e6c2ee89f",
    "3d5b99a2692d11dafea6d3c8033b255531d7ce05eececbeb0d113051e534fc36",
    "3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9",
    "409aaeb4f957d30db58398cf7c9e34e22c43e06a90cafc9614481a96a492d7b6",
    "4fc60a73f0bae09e3d30c5cbbff677e68e29f70b60fbd70246975916b32d3fe6",
    "5a1a5c62a5d5b93bcceec0a75f813cd020b58b073a54f3f8805cae2ba6a5430c",
    "5dd9e1dad6160c426b406796b37b8a19b018f104f062bf72113eb16c7e601581",
    "60e05bd1b195af2f94112fa7197a5c88289058840ce7c6df9693756bc6250f55",
    "6c86c6aac5fb24bcf5d9939cb7d7d5645ce39418f449e03b262dd4fa14b4b92b",
    "77040eef27e5509359338ae43556aea01652139634707b01e7d073e2f6e05196",
    "77d3c36ffa994772781ea23d36a1845cf46bccaaa48a8c932d50c2bd1ac85bf1",
    "79fb59d8320c6e2a97723ae00dbe43f4c1a649460da343b385b81b394e159c77",
    "7cb951d6148d17a167f92eaa1ebba8c6400c7533fcde8ac3f40f1b5d159452d6",
    "81638f62842412e403ed068ded0745c1de460c016ed98b10c541712bd198f4b1",
    "84e0c0eafaa95a34c293f278ac52e45ce537bab5e752a00e6959a13ae103b65a",
    "888df25ae35772424a560c7152a1de794440e0ea5cfee62828333a456a506e05",
    "897981a9753df4bb66c4d4eff6c51eb0d54b152e230c61f0c1edd9b2d9ef92b3",
    "986c0dc956dc822b5d8f698661b9eb1ef880786ff9043c16744d2a420e99e9bb",
    "9ba53bcd10e9193d94c8d3269cffbcbf575a7fc72b8ca34698abab528837ba98",
    "a3a9e1ed9732cab28868127be00f1ce921acaefdd5c3b23a6e9e0072bd9c1a34",
    "a5c6c1a104cf7da7890a5dda2afbed0f73d3a2430412bf813e614c896512d0f6",
    "a8ae6e6ee929abea3afcfc5258c8ccd6f85273e0d4626d26c7279f3250f77c8e",
    "b0b3c866e679fd542cd6ca7931c2bfbb93778f05d5bcb243d5e06041a0c44207",
    "c2cb46f8b213d3a1ec17b82b0cecf7f20981b64b1d20400092d5c53754d2cd8a",
    "dd18397704f51d59636b4c6c62aeac664ff9c6b9a8fde623e93cd855d85a327a",
    "df0790f236013511e91fa4532fb7761f62320a51a3868dabf4a13fe5f53e3263",
    "e53bedce407c45367b9f57ae497176fe63014ce3da346e8012999d7cc798679a",
    "e5855ff48799c52c9ccf80b82bab9492c347a316876dbeaafef22b0bd4fac13d",
    "e9cc3c4eb9c264057d53c74a7e16a18bbbb6a367bb9093c60e0a6eba305ada0e",
    "f19eafdfcbe11a4c32ddd5eb0c97b886d4bba6a285eb84f57d683b9805906963",
    "f529d5b0e5aea12731dbb5ad7ad5dfb6ef1d80cb0ae0fd1a6809eba0b2c5d4c5",
    "f59c3d882869a2dcc2e7825bb06bc70f1dd38fc817e33bce23c802d1d88e6abd",
    "f691587f2218e03703f23fa5f79c49d4489522f4be5eb0e8f448ae3250a12dd0",
    "fa7d6c8ddbcc290e6476694c9b8e191c1c6625248b07dc0ed72aab594e113ea5",
];

/// The same of defaults and examples of programs, as they are written.
const PRODUCTS: [&str; 10] = [
    // The quickstart of Flask, as Python spells it.
    "ca32f86ce10b8435c108ffd1ae1acd9823f729f51946b3aad3277ac94dead529",
    // Shiro up to 1.2.4.
    "b4cee395127a5dad6517a3a68e9a1218343f15c69c657bb980d3b6d5d276102a",
    // Grafana.
    "f3c3964ca854e172366f81d8bdb327da487c2f8a15f954b116e28961dd6585c0",
    // CakePHP up to 2.
    "b2fc7396f13e72e85db76905eb428e5612ab20b86e9d3e1dc0ee638eb63e730b",
    // Gogs and Gitea.
    "15f71f791de223061a79f976dad994d0585db9041e42da559d79d2872da25bc5",
    // Symfony 2 and 3.
    "519e3ece10ca70b6627a96452aa2145231822d1dca281eb6a4a29a85aea71b3e",
    // Directus, as its documentation has it.
    "646fe7e9335545a335fb9022920147545976f6cae2c8b98b754d19afc5e5c09e",
    // Rocket's guide.
    "080fde0830f252749b7c2a386d0739a9a04d49211592333d77ef2fb342b79693",
    // Rocket's example of cookies.
    "a7d75187ba7f753308080f3e55dbdb63f3dc2fe64b904b009ad8c12b15500e8b",
    // The examples of OAuth2 Proxy.
    "fb676e7c1fd2cd6baf20c3ea9d222df39e83809ede7e488bea06095823c8ada7",
];

/// The SHA-256 of every known text, in hex digits. Where a program hashes what
/// it is given, as plumber does, or somebody did so by hand, it is a key itself.
pub fn digests() -> impl Iterator<Item = String> {
    let words = WORDS.iter().chain(&PLACEHOLDERS);
    let words = words.map(|it| encoding::hex(&crypto::sha256(&[it.as_bytes()])));
    DIGESTS.iter().map(|it| (*it).to_owned()).chain(words)
}

/// Whether everybody knows this key: of the list, or of a framework's documentation.
pub fn is_known(text: &[u8]) -> bool {
    is_listed(text) || is_documented(text)
}

/// Whether this text was published as a key, and says so little of what it is
/// for that it stands in a text for a key and nothing else: `secret` and
/// `change_me` were, and are put where one is to come, too.
pub fn is_published(text: &[u8]) -> bool {
    const MIN_BYTES: usize = 7;
    /// So long a text is the default of a program.
    const LONG: usize = 19;
    const BLANKS: [&str; 6] = [
        "change",
        "your",
        "todo",
        "replace",
        "secret-key",
        "my-secret",
    ];
    let lower = String::from_utf8_lossy(text).to_ascii_lowercase();
    let is_blank = text.len() < LONG && BLANKS.iter().any(|it| lower.contains(it));
    text.len() >= MIN_BYTES && !is_blank && is_documented(text)
}

/// As it is written there: with its line end, where it was a file.
fn is_documented(text: &[u8]) -> bool {
    let is_one = |text: &[u8]| DOCUMENTED.contains(&*encoding::hex(&crypto::sha256(&[text])));
    let bare = text.trim_ascii();
    is_one(text) || bare.len() < text.len() && is_one(bare)
}

/// The digests of all that are documented.
static DOCUMENTED: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let known = frameworks::all().flat_map(|it| it.known_keys);
    known.map(|it| it.digest).chain(PRODUCTS).collect()
});

fn is_listed(text: &[u8]) -> bool {
    let mut text = zeroize::Zeroizing::new(text.trim_ascii().to_vec());
    text.make_ascii_lowercase();
    let mut words = WORDS.iter().chain(&PLACEHOLDERS);
    let is_word = words.any(|it| text.eq_ignore_ascii_case(it.as_bytes()));
    let digest = encoding::hex(&crypto::sha256(&[&text]));
    is_word || DIGESTS.binary_search(&&*digest).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digests_are_in_order() {
        assert!(DIGESTS.is_sorted_by(|one, other| one < other));
    }

    #[test]
    fn no_text_is_listed_twice() {
        let all: Vec<String> = digests().collect();
        let each: HashSet<&String> = all.iter().collect();
        assert_eq!(all.len(), each.len());
    }

    #[test]
    fn what_is_in_documentation_is_known_in_any_case() {
        for text in [
            "secret",
            "changeme",
            "mySecretHere",
            "0123456789abcdef0123456789ABCDEF\n",
            "00000000-0000-0000-0000-000000000000",
        ] {
            assert!(is_known(text.as_bytes()), "{text}");
        }
        assert!(is_known(&[b'0'; 64]));
        assert!(!is_known(b"4fc1a0b7d2e89635a1b0c7d8e9f20314"));
    }
}
