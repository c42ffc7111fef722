package simulation

import (
	"math"
	"slices"
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/replica"
)

// local is what the store of a machine holds for the client.
type local struct {
	replica.Local
	machine *machine
}

// PendingBehind is that of the store, and gives less where requests overlap.
func (l local) PendingBehind(seq uint64, most, maxBytes int) ([]casefile.Event, error) {
	if l.machine.world.traffic != nil {
		most = min(most, mostUp)
	}
	return l.Local.PendingBehind(seq, most, maxBytes)
}

// UnsentFiles is that of the store in an order that follows from the seed: the
// store's own follows from a key that nobody may repeat.
func (l local) UnsentFiles(most int) ([]casefile.Attachment, error) {
	list, err := l.Local.UnsentFiles(math.MaxInt)
	rank := func(a casefile.Attachment) string {
		if l.machine.holds(a.Hash) {
			return "held " + a.Hash
		}
		return "lost " + a.Hash
	}
	slices.SortFunc(list, func(a, b casefile.Attachment) int { return strings.Compare(rank(a), rank(b)) })
	return list[:min(most, len(list))], err
}
