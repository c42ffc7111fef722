package intake

import (
	"sync"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
)

// keeper saves the draft behind the typing hand. Only the latest state counts,
// so that a scanner's burst of characters does not wait for a disk; a power cut
// loses at most what the disk has not taken yet, a keystroke or two.
type keeper struct {
	desk *desk.Desk
	told func(desk.Draft, error) // on the main goroutine

	mu      sync.Mutex
	idle    sync.Cond
	waiting *desk.Draft
	working bool
	closed  bool
}

func newKeeper(d *desk.Desk, told func(desk.Draft, error)) *keeper {
	k := &keeper{desk: d, told: told}
	k.idle.L = &k.mu
	return k
}

// keep saves the draft soon. The maps are copied: the page goes on changing
// its own.
func (k *keeper) keep(draft desk.Draft) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return
	}
	copied := draft.Clone()
	k.waiting = &copied
	if !k.working {
		k.working = true
		go k.work()
	}
}

func (k *keeper) work() {
	for {
		k.mu.Lock()
		if k.waiting == nil {
			k.working = false
			k.idle.Broadcast()
			k.mu.Unlock()
			return
		}
		draft := *k.waiting
		k.waiting = nil
		k.mu.Unlock()

		kept, err := k.desk.SaveDraft(draft)
		fyne.Do(func() { k.told(kept, err) })
	}
}

// flush returns once everything is on the disk.
func (k *keeper) flush() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for k.working {
		k.idle.Wait()
	}
}

func (k *keeper) close() {
	k.mu.Lock()
	k.closed = true
	k.mu.Unlock()
	k.flush()
}
