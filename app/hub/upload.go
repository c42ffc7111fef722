package hub

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"
	"github.com/google/uuid"

	"onewindow/app/casefile"
	"onewindow/app/replica"
)

// upload takes a batch of events. All of it is durable before the answer goes
// out, and the answer to an event is the same however often it is asked.
func (h *Hub) upload(r request) (answer, error) {
	var b replica.Batch
	plain, err := h.read(r, &b)
	if err != nil {
		return answer{}, err
	}
	epoch, err := h.inStep(r)
	if err != nil {
		return answer{}, err
	}
	if err := h.notAhead(r); err != nil {
		return answer{}, err
	}
	ack, err := h.takeBatch(r.from, b, plain, epoch)
	if r.URL.Query().Get("brief") == "1" {
		ack = ack.Brief()
	}
	return answer{status: http.StatusOK, body: ack}, err
}

// takeBatch takes a batch over, on whichever way it came, and acknowledges it as
// it was written, in the places of an epoch.
func (h *Hub) takeBatch(from Installation, b replica.Batch, plain []byte, epoch uint64) (replica.Acknowledgement, error) {
	arrived, err := arrivals(b, from)
	if err != nil {
		return replica.Acknowledgement{}, err
	}
	var answers []replica.Answer
	err = h.Log.Write(func(tx Tx) (err error) {
		in := newIntake(h, tx)
		if in.from, err = member(tx, from.ID); err != nil {
			return err
		}
		answers, err = in.takeAll(arrived)
		return err
	}, arrived...)
	if err != nil {
		return replica.Acknowledgement{}, err
	}
	h.news.arrive()
	h.warn(from, answers)
	return h.acknowledge(plain, answers, epoch)
}

func (h *Hub) acknowledge(plain []byte, answers []replica.Answer, epoch uint64) (replica.Acknowledgement, error) {
	ack := replica.Acknowledgement{Batch: replica.Reference(plain), Answers: answers, Time: h.Now(), Epoch: epoch}
	message, err := replica.AcknowledgementMessage(ack)
	if err != nil {
		return replica.Acknowledgement{}, err
	}
	ack.Signature, err = h.issuer.sign(replica.PurposeAcknowledgement, message)
	return ack, err
}

// warn counts the answers and puts down what a person should look at.
func (h *Hub) warn(from Installation, answers []replica.Answer) {
	for _, a := range answers {
		h.Meter.Event(a.Refused)
		if a.Refused != "" {
			h.Logger.Warn("event refused", "event", a.ID, "installation", from.ID, "reason", a.Refused)
		}
	}
}

// arrivals reads the events of a batch. An error here is a fault of the
// sender's program, not of one event.
func arrivals(b replica.Batch, from Installation) ([]Entry, error) {
	if b.Installation != from.ID || len(b.Events) == 0 {
		return nil, fail(http.StatusBadRequest, "malformed")
	}
	if len(b.Events) > replica.MaxBatchEvents {
		return nil, fail(http.StatusRequestEntityTooLarge, "too-large")
	}
	entries := make([]Entry, len(b.Events))
	for i, raw := range b.Events {
		e, err := casefile.Parse(raw)
		if err != nil || e.Installation != from.ID || !isID(e.ID) || !isID(e.Case) {
			return nil, fail(http.StatusBadRequest, "malformed")
		}
		entries[i] = Entry{Event: e, Raw: raw, Hash: hashOf(raw), Office: from.Office, Numbers: announced(e)}
	}
	return entries, nil
}

// announced is the number that the event would bring, if any: what the log will
// be asked for. Whether it brings one is for the rules to say.
func announced(e casefile.Event) []string {
	var body struct{ Number string }
	if json.Unmarshal(e.Body, &body) != nil || body.Number == "" {
		return nil
	}
	return []string{body.Number}
}

func isID(s string) bool {
	_, err := uuid.Parse(s)
	return err == nil && len(s) == 36
}

func hashOf(raw []byte) string {
	sum := sm3.Sum(raw)
	return hex.EncodeToString(sum[:])
}

