package store_test

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/store"
	"onewindow/store/vault"
)

// Whatever is written, answered and downloaded, in whatever order and however
// often, the store holds what the plain model holds.
func TestStoreFollowsTheModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		check(t, err)
		m := &model{
			t: t, dir: dir, store: openFor(t, dir),
			placed: map[string]uint64{}, refused: map[string]string{},
			answers: map[string]replica.Answer{}, numbers: map[uint64]bool{},
		}
		rt.Repeat(map[string]func(*rapid.T){
			"write":      m.write,
			"write back": m.writeAndFail,
			"foreign":    m.foreignEvent,
			"centre":     m.centreDecides,
			"settle":     m.settle,
			"page":       m.page,
			"lease":      m.lease,
			"reopen":     m.reopen,
			"":           m.compare,
		})
		check(t, m.store.Close())
		wantWholeOnDisk(t, dir, m.own)
		// Every row on the disk, byte for byte, is what its events fold to.
		found, err := store.Check(store.Checks{Options: options(dir)})
		if err != nil || len(found) > 0 {
			rt.Fatalf("found %+v: %v", found, err)
		}
	})
}

func openFor(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(options(dir))
	check(t, err)
	return s
}

// model is the store in plain slices and maps, and a centre beside it.
type model struct {
	t     *testing.T
	dir   string
	store *store.Store

	own     []casefile.Event  // in chain order
	foreign []casefile.Event  // of another installation
	placed  map[string]uint64 // event id → order, as far as the store was told
	refused map[string]string // event id → reason, as far as the store was told
	numbers map[uint64]bool   // taken
	leased  uint64            // highest number leased
	cursor  int               // events of the log behind the store's cursor

	log     []casefile.Event          // of the centre; the order is the place, from 1
	answers map[string]replica.Answer // of the centre, by event
	batches [][]replica.Answer        // on their way to the store
}

func (m *model) write(rt *rapid.T) {
	list := m.draw(rt)
	check(m.t, m.store.Write(func(w desk.Writer) error { return m.act(w, list) }))
	for _, e := range list {
		m.own = append(m.own, chained(m.t, e, m.own))
	}
}

func (m *model) writeAndFail(rt *rapid.T) {
	list := m.draw(rt)
	taken := len(m.numbers)
	failure := errors.New("no")
	err := m.store.Write(func(w desk.Writer) error {
		for _, e := range list {
			check(m.t, w.Append(e))
		}
		_, _, err := w.Take(replica.AcceptanceNumbers, 2026)
		check(m.t, err)
		return failure
	})
	if !errors.Is(err, failure) || len(m.numbers) != taken {
		rt.Fatalf("failed action: %v", err)
	}
}

func (m *model) act(w desk.Writer, list []casefile.Event) error {
	for _, e := range list {
		check(m.t, w.Append(e))
	}
	n, ok, err := w.Take(replica.AcceptanceNumbers, 2026)
	if wantOK := uint64(len(m.numbers)) < m.leased; ok != wantOK || m.numbers[n] || n > m.leased {
		m.t.Fatalf("took %d, %v of %d after %d", n, ok, m.leased, len(m.numbers))
	}
	if ok {
		m.numbers[n] = true
	}
	return err
}

// draw makes one to three events of cases that may or may not be there.
func (m *model) draw(rt *rapid.T) []casefile.Event {
	list := make([]casefile.Event, rapid.IntRange(1, 3).Draw(rt, "events"))
	for i := range list {
		list[i] = drawEvent(m.t, rt, fmt.Sprintf("e%d", len(m.own)+i+1))
	}
	return list
}

func drawEvent(t testing.TB, rt *rapid.T, id string) casefile.Event {
	bodies := []casefile.Body{
		received("03-"+id, rapid.SampledFrom([]string{"甲", "乙", "Ab"}).Draw(rt, "applicant")),
		accepted(t, "受"+id), &casefile.Attached{Material: "form"}, &casefile.Withdrawn{Reason: "撤回"},
		&casefile.OpinionGiven{Section: "planning", Agree: true, Text: "同意"},
	}
	body := rapid.SampledFrom(bodies).Draw(rt, "body")
	by := clerk
	if body.Kind() == casefile.KindOpinion {
		by = reviewer
	}
	return event(t, id, rapid.SampledFrom(caseIDs()).Draw(rt, "case"), by, body)
}

func caseIDs() []string { return []string{"c1", "c2", "c22", "c3"} }

