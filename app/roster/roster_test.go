package roster_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onewindow/app/casefile"
	"onewindow/app/roster"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

var start = time.Date(2026, time.November, 23, 2, 0, 0, 0, time.UTC)

func newKey(t testing.TB, seed byte) *seal.PrivateKey {
	t.Helper()
	key, err := seal.GenerateKey(rand.NewChaCha8([32]byte{seed}))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func clerk(id string) roster.User {
	return roster.User{ID: id, Name: "王芳", Role: casefile.Clerk}
}

func office(serial uint64, users ...roster.User) roster.Roster {
	return roster.Roster{Office: "330402-nh", Serial: serial, Issued: start, Users: users}
}

func signed(t testing.TB, by *seal.PrivateKey, r roster.Roster) []byte {
	t.Helper()
	raw, err := r.Sign(by, nil)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestSignedRosterOpens(t *testing.T) {
	key, left := newKey(t, 1), start.Add(time.Hour)
	reviewer := roster.User{
		ID: "r1", Name: "李强", Role: casefile.Reviewer, Section: "空间规划科", MustChange: true, Left: &left,
		Verifier: "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$" + roster.Verifier(strings.Repeat("A", 43)),
	}
	want := office(7, clerk("c1"), reviewer)
	raw := signed(t, key, want)
	got, err := roster.Open(raw, seal.NewRing(key.Public()), 7)
	if err != nil {
		t.Fatal(err)
	}
	again, err := got.Sign(key, nil)
	if err != nil || !bytes.Equal(raw, again) {
		t.Errorf("%+v signs to other bytes, %v", got, err)
	}
	u, known := got.User("r1")
	if !known || u.Actor() != (casefile.Actor{ID: "r1", Name: "李强", Role: casefile.Reviewer, Section: "空间规划科"}) || !u.Left.Equal(left) {
		t.Errorf("%+v", u)
	}
	if _, known := got.User("r2"); known {
		t.Error("knows a stranger")
	}
}

// What is not the centre's newest word is not believed.
func TestOpenRefuses(t *testing.T) {
	centre, other, window := newKey(t, 1), newKey(t, 2), newKey(t, 3)
	good := signed(t, centre, office(7, clerk("c1")))
	at := func(i int, b byte) []byte {
		raw := slices.Clone(good)
		raw[i] ^= b
		return raw
	}
	name := len("onewindow-roster 1 ")
	sum := name + len(centre.ID().String()) + 1
	rings := map[string]*seal.Ring{"": seal.NewRing(centre.Public()), "revoked": seal.NewRing(centre.Public())}
	rings["revoked"].Revoke(centre.ID(), workday.DateOf(start))
	rings["window"] = seal.NewRing(centre.Public())
	rings["window"].Vouch(seal.Certificate{
		Installation: "w", Key: window.Public(), NotBefore: workday.DateOf(start), NotAfter: workday.DateOf(start),
	})
	for name, c := range map[string]struct {
		raw   []byte
		ring  string
		known uint64
		want  error
	}{
		"older than known":      {good, "", 8, roster.ErrOutdated},
		"another centre's":      {signed(t, other, office(7)), "", 0, seal.UnknownKey},
		"a window's":            {signed(t, window, office(7)), "window", 0, seal.UnknownKey},
		"of a revoked key":      {good, "revoked", 0, seal.Revoked},
		"altered":               {bytes.Replace(good, []byte("c1"), []byte("c2"), 1), "", 0, seal.Altered},
		"with a bit in the sum": {at(sum, 1), "", 0, seal.Altered},
		"of another key's name": {at(name, 1), "", 0, seal.UnknownKey},
		"of another version":    {bytes.Replace(good, []byte("roster 1"), []byte("roster 2"), 1), "", 0, seal.Malformed},
		"without a signature":   {bytes.Replace(good, good[sum-1:bytes.IndexByte(good, '\n')], nil, 1), "", 0, seal.Altered},
		"with a blank behind":   {append(slices.Clone(good), ' '), "", 0, seal.Altered},
		"a line alone":          {good[:bytes.IndexByte(good, '\n')], "", 0, seal.Malformed},
		"cut":                   {good[:len(good)-1], "", 0, seal.Malformed},
		"with something behind": {append(slices.Clone(good), 0), "", 0, seal.Malformed},
		"empty":                 {nil, "", 0, seal.Malformed},
		"huge":                  {make([]byte, roster.MaxSize+1), "", 0, seal.Malformed},
	} {
		if _, err := roster.Open(c.raw, rings[c.ring], c.known); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// The centre signs nothing that a window would refuse.
func TestSignRefusesWhatIsNoRoster(t *testing.T) {
	many := make([]roster.User, roster.MaxUsers+1)
	for i := range many {
		many[i] = clerk(fmt.Sprintf("%05d", i))
	}
	of := func(change func(*roster.User)) roster.Roster {
		u := clerk("c1")
		change(&u)
		return office(1, u)
	}
	for name, r := range map[string]roster.Roster{
		"no serial":         office(0),
		"no office":         {Serial: 1, Issued: start},
		"no day":            {Office: "x", Serial: 1},
		"too many":          office(1, many...),
		"twice":             office(1, clerk("c1"), clerk("c1")),
		"out of order":      office(1, clerk("c2"), clerk("c1")),
		"no id":             of(func(u *roster.User) { u.ID = "" }),
		"a blank in front":  of(func(u *roster.User) { u.ID = " c1" }),
		"a line break":      of(func(u *roster.User) { u.Name = "王\n芳" }),
		"no name":           of(func(u *roster.User) { u.Name = "" }),
		"broken text":       of(func(u *roster.User) { u.Name = "\xff" }),
		"a long name":       of(func(u *roster.User) { u.Name = strings.Repeat("长", 51) }),
		"the centre's role": of(func(u *roster.User) { u.Role = casefile.CentreRole }),
		"no role":           of(func(u *roster.User) { u.Role = "" }),
		"no section":        of(func(u *roster.User) { u.Role = casefile.Reviewer }),
		"a costly verifier": of(func(u *roster.User) {
			u.Verifier = "$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$" + roster.Verifier(strings.Repeat("A", 43))
		}),
	} {
		if raw, err := r.Sign(newKey(t, 1), nil); err == nil {
			t.Errorf("%s: signed %d bytes", name, len(raw))
		}
	}
}

func TestWithKeepsTheOrderAndTheOriginal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, want := office(1), map[string]string{}
		for _, id := range rapid.SliceOf(rapid.StringMatching(`[a-d]{1,2}`)).Draw(t, "ids") {
			u := clerk(id)
			u.Name = fmt.Sprint(len(want), id)
			before := slices.Clone(r.Users)
			next := r.With(u)
			if !slices.Equal(before, r.Users) {
				t.Fatal("the receiver was changed")
			}
			r, want[id] = next, u.Name
		}
		if !slices.IsSortedFunc(r.Users, func(a, b roster.User) int { return strings.Compare(a.ID, b.ID) }) || len(r.Users) != len(want) {
			t.Fatalf("%+v", r.Users)
		}
		for id, name := range want {
			if u, known := r.User(id); !known || u.Name != name {
				t.Fatalf("%s is %+v", id, u)
			}
		}
	})
}

// Whatever bytes stand where a roster should, Open neither fails hard nor takes
// what the centre did not sign; and what it takes keeps to the limits.
func FuzzOpen(f *testing.F) {
	key := newKey(f, 1)
	ring := seal.NewRing(key.Public())
	left := start
	f.Add(signed(f, key, office(7, clerk("c1"), roster.User{ID: "r", Name: "李", Role: casefile.Reviewer, Section: "科", Left: &left})))
	f.Add([]byte(`{"office":"330402-nh","serial":7,"issued":"2026-11-23T02:00:00Z","users":[{"id":"c1","name":"王芳","role":"clerk"}]}`))
	f.Add([]byte(strings.Repeat("[", 20000)))
	head := "onewindow-roster 1 " + key.ID().String()
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := roster.Open(raw, ring, 0); err == nil && !bytes.HasPrefix(raw, []byte(head+" ")) {
			t.Error("took what names another key")
		}
		// The same, as a careless centre would have signed it.
		signature, err := key.SignBytes("onewindow roster", append([]byte(head+"\n"), raw...), nil)
		if err != nil {
			t.Fatal(err)
		}
		framed := append([]byte(head+" "+base64.StdEncoding.EncodeToString(signature)+"\n"), raw...)
		r, err := roster.Open(framed, ring, 0)
		if err != nil {
			return
		}
		if len(r.Users) > roster.MaxUsers || r.Serial == 0 {
			t.Errorf("%d users, serial %d", len(r.Users), r.Serial)
		}
		for _, u := range r.Users {
			if err := u.Check(); err != nil {
				t.Error(err)
			}
		}
		if _, err := r.Sign(key, nil); err != nil {
			t.Errorf("what opened cannot be signed: %v", err)
		}
	})
}

// The wire names are read by windows of other versions.
func TestWireFormStays(t *testing.T) {
	raw, err := json.Marshal(office(7, clerk("c1")))
	const want = `{"office":"330402-nh","serial":7,"issued":"2026-11-23T02:00:00Z","users":[{"id":"c1","name":"王芳","role":"clerk"}]}`
	if err != nil || string(raw) != want {
		t.Errorf("%s, %v", raw, err)
	}
}
