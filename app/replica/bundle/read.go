package bundle

import (
	"bufio"
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

// Opener reads what was wrapped for it; *seal.PrivateKey is one.
type Opener interface {
	Unwrap(wrapped []byte) ([]byte, error)
}

// Bundle is one that was looked through but not believed yet.
type Bundle struct {
	Header

	file      io.ReadSeeker
	frames    int64  // where they begin
	head      []byte // hash of what stands before
	sum       []byte // of all that is signed
	signature []byte
}

// Open looks a file through: its header, that it ends where it should, and the
// sum that its maker signed. What it says is to be believed only after Signed.
// An error is an *[Error] or one of reading the file.
func Open(file io.ReadSeeker) (*Bundle, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	s := &scanner{in: bufio.NewReaderSize(io.LimitReader(file, MaxSize), 1<<20), sum: sm3.New()}
	b := &Bundle{file: file}
	if err := s.header(&b.Header); err != nil {
		return nil, err
	}
	b.frames, b.head = s.read, s.sum.Sum(nil)
	for last := false; !last; {
		length, final, err := s.frameLength()
		if err != nil {
			return nil, err
		}
		if err := s.skip(int64(length)); err != nil {
			return nil, err
		}
		last = final
	}
	b.sum = s.sum.Sum(nil)
	b.signature = make([]byte, seal.SignatureSize)
	if err := s.fill(b.signature); err != nil {
		return nil, err
	}
	if _, err := s.in.ReadByte(); !errors.Is(err, io.EOF) {
		return nil, refuse(Altered, errors.Join(err, errors.New("something stands behind the end")))
	}
	return b, nil
}

// Signed says whether the holder of the key made the bundle just so.
func (b *Bundle) Signed(by seal.PublicKey) bool {
	return by.VerifyBytes(purposeBundle, b.sum, b.signature)
}

// scanner reads the outside of a bundle and sums it up.
type scanner struct {
	in   *bufio.Reader
	sum  hash.Hash
	read int64
}

func (s *scanner) header(h *Header) error {
	start := make([]byte, len(magic)+1)
	if err := s.fill(start); err != nil || string(start[:len(magic)]) != magic {
		return notOurs(err)
	}
	if start[len(magic)] != version {
		return refuse(Newer, fmt.Errorf("version %d", start[len(magic)]))
	}
	var length [4]byte
	if err := s.fill(length[:]); err != nil {
		return err
	}
	n := binary.BigEndian.Uint32(length[:])
	if n > maxHeader {
		return refuse(Altered, fmt.Errorf("a header of %d bytes", n))
	}
	raw := make([]byte, n)
	if err := s.fill(raw); err != nil {
		return err
	}
	if err := json.Unmarshal(raw, h); err != nil {
		return refuse(Altered, fmt.Errorf("header: %w", err))
	}
	return nil
}

// notOurs tells a file of another kind, however short, from a stick that fails.
func notOurs(err error) error {
	var short *Error
	if err == nil || errors.As(err, &short) {
		return refuse(NoBundle, err)
	}
	return err
}

func (s *scanner) frameLength() (n uint32, last bool, err error) {
	var length [4]byte
	if err := s.fill(length[:]); err != nil {
		return 0, false, err
	}
	n = binary.BigEndian.Uint32(length[:])
	n, last = n&^lastFrame, n&lastFrame != 0
	if n < tagSize || n > maxFrame+tagSize {
		return 0, false, refuse(Altered, fmt.Errorf("a frame of %d bytes", n))
	}
	return n, last, nil
}

func (s *scanner) fill(p []byte) error {
	n, err := io.ReadFull(s.in, p)
	s.sum.Write(p[:n])
	s.read += int64(n)
	return cut(err)
}

func (s *scanner) skip(n int64) error {
	copied, err := io.CopyN(s.sum, s.in, n)
	s.read += copied
	return cut(err)
}

// cut names the end of a file that came too early.
func cut(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return refuse(Cut, err)
	}
	return fmt.Errorf("bundle: read: %w", err)
}

// Records reads the content of a bundle, a frame at a time.
type Records struct {
	outside *scanner
	frames  cipher.AEAD
	head    []byte
	frame   uint64
	content []byte // of the frame, as far as it was not read yet
	last    bool
}

// Records begins to read the content with the private half of the key it was
// encrypted to. It gives Altered where that key does not open it.
func (b *Bundle) Records(with Opener) (*Records, error) {
	key, err := with.Unwrap(b.Key)
	if err != nil || len(key) != keySize {
		return nil, refuse(Altered, err)
	}
	frames, err := frameCipher(key)
	if err != nil {
		return nil, refuse(Altered, err)
	}
	if _, err := b.file.Seek(b.frames, io.SeekStart); err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	in := bufio.NewReaderSize(io.LimitReader(b.file, MaxSize), 1<<20)
	return &Records{outside: &scanner{in: in, sum: sm3.New()}, frames: frames, head: b.head}, nil
}

// Next is the next record, io.EOF behind the last. The body is the caller's.
func (r *Records) Next() (Kind, []byte, error) {
	if len(r.content) == 0 && r.last {
		return 0, nil, io.EOF
	}
	head, err := r.take(recordHead)
	if err != nil {
		return 0, nil, err
	}
	if len(head) == 0 { // a bundle of no records has one empty frame
		return 0, nil, io.EOF
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n > MaxRecord {
		return 0, nil, refuse(Altered, fmt.Errorf("a record of %d bytes", n))
	}
	body, err := r.take(int(n))
	if err == nil && len(body) < int(n) {
		err = refuse(Altered, errors.New("the last record is cut"))
	}
	return Kind(head[0]), body, err
}

// take reads n bytes across frames: none of them where the content has ended
// just there.
func (r *Records) take(n int) ([]byte, error) {
	taken := make([]byte, 0, min(n, 2*maxFrame))
	for len(taken) < n {
		if len(r.content) == 0 {
			if r.last && len(taken) == 0 {
				return nil, nil
			}
			if r.last {
				return nil, refuse(Altered, errors.New("the content is cut"))
			}
			if err := r.nextFrame(); err != nil {
				return nil, err
			}
			continue
		}
		part := r.content[:min(n-len(taken), len(r.content))]
		taken, r.content = append(taken, part...), r.content[len(part):]
	}
	return taken, nil
}

func (r *Records) nextFrame() error {
	length, last, err := r.outside.frameLength()
	if err != nil {
		return err
	}
	sealed := make([]byte, length)
	if err := r.outside.fill(sealed); err != nil {
		return err
	}
	content, err := r.frames.Open(sealed[:0], nonce(r.frame, last), sealed, r.head)
	if err != nil {
		return refuse(Altered, err)
	}
	r.content, r.last = content, last
	r.frame++
	return nil
}
