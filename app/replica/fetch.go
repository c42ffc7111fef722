package replica

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"onewindow/app/casefile"
)

// Arrivals keeps files of other windows while they come and when they are here.
type Arrivals interface {
	// ArrivedSoFar is how many bytes of a file are here already.
	ArrivedSoFar(hash string) (int64, error)
	// AddPiece keeps the next bytes of a file.
	AddPiece(hash string, offset int64, piece []byte) error
	// Arrived makes the file of its pieces. Of one whose content is not what its
	// hash says it keeps nothing and gives ErrSpoilt.
	Arrived(hash string, size int64) error
}

// ErrSpoilt says that the bytes that came are not the file they were to be.
var ErrSpoilt = errors.New("replica: the file is spoilt")

// Codes of why a file cannot be fetched, beside those of a line that is down.
const (
	CodeNotJoined = "not-joined" // this window belongs to no centre yet
	CodeSpoilt    = "spoilt"     // the centre's bytes are not what their hash says
)

// Fetcher brings files that other windows took in to this one, when somebody
// wants to see them. What came before a line broke is not asked for again. It may
// work beside a [Client].
//
// All fields are needed.
type Fetcher struct {
	Installation string
	Key          Key
	Arrivals     Arrivals
	Settings     Settings
	Transport    Transport
	Clock        Clock
}

// Fetch brings a file here; told hears how many bytes have come. An error names
// its code by [CodeOf]: "unknown-file" where the centre has not got it, or not for
// this office.
func (f *Fetcher) Fetch(ctx context.Context, file casefile.Attachment, told func(done int64)) error {
	l, err := f.line()
	if err != nil {
		return err
	}
	defer l.codec.Close() //nolint:errcheck // nothing is buffered in it
	for {
		offset, err := f.Arrivals.ArrivedSoFar(file.Hash)
		if err != nil {
			return err
		}
		told(offset)
		if offset >= file.Size {
			return f.finish(file)
		}
		piece, err := l.piece(ctx, file, offset)
		if err != nil {
			return err
		}
		if err := f.Arrivals.AddPiece(file.Hash, offset, piece); err != nil {
			return err
		}
	}
}

func (f *Fetcher) finish(file casefile.Attachment) error {
	err := f.Arrivals.Arrived(file.Hash, file.Size)
	if errors.Is(err, ErrSpoilt) {
		return &trouble{code: CodeSpoilt, cause: err}
	}
	return err
}

// line is to the centre that the window belongs to.
func (f *Fetcher) line() (*line, error) {
	var j Joined
	found, err := f.Settings.Setting(SettingMembership, &j)
	if err != nil {
		return nil, err
	}
	if !found || len(j.Membership.IssuingKey) == 0 {
		return nil, &trouble{code: CodeNotJoined}
	}
	ring, err := j.Ring()
	if err != nil {
		return nil, err
	}
	codec, err := NewCodec()
	if err != nil {
		return nil, err
	}
	return &line{
		central: j.Central, installation: f.Installation, key: f.Key, issuing: speaker(ring, j),
		transport: f.Transport, clock: f.Clock, codec: codec,
	}, nil
}

// piece is the next bytes of a file. They carry no signature: the name of the file
// is its hash. A clock that is far off is set by the centre's answer.
func (l *line) piece(ctx context.Context, file casefile.Attachment, offset int64) ([]byte, error) {
	piece, err := l.tryPiece(ctx, file, offset)
	if CodeOf(err) == "clock" {
		piece, err = l.tryPiece(ctx, file, offset)
	}
	return piece, err
}

func (l *line) tryPiece(ctx context.Context, file casefile.Attachment, offset int64) (_ []byte, err error) {
	ctx, hangUp := context.WithCancel(ctx)
	defer hangUp()
	c := call{method: http.MethodGet, target: PathFiles + file.Hash}
	r, err := l.request(ctx, c)
	if err != nil {
		return nil, err
	}
	last := min(offset+MaxPiece, file.Size) - 1
	wanted := fmt.Sprintf("%d-%d", offset, last)
	r.Header.Set("Range", "bytes="+wanted)
	r.Header.Set("Accept-Encoding", "identity")
	overdue := time.AfterFunc(patience, hangUp)
	defer overdue.Stop()
	response, err := l.transport.Do(r)
	if err != nil {
		return nil, &trouble{code: CodeOffline, cause: err}
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, max(MaxMessage, MaxPiece+1)))
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return nil, &trouble{code: CodeOffline, cause: err}
	}
	if response.StatusCode/100 != 2 {
		_, err := l.open(r, c, response, body)
		return nil, err
	}
	is := fmt.Sprintf("bytes %s/%d", wanted, file.Size)
	if response.StatusCode != http.StatusPartialContent || response.Header.Get("Content-Range") != is || int64(len(body)) != last+1-offset {
		return nil, &trouble{code: CodeCaptive}
	}
	return body, nil
}
