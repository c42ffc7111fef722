package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/store"
)

// twoLives writes two events, backs up behind the first of them, and gives both
// with the folder that is restored of the backup.
func twoLives(t *testing.T) (first, second casefile.Event, s *store.Store) {
	t.Helper()
	dir := t.TempDir()
	s = openFor(t, dir)
	check(t, s.SaveSetting(replica.SettingMembership, "the centre"))
	add(t, s, event(t, "e1", "c1", clerk, received("03-1", "甲")))
	file := filepath.Join(t.TempDir(), "backup.tar")
	check(t, s.BackupTo(file))
	add(t, s, event(t, "e2", "c2", clerk, received("03-2", "乙")))
	both := pending(t, s)
	check(t, s.Close())
	return both[0], both[1], open(t, restored(t, file, options(dir)).Dir)
}

func refusal(t *testing.T, e casefile.Event, reason string) replica.Refusal {
	t.Helper()
	raw, err := e.Bytes()
	check(t, err)
	return replica.Refusal{Seq: e.Seq, Reason: reason, Event: raw}
}

// An office in which nothing happened since the backup goes on as well.
func TestRestoredFolderHearsThatNothingHappened(t *testing.T) {
	first, _, s := twoLives(t)
	check(t, s.Local().Apply(replica.Page{Next: "p1", Events: []replica.Ordered{ordered(t, first, 1)}}))
	if behind, is, err := s.Local().Restored(); err != nil || !is || behind != 1 {
		t.Errorf("behind %d, %v, %v", behind, is, err)
	}
	check(t, s.Local().Apply(replica.Page{Next: "p1", Told: true}))
	add(t, s, event(t, "e3", "c3", clerk, received("03-3", "丙")))
}

// What was refused after the backup lies in the tray again, and the chain goes on
// behind it.
func TestRestoredFolderHearsWhatWasRefused(t *testing.T) {
	first, second, s := twoLives(t)
	page := replica.Page{
		Next: "p1", Told: true, Events: []replica.Ordered{ordered(t, first, 1)},
		Refused: []replica.Refusal{refusal(t, second, "number-taken")},
	}
	check(t, s.Local().Apply(page))
	check(t, s.Local().Apply(page))
	wantTray(t, s, "e2 number-taken")
	add(t, s, event(t, "e3", "c3", clerk, received("03-3", "丙")))
	hash, err := second.Hash()
	check(t, err)
	if list := pending(t, s); len(list) != 1 || list[0].Seq != 3 || list[0].Prev != hash {
		t.Errorf("the chain goes on with %+v", list)
	}
}

// Refused events come in parts; a foreign one among them is none.
func TestRefusedEventsComeInParts(t *testing.T) {
	first, second, s := twoLives(t)
	strange := second
	strange.Installation = there
	err := s.Local().Apply(replica.Page{Next: "p1", Told: true, Refused: []replica.Refusal{refusal(t, strange, "state")}})
	if !errors.Is(err, store.ErrMalformed) {
		t.Errorf("another's event: %v", err)
	}
	check(t, s.Local().Apply(replica.Page{Next: "p1", More: true, Refused: []replica.Refusal{refusal(t, first, "state")}}))
	late := event(t, "e3", "c3", clerk, received("03-3", "丙"))
	if err := s.Write(func(w desk.Writer) error { return w.Append(late) }); !errors.Is(err, desk.ErrCatchingUp) {
		t.Errorf("before all was told: %v", err)
	}
	if behind, is, err := s.Local().Restored(); err != nil || !is || behind != 1 {
		t.Errorf("behind %d, %v, %v", behind, is, err)
	}
	check(t, s.Local().Apply(replica.Page{Next: "p1", Told: true, Refused: []replica.Refusal{refusal(t, second, "state")}}))
	wantTray(t, s, "e1 state, e2 state")
	add(t, s, late)
}

