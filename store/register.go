package store

import (
	"bytes"
	"fmt"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/workday"
)

// noteTaken writes into the register of the day that a number was given, in the
// very transaction that gives it: the register has no gap.
func (t *tx) noteTaken(series string, n uint64, void bool) error {
	key := append(takenPrefix(workday.DateOf(t.now)), series...)
	key = append(append(key, 0), number(n)...)
	mark := []byte{0}
	if void {
		mark[0] = 1
	}
	return t.bucket(bucketTaken).Put(key, mark)
}

func takenPrefix(on workday.Date) []byte { return []byte(on.String() + "/") }

// Taken lists the numbers given on a day.
func (s *Store) Taken(on workday.Date) ([]desk.Taken, error) {
	var list []desk.Taken
	prefix := takenPrefix(on)
	err := s.view(func(t *tx) error {
		c := t.bucket(bucketTaken).Cursor()
		for key, mark := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, mark = c.Next() {
			rest := key[len(prefix):]
			if len(rest) < 9 || len(mark) != 1 {
				return fmt.Errorf("%w: register of numbers %q", ErrDamaged, key)
			}
			list = append(list, desk.Taken{
				Series: string(rest[:len(rest)-9]), Number: numberOf(rest[len(rest)-8:]), Void: mark[0] == 1,
			})
		}
		return nil
	})
	return list, err
}

// Written lists the events of this counter of [from, to), in the order of its
// chain, and behind them what was laid aside because it cannot follow there: its
// papers are out all the same. It finds the beginning by halving: a counter's clock never goes back
// by more than it was set right, so it begins a little earlier.
func (s *Store) Written(from, to time.Time) ([]desk.Written, error) {
	var list []desk.Written
	err := s.view(func(t *tx) error {
		first, err := t.writtenFrom(from.Add(-clockSlack))
		if err != nil {
			return err
		}
		c := t.bucket(bucketChain).Cursor()
		for key, id := c.Seek(number(first)); key != nil; key, id = c.Next() {
			e, err := t.event(string(id))
			if err != nil {
				return err
			}
			if e.At.After(to.Add(clockSlack)) {
				break
			}
			if !e.At.Before(from) && e.At.Before(to) {
				list = append(list, desk.Written{Event: e, Word: t.word(e)})
			}
		}
		aside, err := t.aside()
		for _, e := range aside {
			if !e.At.Before(from) && e.At.Before(to) {
				list = append(list, desk.Written{Event: e, Word: t.word(e)})
			}
		}
		return err
	})
	return list, err
}

// clockSlack is how far a clock may have been set back within a chain.
const clockSlack = 24 * time.Hour

// writtenFrom is the least place in the chain from which on events are not
// older than an instant.
func (t *tx) writtenFrom(from time.Time) (uint64, error) {
	low, high := uint64(1), numberOf(t.meta("seq"))+1
	for low < high {
		middle := low + (high-low)/2
		key, id := t.bucket(bucketChain).Cursor().Seek(number(middle))
		if key == nil {
			high = middle
			continue
		}
		e, err := t.event(string(id))
		if err != nil {
			return 0, err
		}
		if e.At.Before(from) {
			low = numberOf(key) + 1
		} else {
			high = middle
		}
	}
	return low, nil
}

// word is what the centre said of an own event.
func (t *tx) word(e casefile.Event) desk.Word {
	switch {
	case t.bucket(bucketPlaced).Get([]byte(e.ID)) != nil:
		return desk.Confirmed
	case t.bucket(bucketTray).Get([]byte(e.ID)) != nil, t.bucket(bucketUnfit).Get([]byte(e.ID)) != nil:
		return desk.Contested
	}
	return desk.Unheard
}
