package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/replica"
	"onewindow/app/roster"
	"onewindow/app/seal"
)

// board keeps the roster of a window, as the desk does.
type board struct {
	mu     sync.Mutex
	roster roster.Roster
	keys   func() (*seal.Ring, error)
}

func (b *board) RosterSerial() uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.roster.Serial
}

func (b *board) TakeRoster(signed []byte) error {
	keys, err := b.keys()
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	r, err := roster.Open(signed, keys, b.roster.Serial)
	if err == nil {
		b.roster = r
	}
	return err
}

func (b *board) user(id string) roster.User {
	b.mu.Lock()
	defer b.mu.Unlock()
	u, _ := b.roster.User(id)
	return u
}

// ring is what the window's store keeps of the centre's keys.
func (w *window) ring() (*seal.Ring, error) {
	var kept replica.Joined
	if _, err := w.store.Setting(replica.SettingMembership, &kept); err != nil {
		return nil, err
	}
	return kept.Ring()
}

// The whole way of a clerk at a running centre: put on the roster, signed in with
// a password of their own, dismissed while the line is down; what they wrote
// after is kept aside, and told without telling of the applicant.
func TestClerkComesAndGoes(t *testing.T) {
	at := ofOffice{Storage: Storage{Data: t.TempDir()}, Office: "330402-nh"}
	once := addUser(t, at, "c1", "王芳", casefile.Clerk, "")
	for _, u := range [][3]string{{"r-规划科", "reviewer", "规划科"}, {"r-耕保科", "reviewer", "耕保科"}, {"a1", "approver", ""}} {
		addUser(t, at, u[0], "李强", casefile.Role(u[1]), u[2])
	}
	url, kill := startProcess(t, at.Data, "127.0.0.1:0")
	w := prepareWindow(t, 1, url, "03")
	people := &board{keys: w.ring}
	w.client.People = people
	w.run(t)
	w.until(t, func(s replica.Status) bool { return s.Online })
	if u := people.user("c1"); !u.Verifier.Matches(once) || !u.MustChange {
		t.Fatalf("%+v", u)
	}
	passwords := replica.Passwords{
		Central: url, Installation: w.counter.Installation, Key: w.counter.Key, Settings: w.store,
		Transport: replica.NewTransport(), Clock: system{}, People: people, Cost: roster.StandardCost(), Random: rand.Reader,
	}
	if err := passwords.ChangePassword(context.Background(), "c1", "guess", "一个更好的口令"); replica.CodeOf(err) != "password" {
		t.Errorf("%v", err)
	}
	if err := passwords.ChangePassword(context.Background(), "c1", once, "一个更好的口令"); err != nil {
		t.Fatal(err)
	}
	if u := people.user("c1"); !u.Verifier.Matches("一个更好的口令") || u.MustChange {
		t.Errorf("%+v", u)
	}
	kill()
	w.until(t, func(s replica.Status) bool { return !s.Online })
	if err := (usersLeave{ofUser{ofOffice: at, ID: "c1"}}).Run(); err != nil {
		t.Fatal(err)
	}
	late := w.counter.Receive("03-20261123-0001")
	w.write(t, late)
	_, kill = startProcess(t, at.Data, strings.TrimPrefix(url, "http://"))
	w.client.Nudge()
	w.until(t, func(s replica.Status) bool { return s.Online })
	if people.user("c1").Left == nil {
		t.Error("the window did not hear of it")
	}
	tray, err := w.store.Tray()
	if err != nil || len(tray) != 1 || tray[0].Reason != "author-left" {
		t.Errorf("%+v, %v", tray, err)
	}
	kill()
	quarantined(t, at.Storage, late)
}

func addUser(t *testing.T, at ofOffice, id, name string, role casefile.Role, section string) (once string) {
	t.Helper()
	err := withHub(at.Storage, func(h *hub.Hub) (err error) {
		once, err = h.AddUser(at.Office, roster.User{ID: id, Name: name, Role: role, Section: section})
		return err
	}, quick)
	if err != nil {
		t.Fatal(err)
	}
	return once
}

