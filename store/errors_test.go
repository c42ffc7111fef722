package store_test

import (
	"errors"
	"testing"

	"onewindow/app/replica"
	"onewindow/store"
)

// What contradicts the folder is told from a folder that fails, in the words of
// replication.
func TestWhoContradictsTheFolder(t *testing.T) {
	s, own := twoEvents(t)
	other := own[0]
	other.By.Name = "某人"
	for name, c := range map[string]struct {
		say  func() error
		want error
	}{
		"other bytes": {func() error { return s.Local().Apply(page("p1", ordered(t, other, 1))) }, store.ErrAltered},
		"a word on what was never sent": {func() error {
			return s.Local().Settle([]replica.Answer{{ID: "nobody's", Refused: "state"}})
		}, store.ErrUnknownEvent},
	} {
		if err := c.say(); !errors.Is(err, c.want) || replica.CodeOf(err) != replica.CodeAltered {
			t.Errorf("%s: %v is told as %s", name, err, replica.CodeOf(err))
		}
	}
	check(t, s.Close())
	if err := s.Local().Settle([]replica.Answer{confirm(t, own[0], 1)}); replica.CodeOf(err) != replica.CodeLocal {
		t.Errorf("a closed folder is told as %s", replica.CodeOf(err))
	}
}
