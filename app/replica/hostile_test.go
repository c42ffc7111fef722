package replica_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/seal"
)

// tyrant is the right centre, with the right key, and means ill: it answers each
// request as an honest one would, but for one kind.
type tyrant struct {
	key    *seal.PrivateKey
	window *counter
	upload func(honest *replica.Acknowledgement)
	lease  func(honest *replica.Lease)
	page   func(request *http.Request) replica.Page
	asked  int // for pages
}

func (y *tyrant) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	said, err := y.say(r, body)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(said)
	if err != nil {
		return nil, err
	}
	h := http.Header{}
	signature, err := y.key.SignBytes(replica.PurposeAnswer,
		replica.AnswerMessage(r.Header.Get(replica.HeaderSignature), http.StatusOK, h, raw), nil)
	if err != nil {
		return nil, err
	}
	h.Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(signature))
	return &http.Response{StatusCode: http.StatusOK, Header: h, Body: io.NopCloser(bytes.NewReader(raw)), Request: r}, nil
}

func (y *tyrant) say(r *http.Request, body []byte) (any, error) {
	switch r.Method + " " + r.URL.Path {
	case "POST " + replica.PathEvents:
		return y.acknowledge(body)
	case "POST " + replica.PathLeases:
		var ask replica.LeaseRequest
		err := json.Unmarshal(body, &ask)
		l := replica.Lease{ID: ask.ID, Installation: y.window.Installation, Kind: ask.Kind, Year: ask.Year, From: 1, To: 100}
		if y.lease != nil {
			y.lease(&l)
		}
		return l, err
	case "GET " + replica.PathEvents:
		if y.asked++; y.page != nil {
			return y.page(r), nil
		}
		return replica.Page{}, nil
	}
	return replica.Neighbours{}, nil
}

func (y *tyrant) acknowledge(packed []byte) (replica.Acknowledgement, error) {
	codec, err := replica.NewCodec()
	if err != nil {
		return replica.Acknowledgement{}, err
	}
	plain, err := codec.Unpack(packed)
	if err != nil {
		return replica.Acknowledgement{}, err
	}
	var b replica.Batch
	if err := json.Unmarshal(plain, &b); err != nil {
		return replica.Acknowledgement{}, err
	}
	ack := replica.Acknowledgement{Batch: replica.Reference(plain)}
	for i, raw := range b.Events {
		e, err := casefile.Parse(raw)
		if err != nil {
			return ack, err
		}
		hash, err := e.Hash()
		if err != nil {
			return ack, err
		}
		ack.Answers = append(ack.Answers, replica.Answer{ID: e.ID, Hash: hash, Order: uint64(i + 1)})
	}
	if y.upload != nil {
		y.upload(&ack)
	}
	message, err := replica.AcknowledgementMessage(ack)
	if err != nil {
		return ack, err
	}
	ack.Signature, err = y.key.SignBytes(replica.PurposeAcknowledgement, message, nil)
	return ack, err
}

// ordered is an event in the centre's order.
func ordered(t *testing.T, e casefile.Event, order uint64) replica.Ordered {
	t.Helper()
	raw, err := e.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return replica.Ordered{Order: order, Event: raw}
}

// Whatever the centre itself says with its own key, a window loses no event,
// takes none twice, uses no number that is not its own, and does not run after it
// without end.
func TestTyrantsAreNotFollowed(t *testing.T) {
	other := hubtest.NewCounter(t, 7, office, "07")
	one, two := ordered(t, other.Receive("07-20261123-0001"), 5), ordered(t, other.Receive("07-20261123-0002"), 4)
	for name, v := range map[string]struct {
		centre  tyrant
		settled bool // the window's own event was acknowledged before
	}{
		"acknowledges another event":   {tyrant{upload: func(a *replica.Acknowledgement) { a.Answers[0].ID = other.NewID() }}, false},
		"acknowledges other bytes":     {tyrant{upload: func(a *replica.Acknowledgement) { a.Answers[0].Hash = strings.Repeat("0", 64) }}, false},
		"acknowledges and gives none":  {tyrant{upload: func(a *replica.Acknowledgement) { a.Answers[0].Order = 0 }}, false},
		"acknowledges nothing":         {tyrant{upload: func(a *replica.Acknowledgement) { a.Answers = nil }}, false},
		"acknowledges more than came":  {tyrant{upload: func(a *replica.Acknowledgement) { a.Answers = append(a.Answers, a.Answers[0]) }}, false},
		"acknowledges another batch":   {tyrant{upload: func(a *replica.Acknowledgement) { a.Batch = replica.Reference(nil) }}, false},
		"leases to another window":     {tyrant{lease: func(l *replica.Lease) { l.Installation = other.Installation }}, true},
		"leases another year":          {tyrant{lease: func(l *replica.Lease) { l.Year++ }}, true},
		"leases from zero":             {tyrant{lease: func(l *replica.Lease) { l.From = 0 }}, true},
		"leases backwards":             {tyrant{lease: func(l *replica.Lease) { l.From, l.To = 100, 1 }}, true},
		"leases all numbers there are": {tyrant{lease: func(l *replica.Lease) { l.To = 1<<64 - 2 }}, true},
		"goes backwards":               {tyrant{page: func(*http.Request) replica.Page { return replica.Page{Events: []replica.Ordered{one, two}, Next: "b"} }}, true},
		"has more of nothing":          {tyrant{page: func(*http.Request) replica.Page { return replica.Page{Next: "b", More: true} }}, true},
		"stands still and has more": {tyrant{page: func(r *http.Request) replica.Page {
			return replica.Page{Events: []replica.Ordered{one}, Next: r.URL.Query().Get("after"), More: true}
		}}, true},
		"says the same without end": {tyrant{page: func(r *http.Request) replica.Page {
			n, _ := strconv.Atoi(r.URL.Query().Get("after"))
			return replica.Page{Events: []replica.Ordered{one}, Next: strconv.Itoa(n + 1), More: true}
		}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := newStored(t, 1, "03", "http://127.0.0.1:1")
			centre := v.centre
			centre.window, centre.key = w, hubtest.NewCounter(t, 9, office, "09").Key
			if err := s.SaveSetting(replica.SettingMembership, replica.Joined{
				Central: "http://127.0.0.1:1", Enrolment: w.Enrolment(),
				Membership: replica.Membership{Certificate: []byte("c"), IssuingKey: centre.key.Public().Bytes()},
			}); err != nil {
				t.Fatal(err)
			}
			write(t, s, w.Receive("03-20261123-0001"))
			w.client.Transport = &centre
			ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
			defer stop()
			for range 2 { // nothing of the first try may help the second
				err := w.client.Contact(ctx)
				if code := replica.CodeOf(err); code != replica.CodeStranger {
					t.Errorf("it shows %q: %v", code, err)
				}
			}
			if centre.asked > 6 {
				t.Errorf("it asked %d times for pages", centre.asked)
			}
			if o := outbox(t, s); (o.Events == 0) != v.settled || o.Numbers > 100 {
				t.Errorf("waiting %+v", o)
			}
			if strays, err := s.Tray(); err != nil || len(strays) > 0 {
				t.Errorf("in the tray %+v, %v", strays, err)
			}
		})
	}
}
