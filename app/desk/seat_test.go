package desk_test

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/app/roster"
	"onewindow/app/spool"
	"onewindow/app/workday"
)

// staffed is a counter with a roster and nobody at it.
func staffed(t *testing.T) *desktest.Counter {
	t.Helper()
	c := desktest.New(t)
	if err := c.Sign(nil); err != nil {
		t.Fatal(err)
	}
	return c
}

// signedIn is a counter with a roster and a user at it.
func signedIn(t *testing.T, id string) *desktest.Counter {
	t.Helper()
	c := staffed(t)
	if err := c.Signed(id); err != nil {
		t.Fatal(err)
	}
	return c
}

func wantMessage(t *testing.T, err error, key string) {
	t.Helper()
	if got := desktest.MessageKey(err); got != key {
		t.Errorf("got message %q (%v), want %q", got, err, key)
	}
}

func wantPresence(t *testing.T, c *desktest.Counter, want desk.Presence) {
	t.Helper()
	if got := c.Presence(); got != want {
		t.Errorf("presence %q, want %q", got, want)
	}
}

// deeds are the lines of the log book, oldest first, as "deed about by".
func deeds(t *testing.T, c *desktest.Counter) []string {
	t.Helper()
	written, err := c.Store.Written(c.Time.AddDate(0, 0, -2), c.Time.AddDate(0, 0, 2))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, w := range written {
		if b, is := casefile.EntryOf(w.Event).Body.(*casefile.Logged); is {
			list = append(list, strings.TrimRight(strings.Join([]string{string(b.What), b.About, w.Event.By.ID}, "|"), "|"))
		}
	}
	return list
}

// An office without a roster works as ever: one user takes another's seat.
func TestWithoutARosterNobodySignsIn(t *testing.T) {
	c := desktest.New(t)
	wantPresence(t, c, desk.Present)
	if err := c.SwitchUser("zhoumin"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Lock(), c.SignOut()); err != nil {
		t.Fatal(err)
	}
	wantPresence(t, c, desk.Present)
	if got := deeds(t, c); len(got) > 0 {
		t.Errorf("on record: %q", got)
	}
}

// Everything somebody does about their seat is a link of the chain.
func TestTheSeatIsOnRecord(t *testing.T) {
	c := staffed(t)
	wantPresence(t, c, desk.Nobody)
	wantMessage(t, c.SwitchUser("wangfang"), "sign-in-needed")
	wantMessage(t, c.Signed("stranger"), "sign-in-wrong")
	wantMessage(t, c.SignIn("wangfang", "wrong words"), "sign-in-wrong")
	if err := c.SignIn(" wangfang ", desktest.Password("wangfang")); err != nil {
		t.Fatal(err)
	}
	wantPresence(t, c, desk.Present)
	if err := c.Lock(); err != nil {
		t.Fatal(err)
	}
	wantPresence(t, c, desk.Locked)
	wantMessage(t, c.Unlock("wrong words"), "sign-in-wrong")
	if err := c.Unlock(desktest.Password("wangfang")); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Lock(), c.Signed("zhoumin")); err != nil { // who takes over
		t.Fatal(err)
	}
	if c.User().ID != "zhoumin" {
		t.Errorf("%s sits here", c.User().ID)
	}
	if err := c.SignOut(); err != nil {
		t.Fatal(err)
	}
	wantPresence(t, c, desk.Nobody)
	want := []string{
		"roster-taken|1", "sign-in-failed", "sign-in-failed|wangfang", "signed-in||wangfang", "locked||wangfang",
		"sign-in-failed|wangfang", "signed-in|lock|wangfang", "locked||wangfang", "signed-out|zhoumin|wangfang", "signed-in||zhoumin",
		"signed-out||zhoumin",
	}
	if got := deeds(t, c); !slices.Equal(got, want) {
		t.Errorf("on record\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	chain, err := c.Chain()
	if err != nil || chain.Broken != 0 || chain.Links != len(want) {
		t.Errorf("chain %+v %v", chain, err)
	}
}

// After five failures the next try waits, longer each time; neither a restart nor
// a clock that is set back shortens it.
func TestLockout(t *testing.T) {
	folder := t.TempDir()
	c, err := desktest.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Sign(nil); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		wantMessage(t, c.SignIn("wangfang", "wrong words"), "sign-in-wrong")
	}
	wantMessage(t, c.SignIn("wangfang", "wrong words"), "sign-in-wait")
	wantMessage(t, c.Signed("wangfang"), "sign-in-wait") // the right one neither
	if err := c.Signed("zhoumin"); err != nil {
		t.Errorf("another user: %v", err)
	}
	if err := c.Store.Close(); err != nil {
		t.Fatal(err)
	}
	if c, err = desktest.Open(folder); err != nil {
		t.Fatal(err)
	}
	defer c.Store.Close() //nolint:errcheck // the test is over
	wantPresence(t, c, desk.Nobody)
	c.Time = c.Time.Add(-3 * time.Hour)
	wantMessage(t, c.Signed("wangfang"), "sign-in-wait")
	c.Time = c.Time.Add(3*time.Hour + time.Minute)
	if wait := c.Wait("wangfang"); wait != 0 {
		t.Errorf("still to wait: %v", wait)
	}
	wantMessage(t, c.SignIn("wangfang", "wrong words"), "sign-in-wait")
	if wait := c.Wait("wangfang"); wait != 2*time.Minute {
		t.Errorf("after the sixth failure: %v", wait)
	}
	c.Time = c.Time.Add(2 * time.Minute)
	if err := c.Signed("wangfang"); err != nil {
		t.Fatal(err)
	}
	wantMessage(t, c.SignIn("wangfang", "wrong words"), "sign-in-wrong") // counted from the beginning
}

