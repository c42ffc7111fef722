package hub

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"onewindow/app/replica"
)

// ErrNeverRestored says that the log was never put back from a copy.
var ErrNeverRestored = errors.New("hub: the log was never restored from a copy")

// ErrRestoring says that the centre issues nothing of its own while its windows
// give back what it has lost.
var ErrRestoring = errors.New("hub: the windows are giving back what the log has lost")

// Epoch (纪元) is a stretch in the life of the log that begins when the log is
// put back from a copy. What stood behind the last place of the copy is gone, and
// comes back from the windows (回送).
type Epoch struct {
	Serial uint64    `json:"serial"`         // every later one has a higher one; 0 for a log that was never put back
	Behind uint64    `json:"behind"`         // last place of the log that was put back
	Begun  time.Time `json:"begun"`          //
	Ended  time.Time `json:"ended,omitzero"` // zero while it is open
}

// Open says whether windows are still expected to give back. What the centre
// issued since the copy was made may be on paper: until then it issues nothing.
func (e Epoch) Open() bool { return e.Serial > 0 && e.Ended.IsZero() }

// recordEpochs names the record of all epochs, oldest first.
const recordEpochs = "epochs"

// epochs are all epochs of a log.
type epochs []Epoch

func epochsOf(from records) (epochs, error) {
	raw, err := from.Record(recordEpochs)
	if err != nil || raw == nil {
		return nil, err
	}
	return readEpochs(raw)
}

func readEpochs(raw []byte) (epochs, error) {
	var all epochs
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, fmt.Errorf("%w: the epochs: %w", ErrDamaged, err)
	}
	return all, nil
}

// now is the newest epoch, the zero Epoch where there is none.
func (all epochs) now() Epoch {
	if len(all) == 0 {
		return Epoch{}
	}
	return all[len(all)-1]
}

// behind is the last place that means the same now as it did in an epoch. Of one
// that the log does not know, because the copy is of before, no place does.
func (all epochs) behind(serial uint64) uint64 {
	if serial > 0 && !slices.ContainsFunc(all, func(e Epoch) bool { return e.Serial == serial }) {
		return 0
	}
	place := all.now().Behind
	for _, e := range all {
		if e.Serial > serial {
			place = min(place, e.Behind)
		}
	}
	return place
}

// epochsKept is how long a process goes by the epochs that it has read. Who counts
// in the places of before for a moment longer gives back what came of it.
const epochsKept = 5 * time.Second

// calends remember the epochs: every upload and download asks for them.
type calends struct {
	mu   sync.Mutex
	read time.Time // zero for not yet
	all  epochs
}

// forget has them read again.
func (c *calends) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read = time.Time{}
}

// epochs are all epochs of the log, as they were some seconds ago.
func (h *Hub) epochs() (epochs, error) {
	c, now := &h.calends, h.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.read.IsZero() && now.Sub(c.read).Abs() < epochsKept {
		return c.all, nil
	}
	all, err := epochsOf(h.Log)
	if err == nil {
		c.all, c.read = all, now
	}
	return all, err
}

func (all epochs) keep(tx Tx) error {
	raw, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return tx.Keep(recordEpochs, raw)
}

// BeginEpoch puts down that the log was put back from a copy that ended at a
// place. A lower place does no harm, it only makes the windows give back more; a
// higher one than the copy's hides what stood between.
func BeginEpoch(log Log, behind uint64, now time.Time) (begun Epoch, err error) {
	err = log.Write(func(tx Tx) error {
		begun, err = beginEpoch(tx, behind, now)
		return err
	})
	return begun, err
}

func beginEpoch(tx Tx, behind uint64, now time.Time) (Epoch, error) {
	all, err := epochsOf(tx)
	if err != nil {
		return Epoch{}, err
	}
	// Counting on from the copy could give a serial again that the windows
	// know from an epoch which the copy does not.
	serial := max(all.now().Serial+1, uint64(max(now.Unix(), 1)))
	begun := Epoch{Serial: serial, Behind: behind, Begun: now.UTC()}
	return begun, append(slices.Clip(all), begun).keep(tx)
}

// BeginEpoch puts down that the log was put back from a copy before this process
// began, which has perhaps taken events since. With a place, the copy ended there.
// As RestoreArchive does, it leaves numbers out that may be on paper.
func (h *Hub) BeginEpoch(behind *uint64) (Epoch, error) {
	place := h.started
	if behind != nil {
		place = min(*behind, place)
	}
	series, err := seriesOf(h.Log)
	if err != nil {
		return Epoch{}, err
	}
	var begun Epoch
	err = h.Log.Write(func(tx Tx) error {
		if err := goAhead(tx, series, h.Now().Year()); err != nil {
			return err
		}
		begun, err = beginEpoch(tx, place, h.Now())
		return err
	})
	h.calends.forget()
	if err == nil {
		h.Logger.Warn("the log was put back from a copy: the windows give back what they know behind it",
			"epoch", begun.Serial, "behind", begun.Behind)
		h.news.arriveAll()
	}
	return begun, err
}

// errEnough ends a walk.
var errEnough = errors.New("hub: enough")

