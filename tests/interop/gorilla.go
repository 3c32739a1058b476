// Applications with gorilla/securecookie and gorilla/sessions, for gorilla.rs beside
// this file.
//
//	gorilla WHICH FILE…   serves on a free port of loopback, says `ready PORT`
//
// WHICH is json, json-sha512, nop or sessions; each FILE has a pair of keys, as
// cookiekit keeps it.

package main

import (
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/gorilla/securecookie"
	"github.com/gorilla/sessions"
)

const name = "session-name"

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// The keys of the files: a hash key and a block key each, the second of which may
// be nil.
func keys(files []string) [][]byte {
	var all [][]byte
	for _, file := range files {
		text, err := os.ReadFile(file)
		check(err)
		var pair struct{ Hash, Block string }
		check(json.Unmarshal(text, &pair))
		for _, digits := range []string{pair.Hash, pair.Block} {
			if digits == "" {
				all = append(all, nil)
				continue
			}
			key, err := hex.DecodeString(strings.TrimPrefix(digits, "hex:"))
			check(err)
			all = append(all, key)
		}
	}
	return all
}

// Cookies of securecookie itself: what is posted to /set is stored, and / answers
// with what a cookie has.
func values(which string, all [][]byte) {
	codecs := securecookie.CodecsFromPairs(all...)
	for _, codec := range codecs {
		codec := codec.(*securecookie.SecureCookie)
		switch which {
		case "nop":
			codec.SetSerializer(securecookie.NopEncoder{})
		case "json-sha512":
			codec.SetSerializer(securecookie.JSONEncoder{})
			codec.HashFunc(sha512.New)
		default:
			codec.SetSerializer(securecookie.JSONEncoder{})
		}
	}
	http.HandleFunc("/set", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		check(err)
		var value interface{} = body
		if which != "nop" {
			var decoded map[string]interface{}
			check(json.Unmarshal(body, &decoded))
			value = decoded
		}
		encoded, err := securecookie.EncodeMulti(name, value, codecs...)
		check(err)
		http.SetCookie(w, &http.Cookie{Name: name, Value: encoded, Path: "/"})
	})
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		cookie, err := r.Cookie(name)
		if err != nil {
			fmt.Fprint(w, "none")
			return
		}
		if which == "nop" {
			var value []byte
			err = securecookie.DecodeMulti(name, cookie.Value, &value, codecs...)
			if err == nil {
				w.Write(value)
			}
		} else {
			var value map[string]interface{}
			err = securecookie.DecodeMulti(name, cookie.Value, &value, codecs...)
			if err == nil {
				check(json.NewEncoder(w).Encode(value))
			}
		}
		if err != nil {
			fmt.Fprint(w, "refused: ", err)
		}
	})
}

// A session of gorilla/sessions, in gob.
func session(all [][]byte) {
	store := sessions.NewCookieStore(all...)
	http.HandleFunc("/counter", func(w http.ResponseWriter, r *http.Request) {
		// On an error it is a new one.
		session, _ := store.Get(r, name)
		counter, _ := session.Values["counter"].(int)
		session.Values["counter"] = counter + 1
		session.Values["user"] = "alice"
		check(session.Save(r, w))
		fmt.Fprint(w, counter+1)
	})
}

func main() {
	// Whoever started it may be gone.
	time.AfterFunc(5*time.Minute, func() { os.Exit(1) })
	which, all := os.Args[1], keys(os.Args[2:])
	if which == "sessions" {
		session(all)
	} else {
		values(which, all)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	fmt.Println("ready", listener.Addr().(*net.TCPAddr).Port)
	check(http.Serve(listener, nil))
}