// Ids that nobody has are counted together, however many are tried.
func TestStrangersAreCountedTogether(t *testing.T) {
	c := staffed(t)
	for _, id := range []string{"a", "b", "c", "d"} {
		wantMessage(t, c.SignIn(id, "words"), "sign-in-wrong")
	}
	wantMessage(t, c.SignIn("e", "words"), "sign-in-wait")
	wantMessage(t, c.SignIn("f", "words"), "sign-in-wait")
	if err := c.Signed("wangfang"); err != nil {
		t.Errorf("who is on the roster: %v", err)
	}
}

// Who left, changed places or got another password from the administrator is
// out as soon as the roster arrives; what they typed last is kept.
func TestARosterTakesTheSeat(t *testing.T) {
	for name, change := range map[string]func(roster.User, *desktest.Counter) roster.User{
		"left": func(u roster.User, c *desktest.Counter) roster.User { u.Left = &c.Time; return u },
		"another role": func(u roster.User, _ *desktest.Counter) roster.User {
			u.Role = casefile.Supervisor
			return u
		},
		"password set anew": func(u roster.User, _ *desktest.Counter) roster.User { u.MustChange = true; return u },
	} {
		t.Run(name, func(t *testing.T) {
			c := signedIn(t, "wangfang")
			kept, told := 0, 0
			c.OnLeaving(func() {
				kept++
				if _, err := c.SaveDraft(desk.Draft{ID: "last words"}); err != nil {
					t.Errorf("what was typed last: %v", err)
				}
			}, func() { told++ })
			err := c.Sign(func(r *roster.Roster) {
				u, _ := r.User("wangfang")
				*r = r.With(change(u, c))
			})
			if err != nil {
				t.Fatal(err)
			}
			wantPresence(t, c, desk.Nobody)
			drafts, err := c.Drafts()
			if err != nil || len(drafts) != 1 || kept != 1 || told != 1 {
				t.Errorf("%d drafts, kept %d times, told %d times (%v)", len(drafts), kept, told, err)
			}
			if got := deeds(t, c); got[len(got)-1] != "signed-out|roster|wangfang" {
				t.Errorf("on record: %q", got)
			}
		})
	}
}

// A roster that leaves the user where they are leaves the seat alone; an older
// one and a foreign one are refused.
func TestARosterThatChangesNothingHere(t *testing.T) {
	c := signedIn(t, "wangfang")
	if err := c.Leave("zhoumin"); err != nil {
		t.Fatal(err)
	}
	wantPresence(t, c, desk.Present)
	if slices.ContainsFunc(c.Office().Users, func(u catalog.User) bool { return u.ID == "zhoumin" }) {
		t.Error("who left is still offered")
	}
	wantMessage(t, c.Signed("zhoumin"), "sign-in-left")
	if err := c.TakeRoster([]byte("no roster")); err == nil || c.RosterSerial() != 2 {
		t.Errorf("took what is none: %v, serial %d", err, c.RosterSerial())
	}
}

