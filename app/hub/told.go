package hub

import (
	"encoding/base64"
	"errors"
	"slices"

	"onewindow/app/replica"
	"onewindow/app/seal"
)

// signed is a lease with the centre's signature, by which a centre that was
// restored from a copy knows its own leases again.
func (h *Hub) signed(l replica.Lease) (replica.Lease, error) {
	message, err := replica.LeaseMessage(l)
	if err != nil {
		return l, err
	}
	signature, err := h.issuer.sign(replica.PurposeLease, message)
	l.Signature = base64.StdEncoding.EncodeToString(signature)
	return l, err
}

// isOwn says whether this centre gave a lease to an installation: with one of its
// issuing keys.
func (h *Hub) isOwn(l replica.Lease, to Installation, keys []seal.PublicKey) bool {
	signature, err := base64.StdEncoding.DecodeString(l.Signature)
	message, unwritten := replica.LeaseMessage(l)
	if errors.Join(err, unwritten) != nil || l.Installation != to.ID || !isID(l.ID) || l.From == 0 || l.From > l.To ||
		l.To-l.From >= replica.MaxLease {
		return false
	}
	return slices.ContainsFunc(keys, func(key seal.PublicKey) bool {
		return key.VerifyBytes(replica.PurposeLease, message, signature)
	})
}

// mostTold is how many leases a batch may tell of.
const mostTold = 8

// proved are the leases of a batch that this centre gave the sender.
func (h *Hub) proved(told []replica.Lease, from Installation) ([]replica.Lease, error) {
	if len(told) == 0 || from.Revoked != nil {
		return nil, nil
	}
	list, _, err := h.listed(h.Log)
	if err != nil {
		return nil, err
	}
	keys := []seal.PublicKey{h.issuer.public()}
	for _, earlier := range list.Issuing {
		keys = append(keys, earlier.Key)
	}
	told = slices.Clone(told[:min(len(told), mostTold)])
	return slices.DeleteFunc(told, func(l replica.Lease) bool { return !h.isOwn(l, from, keys) }), nil
}

// remember takes leases over that a window tells and the log does not know: it was
// restored from a copy of before. Their numbers are never leased again.
func (h *Hub) remember(from Installation, told []replica.Lease) error {
	proved, err := h.proved(told, from)
	if err != nil || len(proved) == 0 {
		return err
	}
	return h.Log.Write(func(tx Tx) error {
		known, err := tx.Leases(from.ID)
		if err != nil {
			return err
		}
		for _, l := range proved {
			if slices.ContainsFunc(known, func(k replica.Lease) bool { return k.ID == l.ID }) {
				continue
			}
			h.Logger.Warn("a lease that the log had forgotten", "installation", from.ID, "from", l.From, "to", l.To)
			if err := errors.Join(tx.AddLease(l), h.raise(tx, leaseSeries(l.Kind, l.Year, from.Office), l.To)); err != nil {
				return err
			}
		}
		return nil
	})
}
