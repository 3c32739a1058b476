//! Go's code that reads pairs of keys.

use super::super::{Place, Secret};

/// A function whose values are what `NewCookieStore` takes: the pair that makes
/// cookies, then the staged one and the retired ones from the newest on. `None`
/// where Go cannot fetch the key from there.
pub fn code(place: &Place, _secret: Secret) -> Option<String> {
    match place {
        Place::File(path) => Some(format!(
            "{IMPORTS_FOR_A_FILE}\n{}\n{PAIR}",
            AT_A_FILE.replace("{path}", &string(path))
        )),
        Place::Variable(name) => Some(format!(
            "{IMPORTS_FOR_VARIABLES}\n{}\n{PAIR}",
            IN_VARIABLES.replace("{name}", &string(name))
        )),
        Place::Keyring { .. } => None,
    }
}

/// A string of Go, whose escapes are those of JSON.
fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

const IMPORTS_FOR_A_FILE: &str = r#"import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)
"#;

const IMPORTS_FOR_VARIABLES: &str = r#"import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"strings"
)
"#;

/// The staged pair is read before the primary one, and the retired ones after it:
/// wherever a promotion is between these, nothing is missed.
const AT_A_FILE: &str = r#"// sessionKeys reads the pairs of keys: sessions.NewCookieStore(keys...) makes cookies
// with the first and opens those of all. They are that of a file and those that
// `cookiekit rotate` keeps beside it, the staged one and the retired ones.
func sessionKeys() (keys [][]byte, err error) {
	file, err := filepath.EvalSymlinks({path})
	if err != nil {
		return nil, err
	}
	read := func(file string) ([][]byte, error) {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		return pairOf(text)
	}
	staged, err := read(file + ".next")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	primary, err := read(file)
	if err != nil {
		return nil, err
	}
	keys = append(primary, staged...)
	folder, name := filepath.Split(file)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	slot := regexp.MustCompile("^" + regexp.QuoteMeta(name) + `\.retired-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}$`)
	for i := len(entries) - 1; i >= 0; i-- {
		if !slot.MatchString(entries[i].Name()) {
			continue
		}
		retired, err := read(filepath.Join(folder, entries[i].Name()))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		keys = append(keys, retired...)
	}
	return keys, nil
}
"#;

const IN_VARIABLES: &str = r#"// sessionKeys reads the pairs of keys: sessions.NewCookieStore(keys...) makes cookies
// with the first and opens those of all. They are that of a variable, then a
// staged one and a retired one, where these are set: NAME_NEXT and NAME_RETIRED.
func sessionKeys() (keys [][]byte, err error) {
	for _, end := range []string{"", "_NEXT", "_RETIRED"} {
		text := os.Getenv({name} + end)
		if text == "" && end != "" {
			continue
		}
		pair, err := pairOf([]byte(text))
		if err != nil {
			return nil, err
		}
		keys = append(keys, pair...)
	}
	return keys, nil
}
"#;

const PAIR: &str = r#"// pairOf reads {"hash":"hex:…","block":"hex:…"}, whose block key may be left out, or
// the text of a hash key alone.
func pairOf(text []byte) (pair [][]byte, err error) {
	hash := bytes.TrimSuffix(bytes.TrimSuffix(text, []byte("\n")), []byte("\r"))
	var block []byte
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		var texts struct{ Hash, Block string }
		if err := json.Unmarshal(text, &texts); err != nil {
			return nil, err
		}
		if hash, err = keyOf(texts.Hash); err != nil {
			return nil, err
		}
		if texts.Block != "" {
			if block, err = keyOf(texts.Block); err != nil {
				return nil, err
			}
		}
	}
	if len(hash) == 0 {
		return nil, errors.New("the hash key is empty")
	}
	return [][]byte{hash, block}, nil
}

func keyOf(text string) ([]byte, error) {
	switch {
	case strings.HasPrefix(text, "hex:"):
		return hex.DecodeString(strings.TrimPrefix(text, "hex:"))
	case strings.HasPrefix(text, "base64:"):
		return base64.StdEncoding.DecodeString(strings.TrimPrefix(text, "base64:"))
	}
	return []byte(text), nil
}
"#;
