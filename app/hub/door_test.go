package hub_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm3"
	"github.com/klauspost/compress/zstd"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

func ioNop(b []byte) io.ReadCloser { return io.NopCloser(bytes.NewReader(b)) }

func zip(b []byte) ([]byte, error) {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		return nil, err
	}
	return w.EncodeAll(b, nil), w.Close()
}

func TestEnrolment(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	first := c.enrol(t, w)
	again := c.enrol(t, w)
	if !bytes.Equal(first.Certificate, again.Certificate) || !bytes.Equal(first.IssuingKey, again.IssuingKey) {
		t.Error("the same installation with the same key got another answer")
	}
	rival := hubtest.NewCounter(t, 2, office, "03")
	if g := c.post(t, nil, replica.PathInstallations, rival.Enrolment()); g.status != http.StatusConflict || g.code(t) != "window-taken" {
		t.Errorf("%d %s", g.status, g.body)
	}
	changed := w.Enrolment()
	changed.PublicKey = rival.Enrolment().PublicKey
	if g := c.post(t, nil, replica.PathInstallations, changed); g.status != http.StatusConflict || g.code(t) != "key-changed" {
		t.Errorf("%d %s", g.status, g.body)
	}
	w.Window = "05"
	c.enrol(t, w)
	c.enrol(t, rival) // 03 is free again
	for name, spoil := range map[string]func(*replica.Enrolment){
		"no office": func(e *replica.Enrolment) { e.Office = "" },
		"zero byte": func(e *replica.Enrolment) { e.Window = "0\x003" },
		"no id":     func(e *replica.Enrolment) { e.Installation = "centre" },
		"no key":    func(e *replica.Enrolment) { e.PublicKey = nil },
		"too long":  func(e *replica.Enrolment) { e.Office = strings.Repeat("3", 25) },
	} {
		e := hubtest.NewCounter(t, 9, office, "09").Enrolment()
		spoil(&e)
		if g := c.post(t, nil, replica.PathInstallations, e); g.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", name, g.status, g.body)
		}
	}
}

func TestDoorOpensForThisMachineOrTheCode(t *testing.T) {
	for name, v := range map[string]struct {
		code, sent, remote, via string
		status                  int
	}{
		"this machine":             {remote: "127.0.0.1:5", status: 200},
		"this machine, IPv6":       {remote: "[::1]:5", status: 200},
		"another machine":          {remote: "192.0.2.7:5", status: 403},
		"through a proxy here":     {remote: "127.0.0.1:5", via: "X-Forwarded-For", status: 403},
		"from a page in a browser": {remote: "127.0.0.1:5", via: "Origin", status: 403},
		"right code":               {code: "7Q4M", sent: "7Q4M", remote: "192.0.2.7:5", status: 200},
		"wrong code":               {code: "7Q4M", sent: "7Q4N", remote: "127.0.0.1:5", status: 403},
		"no code":                  {code: "7Q4M", remote: "127.0.0.1:5", status: 403},
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t, t.TempDir(), func(o *hub.Config) { o.EnrolmentCode = v.code })
			e := hubtest.NewCounter(t, 1, office, "03").Enrolment()
			body := fmt.Sprintf(`{"installation":%q,"office":%q,"window":"03","publicKey":%q,"code":%q}`,
				e.Installation, e.Office, base64Of(e.PublicKey), v.sent)
			r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, replica.PathInstallations, strings.NewReader(body))
			r.RemoteAddr = v.remote
			if v.via != "" {
				r.Header.Set(v.via, "192.0.2.9")
			}
			w := httptest.NewRecorder()
			c.hub.ServeHTTP(w, r)
			if w.Code != v.status {
				t.Errorf("status %d: %s", w.Code, w.Body)
			}
		})
	}
}

