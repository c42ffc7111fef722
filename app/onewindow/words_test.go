package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The words of an office lie in its data folder, and a mistake in them is named
// before the window opens.
func TestOfficeWords(t *testing.T) {
	dir := t.TempDir()
	if words, err := paperWords(dir); err != nil || words.Acknowledgement == "" {
		t.Fatalf("without a file: %v", err)
	}
	path := filepath.Join(dir, wordsFile)
	for text, want := range map[string]string{"acknowledgement: 收讫。": "", "\nremedies: 不得异议。": path + ":2: remedies"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		words, err := paperWords(dir)
		switch {
		case want == "" && (err != nil || words.Acknowledgement != "收讫。"):
			t.Errorf("the office's words are %q (%v)", words.Acknowledgement, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