// seriesOf lists the series of a log that come onto paper.
func seriesOf(log Log) ([]string, error) {
	archive, ok := log.(Archive)
	if !ok {
		return nil, nil
	}
	var list []string
	err := archive.Walk(func(l Line) error {
		switch {
		case l.Series != nil && onPaper(l.Series.Name):
			list = append(list, l.Series.Name)
		case l.Event != nil:
			return errEnough // they come behind
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return list, err
}

// EndEpoch lets the centre issue again, and do what it owes since. It says how
// many cases were looked at. Ending again completes what was cut short. It gives
// ErrNeverRestored.
func (h *Hub) EndEpoch() (looked int, err error) {
	var all epochs
	err = h.Log.Write(func(tx Tx) error {
		if all, err = epochsOf(tx); err != nil {
			return err
		}
		if len(all) == 0 {
			return ErrNeverRestored
		}
		if all.now().Open() {
			all[len(all)-1].Ended = h.Now().UTC()
		}
		return all.keep(tx)
	})
	if err != nil {
		return 0, err
	}
	h.Logger.Warn("the windows have given back what they knew: the centre issues again", "epoch", all.now().Serial)
	offices, err := h.offices()
	for _, office := range offices {
		if err == nil {
			var more int
			more, err = h.makeUp(office, all.behind(0))
			looked += more
		}
	}
	h.news.arriveAll()
	return looked, err
}

// offices lists the offices that have windows.
func (h *Hub) offices() ([]string, error) {
	all, err := h.Log.Installations()
	var list []string
	for _, i := range all {
		list = append(list, i.Office)
	}
	slices.Sort(list)
	return slices.Compact(list), err
}

// makeUp does what the centre owes the cases of an office that went on behind a
// place, and says how many these are.
func (h *Hub) makeUp(office string, behind uint64) (looked int, err error) {
	seen := map[string]bool{}
	for {
		found, err := h.Log.After(office, behind, replica.MaxPage, replica.MaxPageBytes)
		if err != nil || len(found.Events) == 0 {
			return len(seen), err
		}
		fresh, err := casesOf(found.Events, seen)
		if err != nil {
			return len(seen), err
		}
		if err := h.Log.Write(func(tx Tx) error { return h.followAll(tx, fresh) }); err != nil {
			return len(seen), err
		}
		behind = found.Events[len(found.Events)-1].Order
	}
}

// casesOf lists the cases of events that were not seen before.
func casesOf(events []replica.Ordered, seen map[string]bool) ([]string, error) {
	var list []string
	for _, o := range events {
		e, err := entryOf(o.Event)
		if err != nil {
			return nil, err
		}
		if id := e.Event.Case; !e.Event.OfLogBook() && !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
	}
	return list, nil
}

func (h *Hub) followAll(tx Tx, ids []string) error {
	in := newIntake(h, tx)
	for _, id := range ids {
		c, err := in.caseOf(id)
		if err != nil {
			return err
		}
		if err := in.follow(c); err != nil {
			return fmt.Errorf("case %s: %w", id, err)
		}
	}
	return nil
}

// inStep lets on who counts in the places of the log as it is now, and tells
// everybody else that it was put back.
func (h *Hub) inStep(r request) (serial uint64, err error) {
	all, err := h.epochs()
	if err != nil {
		return 0, err
	}
	told, err := epochTold(r)
	if err != nil {
		return 0, err
	}
	switch now := all.now(); {
	case told > now.Serial:
		return 0, h.ahead(r.from, "epoch", told)
	case told < now.Serial:
		return 0, all.restored(told)
	}
	return told, nil
}

// notAhead makes sure that who brings events knows no more of the log than there
// is: they would get places that the window knows other events at. A window that
// tells nothing is believed.
func (h *Hub) notAhead(r request) error {
	place, ok := placeOf(r.URL.Query().Get("after"))
	if !ok {
		return fail(http.StatusBadRequest, "cursor")
	}
	ahead, err := h.isBeyond(place)
	if err != nil || !ahead {
		return err
	}
	return h.ahead(r.from, "place", place)
}

// isBeyond says whether a place is behind the end of the log.
func (h *Hub) isBeyond(place uint64) (bool, error) {
	if place <= h.newest.Load() {
		return false, nil
	}
	found, err := h.Log.After("", 0, 1, 1)
	if err == nil {
		h.newest.Store(found.Last)
	}
	return place > found.Last, err
}

// epochTold is the epoch that a request counts in.
func epochTold(r request) (uint64, error) {
	text := r.URL.Query().Get("epoch")
	if text == "" {
		return 0, nil // or of a program that knows of none
	}
	serial, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, fail(http.StatusBadRequest, "malformed")
	}
	return serial, nil
}

// restored is what a window is told that counts in the places of an earlier epoch.
func (all epochs) restored(told uint64) *failure {
	f := fail(http.StatusConflict, replica.CodeRestored)
	f.problem.Epoch, f.problem.Behind = all.now().Serial, all.behind(told)
	return f
}

// ahead is what a window is told that knows more of the log than there is.
// Only a person can say that this is so because the log was put back.
func (h *Hub) ahead(from Installation, what string, known uint64) *failure {
	h.Logger.Error("a window knows more of the log than there is. Was the log put back from a copy? Then say so: onewindow-central restored begin",
		"installation", from.ID, "office", from.Office, "window", from.Window, what, known)
	return fail(http.StatusConflict, "cursor-ahead")
}
