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
	size, err := h.announced(r.from, hash)
	if err != nil {
		return answer{}, err
	}
	n, whole, err := h.Files.Length(hash)
	if err == nil && !whole && n >= size {
		// All bytes are here, and a power cut came before the check.
		n, err = h.Files.Append(hash, n, nil, size)
	}
	if errors.Is(err, ErrHash) {
		n, err = 0, nil // thrown away: from the beginning
	}
	return answer{status: http.StatusOK, offset: &n}, err
}

// filePiece takes a piece of a file over.
func (h *Hub) filePiece(r request) (answer, error) {
	hash := r.PathValue("hash")
	size, err := h.announced(r.from, hash)
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
	n, err := h.Files.Append(hash, offset, r.body, size)
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

// file hands a complete file out, whole or in ranges. Its name is its hash, so
// that the answer needs no signature.
func (h *Hub) file(w http.ResponseWriter, r *http.Request) {
	q := request{Request: r, proof: &credential{}}
	from, err := h.sender(q)
	if err == nil {
		_, err = h.announced(from, r.PathValue("hash"))
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

// announced is the size of a file that an event of the sender's office named:
// the centre takes nothing that no case asks for, and shows nothing of another
// office.
func (h *Hub) announced(from Installation, hash string) (int64, error) {
	size, ok, err := h.Log.FileSize(from.Office, hash)
	if err != nil {
		return 0, err
	}
	if !ok {
		return 0, fail(http.StatusNotFound, "unknown-file")
	}
	return size, nil
}
