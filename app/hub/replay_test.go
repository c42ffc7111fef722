package hub_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

// Whoever listens on the line and sends a signed request again, as it was, learns
// what he has heard already and changes nothing; later than the clocks may
// differ, he learns nothing.
func TestReplayedRequestsChangeNothing(t *testing.T) {
	now := hubtest.Start()
	c := open(t, t.TempDir(), func(o *hub.Config) { o.Now = func() time.Time { return now } })
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	content := []byte("scan")
	hash := fmt.Sprintf("%x", sm3.Sum(content))
	event := w.Receive("03-20261123-0001", casefile.Attachment{Name: "a", Hash: hash, Size: int64(len(content))})
	body := func(v any) []byte {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	start := http.Header{replica.HeaderOffset: {"0"}}
	for _, v := range []struct {
		name, method, target string
		body                 []byte
		set                  http.Header
		again                int // status of the second answer
	}{
		{"events", http.MethodPost, replica.PathEvents, body(batchOf(t, w, event)), nil, 200},
		{"a lease", http.MethodPost, replica.PathLeases, body(replica.LeaseRequest{ID: w.NewID(), Kind: replica.AcceptanceNumbers, Year: 2026}), nil, 200},
		{"a piece of a file", http.MethodPatch, replica.PathFiles + hash, content, start, http.StatusNoContent},
		{"a download", http.MethodGet, replica.PathEvents + "?after=", nil, nil, 200},
		{"the neighbours", http.MethodGet, replica.PathInstallations, nil, nil, 200},
	} {
		var heard http.Header
		first := c.call(t, w, v.method, v.target, v.body, v.set, func(r *http.Request) { heard = r.Header.Clone() })
		if first.status/100 != 2 {
			t.Fatalf("%s: %d %s", v.name, first.status, first.body)
		}
		replay := func(r *http.Request) { maps.Copy(r.Header, heard) }
		second := c.call(t, w, v.method, v.target, v.body, v.set, replay)
		if same := bytes.Equal(withoutTime(first.body), withoutTime(second.body)); second.status != v.again || v.again == 200 && !same {
			t.Errorf("%s again: %d %s\nfirst %s", v.name, second.status, second.body, first.body)
		}
		now = now.Add(replica.MaxClockGap + time.Second)
		if late := c.call(t, w, v.method, v.target, v.body, v.set, replay); late.status != http.StatusUnauthorized || late.code(t) != "clock" {
			t.Errorf("%s much later: %d %s", v.name, late.status, late.body)
		}
		now = hubtest.Start()
	}
	if n := len(c.all(t, w, 100)); n != 1 {
		t.Errorf("the log holds %d events", n)
	}
}

// withoutTime is an answer without what differs each time: its moment, and the
// signature over that.
func withoutTime(raw []byte) []byte {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return raw
	}
	delete(fields, "time")
	delete(fields, "signature")
	rest, err := json.Marshal(fields)
	if err != nil {
		return raw
	}
	return rest
}
