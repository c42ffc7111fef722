package hub_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/roster"
	"onewindow/app/seal"
	"onewindow/app/workday"
	"onewindow/store/central"
)

// cheap is a cost of passwords for tests.
func cheap(c *hub.Config) { c.Cost = roster.Cost{Passes: 1, Memory: 64, Lanes: 1} }

// staff are the people who write the events of a hubtest.Counter.
func staff() []roster.User {
	return []roster.User{
		{ID: "c1", Name: "王芳", Role: casefile.Clerk},
		{ID: "r-规划科", Name: "李强", Role: casefile.Reviewer, Section: "规划科"},
		{ID: "r-耕保科", Name: "李强", Role: casefile.Reviewer, Section: "耕保科"},
		{ID: "a1", Name: "赵敏", Role: casefile.Approver},
	}
}

// employ puts people on the roster of an office and gives their passwords.
func (c *centre) employ(t testing.TB, office string, users ...roster.User) map[string]string {
	t.Helper()
	invited, err := c.hub.ImportUsers(office, users)
	if err != nil {
		t.Fatal(err)
	}
	once := map[string]string{}
	for _, i := range invited {
		once[i.User.ID] = i.Once
	}
	return once
}

// roster is what an installation gets of its own office.
func (c *centre) roster(t testing.TB, w *hubtest.Counter) roster.Roster {
	t.Helper()
	got := into[replica.Roster](t, c.call(t, w, http.MethodGet, replica.PathRoster, nil, nil))
	ring := seal.NewRing(c.issuing(t))
	if _, err := ring.Take(c.list(t)); err != nil {
		t.Fatal(err)
	}
	r, err := roster.Open([]byte(got.Signed), ring, 0)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func reasons(answers []replica.Answer) []string {
	var list []string
	for _, a := range answers {
		list = append(list, a.Refused)
	}
	return list
}

func TestOfficeWithoutARosterWorksAsBefore(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir, cheap)
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	if got := reasons(c.answers(t, w, w.Granted(1)...)); slices.ContainsFunc(got, func(r string) bool { return r != "" }) {
		t.Errorf("%q", got)
	}
	if g := c.call(t, w, http.MethodGet, replica.PathRoster, nil, nil); g.status != http.StatusNotFound || g.code(t) != "no-roster" {
		t.Errorf("%d %s", g.status, g.body)
	}
	if p := c.page(t, w, "after="); p.Roster != 0 {
		t.Errorf("the page names roster %d", p.Roster)
	}
	c.stop(t)
	if again := open(t, dir, cheap); !strings.Contains(again.logged.String(), "has no roster") {
		t.Errorf("says nothing of it at its start: %s", again.logged)
	}
}

func TestPeopleOfTheRosterMayWrite(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir, cheap)
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	c.employ(t, office, staff()...)
	if got := reasons(c.answers(t, w, w.Granted(1)...)); slices.ContainsFunc(got, func(r string) bool { return r != "" }) {
		t.Errorf("%q", got)
	}
	if n := len(c.all(t, w, 100)); n != 6 { // the certificate is the centre's own
		t.Errorf("%d events", n)
	}
	r := c.roster(t, w)
	if p := c.page(t, w, "after="); p.Roster == 0 || p.Roster != r.Serial || r.Office != office || len(r.Users) != 4 {
		t.Errorf("page of roster %d, roster %d of %s with %d", p.Roster, r.Serial, r.Office, len(r.Users))
	}
	c.stop(t)
	if again := open(t, dir, cheap); strings.Contains(again.logged.String(), "has no roster") {
		t.Error(again.logged)
	}
}