// intake takes the events of one batch over, in one transaction.
type intake struct {
	hub   *Hub
	tx    Tx
	from  Installation
	cases map[string]casefile.Case // as folded so far

	silent bool // nothing of the centre's own follows
}

func newIntake(h *Hub, tx Tx) intake {
	return intake{hub: h, tx: tx, cases: map[string]casefile.Case{}}
}

func (in *intake) takeAll(arrived []Entry) ([]replica.Answer, error) {
	answers := make([]replica.Answer, 0, len(arrived))
	for _, e := range arrived {
		a, err := in.take(e)
		if err != nil {
			return nil, err
		}
		answers = append(answers, a)
	}
	return answers, nil
}

// take answers for one event.
func (in *intake) take(e Entry) (replica.Answer, error) {
	kept, seen, err := in.tx.Kept(e.Event.ID)
	if err != nil {
		return replica.Answer{}, err
	}
	if seen && kept.Hash == e.Hash {
		return replica.Answer{ID: e.Event.ID, Hash: kept.Hash, Order: kept.Place, Refused: kept.Reason}, nil
	}
	follows, err := in.follows(e.Event)
	if err != nil {
		return replica.Answer{}, err
	}
	if seen {
		return in.altered(e, kept, follows == nil)
	}
	if follows != nil {
		return replica.Answer{}, follows
	}
	c, reason, err := in.judge(e)
	if err != nil {
		return replica.Answer{}, err
	}
	if reason != "" {
		return replica.Answer{ID: e.Event.ID, Hash: e.Hash, Refused: reason}, in.tx.Refuse(e, reason)
	}
	place, err := in.admit(c, e)
	return replica.Answer{ID: e.Event.ID, Hash: e.Hash, Order: place}, err
}

// follows says whether the event is the next link of its chain, or what would be.
func (in *intake) follows(e casefile.Event) (*failure, error) {
	tail, err := in.tx.Tail(in.from.ID)
	if err != nil {
		return nil, err
	}
	if e.Seq == tail.Seq+1 && e.Prev == tail.Hash {
		return nil, nil
	}
	if filled, err := in.fills(e, tail); err != nil || filled {
		return nil, err
	}
	f := fail(http.StatusConflict, "chain")
	f.problem.Seq, f.problem.Prev = tail.Seq+1, tail.Hash
	return f, nil
}

// altered answers for an id that is known with other bytes. What the log has
// stays; a new link of the chain is kept aside so that the chain can go on.
func (in *intake) altered(e Entry, kept Kept, follows bool) (replica.Answer, error) {
	in.hub.Logger.Error("an event came again with other bytes", "event", e.Event.ID, "installation", in.from.ID,
		"kept", kept.Hash, "came", e.Hash)
	a := replica.Answer{ID: e.Event.ID, Refused: replica.RefusedAltered}
	if !follows {
		return a, nil
	}
	return a, in.tx.Refuse(e, a.Refused)
}

// judge gives the case that the event belongs to, and the reason why the event
// does not fit it, if any.
func (in *intake) judge(e Entry) (casefile.Case, string, error) {
	if reason, err := in.standing(e); err != nil || reason != "" {
		return casefile.Case{}, reason, err
	}
	if e.Event.OfLogBook() { // which is never folded: it may hold years
		return casefile.Case{}, refusalOf(casefile.Case{}, e.Event), nil
	}
	c, after, reason, err := in.fits(e)
	if err != nil || reason != "" {
		return c, reason, err
	}
	if n := after.AcceptanceNumber; n != c.AcceptanceNumber {
		reason, err := in.unleased(n)
		return c, reason, err
	}
	return c, "", nil
}

// fits gives the case before and after the event, or the reason why the event
// does not fit it.
func (in *intake) fits(e Entry) (before, after casefile.Case, reason string, err error) {
	c, reason, err := in.opened(e.Event.Case)
	if err != nil || reason != "" {
		return c, c, reason, err
	}
	if code := refusalOf(c, e.Event); code != "" {
		return c, c, code, nil
	}
	after = c.Then(e.Event)
	if after.Office != in.from.Office && !alone(after, e.Event) {
		return c, after, "office", nil
	}
	if reason, err := in.beyond(c, after); err != nil || reason != "" {
		return c, after, reason, err
	}
	for _, n := range newNumbers(c, after) {
		if !isName(n) {
			return c, after, "unreadable", nil
		}
		if _, taken, err := in.tx.Find(in.from.Office, n); err != nil || taken {
			return c, after, "number-taken", err
		}
	}
	return c, after, "", nil
}

