//go:build !windows

package store

// namedFull gives a full disk the name syscall.ENOSPC. Here the system does.
func namedFull(err error) error { return err }
