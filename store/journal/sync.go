//go:build !linux

package journal

import "os"

// syncData puts the bytes of a file on the disk.
func syncData(f *os.File) error { return f.Sync() }