// Every reason for which the centre does not believe an author; what it refuses
// it keeps to the byte, and the rest of the batch goes on.
func TestAuthorsAreHeldToTheRoster(t *testing.T) {
	c := open(t, t.TempDir(), cheap)
	w, other := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, "330411-01", "01")
	c.enrol(t, w)
	c.enrol(t, other)
	c.employ(t, office, append(staff(), roster.User{ID: "gone", Name: "陈退", Role: casefile.Clerk})...)
	c.employ(t, "330411-01", roster.User{ID: "c9", Name: "吴外", Role: casefile.Clerk})
	if err := c.hub.Dismiss(office, "gone"); err != nil {
		t.Fatal(err)
	}
	received := w.Receive("03-20261123-0001")
	file := casefile.Fold([]casefile.Event{received})
	as := func(id string, role casefile.Role, section string) casefile.Event {
		by := casefile.Actor{ID: id, Name: "某", Role: role, Section: section}
		return w.Write(file, received.Case, by, &casefile.Withdrawn{Reason: "另行申请"})
	}
	events := []casefile.Event{
		received,
		as("stranger", casefile.Clerk, ""),
		as("", casefile.Clerk, ""),
		as("c9", casefile.Clerk, ""), // of the other office
		as("gone", casefile.Clerk, ""),
		as("a1", casefile.Clerk, ""), // an approver at the counter
		as("r-规划科", casefile.Reviewer, "耕保科"),
		as("c1", casefile.Clerk, "规划科"),
		as("c1", casefile.Clerk, ""),
	}
	want := []string{"", "author-unknown", "author-unknown", "author-unknown", "author-left", "author-role", "author-role", "author-role", ""}
	first := c.answers(t, w, events...)
	if got := reasons(first); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if again := c.answers(t, w, events...); !slices.Equal(first, again) {
		t.Errorf("again %+v", again)
	}
	kept, err := c.store.Refused("", 0, 100)
	if err != nil || len(kept) != 7 {
		t.Fatalf("%d kept aside, %v", len(kept), err)
	}
	for i, k := range kept {
		raw, err := events[i+1].Bytes()
		if err != nil || !bytes.Equal(raw, k.Raw) || k.Reason != want[i+1] {
			t.Errorf("%d: %s %s, %v", i, k.Reason, k.Raw, err)
		}
	}
}

// Who was dismissed, or moved, between writing and syncing: the work is kept
// aside, whatever date it bears.
func TestRosterOfTheMomentOfArrivalCounts(t *testing.T) {
	c := open(t, t.TempDir(), cheap)
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	c.employ(t, office, staff()...)
	events := w.Granted(1)
	c.answers(t, w, events[:2]...)
	if err := c.hub.SetRole(office, "r-规划科", casefile.Reviewer, "综合科"); err != nil {
		t.Fatal(err)
	}
	if err := c.hub.Dismiss(office, "a1"); err != nil {
		t.Fatal(err)
	}
	late := c.answers(t, w, events[2:]...)
	if got := reasons(late); !slices.Equal(got, []string{"author-role", "", "author-left"}) {
		t.Errorf("%q", got)
	}
	// Coming back does not make it undone: an answer stays.
	if _, err := c.hub.AddUser(office, roster.User{ID: "a1", Name: "赵敏", Role: casefile.Approver}); err != nil {
		t.Fatal(err)
	}
	if again := c.answers(t, w, events[2:]...); !slices.Equal(late, again) {
		t.Errorf("again %+v", again)
	}
}

// Entries of the log book need a known author, or none where there was none; they
// go round like everything else and are no case.
func TestLogBookArrives(t *testing.T) {
	c := open(t, t.TempDir(), cheap)
	w, other := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	c.enrol(t, w)
	c.enrol(t, other)
	c.employ(t, office, append(staff(), roster.User{ID: "gone", Name: "陈退", Role: casefile.Clerk})...)
	if err := c.hub.Dismiss(office, "gone"); err != nil {
		t.Fatal(err)
	}
	clerk := staff()[0].Actor()
	note := func(book string, by casefile.Actor, what casefile.Deed) casefile.Event {
		return w.Write(casefile.Case{}, book, by, &casefile.Logged{What: what, About: "c1"})
	}
	moved := clerk
	moved.Role = casefile.Approver
	events := []casefile.Event{
		note(w.Installation, casefile.Actor{}, casefile.SignInFailed),
		note(w.Installation, clerk, casefile.SignedIn),
		note(w.Installation, casefile.Actor{ID: "gone", Role: casefile.Clerk}, casefile.SignedOut),
		note(w.Installation, moved, casefile.SignedOut),
		note(w.Installation, casefile.Actor{}, casefile.SignedIn),
		note(w.Installation, casefile.Actor{ID: "stranger"}, casefile.SignedIn),
		note(other.Installation, clerk, casefile.SignedIn),
		w.Write(casefile.Case{}, other.Installation, clerk, &casefile.Received{Number: "03-20261123-0008", Office: office, Window: "03", Item: "A"}),
		w.Write(casefile.Case{}, w.Installation, clerk, &casefile.Received{Number: "03-20261123-0009", Office: office, Window: "03", Item: "A"}),
		w.Receive("03-20261123-0001"),
	}
	want := []string{"", "", "", "", "incomplete", "author-unknown", "log-book", "log-book", "log-book", ""}
	if got := reasons(c.answers(t, w, events...)); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := c.all(t, other, 2); len(got) != 5 || !got[0].OfLogBook() {
		t.Errorf("%d events went round", len(got))
	}
	book, err := c.store.Case(w.Installation)
	if err != nil || len(book) != 4 || casefile.Fold(book).State != casefile.StateNone {
		t.Errorf("%d entries, %v", len(book), err)
	}
	// What moves all deadlines leaves the book alone.
	if _, err := c.hub.ImportCalendar(sample(t)); err != nil {
		t.Error(err)
	}
}

