package intake

import (
	"context"
	"sync"

	"onewindow/app/desk"
	"onewindow/ui/frame"
)

// keeper saves the draft behind the typing hand. Only the latest state counts,
// so that a scanner's burst of characters does not wait for a disk; a power cut
// loses at most what the disk has not taken yet, a keystroke or two.
type keeper struct {
	desk  *desk.Desk
	frame frame.Frame
	told  func(desk.Draft, error)

	working bool // a save is under way; only the main goroutine looks

	disk sync.Mutex // held while a draft is written
	mu   sync.Mutex // guards next
	next *desk.Draft
}

func newKeeper(d *desk.Desk, f frame.Frame, told func(desk.Draft, error)) *keeper {
	return &keeper{desk: d, frame: f, told: told}
}

// keep saves the draft soon. It is copied: the page goes on changing its own.
func (k *keeper) keep(draft desk.Draft) {
	copied := draft.Clone()
	k.mu.Lock()
	k.next = &copied
	k.mu.Unlock()
	if !k.working {
		k.work()
	}
}

func (k *keeper) work() {
	k.working = true
	var kept desk.Draft
	k.frame.Background(func(context.Context) (err error) {
		kept, err = k.write()
		return err
	}, func(err error) {
		k.working = false
		k.told(kept, err)
		if k.waits() {
			k.work()
		}
	})
}

// write puts the latest draft on the disk, if it is not there yet.
func (k *keeper) write() (desk.Draft, error) {
	k.disk.Lock()
	defer k.disk.Unlock()
	k.mu.Lock()
	draft := k.next
	k.next = nil
	k.mu.Unlock()
	if draft == nil {
		return desk.Draft{}, nil
	}
	return k.desk.SaveDraft(*draft)
}

func (k *keeper) waits() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.next != nil
}

// flush returns once everything is on the disk.
func (k *keeper) flush() {
	if kept, err := k.write(); err != nil {
		k.told(kept, err)
	}
}
