package hub

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// Limit is how much one address may ask. A service hall stands behind one
// address: its windows share the allowance.
type Limit struct {
	Rate  float64 // requests a second in the long run; 0 for no limit
	Burst int     // requests at once

	// Forwarded says that a proxy stands in front which appends the address it
	// was called from to X-Forwarded-For. Without a proxy anybody could write
	// what he likes there.
	Forwarded bool
	Now       func() time.Time
}

// mostAddresses is how many addresses are remembered at once: about 1 MB.
const mostAddresses = 10_000

// Limited turns those away who ask too much, before anything of the request is
// read. The answer carries no signature, which would cost more than it spares;
// a counter takes it for a line that is down and comes again.
func Limited(next http.Handler, l Limit) http.Handler {
	if l.Rate <= 0 {
		return next
	}
	a := &allowances{Limit: l, left: map[netip.Prefix]allowance{}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !a.spend(a.caller(r)) {
			w.Header().Set("Retry-After", "10")
			http.Error(w, "too many requests", http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// allowances are what the addresses have left.
type allowances struct {
	Limit
	mu   sync.Mutex
	left map[netip.Prefix]allowance
}

// allowance is what was left at a moment; it grows with time.
type allowance struct {
	tokens float64
	at     time.Time
}

func (a *allowances) spend(who netip.Prefix) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.Now()
	if len(a.left) >= mostAddresses {
		a.forget(now)
	}
	had, known := a.left[who]
	has := allowance{tokens: float64(a.Burst), at: now}
	if known {
		has.tokens = a.grown(had, now)
	}
	spent := has.tokens >= 1
	if spent {
		has.tokens--
	}
	a.left[who] = has
	return spent
}

func (a *allowances) grown(had allowance, now time.Time) float64 {
	return min(had.tokens+max(now.Sub(had.at).Seconds(), 0)*a.Rate, float64(a.Burst))
}

// forget drops whoever has all of the allowance again, and everybody where that
// makes no room: an attack from ten thousand addresses is not for this to stop.
func (a *allowances) forget(now time.Time) {
	for who, had := range a.left {
		if a.grown(had, now) >= float64(a.Burst) {
			delete(a.left, who)
		}
	}
	if len(a.left) >= mostAddresses {
		clear(a.left)
	}
}

// caller is who asks.
func (a *allowances) caller(r *http.Request) netip.Prefix {
	if last := r.Header.Values("X-Forwarded-For"); a.Forwarded && len(last) > 0 {
		all := strings.Split(last[len(last)-1], ",")
		return networkOf(strings.TrimSpace(all[len(all)-1]))
	}
	return networkOf(r.RemoteAddr)
}

// networkOf is who stands behind an address, with or without a port: an IPv4
// address, or the /64 network that one IPv6 customer has.
func networkOf(address string) netip.Prefix {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Prefix{} // all of these are one
	}
	bits := 32
	if ip = ip.Unmap(); ip.Is6() {
		bits = 64
	}
	network, err := ip.WithZone("").Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return network
}
