package store_test

import (
	"bytes"
	"testing"

	"onewindow/store"
)

// An entry of the journal is read as it was written, or not at all.
func FuzzEntry(f *testing.F) {
	f.Add([]byte{0})
	f.Add([]byte("\x01\x00\x06series\x01a\x01b"))
	f.Add([]byte("\x02\x01\x06series\x01a\x00\x00\x06drafts\x00\x00"))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		again, ok := store.RewriteEntry(raw)
		if !ok {
			return
		}
		twice, ok := store.RewriteEntry(again)
		if !ok || !bytes.Equal(twice, again) {
			t.Errorf("%x is read as %x and then as %x", raw, again, twice)
		}
	})
}
