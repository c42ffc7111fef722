package replica

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"github.com/klauspost/compress/zstd"
)

// Paths of the HTTP interface.
const (
	PathInstallations = "/v1/installations"
	PathEvents        = "/v1/events"
	PathReturns       = "/v1/returns"
	PathLeases        = "/v1/leases"
	PathCalendar      = "/v1/calendar"
	PathKeys          = "/v1/keys"
	PathRoster        = "/v1/roster"
	PathPassword      = "/v1/password"
	PathFiles         = "/v1/files/" // and the hex SM3 of the file
)

// Headers of the HTTP interface. Upload-Offset and Upload-Length mean what the
// tus protocol (tus.io, version 1.0.0) means by them.
const (
	HeaderInstallation = "Onewindow-Installation"
	HeaderTime         = "Onewindow-Time"      // RFC 3339, to the millisecond
	HeaderSignature    = "Onewindow-Signature" // base64 of 64 bytes
	HeaderProblem      = "Onewindow-Problem"   // code of the problem, since an answer to HEAD has no body
	HeaderOffset       = "Upload-Offset"
	HeaderLength       = "Upload-Length"
)

// Limits of the HTTP interface.
const (
	MaxClockGap  = 15 * time.Minute // a request signed further from the centre's time is refused
	MaxWait      = 30 * time.Second // of a download that waits for news
	MaxPage      = 500              // events
	MaxPageBytes = 1 << 20          // about, before compression
	MaxPiece     = 256 << 10        // bytes of a file in one request
	MaxMessage   = 4 << 20          // bytes of any body, compressed or not
)

// Purposes that signatures are made for, see seal.PrivateKey.SignBytes.
const (
	PurposeRequest         = "onewindow request"
	PurposeAnswer          = "onewindow answer"
	PurposeAcknowledgement = "onewindow acknowledgement"
	PurposeLease           = "onewindow lease"
)

// RefusedAltered is the reason for an event whose id the centre knows with
// other bytes.
const RefusedAltered = "altered"

// RefusedForked is the reason for which a counter lays own events aside that the
// centre never got: its chain goes on in another way there, as when a counter was
// restored from a backup and events from before still came to the centre.
const RefusedForked = "forked"

// Encoding is the content coding of large bodies (RFC 8878).
const Encoding = "zstd"

// Problem is the body of an answer that is not 2xx.
type Problem struct {
	Code string    `json:"code"`           // stable; names the sentence that the window shows
	Seq  uint64    `json:"seq,omitempty"`  // with "chain": the place in the chain the centre expects next
	Prev string    `json:"prev,omitempty"` // with "chain": hash of the event before it
	Time time.Time `json:"time"`           // of the centre

	Epoch  uint64 `json:"epoch,omitempty"`  // with "restored": the epoch of the centre's log
	Behind uint64 `json:"behind,omitempty"` // with "restored": the last place that means the same in both epochs
}

// LeaseRequest asks for a block of numbers. Asking again under the same id
// gives the same block.
type LeaseRequest struct {
	ID   string     `json:"id"`
	Kind NumberKind `json:"kind"`
	Year int        `json:"year"`
}

// RequestMessage is what an installation signs: the request with the body as
// it is sent, so that nothing is unpacked before it is known who sent it.
func RequestMessage(r *http.Request, body []byte) []byte {
	return RequestMessageOf(r, Reference(body))
}

// RequestMessageOf is the RequestMessage of a request whose body has this
// [Reference].
func RequestMessageOf(r *http.Request, body string) []byte {
	return message(r.Header.Get(HeaderInstallation), r.Method, r.URL.RequestURI(), r.Header.Get(HeaderTime),
		r.Header.Get(HeaderOffset), r.Header.Get(HeaderLength), body)
}

// AnswerMessage is what the centre signs: its answer, bound to the signature of
// the request so that no answer passes for that of another request. An
// enrolment has no signature; its body stands in. A session that the answer brings
// is in it.
func AnswerMessage(request string, status int, h http.Header, body []byte) []byte {
	lines := []string{request, strconv.Itoa(status), h.Get(HeaderProblem), h.Get(HeaderOffset), Reference(body)}
	if offer := h.Get(HeaderSession); offer != "" {
		lines = append(lines, offer)
	}
	return message(lines...)
}

// AcknowledgementMessage is what the centre signs of an acknowledgement: the
// acknowledgement without its signature.
func AcknowledgementMessage(a Acknowledgement) ([]byte, error) {
	a.Signature = nil
	raw, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("replica: write acknowledgement: %w", err)
	}
	return raw, nil
}

// LeaseMessage is what the centre signs of a lease: the lease without its
// signature.
func LeaseMessage(l Lease) ([]byte, error) {
	l.Signature = ""
	raw, err := json.Marshal(l)
	if err != nil {
		return nil, fmt.Errorf("replica: write lease: %w", err)
	}
	return raw, nil
}

// message joins lines. None of them can hold a line break: they are header
// values, a request line or hex.
func message(lines ...string) []byte { return []byte(strings.Join(lines, "\n")) }

// Reference is the hex SM3 of a body: what an answer names it by.
func Reference(body []byte) string {
	sum := sm3.Sum(body)
	return hex.EncodeToString(sum[:])
}

// Codec packs and unpacks bodies with zstd. Safe for concurrent use.
type Codec struct {
	encoder *zstd.Encoder
	trained *zstd.Encoder // with the newest dictionary
	quick   *zstd.Encoder // for large bodies on a quick line
	decoder *zstd.Decoder
}

// NewCodec makes a codec that starts no goroutine.
func NewCodec() (*Codec, error) {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("replica: %w", err)
	}
	t, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderDict(dictionary1))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("replica: %w", err), e.Close())
	}
	q, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("replica: %w", err), e.Close(), t.Close())
	}
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderDicts(dictionary1),
		zstd.WithDecoderMaxMemory(MaxMessage), zstd.WithDecoderMaxWindow(MaxMessage))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("replica: %w", err), e.Close(), t.Close(), q.Close())
	}
	return &Codec{e, t, q, d}, nil
}

// Pack compresses.
func (c *Codec) Pack(plain []byte) []byte { return c.encoder.EncodeAll(plain, nil) }

// Unpack gives back what was packed; it refuses bodies beyond [MaxMessage].
func (c *Codec) Unpack(packed []byte) ([]byte, error) {
	plain, err := c.decoder.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("replica: unpack: %w", err)
	}
	return plain, nil
}

// Close frees the codec.
func (c *Codec) Close() error {
	c.decoder.Close()
	return errors.Join(c.encoder.Close(), c.trained.Close(), c.quick.Close())
}