// quick makes passwords cheap to draw.
func quick(c *hub.Config) { c.Cost = roster.Cost{Passes: 1, Memory: 64, Lanes: 1} }

// quarantined holds what is told of a refused event to what may be told.
func quarantined(t *testing.T, s Storage, e casefile.Event) {
	t.Helper()
	raw, err := e.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	say := func(do func(io.Writer, hub.Log) error) string {
		var out bytes.Buffer
		if err := withHub(s, func(h *hub.Hub) error { return do(&out, h.Log) }); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	list := say(func(w io.Writer, l hub.Log) error { return listRefused(w, l, "author-left") })
	for _, want := range []string{e.ID, "author-left", "received", "c1", "window 03 of 330402-nh", e.Installation, "1 events"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list lacks %q:\n%s", want, list)
		}
	}
	if strings.Contains(list, "示例") || strings.Contains(list, "王芳") {
		t.Errorf("the list tells of people:\n%s", list)
	}
	if none := say(func(w io.Writer, l hub.Log) error { return listRefused(w, l, "state") }); strings.Contains(none, e.ID) {
		t.Error(none)
	}
	if whole := say(func(w io.Writer, l hub.Log) error { return showRefused(w, l, e.ID) }); !strings.Contains(whole, "示例建设有限公司") {
		t.Error(whole)
	}
	if err := (quarantineShow{s, "nothing"}).Run(); err == nil {
		t.Error("shows what is not there")
	}
	file := filepath.Join(t.TempDir(), "aside.jsonl")
	if err := (quarantineExport{s, file}).Run(); err != nil {
		t.Fatal(err)
	}
	lines, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var line keptAside
	if err := json.Unmarshal(lines, &line); err != nil || !bytes.Equal(line.Event, raw) || line.Reason != "author-left" {
		t.Errorf("%s, %v", lines, err)
	}
}

