package replica_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onewindow/app/replica"
	"onewindow/store"
)

// brittle is the line between a window that wants a file and the centre, as it may be.
type brittle struct {
	next  http.Handler
	left  atomic.Int64 // pieces that still come through; none after that
	spoil atomic.Bool
	given atomic.Int64 // pieces
}

func (m *brittle) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || !strings.HasPrefix(r.URL.Path, replica.PathFiles) {
		m.next.ServeHTTP(w, r)
		return
	}
	if m.left.Add(-1) < 0 {
		panic(http.ErrAbortHandler)
	}
	m.given.Add(1)
	if m.spoil.Load() {
		w = &turner{ResponseWriter: w}
	}
	m.next.ServeHTTP(w, r)
}

// turner turns a bit of every piece.
type turner struct{ http.ResponseWriter }

func (s *turner) Write(p []byte) (int, error) {
	altered := bytes.Clone(p)
	altered[0] ^= 1
	return s.ResponseWriter.Write(altered)
}

func fetcherOf(t *testing.T, w *counter, s *store.Store) *replica.Fetcher {
	transport := replica.NewTransport()
	t.Cleanup(transport.CloseIdleConnections)
	return &replica.Fetcher{
		Installation: w.Installation, Key: w.Key, Arrivals: s, Settings: s,
		Transport: transport, Clock: w.client.Clock,
	}
}

// A file of another window comes when somebody wants it: in pieces, from where the
// line broke, checked by its name, and to its own office alone.
func TestFilesOfOtherWindows(t *testing.T) {
	m := &brittle{}
	m.left.Store(1000)
	c := startCentre(t, time.Now)
	c.kill()
	c.wrap = func(h http.Handler) http.Handler { m.next = h; return m }
	c.start()
	one, mine := newStored(t, 1, "03", c.url())
	two, theirs := newStored(t, 2, "04", c.url())
	scan := bytes.Repeat([]byte("扫描件"), 200_000) // 1.8 MB
	file, err := mine.AddFile("scan.pdf", bytes.NewReader(scan), 4<<20)
	if err != nil {
		t.Fatal(err)
	}
	fetcher := fetcherOf(t, two, theirs)
	fetch := func() (last int64, err error) {
		err = fetcher.Fetch(t.Context(), file, func(done int64) { last = done })
		return last, err
	}
	if _, err := fetch(); replica.CodeOf(err) != replica.CodeNotJoined {
		t.Errorf("before it joined: %v", err)
	}
	two.run(t)
	two.untilOnline(t)
	if _, err := fetch(); replica.CodeOf(err) != "unknown-file" {
		t.Errorf("before the centre has it: %v", err)
	}
	one.run(t)
	one.untilOnline(t)
	write(t, mine, one.Receive("03-20261123-0001", file))
	one.client.Nudge()
	eventually(t, "the file is at the centre", func() bool {
		named, _, err := c.store.NamedFile(office, file.Hash)
		return err == nil && named.Brought
	})

	m.given.Store(0)
	m.left.Store(3)
	come, err := fetch()
	if replica.CodeOf(err) != replica.CodeOffline || come != 3*replica.MaxPiece {
		t.Fatalf("%d bytes came before the line broke, %v", come, err)
	}
	if _, err := theirs.File(file.Hash); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half a file opens: %v", err)
	}
	m.left.Store(1000)
	if come, err = fetch(); err != nil || come != file.Size {
		t.Fatalf("%d bytes came, %v", come, err)
	}
	if want := (file.Size + replica.MaxPiece - 1) / replica.MaxPiece; m.given.Load() != want {
		t.Errorf("%d pieces were fetched, want %d: none twice", m.given.Load(), want)
	}
	if got := content(t, theirs, file.Hash); !bytes.Equal(got, scan) {
		t.Errorf("it holds %d bytes, want %d", len(got), len(scan))
	}

	other, elsewhere := newStored(t, 3, "05", c.url())
	other.client.Enrolment.Office = "XZ"
	other.run(t)
	other.untilOnline(t)
	if err := fetcherOf(t, other, elsewhere).Fetch(context.Background(), file, func(int64) {}); replica.CodeOf(err) != "unknown-file" {
		t.Errorf("another office: %v", err)
	}
	third, empty := newStored(t, 4, "06", c.url())
	third.run(t)
	third.untilOnline(t)
	m.spoil.Store(true)
	if err := fetcherOf(t, third, empty).Fetch(t.Context(), file, func(int64) {}); replica.CodeOf(err) != replica.CodeSpoilt {
		t.Errorf("spoilt bytes: %v", err)
	}
	if n, err := empty.ArrivedSoFar(file.Hash); err != nil || n != 0 {
		t.Errorf("%d spoilt bytes were kept, %v", n, err)
	}
}

func content(t *testing.T, s *store.Store, hash string) []byte {
	t.Helper()
	f, err := s.File(hash)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(f)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return raw
}
