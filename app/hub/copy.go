package hub

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"onewindow/app/casefile"
	"onewindow/app/replica"
)

// CopyFiles copies every complete file that an event names from one keeping to
// another, and says how many it copied. What is there already stays: broken off
// it can be run again, and once more after the centre keeps its files there. A
// file still on its way is left to the window that brings it.
func CopyFiles(log Archive, from, to Files) (copied int, err error) {
	seen := map[string]bool{}
	err = log.Walk(func(l Line) error {
		if l.Event == nil {
			return nil
		}
		e, err := casefile.Parse(l.Event.Raw)
		if err != nil {
			return err
		}
		for _, a := range e.Files() {
			if !isHash(a.Hash) || seen[a.Hash] {
				continue
			}
			seen[a.Hash] = true
			did, err := copyFile(from, to, a.Hash)
			if err != nil {
				return fmt.Errorf("hub: copy file %s: %w", a.Hash, err)
			}
			if did {
				copied++
			}
		}
		return nil
	})
	return copied, err
}

// copyFile says whether there was anything to copy. It goes on where an earlier
// run broke off; the other keeping checks the hash.
func copyFile(from, to Files, hash string) (did bool, err error) {
	have, whole, err := to.Length("", hash)
	if err != nil || whole {
		return false, err
	}
	f, err := from.Open(hash)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return false, err
	}
	if _, err := f.Seek(have, io.SeekStart); err != nil {
		return false, err
	}
	piece := make([]byte, replica.MaxPiece)
	for {
		n, err := io.ReadFull(f, piece[:min(size-have, replica.MaxPiece)])
		if err != nil {
			return false, err
		}
		if have, err = to.Append("", hash, have, piece[:n], size); err != nil {
			return false, err
		}
		if have >= size {
			return true, nil
		}
	}
}