func TestLeasesNeverOverlap(t *testing.T) {
	c := open(t, t.TempDir())
	one, two := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	c.enrol(t, one)
	c.enrol(t, two)
	ask := replica.LeaseRequest{ID: one.NewID(), Kind: replica.AcceptanceNumbers, Year: 2026}
	first := into[replica.Lease](t, c.post(t, one, replica.PathLeases, ask))
	if want := (replica.Lease{ID: ask.ID, Installation: one.Installation, Kind: ask.Kind, Year: 2026, From: 1, To: 100, Signature: first.Signature}); first != want || first.Signature == "" {
		t.Errorf("%+v", first)
	}
	if again := into[replica.Lease](t, c.post(t, one, replica.PathLeases, ask)); again != first {
		t.Errorf("asked twice: %+v", again)
	}
	second := into[replica.Lease](t, c.post(t, two, replica.PathLeases, replica.LeaseRequest{ID: two.NewID(), Kind: ask.Kind, Year: 2026}))
	if second.From != 101 || second.To != 200 || second.Installation != two.Installation {
		t.Errorf("%+v", second)
	}
	next := into[replica.Lease](t, c.post(t, two, replica.PathLeases, replica.LeaseRequest{ID: two.NewID(), Kind: ask.Kind, Year: 2027}))
	if next.From != 1 {
		t.Errorf("another year is another series: %+v", next)
	}
	for name, bad := range map[string]replica.LeaseRequest{
		"other kind":          {ID: one.NewID(), Kind: "certificate", Year: 2026},
		"far year":            {ID: one.NewID(), Kind: ask.Kind, Year: 2030},
		"no id":               {Kind: ask.Kind, Year: 2026},
		"same id, other year": {ID: ask.ID, Kind: ask.Kind, Year: 2027},
	} {
		if g := c.post(t, one, replica.PathLeases, bad); g.status/100 != 4 {
			t.Errorf("%s: %d %s", name, g.status, g.body)
		}
	}
}

func TestFileGoesUpInPiecesAndComesBackWhole(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir)
	w, other := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, "330411-01", "03")
	c.enrol(t, w)
	c.enrol(t, other)
	content := bytes.Repeat([]byte("材料扫描件。"), 25000)
	hash := fmt.Sprintf("%x", sm3.Sum(content))
	target := replica.PathFiles + hash
	if g := c.call(t, w, http.MethodHead, target, nil, nil); g.status != http.StatusNotFound || g.header.Get(replica.HeaderProblem) != "unknown-file" {
		t.Errorf("before any event names it: %d", g.status)
	}
	c.answers(t, w, w.Receive("03-20261123-0001", casefile.Attachment{Name: "a.pdf", Hash: hash, Size: int64(len(content))}))
	piece := func(offset, end int) got {
		return c.call(t, w, http.MethodPatch, target, content[offset:end], http.Header{replica.HeaderOffset: {strconv.Itoa(offset)}})
	}
	offset := func() string { return c.call(t, w, http.MethodHead, target, nil, nil).header.Get(replica.HeaderOffset) }
	half := replica.MaxPiece
	if g := piece(0, half); g.status != http.StatusNoContent || g.header.Get(replica.HeaderOffset) != strconv.Itoa(half) {
		t.Fatalf("%d %s", g.status, g.body)
	}
	if g := piece(half+1, half+10); g.status != http.StatusConflict || g.code(t) != "offset" {
		t.Errorf("a piece from nowhere: %d", g.status)
	}
	if g := piece(0, half); g.status != http.StatusConflict {
		t.Errorf("the same piece again: %d", g.status)
	}
	c.stop(t)
	c = open(t, dir)
	if got := offset(); got != strconv.Itoa(half) {
		t.Errorf("after a restart the centre has %s bytes", got)
	}
	if g := c.call(t, w, http.MethodGet, target, nil, nil); g.status != http.StatusNotFound {
		t.Errorf("half a file was handed out: %d", g.status)
	}
	if g := piece(half, len(content)); g.status != http.StatusNoContent {
		t.Fatalf("%d %s", g.status, g.body)
	}
	if g := c.call(t, w, http.MethodGet, target, nil, nil); !bytes.Equal(g.body, content) {
		t.Errorf("%d bytes came back", len(g.body))
	}
	if g := c.call(t, w, http.MethodGet, target, nil, http.Header{"Range": {"bytes=3-5"}}); g.status != http.StatusPartialContent || !bytes.Equal(g.body, content[3:6]) {
		t.Errorf("a range: %d %q", g.status, g.body)
	}
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		if g := c.call(t, other, method, target, nil, nil); g.status != http.StatusNotFound {
			t.Errorf("%s by another office: %d", method, g.status)
		}
	}
}

