package journal

import (
	"errors"
	"os"
	"syscall"
)

// syncData puts the bytes of a file on the disk. Its length, which fsync would
// make the file system write down as well, is there already.
func syncData(f *os.File) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var synced error
	err = raw.Control(func(fd uintptr) {
		for synced = syscall.EINTR; errors.Is(synced, syscall.EINTR); {
			synced = syscall.Fdatasync(int(fd))
		}
	})
	return errors.Join(err, synced)
}
