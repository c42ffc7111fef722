package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/store/postgres"
)

// onFresh opens a log on an empty database, and a line of the test's own to it.
func onFresh(t *testing.T) (*postgres.Log, *pgx.Conn, string) {
	t.Helper()
	url := server.Database(t)
	log, err := openLog(url)
	if err != nil {
		t.Fatal(err)
	}
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(log.Close(), c.Close(context.Background())); err != nil {
			t.Error(err)
		}
	})
	return log, c, url
}

func execute(t *testing.T, c *pgx.Conn, statement string, args ...any) {
	t.Helper()
	if _, err := c.Exec(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

func received(t *testing.T, w *hubtest.Counter, number string) hub.Entry {
	t.Helper()
	e := w.Receive(number)
	raw, err1 := e.Bytes()
	hash, err2 := e.Hash()
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return hub.Entry{Event: e, Raw: raw, Hash: hash, Office: w.Office}
}

func admit(log *postgres.Log, e hub.Entry) (place uint64, err error) {
	err = log.Write(func(tx hub.Tx) (err error) {
		place, err = tx.Admit(e)
		return err
	}, e)
	return place, err
}

func TestLaterLayoutIsLeftAlone(t *testing.T) {
	_, c, url := onFresh(t)
	execute(t, c, `insert into goose_db_version (version_id, is_applied) values (9999, true)`)
	if log, err := openLog(url); err == nil || !strings.Contains(err.Error(), "layout 9999") {
		t.Errorf("opened: %v, %v", log, err)
	}
}

func TestSpoiltRecordIsFound(t *testing.T) {
	log, c, _ := onFresh(t)
	w := hubtest.NewCounter(t, 1, office, "03")
	e := received(t, w, "03-20261123-0001")
	if _, err := admit(log, e); err != nil {
		t.Fatal(err)
	}
	execute(t, c, `update log set raw = overlay(raw placing '\x00' from 20)`)
	if _, err := log.After(office, 0, 10, 1<<20); !errors.Is(err, hub.ErrDamaged) {
		t.Errorf("read all the same: %v", err)
	}
	if _, err := log.Case(e.Event.Case); !errors.Is(err, hub.ErrDamaged) {
		t.Errorf("read all the same: %v", err)
	}
	err := log.Write(func(tx hub.Tx) error {
		_, err := tx.Case(e.Event.Case)
		return err
	})
	if !errors.Is(err, hub.ErrDamaged) {
		t.Errorf("read all the same: %v", err)
	}
}

// An action that breaks off, or brings what no column holds, takes none of those
// with it that share its transaction.
func TestBadActionsFailAlone(t *testing.T) {
	log, _, _ := onFresh(t)
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() {
			w := hubtest.NewCounter(t, byte(i+1), office, fmt.Sprint(i))
			e := received(t, w, fmt.Sprint(i))
			bad := i%2 == 1
			if i%4 == 1 {
				e.Numbers = []string{"\x00"}
			}
			err := log.Write(func(tx hub.Tx) error {
				if i%4 == 3 {
					panic("a fault")
				}
				_, err := tx.Admit(e)
				return err
			}, e)
			if bad != (err != nil) {
				t.Errorf("action %d: %v", i, err)
			}
		})
	}
	wait.Wait()
	if found, err := log.After(office, 0, 100, 1<<20); err != nil || len(found.Events) != 10 || found.Last != 10 {
		t.Errorf("%d events, last %d, %v", len(found.Events), found.Last, err)
	}
}

func TestNoEventHasTwoPlaces(t *testing.T) {
	log, _, _ := onFresh(t)
	e := received(t, hubtest.NewCounter(t, 1, office, "03"), "1")
	for i, want := range []bool{true, false, false} {
		if _, err := admit(log, e); (err == nil) != want {
			t.Errorf("try %d: %v", i, err)
		}
	}
	if found, err := log.After(office, 0, 100, 1<<20); err != nil || len(found.Events) != 1 {
		t.Errorf("%d events, %v", len(found.Events), err)
	}
}

// Whatever was said to be durable is there after the database lost every line
// and came back; nothing is there twice.
func TestLinesToTheDatabaseBreak(t *testing.T) {
	log, c, _ := onFresh(t)
	const writers, each = 4, 30
	stop, over := context.WithCancel(t.Context())
	var wait, breaker sync.WaitGroup
	breaker.Go(func() {
		for stop.Err() == nil {
			_, err := c.Exec(context.Background(), `select pg_terminate_backend(pid) from pg_stat_activity
				where datname = current_database() and pid <> pg_backend_pid()`)
			if err != nil {
				t.Error(err)
			}
			time.Sleep(15 * time.Millisecond)
		}
	})
	for i := range writers {
		wait.Go(func() {
			w := hubtest.NewCounter(t, byte(i+1), office, fmt.Sprint(i))
			for n := range each {
				if err := insist(log, received(t, w, fmt.Sprint(n))); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	over()
	breaker.Wait()
	found, err := after(log)
	if err != nil || len(found.Events) != writers*each || found.Last != writers*each {
		t.Fatalf("%d events, last %d, %v", len(found.Events), found.Last, err)
	}
	for i, o := range found.Events {
		if o.Order != uint64(i+1) {
			t.Fatalf("place %d at %d", o.Order, i)
		}
	}
}

// insist writes as the hub does whose client asks again: until it is known that
// the event is there.
func insist(log *postgres.Log, e hub.Entry) (err error) {
	for range 200 {
		err = log.Write(func(tx hub.Tx) error {
			if _, there, err := tx.Kept(e.Event.ID); there || err != nil {
				return err
			}
			_, err := tx.Admit(e)
			return err
		}, e)
		if err == nil {
			return nil
		}
		time.Sleep(time.Millisecond)
	}
	return err
}

// after reads everything; a pool may still hold lines that are broken.
func after(log *postgres.Log) (found hub.Stretch, err error) {
	for range 20 {
		if found, err = log.After(office, 0, 1000, 1<<30); err == nil {
			break
		}
	}
	return found, err
}

func TestClosedLogWritesNothing(t *testing.T) {
	log, err := openLog(server.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(log.Close(), log.Close()); err != nil {
		t.Error(err)
	}
	if err := log.Write(func(hub.Tx) error { return nil }); !errors.Is(err, postgres.ErrClosed) {
		t.Errorf("%v", err)
	}
}

func TestListenersHearEveryProcess(t *testing.T) {
	log, _, url := onFresh(t)
	other, err := openLog(url)
	if err != nil {
		t.Fatal(err)
	}
	heard := make(chan struct{}, 100)
	log.Listen(func() { heard <- struct{}{} })
	w := hubtest.NewCounter(t, 1, office, "03")
	for i, from := range []*postgres.Log{other, log} {
		<-heard // it listens, or heard the one before
		if _, err := admit(from, received(t, w, fmt.Sprint(i))); err != nil {
			t.Error(err)
		}
	}
	<-heard
	if err := other.Close(); err != nil {
		t.Error(err)
	}
}
