package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"slices"
	"time"

	"onewindow/app/desk"
)

// LogBookOf lists the entries of [from, to) in the log book of another window of
// the office, in the order in which the centre took them.
func (s *Store) LogBookOf(installation string, from, to time.Time) ([]desk.Written, error) {
	var list []desk.Written
	prefix := append(casePrefix(installation), placeOrdered)
	at := prefix
	for at != nil {
		err := s.view(func(t *tx) error {
			c := t.bucket(bucketCases).Cursor()
			key, id := c.Seek(at)
			for n := 0; n < linksAtOnce && bytes.HasPrefix(key, prefix); n++ {
				e, err := t.event(string(id))
				if err != nil {
					return err
				}
				if !e.At.Before(from) && e.At.Before(to) {
					list = append(list, desk.Written{Event: e, Word: desk.Confirmed})
				}
				key, id = c.Next()
			}
			at = nil
			if bytes.HasPrefix(key, prefix) {
				at = bytes.Clone(key)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// ChainOf recounts what the centre sent of the hash chain of another window. Links
// that the centre refused, or has not got yet, are missing here: their neighbours
// cannot be held against each other. It reads the whole common record and stops
// when ctx ends.
func (s *Store) ChainOf(ctx context.Context, installation string) (desk.Chain, error) {
	var links []link
	for order := uint64(1); order > 0; {
		err := s.view(func(t *tx) (err error) {
			order, links, err = t.linksOf(installation, order, links)
			return err
		})
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return desk.Chain{}, err
		}
	}
	return joined(links), nil
}

// link is one of a chain: its place, its hash, that of the link before it, and when
// it was written.
type link struct {
	seq        uint64
	hash, prev string
	at         time.Time
}

// linksOf adds the links of an installation from a global order on, and says where
// the next transaction goes on, 0 at the end.
func (t *tx) linksOf(installation string, from uint64, links []link) (uint64, []link, error) {
	c := t.bucket(bucketOrder).Cursor()
	key, id := c.Seek(number(from))
	for n := 0; key != nil; key, id = c.Next() {
		if n++; n > linksAtOnce {
			return numberOf(key), links, nil
		}
		e, err := t.event(string(id))
		if err != nil {
			return 0, links, err
		}
		if e.Installation != installation {
			continue
		}
		sum := hash(t.bucket(bucketEvents).Get(id))
		links = append(links, link{e.Seq, packed(sum), packed(e.Prev), e.At})
	}
	return 0, links, nil
}

// packed is a hash in half the room: there may be a million of them. What is no
// hash stays as it is, and equals none.
func packed(sum string) string {
	raw, err := hex.DecodeString(sum)
	if err != nil {
		return sum
	}
	return string(raw)
}

// joined holds links against each other.
func joined(links []link) desk.Chain {
	if len(links) == 0 {
		return desk.Chain{}
	}
	slices.SortFunc(links, func(a, b link) int { return cmp.Compare(a.seq, b.seq) })
	first, last := links[0], links[len(links)-1]
	chain := desk.Chain{
		First: first.seq, Last: last.seq, From: first.at, To: last.at,
		Links: len(links), Head: hex.EncodeToString([]byte(last.hash)),
	}
	before := link{}
	for _, l := range links {
		switch {
		case l.seq == before.seq, l.seq == before.seq+1 && l.prev != before.hash:
			if chain.Broken == 0 {
				chain.Broken = l.seq
			}
		case l.seq > before.seq+1:
			chain.Missing += l.seq - before.seq - 1
		}
		before = l
	}
	return chain
}
