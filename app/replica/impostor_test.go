package replica_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"onewindow/app/replica"
)

// impostor answers each request with a problem that it likes. It has no key: what
// it calls its signature is none.
type impostor replica.Problem

func (i impostor) Do(r *http.Request) (*http.Response, error) {
	raw, err := json.Marshal(replica.Problem(i))
	if err != nil {
		return nil, err
	}
	h := http.Header{}
	h.Set(replica.HeaderProblem, i.Code)
	h.Set(replica.HeaderSignature, "bm9uZQ==")
	return &http.Response{StatusCode: http.StatusConflict, Header: h, Body: io.NopCloser(bytes.NewReader(raw)), Request: r}, nil
}

// Before a window belongs to a centre nobody can sign a problem for it. Whatever one
// says, the window shows it and does nothing that it would do for its centre.
func TestProblemOfAnEnrolmentOrdersNothing(t *testing.T) {
	for _, code := range []string{replica.CodeRestored, replica.CodeRestoring, "chain", "revoked", "session", "clock", "malformed"} {
		w, s := newStored(t, 1, "03", "http://127.0.0.1:1")
		write(t, s, w.Receive("03-20261123-0001"))
		w.client.Transport = impostor{Code: code, Epoch: 7, Seq: 1}
		if err := w.client.Contact(t.Context()); replica.CodeOf(err) != code {
			t.Errorf("of %q it shows %v", code, err)
		}
		if o := outbox(t, s); o.Events != 1 {
			t.Errorf("after %q wait %+v", code, o)
		}
	}
}
