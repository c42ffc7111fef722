package bundle

import (
	"crypto/cipher"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/seal"
)

// Signer signs for the maker of a bundle; *seal.PrivateKey is one.
type Signer interface {
	SignBytes(purpose string, message []byte, random io.Reader) ([]byte, error)
}

// Writer writes a bundle as a stream.
type Writer struct {
	out    io.Writer
	signer Signer
	random io.Reader
	sum    hash.Hash
	size   int64
	frames cipher.AEAD
	head   []byte // hash of what stands before the frames
	frame  uint64
	buffer []byte
}

// NewWriter begins a bundle to a key. It fills Recipient and Key of the header
// in. Nothing is whole before Close.
func NewWriter(out io.Writer, h Header, by Signer, to seal.PublicKey, random io.Reader) (*Writer, error) {
	key := make([]byte, keySize)
	if _, err := io.ReadFull(random, key); err != nil {
		return nil, fmt.Errorf("bundle: make a key: %w", err)
	}
	var err error
	if h.Key, err = to.Wrap(key, random); err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	h.Recipient = to.ID()
	w := &Writer{out: out, signer: by, random: random, sum: sm3.New(), buffer: make([]byte, 0, maxFrame)}
	if w.frames, err = frameCipher(key); err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	raw, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("bundle: write header: %w", err)
	}
	if len(raw) > maxHeader {
		return nil, fmt.Errorf("bundle: a header of %d bytes, at most %d fit", len(raw), maxHeader)
	}
	prelude := append([]byte(magic), version)
	prelude = append(binary.BigEndian.AppendUint32(prelude, uint32(len(raw))), raw...)
	if err := w.write(prelude); err != nil {
		return nil, err
	}
	w.head = w.sum.Sum(nil)
	return w, nil
}

// Size is how many bytes were written so far, about: up to a frame waits.
func (w *Writer) Size() int64 { return w.size }

// Put adds a record.
func (w *Writer) Put(kind Kind, body []byte) error {
	if len(body) > MaxRecord {
		return fmt.Errorf("bundle: a record of %d bytes, at most %d fit", len(body), MaxRecord)
	}
	if w.size+int64(len(body))+2*maxFrame > MaxSize {
		return errors.New("bundle: it would not fit on a stick")
	}
	if err := w.add(binary.BigEndian.AppendUint32([]byte{byte(kind)}, uint32(len(body)))); err != nil {
		return err
	}
	return w.add(body)
}

// add fills frames. A full one goes out only when more follows: the last one
// must be marked.
func (w *Writer) add(content []byte) error {
	for len(content) > 0 {
		if len(w.buffer) == maxFrame {
			if err := w.flush(false); err != nil {
				return err
			}
		}
		n := min(len(content), maxFrame-len(w.buffer))
		w.buffer = append(w.buffer, content[:n]...)
		content = content[n:]
	}
	return nil
}

func (w *Writer) flush(last bool) error {
	length := uint32(len(w.buffer) + tagSize)
	if last {
		length |= lastFrame
	}
	sealed := binary.BigEndian.AppendUint32(nil, length)
	sealed = w.frames.Seal(sealed, nonce(w.frame, last), w.buffer, w.head)
	w.frame++
	w.buffer = w.buffer[:0]
	return w.write(sealed)
}

// Close ends and signs the bundle. It leaves the output open.
func (w *Writer) Close() error {
	if err := w.flush(true); err != nil {
		return err
	}
	signature, err := w.signer.SignBytes(purposeBundle, w.sum.Sum(nil), w.random)
	if err != nil {
		return fmt.Errorf("bundle: sign: %w", err)
	}
	return w.write(signature)
}

func (w *Writer) write(b []byte) error {
	w.sum.Write(b)
	w.size += int64(len(b))
	if _, err := w.out.Write(b); err != nil {
		return fmt.Errorf("bundle: write: %w", err)
	}
	return nil
}
