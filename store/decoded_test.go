package store_test

import (
	"fmt"
	"testing"

	"onewindow/app/desk"
	"onewindow/app/replica"
)

// What is remembered of the leases is what is on the disk: whatever was taken,
// rolled back and added meanwhile.
func TestLeasesAreWhatIsOnTheDisk(t *testing.T) {
	s := open(t, t.TempDir())
	take := func(fail error) (n uint64) {
		err := s.Write(func(w desk.Writer) error {
			var err error
			if n, _, err = w.Take(replica.AcceptanceNumbers, 2026); err != nil {
				return err
			}
			return fail
		})
		if (err == nil) != (fail == nil) {
			t.Fatal(err)
		}
		return n
	}
	check(t, s.Local().AddLease(lease("l1", 1, 2)))
	got := []uint64{take(nil), take(fmt.Errorf("no")), take(nil), take(nil)}
	check(t, s.Local().AddLease(lease("l2", 11, 12)))
	got = append(got, take(nil), take(fmt.Errorf("no")), take(nil))
	if want := "[1 2 2 0 11 12 12]"; fmt.Sprint(got) != want {
		t.Errorf("took %v, want %s", got, want)
	}
	box, err := s.Outbox()
	check(t, err)
	if box.Numbers != 0 {
		t.Errorf("%d numbers are left", box.Numbers)
	}
}
