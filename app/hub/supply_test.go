package hub_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

// A file that a person brings goes on behind what a window had sent of it, and is
// there for each office whose events name it; for nobody else, and once.
func TestSuppliedFileIsThereForWhoNamesIt(t *testing.T) {
	c := open(t, t.TempDir())
	one, two := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, "330411-01", "03")
	stranger := hubtest.NewCounter(t, 3, "330421-01", "03")
	content := bytes.Repeat([]byte("材料扫描件"), replica.MaxPiece/10) // more than a piece
	file := casefile.Attachment{Name: "a.pdf", Hash: fmt.Sprintf("%x", sm3.Sum(content)), Size: int64(len(content))}
	for _, w := range []*hubtest.Counter{one, two, stranger} {
		c.enrol(t, w)
	}
	for _, w := range []*hubtest.Counter{one, two} {
		c.answers(t, w, w.Receive("03-20261123-0001", file))
	}
	target := replica.PathFiles + file.Hash
	c.call(t, one, http.MethodPatch, target, content[:1000], http.Header{replica.HeaderOffset: {"0"}})
	offices, err := c.hub.Supply(bytes.NewReader(content))
	if err != nil || !slices.Equal(offices, []string{office, "330411-01"}) {
		t.Fatal(offices, err)
	}
	for _, w := range []*hubtest.Counter{one, two} {
		if g := c.call(t, w, http.MethodGet, target, nil, nil); g.status != http.StatusOK || !bytes.Equal(g.body, content) {
			t.Errorf("%s reads %d bytes: %d", w.Office, len(g.body), g.status)
		}
	}
	if g := c.call(t, stranger, http.MethodGet, target, nil, nil); g.status != http.StatusNotFound {
		t.Errorf("an office that names it nowhere: %d", g.status)
	}
	for _, what := range [][]byte{content, []byte("another"), nil} {
		if offices, err := c.hub.Supply(bytes.NewReader(what)); !errors.Is(err, hub.ErrUnwanted) {
			t.Errorf("%d bytes: %v, %v", len(what), offices, err)
		}
	}
}