// What the folder before had sent on a stick comes to the centre after the
// restored one was worked with: its own end cannot follow any more, is not lost,
// and the chain goes on where the centre's ends. A file made anew from the journal
// knows it too.
func TestEndThatCannotFollowIsLaidAside(t *testing.T) {
	first, second, s := twoLives(t)
	known := ordered(t, first, 1)
	check(t, s.Local().Apply(replica.Page{Next: "p1", Told: true, Events: []replica.Ordered{known}}))
	add(t, s, event(t, "e3", "c3", clerk, received("03-3", "丙")), event(t, "e4", "c3", clerk, accepted(t, "受4")))
	check(t, s.Local().Doubt())
	check(t, s.Local().Apply(replica.Page{Next: "p2", Told: true, Events: []replica.Ordered{ordered(t, second, 2)}}))
	wantTray(t, s, "e3 forked, e4 forked")
	add(t, s, event(t, "e5", "c5", clerk, received("03-5", "戊")))
	hash, err := second.Hash()
	check(t, err)
	if list := pending(t, s); len(list) != 1 || list[0].Seq != 3 || list[0].Prev != hash {
		t.Errorf("the chain goes on with %+v", list)
	}
	written, err := s.Written(today, today.Add(time.Second))
	check(t, err)
	if n := len(written); n != 5 || written[4].Event.ID != "e4" || written[4].Word != desk.Contested {
		t.Errorf("of the day are %+v", written)
	}
	if _, err := s.Case("c3"); !errors.Is(err, desk.ErrUnknownCase) {
		t.Errorf("what cannot follow is in its case: %v", err)
	}
}

// A file made anew from the journal asks for all that the centre has, whatever of
// it stood in the journal, and takes no answer to a stick of before.
func TestFileMadeAnewDownloadsFromTheBeginning(t *testing.T) {
	dir := t.TempDir()
	s := openFor(t, dir)
	asked := []string{replica.SettingErrands, replica.SettingAsked}
	for _, name := range asked {
		check(t, s.SaveSetting(name, []string{"once"}))
	}
	own := event(t, "e1", "c1", clerk, received("03-1", "甲"))
	own.Installation, own.Seq = here, 1
	// The folder had forgotten this one: its chain changes, and the journal hears.
	check(t, s.Local().Apply(replica.Page{Next: "p1", Events: []replica.Ordered{ordered(t, own, 7)}}))
	check(t, s.Close())
	check(t, os.Remove(filepath.Join(dir, "onewindow.db")))
	s = open(t, dir)
	cursor, err := s.Local().Cursor()
	check(t, err)
	if cursor != "" {
		t.Errorf("goes on at %q", cursor)
	}
	for _, name := range asked {
		var list []string
		if kept, err := s.Setting(name, &list); err != nil || kept {
			t.Errorf("%s: %v, %v", name, list, err)
		}
	}
}

// A restored folder takes no numbers of a stick it does not remember, nor of a
// question that may have been answered since.
func TestRestoredFolderForgetsWhatItAskedFor(t *testing.T) {
	dir := t.TempDir()
	s := openFor(t, dir)
	asked := []string{replica.SettingErrands, replica.SettingAsked}
	for _, name := range asked {
		check(t, s.SaveSetting(name, []string{"once"}))
	}
	file := filepath.Join(t.TempDir(), "backup.tar")
	check(t, errors.Join(s.BackupTo(file), s.Close()))
	s = open(t, restored(t, file, options(dir)).Dir)
	for _, name := range asked {
		var list []string
		if kept, err := s.Setting(name, &list); err != nil || kept {
			t.Errorf("%s: %v, %v", name, list, err)
		}
	}
}

// A machine that takes another's place leaves out what that one may have given
// today and this year, and nothing of another day.
func TestSuccessorLeavesNumbersOut(t *testing.T) {
	now := today
	o := options(t.TempDir())
	o.Now = func() time.Time { return now }
	s, err := store.Open(o)
	check(t, err)
	check(t, s.Local().Succeed())
	for series, least := range map[string]uint64{"case/03/20261123": 1000 + 10*9*60, "acceptance/03/2026": 1000 + 300*24*60} {
		if n := nextOf(t, s, series); n <= least {
			t.Errorf("%s begins with %d", series, n)
		}
	}
	now = now.AddDate(0, 0, 40)
	for _, series := range []string{"case/03/20270102", "acceptance/03/2027"} {
		if n := nextOf(t, s, series); n != 1 {
			t.Errorf("%s begins with %d", series, n)
		}
	}
	check(t, s.Close())
}

// Restored again a minute later, a folder gives other numbers, though nobody has
// ever heard of those that it gave the first time.
func TestRestoredAgainGivesOtherNumbers(t *testing.T) {
	dir := t.TempDir()
	s := openFor(t, dir)
	given := map[string]uint64{"case/03/20261123": 0, "acceptance/03/2026": 0}
	for series := range given {
		nextOf(t, s, series)
	}
	file := filepath.Join(t.TempDir(), "backup.tar")
	check(t, errors.Join(s.BackupTo(file), s.Close()))
	for again := range 2 {
		o := restored(t, file, options(dir))
		o.Now = func() time.Time { return today.Add(time.Duration(again) * time.Minute) }
		s, err := store.Open(o)
		check(t, err)
		for series, last := range given {
			if given[series] = nextOf(t, s, series); given[series] <= last {
				t.Errorf("%s gives %d behind %d", series, given[series], last)
			}
		}
		check(t, s.Close())
	}
}

