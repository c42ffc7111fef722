package central

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"os"

	"onewindow/app/hub"
)

// The two pages in which bbolt keeps account of its file, the one commit in the
// one and the next in the other: a header, what is kept, and its FNV-1a sum.
const (
	accountHeader = 16
	accountLength = 56
	accountPage   = 8 // where the size of a page stands in it
)

// checkAccounts wants both accounts of log.db whole. bbolt falls back to the one
// before where the last is spoilt, and what was acknowledged last would be gone
// without a word. No power cut spoils one: it lies in one sector, which a disk
// writes whole or not at all. It gives hub.ErrDamaged.
func checkAccounts(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	first, second := make([]byte, accountHeader+accountLength+8), make([]byte, accountHeader+accountLength+8)
	_, err = f.ReadAt(first, 0)
	size := int64(binary.NativeEndian.Uint32(first[accountHeader+accountPage:]))
	if err == nil && wholeAccount(first) {
		_, err = f.ReadAt(second, size)
	}
	if err = errors.Join(err, f.Close()); err != nil || !wholeAccount(first) || !wholeAccount(second) {
		return errors.Join(fmt.Errorf("%w: %s: the account of a commit is spoilt, what was acknowledged last may be gone", hub.ErrDamaged, path), err)
	}
	return nil
}

func wholeAccount(page []byte) bool {
	sum := fnv.New64a()
	_, _ = sum.Write(page[accountHeader : accountHeader+accountLength]) // a hash never fails
	return binary.NativeEndian.Uint64(page[accountHeader+accountLength:]) == sum.Sum64()
}
