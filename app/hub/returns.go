package hub

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/app/seal"
)

// takeBack takes a page of what a window knows behind the place up to which the
// log was put back. Who was heard of in the log before is answered as before, so
// that the same return, of this window or of the next, changes nothing.
func (h *Hub) takeBack(r request) (answer, error) {
	var page replica.Return
	if err := h.read(r, &page); err != nil {
		return answer{}, err
	}
	told, err := epochTold(r)
	if err != nil {
		return answer{}, err
	}
	all, err := epochsOf(h.Log)
	if err != nil {
		return answer{}, err
	}
	now := all.now()
	if told >= now.Serial {
		return answer{}, fail(http.StatusBadRequest, "malformed") // nothing of it was lost
	}
	if page.Epoch != now.Serial {
		return answer{}, all.restored(told) // it was put back once more meanwhile
	}
	arrived, err := returned(page, r.from)
	if err != nil {
		return answer{}, err
	}
	back, err := h.takeReturn(r.from, now, page, arrived)
	if err != nil {
		return answer{}, err
	}
	if !page.More && !now.Open() {
		// Nobody else is waited for any more: do what is owed for what came late.
		if _, err := h.makeUp(r.from.Office, all.behind(told)); err != nil {
			return answer{}, err
		}
	}
	h.news.arrive(r.from.Office)
	return answer{status: http.StatusOK, body: replica.Returned{
		Epoch: now.Serial, Cursor: cursor(all.behind(told)), Answers: back, Time: h.Now(),
	}}, nil
}

// takeReturn takes one page over in one transaction.
func (h *Hub) takeReturn(from Installation, now Epoch, page replica.Return, arrived []Entry) ([]replica.Answer, error) {
	if err := h.remember(from, page.Leases); err != nil {
		return nil, err
	}
	var answers []replica.Answer
	var done Homecoming
	err := h.Log.Write(func(tx Tx) (err error) {
		in := homecoming{intake: newIntake(h, tx), done: Homecoming{Epoch: now.Serial}}
		in.silent = true
		if in.from, err = member(tx, from.ID); err != nil {
			return err
		}
		if in.over, err = in.isOver(now); err != nil {
			return err
		}
		answers = make([]replica.Answer, len(arrived))
		for i, e := range arrived {
			if answers[i], err = in.take(e, page.Events[i].Refused); err != nil {
				return err
			}
		}
		in.done.At, in.done.Whole = h.Now(), !page.More
		done, err = in.putDown()
		return err
	}, arrived...)
	if err != nil {
		return nil, err
	}
	taken, refused := tallied(answers)
	h.Meter.Return(taken, refused)
	h.Logger.Info("events came back", "installation", from.ID, "office", from.Office, "window", from.Window, "epoch", now.Serial,
		"events", len(answers), "refused", refused, "whole", done.Whole)
	h.warn(from, answers)
	return answers, nil
}

func tallied(answers []replica.Answer) (taken, refused int) {
	for _, a := range answers {
		if a.Refused == "" {
			taken++
		} else {
			refused++
		}
	}
	return taken, refused
}

// returned reads the events of a page: of the sender, of its office's other
// windows and of the centre. An error here is a fault of the sender's program.
func returned(page replica.Return, from Installation) ([]Entry, error) {
	if page.Installation != from.ID {
		return nil, fail(http.StatusBadRequest, "malformed")
	}
	if len(page.Events) > replica.MaxBatchEvents {
		return nil, fail(http.StatusRequestEntityTooLarge, "too-large")
	}
	entries := make([]Entry, len(page.Events))
	for i, given := range page.Events {
		e, err := casefile.Parse(given.Event)
		own := e.Installation == from.ID
		switch {
		case err != nil, !isID(e.ID), !isID(e.Case), e.Seq == 0, !isID(e.Installation) && e.Installation != casefile.Centre,
			given.Refused != "" && (!own || !isCode(given.Refused)):
			return nil, fail(http.StatusBadRequest, "malformed")
		}
		entries[i] = weighed(Entry{Event: e, Raw: given.Event, Hash: hashOf(given.Event), Office: from.Office})
	}
	return entries, nil
}

// isCode says whether s can be the code of a reason.
func isCode(s string) bool {
	return len(s) <= 40 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz-") == ""
}

// homecoming takes back one page, in one transaction. Nothing follows from what
// it takes: what followed in the log that is gone comes behind it.
type homecoming struct {
	intake
	done Homecoming
	over bool // what is new is judged as what anybody brings
}

// isOver says whether the installation gave back all that it knew before the epoch
// ended. Else it could bring by this way for ever what it is refused by the other.
func (in *homecoming) isOver(now Epoch) (bool, error) {
	before, err := homecomingOf(in.tx, in.from.ID)
	return !now.Open() && before.Epoch == now.Serial && before.Whole, err
}

