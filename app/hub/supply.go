package hub

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/casefile"
	"onewindow/app/replica"
)

// ErrUnwanted says that no event in the log names a file, or that every office
// whose events do has brought it.
var ErrUnwanted = errors.New("hub: no case waits for that file")

// Supply takes a whole file from a person at the centre (补交附件) for the offices
// whose events name it and whose windows did not bring it: that of a revoked window
// may bring nothing any more. It lists the offices, and gives ErrUnwanted.
func (h *Hub) Supply(content io.ReadSeeker) (offices []string, err error) {
	sum := sm3.New()
	size, err := io.Copy(sum, content)
	if err != nil {
		return nil, fmt.Errorf("hub: read the file: %w", err)
	}
	hash := hex.EncodeToString(sum.Sum(nil))
	all, err := h.offices()
	if err != nil {
		return nil, err
	}
	for _, office := range all {
		lacking, err := h.lacks(office, hash)
		if err != nil {
			return offices, err
		}
		if !lacking {
			continue
		}
		if err := h.supply(office, hash, size, content); err != nil {
			return offices, fmt.Errorf("hub: supply %s for %s: %w", hash, office, err)
		}
		h.Logger.Warn("a person brought a file that no window did", "hash", hash, "office", office, "bytes", size)
		offices = append(offices, office)
	}
	if len(offices) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrUnwanted, hash)
	}
	return offices, nil
}

// lacks says whether an event of the office names a file that nobody there brought.
func (h *Hub) lacks(office, hash string) (bool, error) {
	named, ok, err := h.Log.NamedFile(office, hash)
	if err != nil || !ok {
		return false, err
	}
	_, all, err := h.broughtOf(office, hash, named)
	return !all, err
}

// supply goes on behind what the office has brought of a file.
func (h *Hub) supply(office, hash string, size int64, content io.ReadSeeker) error {
	at, _, err := h.Files.Length(office, hash)
	if err != nil {
		return err
	}
	if _, err := content.Seek(at, io.SeekStart); err != nil {
		return err
	}
	piece := make([]byte, replica.MaxPiece)
	for at < size {
		n, err := io.ReadFull(content, piece[:min(size-at, replica.MaxPiece)])
		if err != nil {
			return err
		}
		if at, err = h.append(office, hash, at, piece[:n], size); err != nil {
			return err
		}
	}
	return nil
}

// lacking lists the files that an event names and the office did not bring.
func (h *Hub) lacking(office string, e casefile.Event) ([]casefile.Attachment, error) {
	var list []casefile.Attachment
	for _, f := range e.Files() {
		lacks, err := h.lacks(office, f.Hash)
		if err != nil {
			return nil, err
		}
		if lacks {
			list = append(list, f)
		}
	}
	return list, nil
}
