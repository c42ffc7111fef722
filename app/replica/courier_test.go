package replica_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/replica"
	"onewindow/app/replica/bundle"
	"onewindow/app/workday"
	"onewindow/store"
)

// traveller is a window that has joined the centre and has no line since.
type traveller struct {
	*counter
	*replica.Courier
	store *store.Store
}

func newTraveller(t *testing.T, c *centre, seed byte, window string) *traveller {
	t.Helper()
	w, s := newStored(t, seed, window, c.url())
	w.stop = func() {}
	courier := &replica.Courier{
		Installation: w.Installation, Key: w.Key, Local: s.Local(), Files: s, Settings: s,
		Now: time.Now, NewID: w.NewID, Random: rand.Reader,
	}
	tr := &traveller{counter: w, Courier: courier, store: s}
	tr.join(t, c)
	return tr
}

// join enrols and keeps the membership, and no more: not one number is leased.
func (w *traveller) join(t *testing.T, c *centre) {
	t.Helper()
	body, err := json.Marshal(w.Enrolment())
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.Post(c.url()+replica.PathInstallations, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer http.DefaultClient.CloseIdleConnections()
	joined := replica.Joined{Central: c.url(), Enrolment: w.Enrolment()}
	if err := errors.Join(json.NewDecoder(r.Body).Decode(&joined.Membership), r.Body.Close()); err != nil {
		t.Fatal(err)
	}
	if err := w.store.SaveSetting(replica.SettingMembership, joined); err != nil {
		t.Fatal(err)
	}
}

// contact is one exchange over the line.
func (w *traveller) contact(t testing.TB) {
	t.Helper()
	if err := w.client.Contact(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func (w *traveller) export(t testing.TB) []byte {
	t.Helper()
	var file bytes.Buffer
	if _, err := w.Export(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func (w *traveller) bring(t testing.TB, file []byte) replica.Brought {
	t.Helper()
	got, err := w.Import(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// deliver takes a bundle to the centre and gives the answer.
func (c *centre) deliver(t testing.TB, file []byte) (hub.Delivery, []byte) {
	t.Helper()
	var answer bytes.Buffer
	done, err := c.hub.TakeBundle(bytes.NewReader(file), &answer)
	if err != nil {
		t.Fatal(err)
	}
	return done, answer.Bytes()
}

func codeOf(err error) bundle.Code {
	var refused *bundle.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

// standing is all that an exchange changes at a window.
func (w *traveller) standing(t testing.TB, cases ...string) string {
	t.Helper()
	tray, err := w.store.Tray()
	if err != nil {
		t.Fatal(err)
	}
	waiting, err := w.store.Outbox()
	if err != nil {
		t.Fatal(err)
	}
	unsent, err := w.store.Local().UnsentFiles(100)
	if err != nil {
		t.Fatal(err)
	}
	cursor, err := w.store.Local().Cursor()
	if err != nil {
		t.Fatal(err)
	}
	told := fmt.Sprintln(len(tray), waiting.Events, waiting.Numbers, len(unsent), cursor)
	for _, id := range cases {
		file, err := w.store.Case(id)
		told += fmt.Sprintln(file.State, file.Version, len(file.Certificates), err)
	}
	return told
}

// Both ways on a stick: events, a file, another window's case, a refused event,
// numbers and the certificate of the centre; and a second time without effect.
func TestStickCarriesTheWholeExchange(t *testing.T) {
	c := startCentre(t, time.Now)
	one, two := newTraveller(t, c, 1, "03"), newTraveller(t, c, 2, "04")
	scan := bytes.Repeat([]byte("扫描件"), 100_000)
	file, err := one.store.AddFile("scan.pdf", bytes.NewReader(scan), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	granted, withFile := one.Granted(1), one.Receive("03-20261123-0009", file)
	write(t, one.store, append(granted, withFile, one.Receive("03-20261123-0009"))...)
	theirs := two.Granted(1)
	write(t, two.store, theirs...)
	_, back := c.deliver(t, two.export(t))
	two.bring(t, back)

	stick := one.export(t)
	done, answer := c.deliver(t, stick)
	if done.Accepted != 6 || done.Refused != 1 || done.Files != 1 || done.Trouble != "" {
		t.Errorf("at the centre: %+v", done)
	}
	again, second := c.deliver(t, stick)
	if !reflect.DeepEqual(again, done) {
		t.Errorf("again at the centre: %+v, first %+v", again, done)
	}
	got := one.bring(t, answer)
	want := replica.Brought{Confirmed: 6, Refused: 1, Events: 13, Numbers: got.Numbers, Files: 1}
	if got != want || got.Numbers < 100 {
		t.Errorf("back at the window: %+v, want %+v", got, want)
	}
	cases := []string{granted[0].Case, theirs[0].Case, withFile.Case}
	standing := one.standing(t, cases...)
	for _, answer := range [][]byte{answer, second, answer} {
		one.bring(t, answer)
		if now := one.standing(t, cases...); now != standing {
			t.Errorf("imported again:\n%swas\n%s", now, standing)
		}
	}
	if o := outbox(t, one.store); o.Events != 0 || o.Numbers != 100 {
		t.Errorf("outbox %+v", o)
	}
	for _, id := range cases[:2] {
		if file, err := one.store.Case(id); err != nil || file.State != casefile.StateIssued || len(file.Misfits) > 0 {
			t.Errorf("case %s: %s, %v", id, file.State, err)
		}
	}
	if f, _, err := c.store.NamedFile(office, file.Hash); err != nil || !f.Brought {
		t.Errorf("the file at the centre: %+v, %v", f, err)
	}
	if sent, err := one.Export(io.Discard); err != nil || sent != (replica.Sent{}) {
		t.Errorf("after it all there still waits %+v, %v", sent, err)
	}
}

// Line and stick may carry the same: nothing comes twice.
func TestStickBesideTheLine(t *testing.T) {
	c := startCentre(t, time.Now)
	one := newTraveller(t, c, 1, "03")
	granted := one.Granted(1)
	write(t, one.store, granted...)
	stick := one.export(t)
	one.run(t)
	one.untilOnline(t)
	eventually(t, "nothing waits", func() bool { return outbox(t, one.store).Events == 0 })
	one.stop()
	_, answer := c.deliver(t, stick)
	one.bring(t, answer)
	file, err := one.store.Case(granted[0].Case)
	if err != nil || file.State != casefile.StateIssued || file.Version != 6 {
		t.Errorf("%s with %d events, %v", file.State, file.Version, err)
	}
}

// An answer that comes when the line has long told more sets nothing back: the window
// would hear the same again and again.
func TestLateAnswerSetsNothingBack(t *testing.T) {
	c := startCentre(t, time.Now)
	one, two := newTraveller(t, c, 1, "03"), newTraveller(t, c, 2, "04")
	write(t, one.store, one.Granted(1)...)
	one.contact(t)
	if err := one.store.Local().Doubt(); err != nil { // as if it had been restored
		t.Fatal(err)
	}
	_, late := c.deliver(t, one.export(t))
	write(t, two.store, two.Granted(2)...)
	two.contact(t)
	one.contact(t)
	before := one.standing(t)
	one.bring(t, late)
	if now := one.standing(t); now != before {
		t.Errorf("the window stands at %s, before at %s", now, before)
	}
}

// A window that was restored from a backup hears by stick of all that was refused,
// however much it is, and goes on where it stands.
func TestStickTellsOfManyRefusals(t *testing.T) {
	c := startCentre(t, time.Now)
	one, two := newTraveller(t, c, 1, "03"), newTraveller(t, c, 2, "04")
	write(t, one.store, one.Granted(1)...)
	one.contact(t)
	backup := newTraveller(t, c, 1, "03")
	backup.contact(t)
	for range 120 {
		write(t, one.store, one.Receive("03-20261123-0001")) // the number is taken
	}
	one.contact(t)
	write(t, two.store, two.Granted(2)...)
	two.contact(t)
	one.contact(t)
	if err := backup.store.Local().Doubt(); err != nil {
		t.Fatal(err)
	}
	_, answer := c.deliver(t, backup.export(t))
	backup.bring(t, answer)
	at, err := backup.store.Local().Cursor()
	want, missing := one.store.Local().Cursor()
	_, restored, unknown := backup.store.Local().Restored()
	tray, unread := backup.store.Tray()
	if err := errors.Join(err, missing, unknown, unread); err != nil || at != want || restored || len(tray) != 120 {
		t.Errorf("at %q of %q, in doubt %v, %d in the tray, %v", at, want, restored, len(tray), err)
	}
}

func TestBundlesThatAreRefused(t *testing.T) {
	c, elsewhere := startCentre(t, time.Now), startCentre(t, time.Now)
	one, two := newTraveller(t, c, 1, "03"), newTraveller(t, c, 2, "04")
	foreign, stranger := newTraveller(t, elsewhere, 1, "03"), newTraveller(t, elsewhere, 3, "05")
	write(t, one.store, one.Granted(1)...)
	stick := one.export(t)
	_, answer := c.deliver(t, stick)
	_, others := c.deliver(t, two.export(t))
	_, foreigners := elsewhere.deliver(t, foreign.export(t))
	altered := func(file []byte, at int) []byte {
		file = bytes.Clone(file)
		file[at] ^= 1
		return file
	}
	before := one.standing(t)
	for name, b := range map[string]struct {
		file []byte
		want bundle.Code
	}{
		"another file":           {[]byte("%PDF-1.7 is no bundle"), bundle.NoBundle},
		"cut":                    {answer[:len(answer)-1], bundle.Cut},
		"altered inside":         {altered(answer, len(answer)-100), bundle.Altered},
		"with another signature": {altered(answer, len(answer)-1), bundle.Altered},
		"what it sent itself":    {stick, bundle.WrongWay},
		"another window's":       {others, bundle.OtherInstallation},
		"another centre's":       {foreigners, bundle.OtherCentre},
	} {
		if _, err := one.Import(bytes.NewReader(b.file)); codeOf(err) != b.want {
			t.Errorf("the window takes one %s: %v, want %s", name, err, b.want)
		}
	}
	if now := one.standing(t); now != before {
		t.Errorf("refused bundles changed the window:\n%swas\n%s", now, before)
	}
	for name, b := range map[string]struct {
		file []byte
		want bundle.Code
	}{
		"cut":                        {stick[:len(stick)/2], bundle.Cut},
		"altered":                    {altered(stick, len(stick)-100), bundle.Altered},
		"its own answer":             {answer, bundle.WrongWay},
		"of a window it never knew":  {stranger.export(t), bundle.Unknown},
		"meant for another centre":   {foreign.export(t), bundle.OtherCentre},
		"in another window's name":   {renamed(stick, one.counter.Installation, two.counter.Installation), bundle.Altered},
		"with a path for an id":      {renamed(stick, one.counter.Installation, "../../../../../../../../etc/passwd.x"), bundle.Unknown},
		"something else entirely":    {bytes.Repeat([]byte{0}, 100), bundle.NoBundle},
		"the head and nothing other": {stick[:21], bundle.Cut},
	} {
		var out bytes.Buffer
		if _, err := c.hub.TakeBundle(bytes.NewReader(b.file), &out); codeOf(err) != b.want || out.Len() > 0 {
			t.Errorf("the centre takes one %s: %v, want %s; %d bytes of answer", name, err, b.want, out.Len())
		}
	}
}

// renamed puts another installation of the same length into the header.
func renamed(file []byte, from, to string) []byte {
	return bytes.Replace(file, []byte(from), []byte(to), 1)
}

func TestAnswerToWhatWasNeverSent(t *testing.T) {
	c := startCentre(t, time.Now)
	one := newTraveller(t, c, 1, "03")
	stick := one.export(t)
	_, answer := c.deliver(t, stick)
	if err := one.store.SaveSetting("errands", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := one.Import(bytes.NewReader(answer)); codeOf(err) != bundle.Unasked {
		t.Errorf("%v", err)
	}
	if err := one.store.SaveSetting(replica.SettingMembership, replica.Joined{}); err != nil {
		t.Fatal(err)
	}
	if _, err := one.Export(io.Discard); codeOf(err) != bundle.NotJoined {
		t.Errorf("%v", err)
	}
}

// A new issuing key travels on the stick too: the first answer brings it, the
// next bundle is for it.
func TestStickLearnsTheNewKey(t *testing.T) {
	c := startCentre(t, time.Now)
	one := newTraveller(t, c, 1, "03")
	write(t, one.store, one.Granted(1)...)
	stick := one.export(t)
	if _, err := c.hub.RotateKey(workday.Date{}); err != nil {
		t.Fatal(err)
	}
	done, answer := c.deliver(t, stick)
	if got := one.bring(t, answer); done.Trouble != replica.CodeRekeyed || got.Trouble != replica.CodeRekeyed || got.Confirmed != 0 {
		t.Errorf("%+v, %+v", done, got)
	}
	_, answer = c.deliver(t, one.export(t))
	if got := one.bring(t, answer); got.Trouble != "" || got.Confirmed != 5 {
		t.Errorf("%+v", got)
	}
}

// What a revoked window had not delivered is kept aside, and it learns nothing.
func TestStickOfARevokedWindow(t *testing.T) {
	c := startCentre(t, time.Now)
	one := newTraveller(t, c, 1, "03")
	write(t, one.store, one.Granted(1)...)
	if _, err := c.hub.Revoke(one.counter.Installation, false); err != nil {
		t.Fatal(err)
	}
	done, answer := c.deliver(t, one.export(t))
	got := one.bring(t, answer)
	if done.Refused != 5 || got != (replica.Brought{Refused: 5, Trouble: "revoked"}) {
		t.Errorf("%+v, %+v", done, got)
	}
}

// failing stops a window's store after some calls, as a power cut does.
type failing struct {
	store.Local
	calls int
}

var errPower = errors.New("the power is gone")

func (f *failing) step() error {
	if f.calls--; f.calls < 0 {
		return errPower
	}
	return nil
}

func (f *failing) Apply(p replica.Page) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.Local.Apply(p)
}

func (f *failing) Settle(a []replica.Answer) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.Local.Settle(a)
}

func (f *failing) AddLease(l replica.Lease) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.Local.AddLease(l)
}

func (f *failing) FileSent(hash string) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.Local.FileSent(hash)
}

// breaking fails a read of the centre somewhere in the second reading of a file.
type breaking struct {
	*bytes.Reader
	left int64
}

func (b *breaking) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p[:min(len(p), 4096)])
	if b.left -= int64(n); b.left < 0 {
		return 0, errPower
	}
	return n, err
}

// Wherever an import stops, on either side, doing it again completes it.
func TestImportStoppedAnywhereIsCompletedByTheNext(t *testing.T) {
	for stop := range 5 {
		c := startCentre(t, time.Now)
		one := newTraveller(t, c, 1, "03")
		file, err := one.store.AddFile("scan.pdf", bytes.NewReader(bytes.Repeat([]byte{7, byte(stop)}, 300_000)), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		events := append(one.Granted(1), one.Receive("03-20261123-0009", file))
		write(t, one.store, events...)
		stick := one.export(t)
		for part := range int64(4) {
			cut := &breaking{bytes.NewReader(stick), int64(len(stick)) + part*int64(len(stick))/4}
			if _, err := c.hub.TakeBundle(cut, nil); !errors.Is(err, errPower) {
				t.Fatalf("part %d: %v", part, err)
			}
		}
		_, answer := c.deliver(t, stick)
		whole := one.Local
		one.Local = &failing{Local: one.store.Local(), calls: stop}
		if _, err := one.Import(bytes.NewReader(answer)); err != nil && !errors.Is(err, errPower) {
			t.Fatal(err)
		}
		one.Local = whole
		one.bring(t, answer)
		got := one.standing(t, events[0].Case)
		if !strings.HasPrefix(got, "0 0 100 0 ") || !strings.Contains(got, "issued 6 1") {
			t.Errorf("stopped after %d: %s", stop, got)
		}
	}
}

// Sticks may come late, twice, out of order or never, and the line come back in
// between: in the end both windows and the centre know the same.
func TestSticksInAnyOrderEndInStep(t *testing.T) {
	for seed := range int64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { sticksInAnyOrder(t, mathrand.New(mathrand.NewSource(seed))) })
	}
}

func sticksInAnyOrder(t *testing.T, chance *mathrand.Rand) {
	c := startCentre(t, time.Now)
	windows := []*traveller{newTraveller(t, c, 1, "03"), newTraveller(t, c, 2, "04")}
	there, back := make([][][]byte, len(windows)), make([][][]byte, len(windows))
	var cases []string
	for step := range 30 {
		i := chance.Intn(len(windows))
		w := windows[i]
		switch chance.Intn(4) {
		case 0:
			events := w.Granted(step + 1) // no number is 0
			write(t, w.store, events...)
			cases = append(cases, events[0].Case)
		case 1:
			there[i] = append(there[i], w.export(t))
		case 2:
			if n := len(there[i]); n > 0 {
				_, answer := c.deliver(t, there[i][chance.Intn(n)])
				back[i] = append(back[i], answer)
			}
		case 3:
			if n := len(back[i]); n > 0 {
				w.bring(t, back[i][chance.Intn(n)])
			}
		}
	}
	for range 2 { // the second round brings what the other window did in the first
		for _, w := range windows {
			_, answer := c.deliver(t, w.export(t))
			if got := w.bring(t, answer); got.Trouble != "" || got.Refused > 0 {
				t.Errorf("%+v", got)
			}
		}
	}
	for _, w := range windows {
		if o := outbox(t, w.store); o.Events != 0 || o.Numbers != 100 {
			t.Errorf("outbox %+v", o)
		}
	}
	one, two := windows[0].standing(t, cases...), windows[1].standing(t, cases...)
	if one != two || strings.Count(one, "issued 6 1 <nil>") != len(cases) {
		t.Errorf("%d cases, one window:\n%sthe other:\n%s", len(cases), one, two)
	}
}