func TestAPasswordOfSomebodyElseIsChangedFirst(t *testing.T) {
	c := staffed(t)
	c.Line = desk.LineState{Configured: true, Online: true}
	err := c.Sign(func(r *roster.Roster) {
		u, _ := r.User("wangfang")
		u.MustChange = true
		*r = r.With(u)
	})
	if err == nil {
		err = c.Signed("wangfang")
	}
	if err != nil {
		t.Fatal(err)
	}
	wantPresence(t, c, desk.Due)
	_, err = c.SaveDraft(desk.Draft{ID: "x"})
	wantMessage(t, err, "seat-due")
	wantMessage(t, c.ChangeLater(), "seat-due") // there is a line
	ctx, given := context.Background(), desktest.Password("wangfang")
	wantMessage(t, c.ChangePassword(ctx, given, "short"), "password-short")
	wantMessage(t, c.ChangePassword(ctx, given, "wangfang"), "password-id")
	wantMessage(t, c.ChangePassword(ctx, given, given), "password-unchanged")
	c.Centre.Fault = errors.New("no line")
	wantMessage(t, c.ChangePassword(ctx, given, "words of my own"), "password-offline")
	wantPresence(t, c, desk.Due)
	c.Centre.Fault = nil
	if err := c.ChangePassword(ctx, given, "words of my own"); err != nil {
		t.Fatal(err)
	}
	wantPresence(t, c, desk.Present)
	if err := c.Sign(nil); err != nil { // the roster that says so
		t.Fatal(err)
	}
	wantPresence(t, c, desk.Present)
	if err := c.SignOut(); err != nil {
		t.Fatal(err)
	}
	wantMessage(t, c.SignIn("wangfang", given), "sign-in-wrong")
	if err := c.SignIn("wangfang", "words of my own"); err != nil {
		t.Error(err)
	}
	wantPresence(t, c, desk.Present)
}

// Without a line one may go on, and is asked again.
func TestChangingThePasswordLater(t *testing.T) {
	c := staffed(t)
	err := c.Sign(func(r *roster.Roster) {
		u, _ := r.User("wangfang")
		u.MustChange = true
		*r = r.With(u)
	})
	for range 2 {
		if err = errors.Join(err, c.Signed("wangfang")); err != nil {
			t.Fatal(err)
		}
		wantPresence(t, c, desk.Due)
		if err := c.ChangeLater(); err != nil {
			t.Fatal(err)
		}
		wantPresence(t, c, desk.Present)
		err = c.SignOut()
	}
}

// reading are the methods of a desk that change nothing of the office's, or that
// the machine calls by itself, or that are how one takes and leaves the seat.
func reading() []string {
	return []string{
		"AreaOffer", "Boundary", "BundleName", "Calendar", "CalendarVersion", "Call", "Catalog", "Chain", "ChainOf", "CheckAll", "CheckField",
		"Comparisons", "Counts", "DayEnd", "DayEndDocument", "Document", "Drafts", "Duplicates", "ExportLand", "Fields", "FindPrinters",
		"Follow", "Item", "Jobs", "Lacks", "LacksOf", "LandSettings", "Leaves", "List", "LogBook", "LogBookOf", "LogBooks", "Materials", "NewDraft", "Office",
		"Online", "Open", "OpenFile", "Outlines", "PDF", "Page", "People", "Plan", "Presence", "Preview", "PrintLog", "Procedures", "Propose",
		"Questions", "Recall", "Receivable", "ReceiptDay", "ReceiptLimit", "RosterIssued", "RosterSerial", "Rostered", "SeesEverybody", "Settings",
		"Sharing", "SharingOf", "Status", "Step", "StepTimes", "Supervision", "Surveyed", "Today", "Tray", "User", "Values", "Verify",
		"VerifyFile", "Wait", "ApplyFor", "Take",
		"BackupFile", "FetchFile", "FetchOutlines", "Holds", "LastBackup", "Membership", "MistakeNote", "Strays", "Waiting",
		// the machine's
		"Configure", "KeepTime", "NoteBackup", "OnLeaving", "ServePrinters", "SyncNow", "TakeCalendar", "TakeRoster",
		// the seat's
		"ChangeLater", "ChangePassword", "Lock", "SignIn", "SignOut", "SwitchUser", "Unlock",
	}
}

