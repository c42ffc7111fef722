package desk

import (
	"errors"
	"fmt"

	"onewindow/app/seal"
)

// Keyring (公钥簿) is all that a window checks paper by. Nothing in it is secret:
// it stands in a file beside the store, so that paper can be checked while the
// window has the store open, and without a network.
type Keyring struct {
	Own          seal.Certificate `json:"own"`                    // the window's word on its own key
	Base         string           `json:"base"`                   // where its QR codes lead
	Issuing      []byte           `json:"issuing,omitempty"`      // key of the centre by which the window joined it
	Certificates [][]byte         `json:"certificates,omitempty"` // by the centre, of installations
	List         []byte           `json:"list,omitempty"`         // of the centre: keys and documents (seal.List)
}

// Ring puts the keys together. An error says what of them is spoilt.
func (k Keyring) Ring() (*seal.Ring, error) {
	var centre seal.PublicKey
	if len(k.Issuing) > 0 {
		var err error
		if centre, err = seal.ParsePublicKey(k.Issuing); err != nil {
			return nil, fmt.Errorf("desk: the centre's key: %w", err)
		}
	}
	ring := seal.NewRing(centre)
	if !k.Own.Key.IsZero() {
		ring.Vouch(k.Own)
	}
	if len(k.List) > 0 {
		if _, err := ring.Take(k.List); err != nil {
			return nil, fmt.Errorf("desk: list of keys: %w", err)
		}
	}
	for _, c := range k.Certificates {
		// One that hangs on a revoked issuing key is worth nothing, and no fault.
		if _, err := ring.Add(c); err != nil && !errors.Is(err, seal.Revoked) {
			return nil, fmt.Errorf("desk: certificate: %w", err)
		}
	}
	return ring, nil
}
