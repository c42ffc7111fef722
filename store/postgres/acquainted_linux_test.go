package postgres_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/store/postgres"
)

// What one process does to an installation the next upload at another one meets,
// however often that has seen it before; and what does not come about nobody meets.
func TestInstallationsAreAsTheyAre(t *testing.T) {
	url := server.Database(t)
	here, err1 := openLog(url)
	there, err2 := openLog(url)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := errors.Join(here.Close(), there.Close()); err != nil {
			t.Error(err)
		}
	}()
	w := hubtest.NewCounter(t, 1, office, "03")
	asked := hub.Entry{Event: w.Receive("1"), Hash: "00", Office: office}
	meets := func(want string) {
		t.Helper()
		for range 2 { // as it is remembered, too
			err := here.Write(func(tx hub.Tx) error {
				i, ok, err := tx.Installation(w.Installation)
				if got := fmt.Sprintf("%t %s %t", ok, i.Window, i.Revoked != nil); got != want {
					t.Errorf("the installation is %s, want %s", got, want)
				}
				return err
			}, asked)
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	enrol := func(log *postgres.Log, window string, then error) {
		t.Helper()
		i := hub.Installation{ID: w.Installation, Office: office, Window: window}
		if err := log.Write(func(tx hub.Tx) error { return errors.Join(tx.Enrol(i), then) }); !errors.Is(err, then) {
			t.Fatal(err)
		}
	}
	meets("false  false")
	enrol(there, "03", nil)
	meets("true 03 false")
	enrol(here, "04", nil)
	meets("true 04 false")
	enrol(here, "05", errors.New("no"))
	enrol(there, "05", errors.New("no"))
	meets("true 04 false")
	if err := there.Write(func(tx hub.Tx) error { return tx.Revoke(w.Installation, hub.Revocation{At: time.Unix(1, 0)}) }); err != nil {
		t.Fatal(err)
	}
	meets("true 04 true")
}
