package store_test

import (
	"testing"

	"pgregory.net/rapid"

	"onewindow/app/casefile"
	"onewindow/store"
)

// No file of a confirmed event is overlooked because its body is not read for it.
func TestNoFileIsOverlooked(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		hash := rapid.StringMatching("[0-9a-f]{64}").Draw(rt, "hash")
		file := casefile.Attachment{Name: rapid.StringN(0, 300, -1).Draw(rt, "name"), Hash: hash}
		body := &casefile.Attached{Material: "form", File: file}
		if !store.MayNameFiles(event(t, "e", "c", clerk, body)) {
			rt.Fatalf("hash %s of %q is overlooked", hash, file.Name)
		}
	})
	body := &casefile.Attached{Material: "form", File: casefile.Attachment{Name: "扫描件.pdf", Hash: "0123456789abcdef"}}
	if store.MayNameFiles(event(t, "e", "c", clerk, body)) {
		t.Error("16 digits are taken for a hash")
	}
}