// An office that has heard of the hash of another's file neither reads it nor is
// told that it is here, until it has brought all of it itself; a window of the
// same office need not.
func TestWhoKnowsAHashDoesNotHaveTheFile(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir)
	owner, next := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	stranger := hubtest.NewCounter(t, 3, "330411-01", "03")
	content := bytes.Repeat([]byte("材料扫描件。"), 1000)
	file := casefile.Attachment{Name: "a.pdf", Hash: fmt.Sprintf("%x", sm3.Sum(content)), Size: int64(len(content))}
	target := replica.PathFiles + file.Hash
	piece := func(w *hubtest.Counter, offset, end int) got {
		return c.call(t, w, http.MethodPatch, target, content[offset:end], http.Header{replica.HeaderOffset: {strconv.Itoa(offset)}})
	}
	stands := func(w *hubtest.Counter, offset, status int) {
		t.Helper()
		if g := c.call(t, w, http.MethodHead, target, nil, nil); g.header.Get(replica.HeaderOffset) != strconv.Itoa(offset) {
			t.Errorf("%s of %s is told %s", w.Window, w.Office, g.header.Get(replica.HeaderOffset))
		}
		if g := c.call(t, w, http.MethodGet, target, nil, nil); g.status != status || status == http.StatusOK && !bytes.Equal(g.body, content) {
			t.Errorf("%s of %s reads: %d, %d bytes", w.Window, w.Office, g.status, len(g.body))
		}
	}
	for i, w := range []*hubtest.Counter{owner, next, stranger} {
		c.enrol(t, w)
		c.answers(t, w, w.Receive(fmt.Sprintf("%s-20261123-000%d", w.Window, i+1), file))
	}
	piece(stranger, 0, 5)
	stands(owner, 0, http.StatusNotFound)
	piece(owner, 0, len(content))
	stands(owner, len(content), http.StatusOK)
	stands(next, len(content), http.StatusOK)
	stands(stranger, 5, http.StatusNotFound)
	if g := piece(next, 0, 10); g.status != http.StatusNoContent || g.header.Get(replica.HeaderOffset) != strconv.Itoa(len(content)) {
		t.Errorf("a window that was slower: %d %s", g.status, g.body)
	}
	c.stop(t)
	c = open(t, dir)
	wrong := bytes.Repeat([]byte("x"), len(content)-5)
	if g := c.call(t, stranger, http.MethodPatch, target, wrong, http.Header{replica.HeaderOffset: {"5"}}); g.code(t) != "hash" {
		t.Errorf("guessed bytes: %d", g.status)
	}
	stands(stranger, 0, http.StatusNotFound)
	stands(owner, len(content), http.StatusOK)
	piece(stranger, 0, 5)
	piece(stranger, 5, len(content))
	stands(stranger, len(content), http.StatusOK)
}

func TestFileWithAnotherHashIsThrownAway(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	hash := fmt.Sprintf("%x", sm3.Sum([]byte("right")))
	empty := fmt.Sprintf("%x", sm3.Sum(nil))
	c.answers(t, w, w.Receive("03-20261123-0001",
		casefile.Attachment{Name: "a", Hash: hash, Size: 5},
		casefile.Attachment{Name: "b", Hash: "../../../etc/passwd", Size: 5},
		casefile.Attachment{Name: "c", Hash: empty}))
	target := replica.PathFiles + hash
	start := http.Header{replica.HeaderOffset: {"0"}}
	if g := c.call(t, w, http.MethodPatch, target, []byte("wrong"), start); g.status != http.StatusUnprocessableEntity || g.code(t) != "hash" {
		t.Errorf("%d %s", g.status, g.body)
	}
	if g := c.call(t, w, http.MethodPatch, target, []byte("too long"), start); g.code(t) != "hash" {
		t.Errorf("%d %s", g.status, g.body)
	}
	if g := c.call(t, w, http.MethodPatch, target, []byte("right"), start); g.status != http.StatusNoContent {
		t.Errorf("the right bytes after the wrong ones: %d %s", g.status, g.body)
	}
	if g := c.call(t, w, http.MethodHead, replica.PathFiles+empty, nil, nil); g.status != http.StatusOK {
		t.Errorf("an empty file: %d", g.status)
	}
	if g := c.call(t, w, http.MethodGet, replica.PathFiles+empty, nil, nil); g.status != http.StatusOK || len(g.body) != 0 {
		t.Errorf("an empty file back: %d", g.status)
	}
}

func TestHealth(t *testing.T) {
	c := open(t, t.TempDir())
	if g := c.call(t, nil, http.MethodGet, "/healthz", nil, nil); g.status != 200 || string(g.body) != "ok\n" {
		t.Errorf("%d %q", g.status, g.body)
	}
}
