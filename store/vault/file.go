package vault

import (
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/emmansun/gmsm/sm4"
)

const (
	fileMark  = "OWF1"
	saltSize  = 16
	pieceSize = 64 << 10
	headSize  = len(fileMark) + 1 + saltSize
)

// Writer encrypts a file piece by piece. Close writes the last piece; without
// it the file does not open. It does not close the writer below.
type Writer struct {
	to     io.Writer
	sealer cipher.AEAD
	piece  []byte
	number uint64
}

// NewWriter begins an encrypted file.
func (k *Key) NewWriter(to io.Writer) (*Writer, error) {
	head := append([]byte(fileMark), algorithmSM4GCM)
	head = append(head, make([]byte, saltSize)...)
	salt := head[len(head)-saltSize:]
	_, _ = rand.Read(salt) // never fails, see Seal
	sealer, err := k.fileSealer(salt)
	if err != nil {
		return nil, err
	}
	if _, err := to.Write(head); err != nil {
		return nil, err
	}
	return &Writer{to: to, sealer: sealer, piece: make([]byte, 0, pieceSize+tagSize)}, nil
}

func (k *Key) fileSealer(salt []byte) (cipher.AEAD, error) {
	key, err := draw(k.files, salt, "onewindow file", sm4.BlockSize)
	if err != nil {
		return nil, err
	}
	return newAEAD(key)
}

// Write takes plain bytes.
func (w *Writer) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		// A full piece waits for what follows: the last one may be full too.
		if len(w.piece) == pieceSize {
			if err := w.flush(false); err != nil {
				return n, err
			}
		}
		took := min(len(p), pieceSize-len(w.piece))
		w.piece = append(w.piece, p[:took]...)
		p = p[took:]
		n += took
	}
	return n, nil
}

// Close writes what is left.
func (w *Writer) Close() error { return w.flush(true) }

func (w *Writer) flush(last bool) error {
	sealed := w.sealer.Seal(w.piece[:0], pieceNonce(w.number, last), w.piece, nil)
	_, err := w.to.Write(sealed)
	w.piece, w.number = w.piece[:0], w.number+1
	return err
}

func pieceNonce(number uint64, last bool) []byte {
	nonce := make([]byte, nonceSize)
	binary.BigEndian.PutUint64(nonce[3:], number)
	if last {
		nonce[nonceSize-1] = 1
	}
	return nonce
}

// Reader decrypts a file piece by piece.
type Reader struct {
	from   io.Reader
	key    *Key
	sealer cipher.AEAD // nil before the head was read
	frame  []byte      // as read: one piece and the first byte of what follows
	held   int         // bytes of frame that were read ahead
	plain  []byte      // decrypted and not yet given
	number uint64
	ended  bool
}

// NewReader reads an encrypted file. Its Read gives ErrForged where the file is
// not what was written, at the latest in place of io.EOF; what it gave before
// that is genuine.
func (k *Key) NewReader(from io.Reader) *Reader {
	return &Reader{from: from, key: k, frame: make([]byte, pieceSize+tagSize+1)}
}

// Read gives plain bytes.
func (r *Reader) Read(p []byte) (int, error) {
	for len(r.plain) == 0 {
		if r.ended {
			return 0, io.EOF
		}
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.plain)
	r.plain = r.plain[n:]
	return n, nil
}

func (r *Reader) next() error {
	if r.sealer == nil {
		if err := r.head(); err != nil {
			return err
		}
	}
	n, err := io.ReadFull(r.from, r.frame[r.held:])
	n += r.held
	last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !last {
		return fmt.Errorf("vault: read: %w", err)
	}
	whole := n
	if !last {
		whole-- // the byte that shows that something follows
	}
	// The plain bytes get a room of their own: the next frame comes here.
	plain, err := r.sealer.Open(r.plain[:0], pieceNonce(r.number, last), r.frame[:whole], nil)
	if err != nil {
		return ErrForged
	}
	r.plain, r.ended = plain, last
	r.number++
	if !last {
		r.frame[0] = r.frame[whole]
		r.held = 1
	}
	return nil
}

func (r *Reader) head() error {
	head := make([]byte, headSize)
	switch _, err := io.ReadFull(r.from, head); {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return ErrForged
	case err != nil:
		return fmt.Errorf("vault: read: %w", err)
	}
	if !bytes.HasPrefix(head, []byte(fileMark)) || head[len(fileMark)] != algorithmSM4GCM {
		return ErrForged
	}
	sealer, err := r.key.fileSealer(head[headSize-saltSize:])
	r.sealer = sealer
	return err
}
