package central_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/store/central"
)

const powerFolder = "ONEWINDOW_CENTRAL_POWER"

// promise is what the centre said was done.
type promise struct {
	Place  uint64 `json:"place,omitempty"`
	Number uint64 `json:"number,omitempty"` // last one taken
	Pieces int64  `json:"pieces,omitempty"` // bytes of the file so far
	File   string `json:"file,omitempty"`   // hash
}

func workUnderPower(dir string) error {
	s, err := central.Open(dir)
	if err != nil {
		return err
	}
	for i := range 6 {
		if err := workOnce(s, i); err != nil {
			return err
		}
		if i == 3 {
			if err := s.Close(); err != nil {
				return err
			}
			if s, err = central.Open(dir); err != nil {
				return err
			}
		}
	}
	return s.Close()
}

func workOnce(s *central.Store, i int) error {
	content := bytes.Repeat([]byte{byte(i + 1)}, 3000)
	hash := sumOf(content)
	var p promise
	err := s.Write(func(tx hub.Tx) (err error) {
		if p.Place, err = tx.Admit(entry(i, hash, int64(len(content)))); err != nil {
			return err
		}
		p.Number, err = tx.Next("permit", 1)
		return err
	})
	if err = errors.Join(err, tell(p)); err != nil {
		return err
	}
	for at := int64(0); at < int64(len(content)); at += 1000 {
		have, err := s.Append("", hash, at, content[at:at+1000], int64(len(content)))
		if err = errors.Join(err, tell(promise{File: hash, Pieces: have})); err != nil {
			return err
		}
	}
	return nil
}

func entry(i int, file string, size int64) hub.Entry {
	raw := fmt.Appendf(nil, `{"id":"e%d"}`, i)
	return hub.Entry{
		Event: casefile.Event{ID: fmt.Sprint("e", i), Case: fmt.Sprint("c", i%3), Installation: "i", Seq: uint64(i + 1)},
		Raw:   raw, Hash: sumOf(raw), Office: "330402-nh", Files: []casefile.Attachment{{Hash: file, Size: size}},
	}
}

func sumOf(raw []byte) string {
	sum := sm3.Sum(raw)
	return hex.EncodeToString(sum[:])
}

func tell(p promise) error {
	raw, err := json.Marshal(p)
	if err == nil {
		_, err = os.Stdout.Write(append(raw, '\n'))
	}
	return err
}

// keeps opens a state as the next start would and holds it to what was said.
func keeps(root, said string) (err error) {
	s, err := central.Open(filepath.Join(root, "data"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var last promise
	files := map[string]int64{}
	for line := range strings.Lines(said) {
		var p promise
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			return err
		}
		if p.Place > 0 {
			last = p
		} else {
			files[p.File] = p.Pieces
		}
	}
	all, err := s.After("330402-nh", 0, 1000, 1<<20)
	if err != nil {
		return err
	}
	have := uint64(len(all.Events))
	if have < last.Place || have > last.Place+1 {
		return fmt.Errorf("%d events, %d were promised", have, last.Place)
	}
	for i, e := range all.Events {
		if want := fmt.Sprintf(`{"id":"e%d"}`, i); e.Order != uint64(i+1) || string(e.Event) != want {
			return fmt.Errorf("place %d holds %s, not %s", e.Order, e.Event, want)
		}
	}
	for hash, size := range files {
		if err := keepsFile(s, hash, size); err != nil {
			return err
		}
	}
	return s.Write(func(tx hub.Tx) error {
		n, err := tx.Next("permit", 1)
		if err == nil && n != have+1 {
			err = fmt.Errorf("number %d behind %d events", n, have)
		}
		return err
	})
}

// keepsFile wants a whole file whole. Of one that is growing less may be there
// than its counter was told, or bytes that were never sent: it goes on from there,
// or from the beginning.
func keepsFile(s *central.Store, hash string, size int64) error {
	have, whole, err := s.Length("", hash)
	if err != nil {
		return err
	}
	if !whole {
		if size == 3000 {
			return fmt.Errorf("file %s was whole", hash)
		}
		if err = goesOn(s, hash, have); errors.Is(err, hub.ErrHash) {
			err = goesOn(s, hash, 0)
		}
		if err != nil {
			return err
		}
	}
	f, err := s.Open(hash)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(f)
	if err = errors.Join(err, f.Close()); err == nil && sumOf(raw) != hash {
		err = fmt.Errorf("file %s holds something else", hash)
	}
	return err
}

// goesOn sends the rest of a file, as its counter would.
func goesOn(s *central.Store, hash string, have int64) error {
	for i := range 6 {
		content := bytes.Repeat([]byte{byte(i + 1)}, 3000)
		if sumOf(content) != hash {
			continue
		}
		_, err := s.Append("", hash, have, content[have:], 3000)
		return err
	}
	return fmt.Errorf("nobody sent %s", hash)
}
