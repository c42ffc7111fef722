package smalldisk

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// The disk is full soon, and what is on it is seen by the test alone.
func TestOn(t *testing.T) {
	for _, name := range []string{"a part", "another (part)"} {
		t.Run(name, func(t *testing.T) {
			seen := ""
			On(t, "64k", func(disk string) {
				seen = disk
				err := os.WriteFile(filepath.Join(disk, "large"), make([]byte, 1<<20), 0o600)
				if !errors.Is(err, syscall.ENOSPC) {
					t.Errorf("a megabyte on 64 KB: %v", err)
				}
			})
			if os.Getenv(variable) == "" && seen != "" {
				t.Error("ran where everybody's disks are")
			}
		})
	}
}
