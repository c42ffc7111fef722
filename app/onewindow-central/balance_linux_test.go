package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onewindow/app/replica"
)

// balancer hands each request to the next of several addresses, and to the one
// after it where nobody answers.
func balancer(t *testing.T, addresses ...string) string {
	t.Helper()
	var turn atomic.Uint64
	lines := &http.Transport{DisableCompression: true}
	proxies := make([]*httputil.ReverseProxy, len(addresses))
	for i, address := range addresses {
		to, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		proxies[i] = &httputil.ReverseProxy{
			Transport: lines,
			Rewrite: func(r *httputil.ProxyRequest) {
				r.SetURL(to)
				r.SetXForwarded()
			},
			ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
		}
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxies[turn.Add(1)%uint64(len(proxies))].ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
		lines.CloseIdleConnections()
	})
	return s.URL
}

// Three processes on one database stand behind a balancer that hands every
// request to another one. Four windows join with one-time codes, work through it
// and wait for news, while one process after the other is killed and started
// anew: they end with the same cases, every number given once.
func TestThreeProcessesBehindABalancer(t *testing.T) {
	storage := []string{"--database", database(t), "--files", "database"}
	var addresses []string
	var kills []func()
	for range 3 {
		address, kill := startCentre(t, "127.0.0.1:0", storage...)
		addresses, kills = append(addresses, address), append(kills, kill)
	}
	front := balancer(t, addresses...)
	var windows []*window
	for i := range 4 {
		number := fmt.Sprintf("%02d", i+3)
		w := prepareWindow(t, byte(i+1), front, number)
		out, err := command(t, t.TempDir(), append([]string{"enrol", "new", "--office", "330402-nh", "--window", number}, storage...)...)
		if err != nil {
			t.Fatal(err, out)
		}
		w.client.Enrolment.Code, _, _ = strings.Cut(out, "\n")
		w.run(t)
		w.until(t, func(s replica.Status) bool { return s.Online })
		windows = append(windows, w)
	}
	const each = 6
	var ids []string
	for n := range each {
		for _, w := range windows {
			events := w.counter.Granted(n + 1)
			ids = append(ids, events[0].Case)
			w.write(t, events...)
		}
		victim := n % len(kills)
		kills[victim]()
		_, kills[victim] = startCentre(t, strings.TrimPrefix(addresses[victim], "http://"), storage...)
		for _, w := range windows {
			w.client.Nudge()
		}
	}
	numbers := map[string]bool{}
	for _, w := range windows {
		for number := range w.certificates(t, ids) {
			numbers[number] = true
		}
	}
	for n := range len(ids) {
		if number := fmt.Sprintf("3304022026XS%07d", n+1); !numbers[number] {
			t.Errorf("number %s was not given", number)
		}
	}
	if len(numbers) != len(ids) {
		t.Errorf("%d numbers for %d certificates", len(numbers), len(ids))
	}
	newsComesAtOnce(t, windows[0], windows[1:]...)
}

// newsComesAtOnce writes at one window and awaits it at the others, whose calls
// wait at some process or other. Without the call of the database it takes 5 s each
// time; a busy machine may hold it up once or twice.
func newsComesAtOnce(t *testing.T, from *window, others ...*window) {
	t.Helper()
	var took []time.Duration
	for n := range 3 {
		time.Sleep(200 * time.Millisecond) // all wait for news now
		if took = append(took, newsComes(t, from, fmt.Sprint("news ", n), others)); took[n] < 2*time.Second {
			return
		}
	}
	t.Errorf("it came after %v", took)
}

// newsComes says how long it takes until all others know of a receipt.
func newsComes(t *testing.T, from *window, number string, others []*window) time.Duration {
	t.Helper()
	e := from.counter.Receive(number)
	began := time.Now()
	from.write(t, e)
	for _, w := range others {
		for {
			if file, err := w.store.Case(e.Case); err == nil && file.ID != "" {
				break
			}
			if time.Since(began) > 20*time.Second {
				t.Fatal("it never came")
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	return time.Since(began)
}