// The roster survives a new issuing key, and a window that knew only the first
// key believes it.
func TestRosterIsSignedAnewByANewKey(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir, cheap)
	w := hubtest.NewCounter(t, 1, office, "03")
	m := c.enrol(t, w)
	c.employ(t, office, staff()...)
	before := c.roster(t, w)
	if _, err := c.hub.RotateKey(today()); err != nil { // the first key was stolen
		t.Fatal(err)
	}
	after := c.roster(t, w)
	if after.Serial <= before.Serial || len(after.Users) != len(before.Users) {
		t.Errorf("roster %d after %d", after.Serial, before.Serial)
	}
	c.stop(t)
	c = open(t, dir, cheap)
	got := into[replica.Roster](t, c.call(t, w, http.MethodGet, replica.PathRoster, nil, nil))
	first, err := seal.ParsePublicKey(m.IssuingKey)
	if err != nil {
		t.Fatal(err)
	}
	ring := seal.NewRing(first)
	if _, err := ring.Take(c.list(t)); err != nil {
		t.Fatal(err)
	}
	if r, err := roster.Open([]byte(got.Signed), ring, after.Serial); err != nil || r.Serial != after.Serial {
		t.Errorf("%d, %v", r.Serial, err)
	}
	if got := reasons(c.answers(t, w, w.Granted(1)...)); got[0] != "" {
		t.Errorf("%q", got)
	}
}

// A centre that was restored from a copy gives no serial that a window has seen.
func TestSerialsFollowTheClock(t *testing.T) {
	now := hubtest.Start()
	c := open(t, t.TempDir(), cheap, func(c *hub.Config) { c.Now = func() time.Time { return now } })
	var last uint64
	for _, step := range []time.Duration{0, 0, time.Hour, -2 * time.Hour, 0} {
		now = now.Add(step)
		r, err := c.hub.ChangeRoster(office, func(r roster.Roster) (roster.Roster, error) { return r, nil })
		if err != nil || r.Serial <= last || r.Serial < uint64(now.Unix()) {
			t.Errorf("%d after %d, %v", r.Serial, last, err)
		}
		last = r.Serial
	}
}

