package hub

import (
	"errors"
	"io/fs"
	"net/http"
	"strconv"
	"time"

	"onewindow/app/replica"
)

// fileLength tells from where an upload goes on.
func (h *Hub) fileLength(r request) (answer, error) {
	hash := r.PathValue("hash")
	named, err := h.announced(r.from, hash)
	if err != nil {
		return answer{}, err
	}
	n, _, err := h.broughtOf(r.from.Office, hash, named)
	return answer{status: http.StatusOK, offset: &n}, err
}

// filePiece takes a piece of a file over.
func (h *Hub) filePiece(r request) (answer, error) {
	hash := r.PathValue("hash")
	named, err := h.announced(r.from, hash)
	if err != nil {
		return answer{}, err
	}
	offset, err := strconv.ParseInt(r.Header.Get(replica.HeaderOffset), 10, 64)
	if err != nil || offset < 0 {
		return answer{}, fail(http.StatusBadRequest, "malformed")
	}
	if len(r.body) > replica.MaxPiece {
		return answer{}, fail(http.StatusRequestEntityTooLarge, "too-large")
	}
	n, err := h.bring(r.from.Office, hash, named, offset, r.body)
	switch {
	case errors.Is(err, ErrOffset):
		return answer{}, fail(http.StatusConflict, "offset")
	case errors.Is(err, ErrHash):
		return answer{}, fail(http.StatusUnprocessableEntity, "hash")
	case err != nil:
		return answer{}, err
	}
	return answer{status: http.StatusNoContent, offset: &n}, nil
}

// broughtOf is how many bytes of a file the office has brought, on whichever way,
// and whether these are all and the file is still here.
func (h *Hub) broughtOf(office, hash string, named NamedFile) (n int64, all bool, err error) {
	n, whole, err := h.Files.Length(office, hash)
	switch {
	case err != nil:
		return 0, false, err
	case named.Brought && whole:
		return named.Size, true, nil
	case n < named.Size:
		return n, false, nil
	}
	// All bytes are here, and a power cut came before the check; or it is empty.
	n, err = h.append(office, hash, n, nil, named.Size)
	if errors.Is(err, ErrHash) {
		return 0, false, nil // thrown away: from the beginning
	}
	return n, err == nil, err
}

// bring adds a piece to a file and returns the new length.
func (h *Hub) bring(office, hash string, named NamedFile, offset int64, piece []byte) (int64, error) {
	if named.Brought {
		_, whole, err := h.Files.Length(office, hash)
		if err != nil || whole {
			return named.Size, err // another counter of the office was faster
		}
	}
	return h.append(office, hash, offset, piece, named.Size)
}

// append adds a piece, and notes with the last one that the office has the file.
func (h *Hub) append(office, hash string, offset int64, piece []byte, size int64) (int64, error) {
	if offset == 0 {
		h.clearAway()
	}
	n, err := h.Files.Append(office, hash, offset, piece, size)
	if err != nil || n < size {
		return n, err
	}
	return n, h.Log.Write(func(tx Tx) error { return tx.Bring(office, hash) })
}

// file hands a complete file out, whole or in ranges. Its name is its hash, so
// that the answer needs no signature.
func (h *Hub) file(w http.ResponseWriter, r *http.Request) {
	q := newRequest(r, nil)
	from, err := h.sender(q)
	if err == nil {
		err = h.mayRead(from, r.PathValue("hash"))
	}
	if err != nil {
		h.send(w, q, h.problem(r, err))
		return
	}
	content, err := h.Files.Open(r.PathValue("hash"))
	if errors.Is(err, fs.ErrNotExist) {
		err = fail(http.StatusNotFound, "unknown-file")
	}
	if err != nil {
		h.send(w, q, h.problem(r, err))
		return
	}
	defer func() {
		if err := content.Close(); err != nil {
			h.Logger.Warn("close file", "error", err)
		}
	}()
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("ETag", strconv.Quote(r.PathValue("hash")))
	http.ServeContent(w, r, "", time.Time{}, content)
}

// mayRead wants a file that the sender's office has brought: a hash is no secret,
// and an event may name whatever its author has heard of.
func (h *Hub) mayRead(from Installation, hash string) error {
	named, err := h.announced(from, hash)
	if err == nil && !named.Brought {
		return fail(http.StatusNotFound, "unknown-file")
	}
	return err
}

// announced is a file that an event of the sender's office named: the centre
// takes nothing that no case asks for.
func (h *Hub) announced(from Installation, hash string) (NamedFile, error) {
	named, ok, err := h.Log.NamedFile(from.Office, hash)
	if err == nil && !ok {
		err = fail(http.StatusNotFound, "unknown-file")
	}
	return named, err
}
