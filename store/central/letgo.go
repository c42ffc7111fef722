//go:build !windows

package central

import (
	"errors"
	"os"
	"syscall"
)

// letGo closes a file that bbolt has locked and mapped and then panicked about.
// The mapping would keep the lock alive beyond the file.
func letGo(f *os.File) error {
	return errors.Join(syscall.Flock(int(f.Fd()), syscall.LOCK_UN), f.Close())
}
