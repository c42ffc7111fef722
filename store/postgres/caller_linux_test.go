package postgres_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"onewindow/app/replica"
)

// caller is a window that costs little to play, as the load generators of HTTP do it:
// on a connection that stays open it writes requests that were put together and
// proven before the clock started, one when the last is answered, and reads as much
// of the answer as tells whether the events were taken. Each request is one of its
// own to the centre, with its own events, hash and tag or signature. Some answers are
// kept, and looked at as a window does once the clock stands still.
type caller struct {
	*window
	conn    net.Conn
	in      *bufio.Reader
	waiting []prepared
	kept    []sample
	raw     []byte // of the last answer
}

// prepared is a request that is ready to go.
type prepared struct {
	wire  []byte // as it goes over the line
	proof string // what its answer is bound to
	body  string // by which its acknowledgement names it
}

// sample is a request and its answer.
type sample struct {
	prepared
	answer []byte
}

// kept is one answer in so many.
const keptOneIn = 50

func newCaller(b *testing.B, s *httptest.Server, w *window) *caller {
	conn, err := new(net.Dialer).DialContext(b.Context(), "tcp", s.Listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	return &caller{window: w, conn: conn, in: bufio.NewReader(conn)}
}

func (c *caller) hangUp(b *testing.B) {
	if err := c.conn.Close(); err != nil {
		b.Error(err)
	}
}

// prepare puts an upload together.
func (c *caller) prepare(b *testing.B, body []byte) {
	r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, "http://"+c.conn.RemoteAddr().String()+replica.PathEvents, bytes.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	if err := c.prove(r, body); err != nil {
		b.Fatal(err)
	}
	var wire bytes.Buffer
	if err := r.Write(&wire); err != nil {
		b.Fatal(err)
	}
	c.waiting = append(c.waiting, prepared{wire.Bytes(), r.Header.Get(replica.HeaderSignature), replica.Reference(body)})
}

// call sends so many of the requests and sees to it that each is taken.
func (c *caller) call(most int) error {
	next := c.waiting[:most]
	c.waiting = c.waiting[most:]
	for n, request := range next {
		if _, err := c.conn.Write(request.wire); err != nil {
			return err
		}
		if err := c.read(); err != nil {
			return err
		}
		if !bytes.HasPrefix(c.raw, []byte("HTTP/1.1 200 ")) || !bytes.Contains(c.raw, []byte(`"order":`)) || bytes.Contains(c.raw, []byte(`"refused"`)) {
			return fmt.Errorf("request %d was answered with %s", n, c.raw)
		}
		if n%keptOneIn == 0 {
			c.kept = append(c.kept, sample{request, bytes.Clone(c.raw)})
		}
	}
	return nil
}

// read reads one answer whole.
func (c *caller) read() error {
	c.raw = c.raw[:0]
	length := -1
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		c.raw = append(c.raw, line...)
		if len(line) == len("\r\n") {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
	if length < 0 {
		return fmt.Errorf("an answer without its length: %s", c.raw)
	}
	head := len(c.raw)
	c.raw = append(c.raw, make([]byte, length)...)
	_, err := io.ReadFull(c.in, c.raw[head:])
	return err
}

// verify looks at the answers that were kept as a window does.
func (c *caller) verify(b *testing.B) {
	if len(c.kept) == 0 {
		b.Fatal("no answer was kept")
	}
	for _, s := range c.kept {
		answer, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(s.answer)), nil)
		if err != nil {
			b.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			b.Fatal(err)
		}
		proof, err := base64.StdEncoding.DecodeString(answer.Header.Get(replica.HeaderSignature))
		if err != nil {
			b.Fatal(err)
		}
		if message := replica.AnswerMessage(s.proof, answer.StatusCode, answer.Header, body); !c.isCentres(message, proof) {
			b.Errorf("an answer that is not the centre's: %s", s.answer)
		}
		c.acknowledged(b, s.body, body)
	}
}

// isCentres says whether the centre has proven an answer.
func (c *caller) isCentres(message, proof []byte) bool {
	if c.session != nil {
		return c.session.Secret.Tagged(replica.PurposeAnswer, message, proof)
	}
	return c.centre.VerifyBytes(replica.PurposeAnswer, message, proof)
}

// acknowledged looks at an acknowledgement: it is for that batch, and signed.
func (c *caller) acknowledged(b *testing.B, batch string, body []byte) {
	var ack replica.Acknowledgement
	if err := json.Unmarshal(body, &ack); err != nil {
		b.Fatal(err)
	}
	message, err := replica.AcknowledgementMessage(ack)
	if err != nil {
		b.Fatal(err)
	}
	if ack.Batch != batch || !c.centre.VerifyBytes(replica.PurposeAcknowledgement, message, ack.Signature) {
		b.Errorf("no acknowledgement of %s: %s", batch, body)
	}
}
