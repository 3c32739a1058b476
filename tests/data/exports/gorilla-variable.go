import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"strings"
)

// sessionKeys reads the pairs of keys: sessions.NewCookieStore(keys...) makes cookies
// with the first and opens those of all. They are that of a variable, then a
// staged one and a retired one, where these are set: NAME_NEXT and NAME_RETIRED.
func sessionKeys() (keys [][]byte, err error) {
	for _, end := range []string{"", "_NEXT", "_RETIRED"} {
		text := os.Getenv("SECRET" + end)
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

// pairOf reads {"hash":"hex:…","block":"hex:…"}, whose block key may be left out, or
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