// A backup of before the first enrolment does not know that the window has joined
// since. Its folder hears the centre first, and honest work gets through; only who
// says that there never was a centre goes on at once.
func TestABackupOfBeforeTheFirstEnrolment(t *testing.T) {
	dir := t.TempDir()
	s := openFor(t, dir)
	add(t, s, event(t, "e1", "c1", clerk, received("03-1", "甲")))
	file := filepath.Join(t.TempDir(), "backup.tar")
	check(t, s.BackupTo(file))
	add(t, s, event(t, "e2", "c2", clerk, received("03-2", "乙"))) // it joins, and sends both
	sent := pending(t, s)
	check(t, s.Close())

	s = open(t, restoredAs(t, file, options(dir), store.Restoring{}).Dir)
	honest := event(t, "e3", "c3", clerk, received("03-3", "丙"))
	if err := s.Write(func(w desk.Writer) error { return w.Append(honest) }); !errors.Is(err, desk.ErrCatchingUp) {
		t.Fatalf("before the centre was heard: %v", err)
	}
	check(t, s.Local().Apply(replica.Page{
		Next: "p1", Told: true, Events: []replica.Ordered{ordered(t, sent[0], 1), ordered(t, sent[1], 2)},
	}))
	add(t, s, honest)
	wantTray(t, s, "")
	hash, err := sent[1].Hash()
	check(t, err)
	if list := pending(t, s); len(list) != 1 || list[0].Seq != 3 || list[0].Prev != hash {
		t.Errorf("the chain goes on with %+v", list)
	}

	alone := open(t, restoredAs(t, file, options(dir), store.Restoring{Alone: true}).Dir)
	add(t, alone, honest)
	empty := openFor(t, t.TempDir())
	nothing := filepath.Join(t.TempDir(), "backup.tar")
	check(t, errors.Join(empty.BackupTo(nothing), empty.Close()))
	s = open(t, restoredAs(t, nothing, options(dir), store.Restoring{}).Dir)
	if behind, is, err := s.Local().Restored(); err != nil || !is || behind != 0 {
		t.Errorf("a backup of nothing waits behind %d, %v, %v", behind, is, err)
	}
}

// That there never was a centre is not believed of a folder that names one.
func TestNobodyIsAloneWhoHasACentre(t *testing.T) {
	dir := t.TempDir()
	s := openFor(t, dir)
	check(t, s.SaveSetting(replica.SettingMembership, "the centre"))
	file := filepath.Join(t.TempDir(), "backup.tar")
	check(t, errors.Join(s.BackupTo(file), s.Close()))
	s = open(t, restoredAs(t, file, options(dir), store.Restoring{Alone: true}).Dir)
	if _, is, err := s.Local().Restored(); err != nil || !is {
		t.Errorf("it goes on at once: %v", err)
	}
}

// The desk is told once when the backup was made, when it was restored and by whom.
func TestARestoreIsTold(t *testing.T) {
	dir := t.TempDir()
	s := openFor(t, dir)
	file := filepath.Join(t.TempDir(), "backup.tar")
	check(t, errors.Join(s.BackupTo(file), s.Close()))
	at := today.Add(72 * time.Hour)
	s = open(t, restoredAs(t, file, options(dir), store.Restoring{At: at, By: "shenyan"}).Dir)
	var told desk.Restoration
	is, err := s.Setting(desk.SettingRestored, &told)
	if err != nil || !is || !told.At.Equal(at) || !told.Of.Equal(today.Truncate(time.Second)) || told.By != "shenyan" || told.Noted {
		t.Errorf("%v, %+v, %v", is, told, err)
	}
}

// What an earlier version left, or a torn one, is no reason to forget that the
// folder was restored.
func TestTheMarkOfARestore(t *testing.T) {
	for name, c := range map[string]struct {
		mark string
		want error
	}{"of an earlier version": {"", nil}, "torn": {`{"At":`, store.ErrDamaged}} {
		dir := t.TempDir()
		check(t, openFor(t, dir).Close())
		check(t, os.WriteFile(filepath.Join(dir, "onewindow.restored"), []byte(c.mark), 0o600))
		s, err := store.Open(options(dir))
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil {
			continue
		}
		if _, is, err := s.Local().Restored(); err != nil || !is {
			t.Errorf("%s: it goes on at once, %v", name, err)
		}
		check(t, s.Close())
	}
}
