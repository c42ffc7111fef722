package hub_test

import (
	"net/http"
	"strings"
	"testing"

	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

// Who is not known gets no memory of the centre: what he sends is not kept, and
// a request that needs no large body may have none.
func TestStrangersBodiesAreNotKept(t *testing.T) {
	c := open(t, t.TempDir())
	known, stranger := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	c.enrol(t, known)
	large := make([]byte, replica.MaxMessage)
	for name, v := range map[string]struct {
		from           *hubtest.Counter
		method, target string
		status         int
		code           string
	}{
		"events of a stranger":  {stranger, http.MethodPost, replica.PathEvents, http.StatusUnauthorized, "unknown-installation"},
		"a piece of a stranger": {stranger, http.MethodPatch, replica.PathFiles + strings.Repeat("0", 64), http.StatusUnauthorized, "unknown-installation"},
		"an enrolment":          {nil, http.MethodPost, replica.PathInstallations, http.StatusRequestEntityTooLarge, "too-large"},
		"keys":                  {nil, http.MethodGet, replica.PathKeys, http.StatusRequestEntityTooLarge, "too-large"},
		"a lease":               {known, http.MethodPost, replica.PathLeases, http.StatusRequestEntityTooLarge, "too-large"},
		"a password":            {known, http.MethodPost, replica.PathPassword, http.StatusRequestEntityTooLarge, "too-large"},
		"a download":            {known, http.MethodGet, replica.PathEvents, http.StatusRequestEntityTooLarge, "too-large"},
	} {
		if g := c.call(t, v.from, v.method, v.target, large, nil); g.status != v.status || g.code(t) != v.code {
			t.Errorf("%s: %d %s", name, g.status, g.body)
		}
	}
}