func TestChangesOfPeople(t *testing.T) {
	c := open(t, t.TempDir(), cheap)
	once, err := c.hub.AddUser(office, staff()[0])
	if err != nil {
		t.Fatal(err)
	}
	user := func() roster.User {
		r, err := c.hub.Roster(office)
		if err != nil {
			t.Fatal(err)
		}
		u, _ := r.User("c1")
		return u
	}
	if u := user(); !u.MustChange || !u.Verifier.Matches(once) || u.Left != nil {
		t.Errorf("%+v", u)
	}
	if _, err := c.hub.AddUser(office, staff()[0]); !errors.Is(err, hub.ErrUserExists) {
		t.Errorf("twice: %v", err)
	}
	if _, err := c.hub.AddUser(office, roster.User{ID: "r", Name: "李强", Role: casefile.Reviewer}); err == nil {
		t.Error("a reviewer without a section")
	}
	again, err := c.hub.ResetPassword(office, "c1")
	if u := user(); err != nil || u.Verifier.Matches(once) || !u.Verifier.Matches(again) {
		t.Errorf("%+v, %v", u, err)
	}
	if err := c.hub.Dismiss(office, "c1"); err != nil {
		t.Fatal(err)
	}
	if u := user(); u.Left == nil || u.Verifier.Matches(again) {
		t.Errorf("%+v", u)
	}
	for name, err := range map[string]error{
		"dismiss": c.hub.Dismiss(office, "c1"), "role": c.hub.SetRole(office, "x", casefile.Clerk, ""),
		"reset": second(c.hub.ResetPassword(office, "c1")), "other office": c.hub.Dismiss("330411-01", "c1"),
	} {
		if !errors.Is(err, hub.ErrUserUnknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if r, err := c.hub.Roster("330411-01"); err != nil || r.Serial != 0 {
		t.Errorf("an office that was only asked for has roster %d, %v", r.Serial, err)
	}
	if back, err := c.hub.AddUser(office, staff()[0]); err != nil || !user().Verifier.Matches(back) || user().Left != nil {
		t.Errorf("back: %+v, %v", user(), err)
	}
}

func second(_ string, err error) error { return err }

// An import invites whoever is new and leaves the passwords of the others.
func TestImportOfPeople(t *testing.T) {
	c := open(t, t.TempDir(), cheap)
	once := c.employ(t, office, staff()...)
	list := staff()
	list[0].Name, list[3] = "王芳芳", roster.User{ID: "a2", Name: "孙批", Role: casefile.Approver}
	invited := c.employ(t, office, list...)
	r, err := c.hub.Roster(office)
	if err != nil || len(r.Users) != 5 || len(invited) != 1 || invited["a2"] == "" {
		t.Fatalf("%d users, invited %v, %v", len(r.Users), invited, err)
	}
	if u, _ := r.User("c1"); u.Name != "王芳芳" || !u.Verifier.Matches(once["c1"]) {
		t.Errorf("%+v", u)
	}
	if _, err := c.hub.ImportUsers(office, []roster.User{{ID: "n", Name: "新", Role: casefile.Clerk}, {ID: "bad"}}); err == nil {
		t.Error("took a list with a fault")
	}
	if after, err := c.hub.Roster(office); err != nil || after.Serial != r.Serial {
		t.Errorf("part of it was taken: %d, %v", after.Serial, err)
	}
}

// change asks the centre for another password.
func (c *centre) change(t testing.TB, w *hubtest.Counter, user, current string, fresh roster.Verifier) got {
	t.Helper()
	wrapped, err := c.issuing(t).Wrap([]byte(current), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return c.post(t, w, replica.PathPassword, replica.PasswordChange{User: user, Current: wrapped, Verifier: fresh})
}

func verifier(t testing.TB, password string) roster.Verifier {
	t.Helper()
	v, err := roster.NewVerifier(password, rand.Reader, roster.Cost{Passes: 1, Memory: 64, Lanes: 1})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestPasswordIsChanged(t *testing.T) {
	c := open(t, t.TempDir(), cheap)
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	once := c.employ(t, office, staff()...)
	before := c.roster(t, w)
	fresh := verifier(t, "a better one")
	if g := c.change(t, w, "c1", once["c1"], fresh); g.status != http.StatusOK {
		t.Fatalf("%d %s", g.status, g.body)
	}
	r := c.roster(t, w)
	if u, _ := r.User("c1"); r.Serial <= before.Serial || u.MustChange || u.Verifier != fresh {
		t.Errorf("roster %d, %+v", r.Serial, u)
	}
	if strings.Contains(c.logged.String(), once["c1"]) || strings.Contains(c.logged.String(), "argon2") {
		t.Error("the log tells the password")
	}
}

func TestPasswordIsNotChanged(t *testing.T) {
	c := open(t, t.TempDir(), cheap, func(c *hub.Config) { c.Cost = roster.Cost{Passes: 1, Memory: 64, Lanes: 1} })
	w, other := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, "330411-01", "01")
	c.enrol(t, w)
	c.enrol(t, other)
	once := c.employ(t, office, append(staff(), roster.User{ID: "gone", Name: "陈退", Role: casefile.Clerk})...)
	if err := c.hub.Dismiss(office, "gone"); err != nil {
		t.Fatal(err)
	}
	before := c.roster(t, w)
	good := verifier(t, "a better one")
	weak, err := roster.NewVerifier("a better one", rand.Reader, roster.Cost{Passes: 1, Memory: 32, Lanes: 1})
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]struct {
		from          *hubtest.Counter
		user, current string
		fresh         roster.Verifier
		status        int
		code          string
	}{
		"a wrong password":       {w, "r-规划科", "guess", good, http.StatusForbidden, "password"},
		"a stranger":             {w, "stranger", "guess", good, http.StatusNotFound, "unknown-user"},
		"somebody who left":      {w, "gone", once["gone"], good, http.StatusNotFound, "unknown-user"},
		"from an office without": {other, "c1", once["c1"], good, http.StatusNotFound, "no-roster"},
		"to the same password":   {w, "c1", once["c1"], verifier(t, once["c1"]), http.StatusUnprocessableEntity, "verifier"},
		"to the user's id":       {w, "r-耕保科", once["r-耕保科"], verifier(t, "r-耕保科"), http.StatusUnprocessableEntity, "verifier"},
		"to a cheap verifier":    {w, "a1", once["a1"], weak, http.StatusUnprocessableEntity, "verifier"},
		"to a costly verifier": {w, "a1", once["a1"], "$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$" + roster.Verifier(strings.Repeat("A", 43)),
			http.StatusUnprocessableEntity, "verifier"},
		"to no verifier": {w, "a1", once["a1"], "", http.StatusUnprocessableEntity, "verifier"},
	} {
		if g := c.change(t, v.from, v.user, v.current, v.fresh); g.status != v.status || g.code(t) != v.code {
			t.Errorf("%s: %d %s", name, g.status, g.body)
		}
	}
	for name, body := range map[string]string{
		"no wrapped password": `{"user":"c1","current":"AAAA","verifier":"x"}`, "no JSON": `{`,
	} {
		if g := c.call(t, w, http.MethodPost, replica.PathPassword, []byte(body), nil); g.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", name, g.status, g.body)
		}
	}
	large := []byte(`{"user":"` + strings.Repeat("x", 5000) + `"}`)
	if g := c.call(t, w, http.MethodPost, replica.PathPassword, large, nil); g.status != http.StatusRequestEntityTooLarge {
		t.Errorf("large: %d %s", g.status, g.body)
	}
	if after := c.roster(t, w); after.Serial != before.Serial {
		t.Error("the roster changed")
	}
}

// After five failures even the right password has to wait, also at a centre that
// was started anew, and a new password from the administrator opens at once.
func TestGuessingIsLockedOut(t *testing.T) {
	dir, now := t.TempDir(), hubtest.Start()
	clock := func(c *hub.Config) { c.Now = func() time.Time { return now } }
	c := open(t, dir, cheap, clock)
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	once := c.employ(t, office, staff()...)
	fresh := verifier(t, "a better one")
	for range 5 {
		if g := c.change(t, w, "c1", "guess", fresh); g.status != http.StatusForbidden {
			t.Fatalf("%d %s", g.status, g.body)
		}
	}
	c.stop(t)
	c = open(t, dir, cheap, clock)
	locked := func(wait string) {
		t.Helper()
		g := c.change(t, w, "c1", once["c1"], fresh)
		if g.status != http.StatusTooManyRequests || g.code(t) != "locked" || g.header.Get("Retry-After") != wait {
			t.Errorf("%d %s, %s s", g.status, g.body, g.header.Get("Retry-After"))
		}
	}
	locked("60")
	if g := c.change(t, w, "a1", once["a1"], fresh); g.status != http.StatusOK {
		t.Errorf("somebody else: %d %s", g.status, g.body)
	}
	now = now.Add(59500 * time.Millisecond)
	locked("1")
	now = now.Add(-time.Minute)
	locked("61")
	now = now.Add(time.Minute + time.Second)
	if g := c.change(t, w, "c1", "guess", fresh); g.status != http.StatusForbidden {
		t.Errorf("%d %s", g.status, g.body)
	}
	locked("120")
	again, err := c.hub.ResetPassword(office, "c1")
	if err != nil {
		t.Fatal(err)
	}
	if g := c.change(t, w, "c1", again, fresh); g.status != http.StatusOK {
		t.Errorf("%d %s", g.status, g.body)
	}
}

// Guesses that come all at once, at two processes on one log, count one by one.
func TestGuessesAtOnceAreCounted(t *testing.T) {
	c := open(t, t.TempDir(), cheap)
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	c.employ(t, office, staff()...)
	config := c.hub.Config
	config.Logger = nil
	second, err := hub.New(config)
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := c.issuing(t).Wrap([]byte("guess"), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(replica.PasswordChange{User: "c1", Current: wrapped, Verifier: verifier(t, "a better one")})
	if err != nil {
		t.Fatal(err)
	}
	statuses := make(chan int, 20)
	for i := range cap(statuses) {
		process, r := []*hub.Hub{c.hub, second}[i%2], signed(t, w, http.MethodPost, replica.PathPassword, body, false)
		go func() {
			answer := httptest.NewRecorder()
			process.ServeHTTP(answer, r)
			statuses <- answer.Code
		}()
	}
	tries := 0
	for range cap(statuses) {
		if <-statuses == http.StatusForbidden {
			tries++
		}
	}
	if err := second.Close(); err != nil || tries != 5 {
		t.Errorf("%d tries went through, %v", tries, err)
	}
}

// A process takes a password that was wrapped for the key another one made.
func TestPasswordForAKeyOfAnotherProcess(t *testing.T) {
	c := open(t, t.TempDir(), cheap)
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	once := c.employ(t, office, staff()...)
	other, err := hub.New(c.hub.Config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.hub.RotateKey(workday.Date{}); err != nil {
		t.Fatal(err)
	}
	wrapped, err := c.issuing(t).Wrap([]byte(once["c1"]), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(replica.PasswordChange{User: "c1", Current: wrapped, Verifier: verifier(t, "a better one")})
	if err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	other.ServeHTTP(answer, signed(t, w, http.MethodPost, replica.PathPassword, body, false))
	if err := other.Close(); err != nil || answer.Code != http.StatusOK {
		t.Errorf("%d %s, %v", answer.Code, answer.Body, err)
	}
	if u, _ := c.roster(t, w).User("c1"); !u.Verifier.Matches("a better one") {
		t.Errorf("%+v", u)
	}
}

// A revoked installation gets no roster, and changes no password.
func TestRevokedInstallationGetsNoRoster(t *testing.T) {
	c := open(t, t.TempDir(), cheap)
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	once := c.employ(t, office, staff()...)
	if _, err := c.hub.Revoke(w.Installation, false); err != nil {
		t.Fatal(err)
	}
	if g := c.call(t, w, http.MethodGet, replica.PathRoster, nil, nil); g.code(t) != "revoked" {
		t.Errorf("%s", g.body)
	}
	if g := c.change(t, w, "c1", once["c1"], verifier(t, "a better one")); g.code(t) != "revoked" {
		t.Errorf("%s", g.body)
	}
}

// A spoilt roster is found and not believed.
func TestForgedRosterIsDamage(t *testing.T) {
	c := open(t, t.TempDir(), cheap)
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	forged, err := roster.Roster{Office: office, Serial: 1, Issued: hubtest.Start(), Users: staff()[:1]}.Sign(w.Key, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.store.Write(func(tx hub.Tx) error { return tx.Keep("roster|"+office, forged) }); err != nil {
		t.Fatal(err)
	}
	if _, err := c.hub.Roster(office); !errors.Is(err, hub.ErrDamaged) {
		t.Errorf("%v", err)
	}
	if g := c.upload(t, w, w.Receive("1")); g.status != http.StatusServiceUnavailable || g.code(t) != "storage" {
		t.Errorf("%d %s", g.status, g.body)
	}
}

// A copy with the key knows who works where; one without the key, which anybody
// may look into, holds nothing to guess passwords by.
func TestArchiveOfRosters(t *testing.T) {
	c := open(t, t.TempDir(), cheap)
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	once := c.employ(t, office, staff()...)
	c.change(t, w, "a1", "guess", verifier(t, "a better one"))
	for _, withKey := range []bool{true, false} {
		var file bytes.Buffer
		if _, err := (hub.Export{Log: c.store, Key: withKey, Now: hubtest.Start}).To(&file); err != nil {
			t.Fatal(err)
		}
		copied := restored(t, file.Bytes())
		r, err := copied.hub.Roster(office)
		u, known := r.User("c1")
		if err != nil || known != withKey || u.Verifier.Matches(once["c1"]) != withKey {
			t.Errorf("with the key %v: %+v, %v", withKey, u, err)
		}
		names := bytes.Contains(file.Bytes(), []byte(`"record":{"name":"roster|`)) || bytes.Contains(file.Bytes(), []byte(`"record":{"name":"attempts|`))
		if names != withKey {
			t.Errorf("with the key %v, records of people are in it: %v", withKey, names)
		}
	}
}

// restored is a centre on a store that an archive was put into.
func restored(t *testing.T, archive []byte) *centre {
	t.Helper()
	dir := t.TempDir()
	store, err := central.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(hub.ImportArchive(store, store, bytes.NewReader(archive)), store.Close()); err != nil {
		t.Fatal(err)
	}
	return open(t, dir, cheap)
}
