package store

import (
	"fmt"
	"slices"

	"onewindow/app/desk"
)

// SaveDraft keeps a draft as typed so far, durably.
func (s *Store) SaveDraft(d desk.Draft) error {
	if d.ID == "" {
		return fmt.Errorf("%w: a draft needs an id", ErrMalformed)
	}
	return s.update(func(t *tx) error { return t.write(bucketDrafts, d.ID, d) })
}

// Drafts lists the drafts, latest first.
func (s *Store) Drafts() ([]desk.Draft, error) {
	var list []desk.Draft
	err := s.view(func(t *tx) (err error) {
		list, err = all[desk.Draft](t, bucketDrafts)
		return err
	})
	slices.SortStableFunc(list, func(a, b desk.Draft) int { return b.Saved.Compare(a.Saved) })
	return list, err
}

// DropDraft throws a draft away.
func (s *Store) DropDraft(id string) error {
	return s.update(func(t *tx) error { return t.drop(bucketDrafts, id) })
}

// Setting reads a named setting into v and says whether it was there.
func (s *Store) Setting(name string, v any) (bool, error) {
	var found bool
	err := s.view(func(t *tx) (err error) {
		found, err = t.read(bucketSettings, name, v)
		return err
	})
	return found, err
}

// SaveSetting keeps a named setting.
func (s *Store) SaveSetting(name string, v any) error {
	return s.update(func(t *tx) error { return t.write(bucketSettings, name, v) })
}