func TestUsersAreListed(t *testing.T) {
	at := ofOffice{Storage: Storage{Data: t.TempDir()}, Office: "330402-nh"}
	say := func() string {
		var out bytes.Buffer
		if err := withHub(at.Storage, func(h *hub.Hub) error {
			r, err := h.Roster(at.Office)
			return errors.Join(err, listUsers(&out, r), tellOfWindows(&out, h, at.Office))
		}); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if got := say(); !strings.Contains(got, "no roster") || !strings.Contains(got, "no window") {
		t.Error(got)
	}
	addUser(t, at, "c1", "王芳", casefile.Clerk, "")
	addUser(t, at, "c2", "沈丽", casefile.Clerk, "")
	if err := errors.Join(
		usersRole{ofUser{ofOffice: at, ID: "c1"}, inRole{"reviewer", "规划科"}}.Run(),
		usersLeave{ofUser{ofOffice: at, ID: "c2"}}.Run(),
		usersPassword{ofUser{ofOffice: at, ID: "c1"}}.Run(),
		usersList{at}.Run(),
	); err != nil {
		t.Error(err)
	}
	lines := strings.Split(say(), "\n")
	if len(lines) != 5 || !strings.Contains(lines[1], "reviewer  规划科") || !strings.Contains(lines[1], "must change") || !strings.Contains(lines[2], "left 20") {
		t.Errorf("%q", lines)
	}
	for name, err := range map[string]error{
		"twice":            usersAdd{ofOffice: at, ID: "c1", Name: "王芳", inRole: inRole{Role: "clerk"}}.Run(),
		"without section":  usersAdd{ofOffice: at, ID: "c3", Name: "王芳", inRole: inRole{Role: "reviewer"}}.Run(),
		"a stranger leave": usersLeave{ofUser{ofOffice: at, ID: "c9"}}.Run(),
		"who left":         usersPassword{ofUser{ofOffice: at, ID: "c2"}}.Run(),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestUsersAreRead(t *testing.T) {
	const list = "工号,姓名,岗位,科室\r\nc1,王芳,窗口\r\nr1, 李强 ,科室审查,空间规划科\r\na1,\"赵,敏\",approver,\r\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(list)
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string]string{"UTF-8": list, "with a mark": "\ufeff" + list, "GB 18030": gb} {
		got, err := readUsers([]byte(raw))
		if err != nil || len(got) != 3 || got[0].Role != casefile.Clerk || got[1] != (roster.User{ID: "r1", Name: "李强", Role: casefile.Reviewer, Section: "空间规划科"}) || got[2].Name != "赵,敏" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	const bad = "id,name,role,section\nc1,王芳,clerk\nc1,沈丽,clerk\n,无名,clerk\nc3,李强,reviewer\nc4,孙,boss\nc5,短\n"
	_, err = readUsers([]byte(bad))
	if err == nil {
		t.Fatal("read")
	}
	for _, want := range []string{"line 3: c1 stands in line 2", "line 4: ", "line 5: reviewer c3 needs a section", "line 6: ", "line 7: 2 columns"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("lacks %q:\n%v", want, err)
		}
	}
	for _, raw := range []string{"", "id,name,role\n", "\"c1"} {
		if got, err := readUsers([]byte(raw)); err == nil {
			t.Errorf("%q: %+v", raw, got)
		}
	}
}

func TestUsersAreImported(t *testing.T) {
	at := ofOffice{Storage: Storage{Data: t.TempDir()}, Office: "330402-nh"}
	file := filepath.Join(t.TempDir(), "people.csv")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("c1,王芳,窗口\nc2,沈丽,boss\n")
	if err := (usersImport{at, file}).Run(); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("%v", err)
	}
	write("c1,王芳,窗口\n")
	if err := (usersImport{at, file}).Run(); err != nil {
		t.Error(err)
	}
	if err := withHub(at.Storage, func(h *hub.Hub) error {
		r, err := h.Roster(at.Office)
		if u, known := r.User("c1"); !known || !u.MustChange || len(r.Users) != 1 {
			t.Errorf("%+v", r)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

// An administrator keeps the roster and looks at the quarantine while the centre
// runs; what is told goes to the administrator and to nobody else.
func TestPeopleOfARunningCentre(t *testing.T) {
	data, here := t.TempDir(), t.TempDir()
	url, _ := startProcess(t, data, "127.0.0.1:0")
	order := func(args ...string) string {
		t.Helper()
		out, err := command(t, here, append(args, "--data", data)...)
		if err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
		return out
	}
	told := order("users", "add", "--office", "330402-nh", "c1", "王芳", "clerk")
	var id, once string
	if n, err := fmt.Sscanf(told, "%s comes in with the password %s and", &id, &once); n != 2 || id != "c1" {
		t.Fatalf("%s: %v", told, err)
	}
	w := prepareWindow(t, 1, url, "03")
	people := &board{keys: w.ring}
	w.client.People = people
	w.run(t)
	w.until(t, func(s replica.Status) bool { return s.Online })
	if !people.user("c1").Verifier.Matches(once) {
		t.Error("the window does not know the password that was told")
	}
	order("users", "leave", "--office", "330402-nh", "c1")
	late := w.counter.Receive("03-20261123-0001")
	w.write(t, late)
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		tray, err := w.store.Tray()
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("never refused, %v", err)
		}
		if len(tray) == 1 && tray[0].Reason == "author-left" {
			break
		}
	}
	if list := order("quarantine", "list"); !strings.Contains(list, late.ID) {
		t.Error(list)
	}
	if out, err := command(t, here, "users", "add", "--office", "330402-nh", "x", "某", "boss", "--data", data); err == nil {
		t.Errorf("an unknown role: %s", out)
	}
}
