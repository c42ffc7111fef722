package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/app/spool"
	"onewindow/store"
)

var _ spool.Keeper = (*store.Store)(nil)

// queued puts a job into the queue.
func queued(t *testing.T, s *store.Store, id string) spool.Job {
	t.Helper()
	j := spool.Job{ID: id, Printer: "ipp://p", Title: "a", State: spool.Waiting, Queued: today, Changed: today}
	check(t, s.Write(func(w desk.Writer) error {
		return w.PutJob(j, spool.Paper{Format: spool.PDF, Parts: [][]byte{[]byte("%PDF " + id)}, Wide: 210, High: 297})
	}))
	return j
}

func TestTheQueueSurvivesARestart(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(options(dir))
	check(t, err)
	queued(t, s, "2")
	queued(t, s, "1")
	_, err = s.ChangeJob("1", func(j *spool.Job) error { j.State, j.Ticket = spool.Printing, "7"; return nil })
	check(t, err)
	check(t, s.Close())
	s = open(t, dir)
	jobs, err := s.Jobs()
	check(t, err)
	if len(jobs) != 2 || jobs[0].ID != "1" || jobs[0].Ticket != "7" || jobs[1].State != spool.Waiting || !jobs[1].Queued.Equal(today) {
		t.Errorf("the queue holds %+v", jobs)
	}
	paper, err := s.Paper("2")
	if err != nil || string(paper.Parts[0]) != "%PDF 2" || paper.Wide != 210 {
		t.Errorf("the paper is %+v, %v", paper, err)
	}
}

func TestPaperGoesWithTheEndOfItsJob(t *testing.T) {
	s := open(t, t.TempDir())
	queued(t, s, "1")
	bad := errors.New("no")
	if _, err := s.ChangeJob("1", func(j *spool.Job) error { j.State = spool.Done; return bad }); !errors.Is(err, bad) {
		t.Errorf("the change's error is %v", err)
	}
	if _, err := s.Paper("1"); err != nil {
		t.Errorf("a change that failed took the paper: %v", err)
	}
	_, err := s.ChangeJob("1", func(j *spool.Job) error { j.State = spool.Done; return nil })
	check(t, err)
	if _, err := s.Paper("1"); err == nil {
		t.Error("the paper of a job that is over is still there")
	}
	if _, err := s.ChangeJob("9", func(*spool.Job) error { return nil }); !errors.Is(err, store.ErrMalformed) {
		t.Errorf("an unknown job: %v", err)
	}
	err = s.Write(func(w desk.Writer) error { return w.PutJob(spool.Job{ID: "1"}, spool.Paper{}) })
	if !errors.Is(err, store.ErrMalformed) {
		t.Errorf("an id twice: %v", err)
	}
}

func TestSweepForgetsOnlyWhatIsOver(t *testing.T) {
	s := open(t, t.TempDir())
	for _, id := range []string{"1", "2", "3"} {
		queued(t, s, id)
	}
	for id, age := range map[string]time.Duration{"1": 25 * time.Hour, "2": time.Hour} {
		_, err := s.ChangeJob(id, func(j *spool.Job) error { j.State, j.Changed = spool.Done, today.Add(-age); return nil })
		check(t, err)
	}
	_, err := s.ChangeJob("3", func(j *spool.Job) error { j.State, j.Changed = spool.Failed, today.AddDate(-1, 0, 0); return nil })
	check(t, err)
	check(t, s.SweepJobs(today.AddDate(0, 0, -1)))
	jobs, err := s.Jobs()
	check(t, err)
	if len(jobs) != 2 || jobs[0].ID != "2" || jobs[1].ID != "3" {
		t.Errorf("left are %+v", jobs)
	}
}

// A folder of the day before the queue existed opens and has one.
func TestAnOlderFolderGetsItsQueue(t *testing.T) {
	s := open(t, format1(t))
	queued(t, s, "1")
	if jobs, err := s.Jobs(); err != nil || len(jobs) != 1 {
		t.Errorf("the queue holds %+v, %v", jobs, err)
	}
}

// next takes a number of a series.
func next(t *testing.T, s *store.Store, series string) {
	t.Helper()
	check(t, s.Write(func(w desk.Writer) error { _, err := w.Next(series); return err }))
}

func TestTheRegisterHoldsEveryNumberGiven(t *testing.T) {
	s := open(t, t.TempDir())
	check(t, s.Local().AddLease(lease("l1", 41, 42)))
	next(t, s, "case/03/20261123")
	next(t, s, "case/03/20261123")
	take(t, s)
	bad := errors.New("no")
	if err := s.Write(func(w desk.Writer) error { _, err := w.Next("case/03/20261123"); return errors.Join(err, bad) }); !errors.Is(err, bad) {
		t.Fatal(err)
	}
	series := desk.LeaseSeries(replica.AcceptanceNumbers, 2026)
	want := []desk.Taken{{Series: "case/03/20261123", Number: 1}, {Series: "case/03/20261123", Number: 2}, {Series: series, Number: 41}}
	got, err := s.Taken(day(t, "2026-11-23"))
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("the register holds %+v (%v), want %+v", got, err, want)
	}
	if got, err := s.Taken(day(t, "2026-11-22")); err != nil || len(got) != 0 {
		t.Errorf("the day before holds %+v, %v", got, err)
	}
}

// What a restored backup gives up stands in the register as void.
func TestDiscardedNumbersAreVoid(t *testing.T) {
	ahead, own := twoEvents(t)
	check(t, ahead.Close())
	s := open(t, t.TempDir())
	check(t, s.Local().AddLease(lease("l1", 1, 3)))
	take(t, s)
	check(t, s.Local().Apply(page("p1", ordered(t, own[0], 1), ordered(t, own[1], 2))))
	got, err := s.Taken(day(t, "2026-11-23"))
	check(t, err)
	void := 0
	for _, n := range got {
		if n.Void {
			void++
		}
	}
	if len(got) != 3 || void != 2 || got[0].Void {
		t.Errorf("the register holds %+v", got)
	}
}

func TestWrittenFindsADayAmongMany(t *testing.T) {
	s := open(t, t.TempDir())
	for i, id := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		e := event(t, id, "case-"+id, clerk, received("03-"+id, "甲"))
		e.At = today.AddDate(0, 0, i/2-1) // two a day, from the day before
		add(t, s, e)
	}
	events := pending(t, s)
	check(t, s.Local().Settle([]replica.Answer{confirm(t, events[2], 1), {ID: "d", Refused: "number-taken"}}))
	midnight := time.Date(2026, 11, 23, 0, 0, 0, 0, today.Location())
	list, err := s.Written(midnight, midnight.AddDate(0, 0, 1))
	check(t, err)
	if len(list) != 2 || list[0].Event.ID != "c" || list[0].Word != desk.Confirmed || list[1].Word != desk.Contested {
		t.Errorf("the day holds %+v", list)
	}
	list, err = s.Written(midnight.AddDate(0, 0, -1), midnight)
	check(t, err)
	if len(list) != 2 || list[0].Word != desk.Unheard {
		t.Errorf("the day before holds %+v", list)
	}
	if list, err = s.Written(midnight.AddDate(1, 0, 0), midnight.AddDate(1, 0, 1)); err != nil || len(list) != 0 {
		t.Errorf("a day to come holds %+v, %v", list, err)
	}
}