// alone says whether an event stands without a case: a person's last word on a
// receipt that was refused.
func alone(after casefile.Case, e casefile.Event) bool {
	return after.State == casefile.StateNone && e.Kind == casefile.KindStraySettled
}

// opened is a case that this installation may write in, or why it may not.
func (in *intake) opened(id string) (casefile.Case, string, error) {
	c, err := in.caseOf(id)
	switch {
	case err != nil:
		return c, "", err
	case c.Office != "" && c.Office != in.from.Office:
		return c, "office", nil
	case c.Version > 0:
		return c, "", nil
	}
	_, book, err := in.tx.Installation(id)
	if err == nil && book {
		return c, "log-book", nil // of a neighbour: no case begins there
	}
	return c, "", err
}

// standing is why the event is not for this installation and this author to
// write, whatever it says; "" for none.
func (in *intake) standing(e Entry) (string, error) {
	switch {
	case in.from.Revoked != nil:
		return "revoked", nil
	case isTooHeavy(e.Raw) || !isCanonical(e):
		return "unreadable", nil
	case e.Event.By.Role == casefile.CentreRole:
		return "role", nil // only the centre speaks as the centre
	}
	return in.author(e.Event)
}

// isCanonical says whether the bytes that came are those this program would
// write: two programs must never hash the same event differently.
func isCanonical(e Entry) bool {
	raw, err := e.Event.Bytes()
	return err == nil && bytes.Equal(raw, e.Raw)
}

// refusalOf is the code with which the rules refuse the event, "" for none.
func refusalOf(c casefile.Case, e casefile.Event) string {
	if no := c.Accepts(e); no != nil {
		return no.Code
	}
	return ""
}

// admit takes the event over and does what follows from it.
func (in *intake) admit(c casefile.Case, e Entry) (uint64, error) {
	if e.Event.OfLogBook() {
		e.Numbers = nil
		return in.tx.Admit(e)
	}
	after := c.Then(e.Event)
	e.Numbers, e.Files = newNumbers(c, after), filesOf(after)
	place, err := in.tx.Admit(e)
	if err != nil {
		return 0, err
	}
	in.cases[after.ID] = after
	if err := in.strike(c, after); err != nil {
		return 0, err
	}
	return place, in.follow(after)
}

// caseOf folds the case as the log has it.
func (in *intake) caseOf(id string) (casefile.Case, error) {
	if c, ok := in.cases[id]; ok {
		return c, nil
	}
	events, err := in.tx.Case(id)
	if err != nil {
		return casefile.Case{}, err
	}
	return casefile.Fold(events), nil
}

// newNumbers lists the numbers that the case carries after and did not before.
func newNumbers(before, after casefile.Case) []string {
	had := numbersOf(before)
	return slices.DeleteFunc(numbersOf(after), func(n string) bool { return slices.Contains(had, n) })
}

// numbersOf lists the numbers a case can be found by.
func numbersOf(c casefile.Case) []string {
	list := []string{c.Number, c.AcceptanceNumber}
	for _, k := range c.Certificates {
		list = append(list, k.Number)
	}
	if c.Returned != nil {
		list = append(list, c.Returned.Number)
	}
	return slices.DeleteFunc(list, func(n string) bool { return n == "" })
}

// filesOf lists the files that the last event of the case names. A name that
// is no hash is left out: no bytes can ever come for it.
func filesOf(c casefile.Case) []casefile.Attachment {
	var list []casefile.Attachment
	list = append(list, casefile.FilesOf(c.History[len(c.History)-1].Body)...)
	return slices.DeleteFunc(list, func(a casefile.Attachment) bool { return !isHash(a.Hash) || a.Size < 0 })
}

func isHash(s string) bool {
	raw, err := hex.DecodeString(s)
	return err == nil && len(raw) == sm3.Size && s == strings.ToLower(s)
}