// chained is the event as the store must keep it behind the others.
func chained(t testing.TB, e casefile.Event, own []casefile.Event) casefile.Event {
	e.Installation, e.Seq = here, uint64(len(own)+1)
	if len(own) > 0 {
		sum, err := own[len(own)-1].Hash()
		check(t, err)
		e.Prev = sum
	}
	return reread(t, e)
}

// reread is the event as it is after a journey through its bytes.
func reread(t testing.TB, e casefile.Event) casefile.Event {
	t.Helper()
	raw, err := e.Bytes()
	check(t, err)
	e, err = casefile.Parse(raw)
	check(t, err)
	return e
}

func (m *model) foreignEvent(rt *rapid.T) {
	e := foreign(drawEvent(m.t, rt, fmt.Sprintf("f%d", len(m.foreign)+1)), uint64(len(m.foreign)+1))
	e = reread(m.t, e)
	m.foreign = append(m.foreign, e)
	m.log = append(m.log, e)
}

// centreDecides lets the centre answer an upload. The answers are on their way
// from then on; they may arrive late, twice, or behind the events themselves.
func (m *model) centreDecides(rt *rapid.T) {
	upload, err := m.store.Local().Pending(rapid.IntRange(1, 5).Draw(rt, "batch"), 1<<20)
	check(m.t, err)
	var batch []replica.Answer
	for _, e := range upload {
		a, known := m.answers[e.ID]
		if !known {
			a = confirm(m.t, e, 0)
			if rapid.IntRange(0, 3).Draw(rt, "refused") == 0 {
				a.Refused = "state"
			} else {
				m.log = append(m.log, e)
				a.Order = uint64(len(m.log))
			}
			m.answers[e.ID] = a
		}
		batch = append(batch, a)
	}
	m.batches = append(m.batches, batch)
}

func (m *model) settle(rt *rapid.T) {
	if len(m.batches) == 0 {
		return
	}
	batch := rapid.SampledFrom(m.batches).Draw(rt, "batch")
	check(m.t, m.store.Local().Settle(batch))
	for _, a := range batch {
		if a.Order > 0 {
			m.placed[a.ID] = a.Order
		} else {
			m.refused[a.ID] = a.Refused
		}
	}
}

// page delivers a piece of the log that starts at or before the cursor.
func (m *model) page(rt *rapid.T) {
	from := rapid.IntRange(0, m.cursor).Draw(rt, "from")
	to := rapid.IntRange(from, min(from+4, len(m.log))).Draw(rt, "to")
	if from == to {
		return
	}
	p := replica.Page{Next: fmt.Sprint(to)}
	for i := from; i < to; i++ {
		p.Events = append(p.Events, ordered(m.t, m.log[i], uint64(i+1)))
		m.placed[m.log[i].ID] = uint64(i + 1)
	}
	check(m.t, m.store.Local().Apply(p))
	m.cursor = max(m.cursor, to)
}

func (m *model) lease(rt *rapid.T) {
	size := rapid.Uint64Range(1, 3).Draw(rt, "numbers")
	l := lease(fmt.Sprintf("l%d", m.leased), m.leased+1, m.leased+size)
	check(m.t, m.store.Local().AddLease(l))
	check(m.t, m.store.Local().AddLease(l))
	m.leased += size
}

func (m *model) reopen(*rapid.T) {
	check(m.t, m.store.Close())
	m.store = openFor(m.t, m.dir)
}

// compare looks at the store from every side.
func (m *model) compare(rt *rapid.T) {
	var rows []casefile.Summary
	tray := map[string]string{}
	for id, reason := range m.refused {
		tray[id] = reason
	}
	for _, id := range caseIDs() {
		events, waiting := m.events(id)
		c, err := m.store.Case(id)
		if len(events) == 0 {
			if !errors.Is(err, desk.ErrUnknownCase) {
				rt.Fatalf("case %s of no event: %v", id, err)
			}
			continue
		}
		want := casefile.Fold(events)
		if err != nil || !reflect.DeepEqual(c, want) {
			rt.Fatalf("case %s is %q, want %q: %v", id, kinds(c), kinds(want), err)
		}
		if pending, err := m.store.Pending(id); err != nil || pending != (waiting > 0) {
			rt.Fatalf("case %s pending %v with %d waiting: %v", id, pending, waiting, err)
		}
		for _, x := range want.Misfits {
			if m.placed[x.Event] == 0 {
				tray[x.Event] = x.Reason
			}
		}
		if want.State != casefile.StateNone {
			row := want.Summary()
			row.Pending = waiting > 0
			rows = append(rows, row)
		}
	}
	m.compareRows(rt, rows)
	m.compareTray(rt, tray)
	m.compareState(rt)
}

