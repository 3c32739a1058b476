//! Go's code that reads a pair of keys.

use super::super::pair::Pair;
use super::super::{Place, Secret};

/// A function whose values are what `NewCookieStore` takes; `None` where Go
/// cannot fetch the key from there, or it is not a pair in hex.
pub fn code(place: &Place, secret: Secret) -> Option<String> {
    let text = std::str::from_utf8(secret.bytes).ok()?;
    let is_hex = text.matches("\"hex:").count() == 1 + usize::from(text.contains("\"block\""));
    Pair::of(secret.bytes).filter(|_| is_hex)?;
    let read = match place {
        Place::File(path) => format!(
            "\ttext, err := os.ReadFile({})\n\tif err != nil {{\n\t\treturn nil, nil, err\n\t}}\n",
            string(path)
        ),
        Place::Variable(name) => format!("\ttext := []byte(os.Getenv({}))\n", string(name)),
        Place::Keyring { .. } => return None,
    };
    Some(format!("{IMPORTS}\n{ABOUT}{read}{REST}"))
}

/// A string of Go, whose escapes are those of JSON.
fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

const IMPORTS: &str = "import (
\t\"encoding/hex\"
\t\"encoding/json\"
\t\"os\"
\t\"strings\"
)
";

const ABOUT: &str =
    "// sessionKeys reads the hash key and the block key, which is nil where there is
// none: sessions.NewCookieStore(hash, block).
func sessionKeys() (hash, block []byte, err error) {
";

const REST: &str = "\tvar pair struct{ Hash, Block string }
\tif err := json.Unmarshal(text, &pair); err != nil {
\t\treturn nil, nil, err
\t}
\tif hash, err = hex.DecodeString(strings.TrimPrefix(pair.Hash, \"hex:\")); err != nil {
\t\treturn nil, nil, err
\t}
\tif pair.Block == \"\" {
\t\treturn hash, nil, nil
\t}
\tblock, err = hex.DecodeString(strings.TrimPrefix(pair.Block, \"hex:\"))
\treturn hash, block, err
}
";
