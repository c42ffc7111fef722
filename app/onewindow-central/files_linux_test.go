package main

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"testing"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
)

// The files go into the database and back; a copy that broke off goes on, and a
// file that is still on its way is left alone.
func TestFilesMoveBothWays(t *testing.T) {
	content := bytes.Repeat([]byte("扫描件"), 100_000)
	sum, none := sm3.Sum(content), sm3.Sum(nil)
	hash := hex.EncodeToString(sum[:])
	files := []casefile.Attachment{
		{Name: "a.pdf", Hash: hash, Size: int64(len(content))}, {Name: "empty", Hash: hex.EncodeToString(none[:])},
		{Name: "on its way", Hash: hex.EncodeToString(bytes.Repeat([]byte{1}, sm3.Size)), Size: 5},
	}
	onDisk := Storage{Data: t.TempDir(), Database: database(t), Files: "disk"}
	inDatabase := onDisk
	inDatabase.Files = "database"
	with(t, onDisk, func(v vault) error {
		for offset := 0; offset < len(content); offset += 200_000 {
			if _, err := v.Append("", hash, int64(offset), content[offset:min(offset+200_000, len(content))], int64(len(content))); err != nil {
				return err
			}
		}
		_, err1 := v.Append("", files[1].Hash, 0, nil, 0)
		_, err2 := v.Append("", files[2].Hash, 0, []byte("abc"), 5)
		return errors.Join(err1, err2, admitted(t, v, files))
	})
	with(t, inDatabase, func(v vault) error {
		_, err := v.Append("", hash, 0, content[:1000], int64(len(content))) // a copy that broke off
		return err
	})
	for _, to := range []Storage{inDatabase, onDisk} {
		if err := (filesCopy{Storage: to}).Run(); err != nil {
			t.Fatal(err)
		}
	}
	with(t, inDatabase, func(v vault) error {
		f, err := v.Open(hash)
		if err != nil {
			return err
		}
		got, err := io.ReadAll(f)
		if !bytes.Equal(got, content) {
			t.Errorf("%d bytes came", len(got))
		}
		if _, whole, err := v.Length("", files[1].Hash); !whole || err != nil {
			t.Errorf("the empty file did not come: %v", err)
		}
		if _, err := v.Open(files[2].Hash); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("half a file came: %v", err)
		}
		return errors.Join(err, f.Close())
	})
	if err := (filesCopy{Storage: Storage{Data: onDisk.Data, Files: "disk"}}).Run(); err == nil {
		t.Error("copied without a database")
	}
}

func with(t *testing.T, s Storage, do func(vault) error) {
	t.Helper()
	v, err := s.open()
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(do(v), v.Close()); err != nil {
		t.Fatal(err)
	}
}

// admitted puts an event with the files into the log.
func admitted(t *testing.T, v vault, files []casefile.Attachment) error {
	t.Helper()
	w := hubtest.NewCounter(t, 1, "330402-nh", "03")
	e := w.Receive("03-20261123-0001", files...)
	raw, err1 := e.Bytes()
	hash, err2 := e.Hash()
	return errors.Join(err1, err2, v.Write(func(tx hub.Tx) error {
		_, err := tx.Admit(hub.Entry{Event: e, Raw: raw, Hash: hash, Office: w.Office, Files: files})
		return err
	}))
}
