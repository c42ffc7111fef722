package hub

import (
	"fmt"
	"net/http"
	"sync"

	"onewindow/app/seal"
)

// acquaintances remember the installations that have come before: reading one
// and its key anew costs more than all else of a small request. There are only
// as many as were ever enrolled.
type acquaintances struct {
	mu  sync.RWMutex
	all map[string]acquaintance
}

// acquaintance is an installation as it first came. Its id, its office and its
// key never change; whatever else is asked of it, the log must be asked.
type acquaintance struct {
	Installation
	key seal.PublicKey
}

func (a *acquaintances) get(id string) (acquaintance, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	known, ok := a.all[id]
	return known, ok
}

func (a *acquaintances) add(one acquaintance) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.all == nil {
		a.all = map[string]acquaintance{}
	}
	a.all[one.ID] = one
}

// acquainted is the enrolled installation with that id.
func (h *Hub) acquainted(id string) (acquaintance, error) {
	if known, ok := h.met.get(id); ok {
		return known, nil
	}
	i, ok, err := h.Log.Installation(id)
	if err != nil {
		return acquaintance{}, err
	}
	if !ok {
		return acquaintance{}, fail(http.StatusUnauthorized, "unknown-installation")
	}
	key, err := seal.ParsePublicKey(i.PublicKey)
	if err != nil {
		return acquaintance{}, fmt.Errorf("%w: the key of installation %s: %w", ErrDamaged, id, err)
	}
	one := acquaintance{i, key}
	h.met.add(one)
	return one, nil
}

// member is the installation as it is at this moment.
func member(tx Tx, id string) (Installation, error) {
	i, ok, err := tx.Installation(id)
	if err == nil && !ok {
		err = fail(http.StatusUnauthorized, "unknown-installation")
	}
	return i, err
}