// take answers for one event, which the log that is gone had refused for a
// reason, "" where it had not.
func (in *homecoming) take(e Entry, refused string) (replica.Answer, error) {
	id := e.Event.ID
	kept, seen, err := in.tx.Kept(id)
	switch {
	case err != nil:
		return replica.Answer{}, err
	case seen && kept.Hash == e.Hash && kept.Place == 0 && refused == "" && !in.over:
		return in.takeAfterAll(e, kept)
	case seen && kept.Hash == e.Hash:
		in.done.Known++
		return replica.Answer{ID: id, Hash: kept.Hash, Order: kept.Place, Refused: kept.Reason}, nil
	case seen:
		return in.altered(e, kept, false)
	}
	if err := in.near(e); err != nil {
		return replica.Answer{}, err
	}
	belongs, err := in.link(e)
	if err != nil {
		return replica.Answer{}, err
	}
	if !belongs {
		in.hub.Logger.Error("an event came back that stands in no chain", "event", id, "of", e.Event.Installation, "from", in.from.ID)
		return replica.Answer{ID: id, Refused: replica.RefusedForked}, nil
	}
	did := deed{}
	if refused == "" {
		if did, refused, err = in.judge(e); err != nil {
			return replica.Answer{}, err
		}
	}
	if refused != "" {
		in.done.Refused++
		return replica.Answer{ID: id, Hash: e.Hash, Refused: refused}, in.tx.Refuse(e, refused)
	}
	return in.place(did, e, in.tx.Admit)
}

// takeAfterAll judges an event again that had a place in the log that is gone and
// was refused when another window brought it, which perhaps did not know what
// stood in front of it.
func (in *homecoming) takeAfterAll(e Entry, kept Kept) (replica.Answer, error) {
	settled, err := in.isSettled(e.Event)
	if err != nil {
		return replica.Answer{}, err
	}
	did, reason, err := in.judge(e)
	if err != nil {
		return replica.Answer{}, err
	}
	if reason != "" || settled {
		in.done.Known++
		return replica.Answer{ID: e.Event.ID, Hash: kept.Hash, Refused: kept.Reason}, nil
	}
	return in.place(did, e, in.tx.Readmit)
}

// place gives an event its place, in the way it enters the log.
func (in *homecoming) place(did deed, e Entry, enter func(Entry) (uint64, error)) (replica.Answer, error) {
	in.done.Taken++
	place, err := in.admit(did, e, enter)
	if err != nil {
		return replica.Answer{}, err
	}
	return replica.Answer{ID: e.Event.ID, Hash: e.Hash, Order: place}, in.countOn(did, e.Event)
}

// near keeps a window from speaking for another office's. An installation that
// the log does not know enrolled since the copy was made.
func (in *homecoming) near(e Entry) error {
	owner, known, err := in.tx.Installation(e.Event.Installation)
	if err == nil && known && owner.Office != in.from.Office {
		err = fail(http.StatusBadRequest, "malformed")
	}
	return err
}

// judge says what the event makes of its case, and the reason for which it cannot
// come back, if any. Whether its author could act, and whose the number was that he
// gave, was judged when it first came: roster and leases of then may be lost.
func (in *homecoming) judge(e Entry) (deed, string, error) {
	if in.over {
		return in.intake.judge(e)
	}
	byCentre := e.Event.By.Role == casefile.CentreRole
	switch {
	case e.unfit:
		return deed{}, "unreadable", nil
	case byCentre != (e.Event.Installation == casefile.Centre):
		return deed{}, "role", nil
	case e.Event.OfLogBook():
		_, no := casefile.Case{}.After(e.Event, e.body)
		return deed{}, codeOf(no), nil
	}
	did, reason, err := in.fits(e)
	if err == nil && reason == "" && byCentre {
		reason, err = in.forged(did.before, e.Event)
	}
	return did, reason, err
}

// forged says why what came back as the centre's own certificate is none.
func (in *homecoming) forged(c casefile.Case, e casefile.Event) (string, error) {
	certificates, err := certificatesOf(c, e)
	if err != nil || len(certificates) == 0 {
		return "", err
	}
	_, list, err := in.hub.listed(in.tx)
	if err != nil {
		return "", err
	}
	ring := seal.NewRing(in.hub.issuer.public())
	if _, err := ring.Take(list); err != nil {
		return "", err
	}
	for _, k := range certificates {
		result := ring.Check(k.Payload)
		s := result.Statement
		genuine := result.Verdict == seal.Genuine || result.Verdict == seal.Superseded || result.Verdict == seal.Withdrawn
		if !genuine || !result.Signer.Issuing || s.Kind != code(k.Document) || s.Office != c.Office || s.Number != cmp.Or(k.Number, c.Number) {
			in.hub.Logger.Error("a certificate came back that this centre never signed", "event", e.ID, "from", in.from.ID)
			return "certificate-forged", nil
		}
	}
	return "", nil
}

