package store

import (
	"errors"
	"fmt"
	"syscall"
)

// Windows has two errors of its own for a full disk (winerror.h).
const (
	errorHandleDiskFull = syscall.Errno(39)
	errorDiskFull       = syscall.Errno(112)
)

// namedFull gives a full disk the name syscall.ENOSPC, by which the callers
// know it on every system.
func namedFull(err error) error {
	if errors.Is(err, errorDiskFull) || errors.Is(err, errorHandleDiskFull) {
		return fmt.Errorf("%w: %w", syscall.ENOSPC, err)
	}
	return err
}