// writing calls every other method, each with what it would work with.
func writing(t *testing.T, c *desktest.Counter, file casefile.Case, scan, stray string) map[string]func() error {
	t.Helper()
	d, err := c.Draft("南湖区卫生健康局", "第二卫生站")
	if err != nil {
		t.Fatal(err)
	}
	ctx, id, csv := context.Background(), file.ID, filepath.Join(t.TempDir(), "new.csv")
	second := func(_ any, err error) error { return err }
	return map[string]func() error{
		"Accept":         func() error { return second(c.Accept(d)) },
		"AcceptReceived": func() error { return second(c.AcceptReceived(id)) },
		"AllowSecondNotice": func() error {
			return second(c.AllowSecondNotice(id, "reason"))
		},
		"AnswerPrint": func() error { return c.AnswerPrint(spool.Job{ID: "none"}, true) },
		"Attach": func() error {
			return second(c.Attach(d, "application-form", casefile.Attachment{Name: "a", Hash: "b"}))
		},
		"BackUp": func() error {
			return second(c.BackUp(ctx, filepath.Join(t.TempDir(), "b"), func(int64, int64) {}))
		},
		"GiveUpStray":      func() error { return c.GiveUpStray(stray, "reason") },
		"TakeStrayAnew":    func() error { return second(c.TakeStrayAnew(stray)) },
		"RepeatStray":      func() error { return second(c.RepeatStray(stray, nil)) },
		"PrintMistakeNote": func() error { return second(c.PrintMistakeNote(desk.Misplaced{})) },
		"CancelPrint":      func() error { return c.CancelPrint(ctx, spool.Job{ID: "none"}, "reason") },
		"Decide":           func() error { return second(c.Decide(id, true, "")) },
		"Decline": func() error {
			return second(c.Decline(d, casefile.Declined{Form: casefile.DeclineForms()[0], Reason: "reason", Basis: "basis"}))
		},
		"DeclineReceived": func() error {
			return second(c.DeclineReceived(id, casefile.Declined{Form: casefile.DeclineForms()[0], Reason: "reason", Basis: "basis"}))
		},
		"Detach":       func() error { return second(c.Detach(d, "application-form", "b")) },
		"Do":           func() error { return second(c.Do(id, desk.ClosePublicity, nil)) },
		"DropDraft":    func() error { return c.DropDraft(d.ID) },
		"ExportBundle": func() error { return second(c.ExportBundle(filepath.Join(t.TempDir(), "b"))) },
		"ExportLog":    func() error { return c.ExportLog(csv, nil) },
		"GiveOpinion":  func() error { return second(c.GiveOpinion(id, true, "good", "plan")) },
		"HandOver":     func() error { return second(c.HandOver(id, "somebody", "")) },
		"ImportBundle": func() error { return second(c.ImportBundle(scan)) },
		"ImportCalendar": func() error {
			return second(c.ImportCalendar(scan))
		},
		"NotDuplicate": func() error { return second(c.NotDuplicate(id, id, "reason")) },
		"Notify":       func() error { return second(c.Notify(d, []casefile.Defect{{What: "w", Reason: "r", Basis: "b"}})) },
		"NotifyReceived": func() error {
			return second(c.NotifyReceived(id, []casefile.Defect{{What: "w", Reason: "r", Basis: "b"}}))
		},
		"Print":            func() error { return second(c.Print(id, casefile.Acceptance, "")) },
		"PrintDayEnd":      func() error { return second(c.PrintDayEnd(c.Today())) },
		"Receive":          func() error { return second(c.Receive(d)) },
		"RetryPrint":       func() error { return c.RetryPrint(spool.Job{ID: "none"}) },
		"SaveDraft":        func() error { return second(c.SaveDraft(d)) },
		"SaveLandSettings": func() error { return c.SaveLandSettings(desk.LandSettings{A3: true}) },
		"SaveSettings":     func() error { return c.SaveSettings(c.Settings()) },
		"Supplement":       func() error { return second(c.Supplement(id, nil)) },
		"TakeFile":         func() error { return second(c.TakeFile(scan)) },
		"TakeMaterial": func() error {
			_, _, err := c.TakeMaterial(casefile.RedLine, scan)
			return err
		},
		"TestPrint": func() error { return c.TestPrint(desk.ForPapers) },
		"Tick":      func() error { return second(c.Tick(d, "application-form", true)) },
		"VoidPrint": func() error { return second(c.VoidPrint(id, casefile.Acceptance, 1, "reason")) },
		"Withdraw":  func() error { return second(c.Withdraw(id, "reason")) },
	}
}

