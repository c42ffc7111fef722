package main

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// doorName is the file in the folder of an open window that says how another
// program of the same person can ask it for something: the folder is locked.
const doorName = "onewindow.door"

// door is where an open window is asked, on this machine only.
type door struct {
	path   string
	server *http.Server
}

// knocker is what the file says.
type knocker struct {
	Address string `json:"address"`
	Word    string `json:"word"` // who has read the file may ask
}

// openDoor has backup done for whoever asks. It ends with close.
func openDoor(dir string, backup func(file string) error) (*door, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("open the door: %w", err)
	}
	k := knocker{Address: listener.Addr().String(), Word: rand.Text()}
	raw, err := json.Marshal(k)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, doorName), raw, 0o600)
	}
	if err != nil {
		err = errors.Join(fmt.Errorf("open the door: %w", err), listener.Close())
		if gone := os.Remove(filepath.Join(dir, doorName)); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone) // half of it leads nowhere
		}
		return nil, err
	}
	d := &door{path: filepath.Join(dir, doorName)}
	routes := http.NewServeMux()
	routes.HandleFunc("POST /backup", func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte(k.Word)) != 1 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if err := backup(r.FormValue("file")); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	d.server = &http.Server{Handler: routes, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = d.server.Serve(listener) }() // ends with close
	return d, nil
}

// close lets what was asked for end.
func (d *door) close() error {
	err := d.server.Shutdown(context.Background())
	return errors.Join(err, os.Remove(d.path))
}

// askForBackup asks the window that has a folder open to back it up. It gives
// fs.ErrNotExist where none says that it has.
func askForBackup(dir, file string) error {
	raw, err := os.ReadFile(filepath.Join(dir, doorName))
	if err != nil {
		return err
	}
	var k knocker
	if err := json.Unmarshal(raw, &k); err != nil {
		return fmt.Errorf("%s: %w", doorName, err)
	}
	ask, err := http.NewRequest(http.MethodPost, "http://"+k.Address+"/backup", strings.NewReader(""))
	if err != nil {
		return err
	}
	ask.URL.RawQuery = "file=" + url.QueryEscape(file)
	ask.Header.Set("Authorization", k.Word)
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		// A window that was killed leaves its door behind.
		return errors.Join(fs.ErrNotExist, err)
	}
	words, err := io.ReadAll(io.LimitReader(answer.Body, 4<<10))
	err = errors.Join(err, answer.Body.Close())
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("the open window: %s %s", answer.Status, strings.TrimSpace(string(words)))
	}
	return err
}
