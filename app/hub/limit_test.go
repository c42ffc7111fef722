package hub_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
)

// visit is one request from an address; it returns the status.
func visit(h http.Handler, remote string, forwarded ...string) int {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/", nil)
	r.RemoteAddr = remote
	for _, f := range forwarded {
		r.Header.Add("X-Forwarded-For", f)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

func TestWhoAsksTooMuchWaits(t *testing.T) {
	now := hubtest.Start()
	answers := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	limit := hub.Limit{Rate: 2, Burst: 3, Now: func() time.Time { return now }}
	h := hub.Limited(answers, limit)
	for i, want := range []int{204, 204, 204, 429, 429} {
		if got := visit(h, "192.0.2.7:5"); got != want {
			t.Errorf("request %d: %d, want %d", i, got, want)
		}
	}
	if got := visit(h, "192.0.2.8:5"); got != 204 {
		t.Errorf("another address: %d", got)
	}
	if got := visit(h, "[::ffff:192.0.2.7]:5"); got != 429 {
		t.Errorf("the same address written as IPv6: %d", got)
	}
	now = now.Add(time.Second)
	for i, want := range []int{204, 204, 429} {
		if got := visit(h, "192.0.2.7:6", "198.51.100.1"); got != want {
			t.Errorf("request %d a second later: %d, want %d", i, got, want)
		}
	}
	now = now.Add(-time.Hour)
	if got := visit(h, "192.0.2.7:6"); got != 429 {
		t.Errorf("a clock set back gave an allowance: %d", got)
	}
}

func TestCallersAreToldApart(t *testing.T) {
	answers := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	for name, v := range map[string]struct {
		forwarded bool
		one, two  []string // address, then X-Forwarded-For
		status    int      // of the second
	}{
		"one IPv6 network":        {one: []string{"[2001:db8::1]:5"}, two: []string{"[2001:db8::ffff]:5"}, status: 429},
		"two IPv6 networks":       {one: []string{"[2001:db8::1]:5"}, two: []string{"[2001:db8:0:1::1]:5"}, status: 200},
		"behind a proxy":          {true, []string{"127.0.0.1:5", "192.0.2.1"}, []string{"127.0.0.1:5", "192.0.2.2"}, 200},
		"the proxy's word counts": {true, []string{"127.0.0.1:5", "192.0.2.1"}, []string{"127.0.0.1:5", "198.51.100.9, 192.0.2.1"}, 429},
		"its last word":           {true, []string{"127.0.0.1:5", "192.0.2.1"}, []string{"127.0.0.1:5", "198.51.100.9", "192.0.2.1"}, 429},
		"no proxy, no word":       {false, []string{"192.0.2.1:5", "198.51.100.9"}, []string{"192.0.2.1:5", "198.51.100.8"}, 429},
		"no addresses":            {true, []string{"127.0.0.1:5", "x"}, []string{"@", "y"}, 429},
	} {
		t.Run(name, func(t *testing.T) {
			h := hub.Limited(answers, hub.Limit{Rate: 1, Burst: 1, Forwarded: v.forwarded, Now: hubtest.Start})
			if got := visit(h, v.one[0], v.one[1:]...); got != 200 {
				t.Errorf("first %d", got)
			}
			if got := visit(h, v.two[0], v.two[1:]...); got != v.status {
				t.Errorf("second %d, want %d", got, v.status)
			}
		})
	}
}

func TestAddressesAreForgotten(t *testing.T) {
	answers := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	now := hubtest.Start()
	h := hub.Limited(answers, hub.Limit{Rate: 1, Burst: 1, Now: func() time.Time { return now }})
	for i := range 25_000 {
		if got := visit(h, fmt.Sprintf("10.%d.%d.%d:5", i>>16, i>>8&255, i&255)); got != 200 {
			t.Fatalf("address %d: %d", i, got)
		}
	}
	now = now.Add(time.Minute)
	if got := visit(h, "10.0.0.0:5"); got != 200 {
		t.Errorf("a minute later: %d", got)
	}
}

func TestNoLimit(t *testing.T) {
	answers := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	h := hub.Limited(answers, hub.Limit{Now: hubtest.Start})
	for range 1000 {
		if got := visit(h, "192.0.2.7:5"); got != 200 {
			t.Fatal(got)
		}
	}
}