// events lists what the case must be folded from, and how many of it wait.
func (m *model) events(caseID string) (list []casefile.Event, waiting int) {
	ofCase := func(e casefile.Event) bool { return e.Case == caseID }
	for _, e := range slices.Concat(m.own, m.foreign) {
		if ofCase(e) && m.placed[e.ID] > 0 {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b casefile.Event) int { return cmp.Compare(m.placed[a.ID], m.placed[b.ID]) })
	for _, e := range m.own {
		if ofCase(e) && m.placed[e.ID] == 0 && m.refused[e.ID] == "" {
			list = append(list, e)
			waiting++
		}
	}
	return list, waiting
}

func (m *model) compareRows(rt *rapid.T, want []casefile.Summary) {
	for column, key := range map[desk.Column]func(casefile.Summary) string{
		desk.ByNumber:    func(s casefile.Summary) string { return s.Number },
		desk.ByApplicant: func(s casefile.Summary) string { return s.Applicant + s.Number },
		desk.ByState: func(s casefile.Summary) string {
			return fmt.Sprint(slices.Index(casefile.States(), s.State), s.Number)
		},
	} {
		slices.SortFunc(want, func(a, b casefile.Summary) int { return cmp.Compare(key(a), key(b)) })
		got, err := m.store.List(desk.Query{Sort: column, Limit: 10})
		if err != nil || got.Total != len(want) || len(want) > 0 && !reflect.DeepEqual(got.Rows, want) {
			rt.Fatalf("by %s: %+v\nwant %+v: %v", column, got, want, err)
		}
	}
}

func (m *model) compareTray(rt *rapid.T, want map[string]string) {
	strays, err := m.store.Tray()
	check(m.t, err)
	got := map[string]string{}
	for _, s := range strays {
		got[s.Event.ID] = s.Reason
	}
	if len(strays) != len(got) || !reflect.DeepEqual(got, want) {
		rt.Fatalf("tray %v, want %v", got, want)
	}
}

func (m *model) compareState(rt *rapid.T) {
	waiting := 0
	for _, e := range m.own {
		if m.placed[e.ID] == 0 && m.refused[e.ID] == "" {
			waiting++
		}
	}
	box, err := m.store.Outbox()
	if err != nil || box.Events != waiting || box.Numbers != m.leased-uint64(len(m.numbers)) {
		rt.Fatalf("outbox %+v, want %d events and %d numbers: %v", box, waiting, m.leased-uint64(len(m.numbers)), err)
	}
	cursor, err := m.store.Local().Cursor()
	check(m.t, err)
	if want := fmt.Sprint(m.cursor); cursor != want && m.cursor > 0 {
		rt.Fatalf("cursor %q, want %s", cursor, want)
	}
}

// wantWholeOnDisk reads the closed file past the store: the chain must hold
// exactly these events, byte for byte.
func wantWholeOnDisk(t testing.TB, dir string, want []casefile.Event) {
	t.Helper()
	chain := chainOnDisk(t, dir)
	wantWhole(t, chain)
	if len(chain) != len(want) {
		t.Fatalf("%d events on the disk, want %d", len(chain), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(chain[i], want[i]) {
			t.Fatalf("event %d on the disk is %+v, want %+v", i, chain[i], want[i])
		}
	}
}

func chainOnDisk(t testing.TB, dir string) []casefile.Event {
	t.Helper()
	file, err := vault.Read(dir)
	check(t, err)
	key, err := file.Open(vault.Open())
	check(t, err)
	return chainOf(t, dir, key)
}

// chainOf is chainOnDisk with the key of the folder.
func chainOf(t testing.TB, dir string, key *vault.Key) []casefile.Event {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(dir, "onewindow.db"), 0o600, &bbolt.Options{ReadOnly: true, PreLoadFreelist: true})
	check(t, err)
	var chain []casefile.Event
	err = db.View(func(tx *bbolt.Tx) error {
		for err := range tx.Check() {
			t.Errorf("the file is damaged: %v", err)
		}
		return tx.Bucket([]byte("chain")).ForEach(func(seq, sealed []byte) error {
			id, err := key.Open(sealed, []byte("chain|"+string(seq)+"|\x02"))
			check(t, err)
			raw, err := key.Open(tx.Bucket([]byte("events")).Get(id), []byte("events|"+string(id)+"|\x02"))
			check(t, err)
			e, err := casefile.Parse(raw)
			chain = append(chain, e)
			return err
		})
	})
	check(t, errors.Join(err, db.Close()))
	return chain
}