// While nobody may act, nothing that changes anything works, and nothing is
// changed. A new method of the desk has to be put into one of the two lists.
func TestNothingCanBeDoneWhileNobodyMay(t *testing.T) {
	c := signedIn(t, "wangfang")
	settings := c.Settings()
	settings.Printer = "ipp://a4/ipp/print"
	file, err := c.Accepted("南湖区卫生健康局", "卫生站")
	if err = errors.Join(err, c.SaveSettings(settings)); err != nil {
		t.Fatal(err)
	}
	scans, err := filepath.Glob(filepath.Join(filepath.Dir(c.Folder), "*.txt"))
	if err != nil || len(scans) == 0 {
		t.Fatal("no scan", err)
	}
	calls := writing(t, c, file, scans[0], strayed(t, c))
	methods := reflect.TypeFor[*desk.Desk]()
	for i := range methods.NumMethod() {
		name := methods.Method(i).Name
		if calls[name] == nil && !slices.Contains(reading(), name) {
			t.Errorf("%s: does it write?", name)
		}
	}
	for key, leave := range map[string]func() error{
		"seat-locked": c.Lock,
		"seat-empty":  c.SignOut,
	} {
		if err := errors.Join(c.Signed("wangfang"), leave()); err != nil {
			t.Fatal(err)
		}
		before := len(everything(t, c))
		for name, call := range calls {
			if got := desktest.MessageKey(call()); got != key {
				t.Errorf("%s: %q, want %q", name, got, key)
			}
		}
		if after := len(everything(t, c)); after != before {
			t.Errorf("%s: %d events came into being", key, after-before)
		}
	}
}

// strayed is the first event of a case that the centre did not take.
func strayed(t *testing.T, c *desktest.Counter) string {
	t.Helper()
	err := c.Confirm()
	if err == nil {
		_, err = c.Accepted("南湖区卫生健康局", "第三卫生站")
	}
	if err = errors.Join(err, c.Refuse("author-left")); err != nil {
		t.Fatal(err)
	}
	tray, err := c.Tray()
	if err != nil || len(tray) == 0 {
		t.Fatal("nothing strayed", err)
	}
	return tray[0].Event.ID
}

func everything(t *testing.T, c *desktest.Counter) []desk.Written {
	t.Helper()
	list, err := c.Store.Written(c.Time.AddDate(0, 0, -9), c.Time.AddDate(0, 0, 9))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// The log book is for supervisor and administrator; others read their own lines.
func TestWhoReadsTheLogBook(t *testing.T) {
	c := signedIn(t, "wangfang")
	file, err := c.Accepted("南湖区卫生健康局", "卫生站")
	if err != nil {
		t.Fatal(err)
	}
	today := workday.DateOf(c.Time)
	lines, err := c.LogBook(today, today)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if l.By.ID != "wangfang" {
			t.Errorf("a clerk reads what %q did", l.By.ID)
		}
	}
	if lines[0].Number != file.Number || lines[0].Case != file.ID || lines[0].Word != desk.Unheard {
		t.Errorf("the latest line: %+v", lines[0])
	}
	_, err = c.People()
	wantMessage(t, err, "people-others")
	if err := errors.Join(c.Confirm(), c.Signed("admin")); err != nil {
		t.Fatal(err)
	}
	all, err := c.LogBook(workday.Date{}, today)
	if err != nil || len(all) <= len(lines) {
		t.Fatalf("an administrator reads %d lines, a clerk %d (%v)", len(all), len(lines), err)
	}
	if last := all[len(all)-1]; last.Place != 1 || last.Word != desk.Confirmed || last.Case != "" {
		t.Errorf("the first line: %+v", last)
	}
	if !slices.IsSortedFunc(all, func(a, b desk.LogLine) int { return int(b.Place) - int(a.Place) }) {
		t.Error("not youngest first")
	}
	people, err := c.People()
	if err != nil || len(people) != len(c.Office().Users) {
		t.Errorf("%d people (%v)", len(people), err)
	}
}
