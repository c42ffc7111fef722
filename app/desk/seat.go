package desk

import (
	"context"
	"io"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
)

// Presence says who may act at the desk.
type Presence string

// The presences.
const (
	Present Presence = "present" // somebody sits here and may act
	Nobody  Presence = "nobody"  // 未登录
	Locked  Presence = "locked"  // 锁屏: whoever sits here has to show again who they are
	Due     Presence = "due"     // 须改密码: the password was chosen by somebody else
)

// Presence says who may act at the desk now.
func (d *Desk) Presence() Presence {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.presence()
}

func (d *Desk) presence() Presence {
	switch {
	case d.user.ID == "":
		return Nobody
	case d.locked:
		return Locked
	case d.due:
		return Due
	}
	return Present
}

// may is nil where somebody sits at the desk who may act, or a command does.
func (d *Desk) may() error {
	if d.p.Unattended {
		return nil
	}
	switch d.Presence() {
	case Nobody:
		return &Message{Key: "seat-empty"}
	case Locked:
		return &Message{Key: "seat-locked"}
	case Due:
		return &Message{Key: "seat-due"}
	}
	return nil
}

// seatedStore is the store in the hands of whoever sits at the desk: it writes
// nothing while nobody may act. That is the one guard of all actions; a view
// need not ask. What the machine does by itself goes past it, to Desk.own.
type seatedStore struct {
	Store
	may func() error
}

// Write runs one action.
func (s seatedStore) Write(action func(Writer) error) error {
	if err := s.may(); err != nil {
		return err
	}
	return s.Store.Write(action)
}

// SaveDraft keeps a draft.
func (s seatedStore) SaveDraft(d Draft) error {
	if err := s.may(); err != nil {
		return err
	}
	return s.Store.SaveDraft(d)
}

// DropDraft throws a draft away.
func (s seatedStore) DropDraft(id string) error {
	if err := s.may(); err != nil {
		return err
	}
	return s.Store.DropDraft(id)
}

// AddFile keeps the bytes of a file.
func (s seatedStore) AddFile(name string, r io.Reader, limit int64) (casefile.Attachment, error) {
	if err := s.may(); err != nil {
		return casefile.Attachment{}, err
	}
	return s.Store.AddFile(name, r, limit)
}

// SaveSetting keeps a setting.
func (s seatedStore) SaveSetting(name string, v any) error {
	if err := s.may(); err != nil {
		return err
	}
	return s.Store.SaveSetting(name, v)
}

// BackUp writes a backup.
func (s seatedStore) BackUp(ctx context.Context, file string, told func(done, total int64)) error {
	if err := s.may(); err != nil {
		return err
	}
	return s.Store.BackUp(ctx, file, told)
}

// OnLeaving has keep called before somebody leaves the seat or the window is
// locked, so that what they typed last is kept; and left after a roster took the
// seat from somebody. Both are called on any goroutine and must return soon.
func (d *Desk) OnLeaving(keep, left func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.leaving, d.unseated = keep, left
}

// keepTyping lets the window keep what was typed last.
func (d *Desk) keepTyping() {
	d.mu.Lock()
	do := d.leaving
	d.mu.Unlock()
	if do != nil {
		do()
	}
}

// take gives the seat to a user.
func (d *Desk) take(u catalog.User, due bool) {
	d.mu.Lock()
	d.user, d.locked, d.due = u, false, due
	d.mu.Unlock()
}
