// A program with gorilla/sessions, for gorilla.rs beside this file: its keys are
// those of sessionKeys, which `cookiekit key export` prints.
//
// It serves on a free port of loopback, and says `ready PORT`.

package main

import (
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/sessions"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	// Whoever started it may be gone.
	time.AfterFunc(5*time.Minute, func() { panic("it is late") })
	keys, err := sessionKeys()
	must(err)
	store := sessions.NewCookieStore(keys...)
	http.HandleFunc("/counter", func(w http.ResponseWriter, r *http.Request) {
		// On an error it is a new one.
		session, _ := store.Get(r, "session-name")
		counter, _ := session.Values["counter"].(int)
		session.Values["counter"] = counter + 1
		must(session.Save(r, w))
		fmt.Fprint(w, counter+1)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	fmt.Println("ready", listener.Addr().(*net.TCPAddr).Port)
	must(http.Serve(listener, nil))
}
