package store

import (
	"cmp"
	"fmt"
	"slices"

	"onewindow/app/desk"
	"onewindow/app/replica"
)

// The low-water mark: fewer numbers than a fifth of the latest block, or fewer
// than twenty, and it is time to ask the centre for more.
const (
	lowWaterPart  = 5
	lowWaterFloor = 20
)

const acceptance = replica.AcceptanceNumbers

// block is a lease and how far it is used up.
type block struct {
	replica.Lease
	Next uint64 `json:"next"` // To+1 where nothing is left
}

func (b block) left() uint64 { return b.To + 1 - b.Next }

// AddLease adds a block of numbers. Adding it again changes nothing. It gives
// ErrLease where the block is another installation's, is empty, overlaps or holds
// more than replica.MaxLease.
func (l Local) AddLease(lease replica.Lease) error {
	return l.s.update(func(t *tx) error { return t.addLease(lease) })
}

// Leases lists the newest blocks that the centre signed, at most most of them.
func (l Local) Leases(most int) ([]replica.Lease, error) {
	var list []replica.Lease
	err := l.s.view(func(t *tx) error {
		blocks, err := all[block](t, bucketLeases)
		for _, b := range blocks {
			if b.Signature != "" {
				list = append(list, b.Lease)
			}
		}
		return err
	})
	slices.SortFunc(list, func(a, b replica.Lease) int { return cmp.Or(cmp.Compare(b.Year, a.Year), cmp.Compare(b.From, a.From)) })
	return list[:min(len(list), most)], err
}

// Shortages lists the number series that have run low or were never given.
func (l Local) Shortages(year int) ([]replica.NumberKind, error) {
	var kinds []replica.NumberKind
	err := l.s.view(func(t *tx) error {
		left, latest, err := t.stock(acceptance, year)
		if left < max(lowWaterFloor, latest/lowWaterPart) {
			kinds = append(kinds, acceptance)
		}
		return err
	})
	return kinds, err
}

func (t *tx) addLease(l replica.Lease) error {
	// The highest number is left out so that Next can always stand behind To.
	if l.ID == "" || l.Installation != t.installation || l.From == 0 || l.From > l.To ||
		l.To+1 == 0 || l.To-l.From >= replica.MaxLease {
		return fmt.Errorf("%w: %+v", ErrLease, l)
	}
	blocks, err := t.leases.all(t, bucketLeases)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		switch {
		case b.Lease == l:
			return nil
		case b.ID == l.ID:
			return fmt.Errorf("%w: %s was another block", ErrLease, l.ID)
		case b.Kind == l.Kind && b.Year == l.Year && l.From <= b.To && b.From <= l.To:
			return fmt.Errorf("%w: %s overlaps %s", ErrLease, l.ID, b.ID)
		}
	}
	return t.write(bucketLeases, l.ID, block{l, l.From})
}

// voidLeases uses up every block without giving its numbers to anything.
func (t *tx) voidLeases() error {
	blocks, err := t.leases.all(t, bucketLeases)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		for n := b.Next; n <= b.To; n++ {
			if err := t.noteTaken(desk.LeaseSeries(b.Kind, b.Year), n, true); err != nil {
				return err
			}
		}
		b.Next = b.To + 1
		if err := t.write(bucketLeases, b.ID, b); err != nil {
			return err
		}
	}
	return nil
}

// take uses up the lowest number that is left.
func (t *tx) take(kind replica.NumberKind, year int) (n uint64, ok bool, err error) {
	blocks, err := t.blocks(kind, year)
	if err != nil {
		return 0, false, err
	}
	var lowest *block
	for i, b := range blocks {
		if b.left() > 0 && (lowest == nil || b.From < lowest.From) {
			lowest = &blocks[i]
		}
	}
	if lowest == nil {
		return 0, false, nil
	}
	n = lowest.Next
	lowest.Next++
	return n, true, t.write(bucketLeases, lowest.ID, lowest)
}

// stock counts what is left of a series, and how much its latest block held.
func (t *tx) stock(kind replica.NumberKind, year int) (left, latest uint64, err error) {
	blocks, err := t.blocks(kind, year)
	var highest uint64
	for _, b := range blocks {
		left += b.left()
		if b.To > highest {
			highest, latest = b.To, b.To+1-b.From
		}
	}
	return left, latest, err
}

func (t *tx) blocks(kind replica.NumberKind, year int) ([]block, error) {
	list, err := t.leases.all(t, bucketLeases)
	var series []block
	for _, b := range list {
		if b.Kind == kind && b.Year == year {
			series = append(series, b)
		}
	}
	return series, err
}