// certificatesOf are the certificates that an event of the centre issues or
// signs anew.
func certificatesOf(c casefile.Case, e casefile.Event) ([]casefile.Certificate, error) {
	switch e.Kind {
	case casefile.KindIssued:
		var body casefile.Issued
		err := json.Unmarshal(e.Body, &body)
		return body.Certificates, err
	case casefile.KindNumbered:
		var body casefile.Numbered
		err := json.Unmarshal(e.Body, &body)
		k, _ := c.Certificate(body.Document)
		k.Number, k.Payload = body.Number, body.Payload
		return []casefile.Certificate{k}, err
	}
	return nil, nil
}

// countOn moves the series behind the numbers that the centre gave in an event,
// so that none is given twice.
func (in *homecoming) countOn(did deed, e casefile.Event) error {
	c := did.before
	switch e.Kind {
	case casefile.KindIssued:
	case casefile.KindAccepted, casefile.KindDeemed:
		return in.passBlock(did.after)
	default:
		return nil
	}
	certificates, err := certificatesOf(c, e)
	if err != nil {
		return err
	}
	rules, err := in.rules(c)
	if err != nil {
		return err
	}
	region := in.hub.region(c.Office)
	for _, k := range certificates {
		if form, unread := strconv.ParseUint(k.Serial, 10, 64); unread == nil {
			err = errors.Join(err, in.hub.raise(in.tx, formSeries(region), form))
		}
		for _, rule := range rules {
			if rule.Document != k.Document || rule.Numbering == Supervision {
				continue
			}
			if series, n, ok := rule.read(k.Number, region, k.Date.Year()); ok {
				err = errors.Join(err, in.hub.raise(in.tx, series, n))
			}
		}
	}
	return err
}

// farthest is by how much a number that comes back may be ahead of what the centre
// knows to have leased: it moves the numbers of a whole office.
const farthest = 100 * blockSize

// passBlock moves the series of leases behind the block that the acceptance
// number of a case is from: the window that held it may never come back.
func (in *homecoming) passBlock(c casefile.Case) error {
	serial, ok := casefile.ParseSerial(c.AcceptanceNumber)
	if !ok || serial.Window != "" || serial.Number == 0 {
		return nil
	}
	series := leaseSeries(replica.AcceptanceNumbers, serial.Year, c.Office)
	next, err := in.tx.Next(series, 0)
	if err != nil || serial.Number >= next+farthest {
		return err
	}
	return in.hub.raise(in.tx, series, (serial.Number+blockSize-1)/blockSize*blockSize)
}

// Homecoming is what an installation gave back.
type Homecoming struct {
	Epoch   uint64    `json:"epoch"`
	At      time.Time `json:"at"`    // of the last page
	Whole   bool      `json:"whole"` // there was no further page
	Taken   int       `json:"taken"` // events that got a place
	Known   int       `json:"known"` // that were here already
	Refused int       `json:"refused"`
}

// recordHomecoming names the record of what an installation gave back.
func recordHomecoming(installation string) string { return "returned/" + installation }

// putDown adds the page to what the installation gave back in this epoch.
func (in *homecoming) putDown() (Homecoming, error) {
	before, err := homecomingOf(in.tx, in.from.ID)
	if err != nil {
		return Homecoming{}, err
	}
	done := in.done
	if before.Epoch == done.Epoch {
		done.Taken, done.Known, done.Refused = done.Taken+before.Taken, done.Known+before.Known, done.Refused+before.Refused
		done.Whole = done.Whole || before.Whole
	}
	raw, err := json.Marshal(done)
	if err != nil {
		return Homecoming{}, err
	}
	return done, in.tx.Keep(recordHomecoming(in.from.ID), raw)
}

func homecomingOf(from records, installation string) (Homecoming, error) {
	raw, err := from.Record(recordHomecoming(installation))
	if err != nil || raw == nil {
		return Homecoming{}, err
	}
	var done Homecoming
	if err := json.Unmarshal(raw, &done); err != nil {
		return Homecoming{}, fmt.Errorf("%w: what %s gave back: %w", ErrDamaged, installation, err)
	}
	return done, nil
}

// Giver is an installation with what it gave back in the newest epoch.
type Giver struct {
	Standing
	Homecoming // zero where it did not come yet
}

// Givers tells the newest epoch, and of every installation that is not revoked
// what it gave back in it.
func (h *Hub) Givers() (Epoch, []Giver, error) {
	all, err := epochsOf(h.Log)
	if err != nil || len(all) == 0 {
		return Epoch{}, nil, err
	}
	standings, err := h.Standings()
	var list []Giver
	for _, s := range standings {
		if s.Revoked != nil {
			continue
		}
		done, failed := homecomingOf(h.Log, s.ID)
		if done.Epoch != all.now().Serial {
			done = Homecoming{}
		}
		list, err = append(list, Giver{s, done}), errors.Join(err, failed)
	}
	return all.now(), list, err
}
