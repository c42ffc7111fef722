package hub

import (
	"bytes"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"github.com/google/uuid"

	"onewindow/app/casefile"
	"onewindow/app/replica"
)

// upload takes a batch of events. All of it is durable before the answer goes
// out, and the answer to an event is the same however often it is asked.
func (h *Hub) upload(r request) (answer, error) {
	plain, err := h.plain(r)
	if err != nil {
		return answer{}, err
	}
	b, err := replica.ReadBatch(plain)
	if err != nil {
		return answer{}, fail(http.StatusBadRequest, "malformed")
	}
	entries, err := arrivals(b, r.from)
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
	if err := h.remember(r.from, b.Leases); err != nil {
		return answer{}, err
	}
	query := r.URL.Query()
	wait := between(query.Get("wait"), 0, int(replica.MaxWait/time.Second), 0)
	d := delivery{from: r.from, entries: entries, digest: r.digestOf(plain), epoch: epoch}
	ack, err := h.takeInTurn(r.Context(), d, time.Duration(wait)*time.Second)
	if query.Get("brief") == "1" {
		ack = ack.Brief()
	}
	return answer{status: http.StatusOK, body: ack}, err
}

// delivery is a batch that arrived.
type delivery struct {
	from    Installation
	entries []Entry
	digest  string // of the batch, by which its acknowledgement names it
	epoch   uint64 // in whose places it is answered for
}

// takeBatch takes a batch over that came on another way, and acknowledges it as it
// was written, in the places of an epoch.
func (h *Hub) takeBatch(from Installation, b replica.Batch, plain []byte, epoch uint64) (replica.Acknowledgement, error) {
	entries, err := arrivals(b, from)
	if err != nil {
		return replica.Acknowledgement{}, err
	}
	if err := h.remember(from, b.Leases); err != nil {
		return replica.Acknowledgement{}, err
	}
	return h.takeOver(delivery{from, entries, replica.Reference(plain), epoch})
}

// takeOver takes events over in one transaction, and acknowledges them once they are
// durable.
func (h *Hub) takeOver(d delivery) (replica.Acknowledgement, error) {
	var signed <-chan acknowledged
	err := h.Log.Write(func(tx Tx) (err error) {
		in := newIntake(h, tx)
		if in.from, err = member(tx, d.from.ID); err != nil {
			return err
		}
		answers, err := in.takeAll(d.entries)
		if err == nil {
			signed = h.acknowledge(d, answers)
		}
		return err
	}, d.entries...)
	if err != nil {
		return replica.Acknowledgement{}, err
	}
	h.news.arrive(d.from.Office)
	h.turns.call(d.from.ID)
	got := <-signed
	for _, a := range got.ack.Answers {
		h.Meter.Event(a.Refused) // a reason of the centre's, of which there are few
	}
	h.warn(d.from, got.ack.Answers)
	return got.ack, got.err
}

// acknowledged is an acknowledgement with its signature, or why it has none.
type acknowledged struct {
	ack replica.Acknowledgement
	err error
}

// acknowledge signs while the log makes durable what the acknowledgement says, which
// takes about as long. Where the log fails, nobody ever gets to see it.
func (h *Hub) acknowledge(d delivery, answers []replica.Answer) <-chan acknowledged {
	signed := make(chan acknowledged, 1) // nobody may wait for it
	ack := replica.Acknowledgement{Batch: d.digest, Answers: answers, Time: h.Now(), Epoch: d.epoch}
	go func() {
		message, err := replica.AcknowledgementMessage(ack)
		if err == nil {
			ack.Signature, err = h.issuer.sign(replica.PurposeAcknowledgement, message)
		}
		signed <- acknowledged{ack, err}
	}()
	return signed
}

// warn puts down what a person should look at.
func (h *Hub) warn(from Installation, answers []replica.Answer) {
	for _, a := range answers {
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
		entries[i] = weighed(Entry{Event: e, Raw: raw, Hash: hashOf(raw), Office: from.Office})
	}
	return entries, nil
}

// weighed is an entry with what its bytes are found to be, before its turn in the log.
func weighed(e Entry) Entry {
	if e.unfit = isTooHeavy(e.Raw) || !isCanonical(e); !e.unfit {
		e.body = casefile.EntryOf(e.Event).Body
		e.Numbers = announced(e.body)
	}
	return e
}

// announced is the number that the event would bring, if any: what the log will
// be asked for. Whether it brings one is for the rules to say.
func announced(body casefile.Body) []string {
	var number string
	switch b := body.(type) {
	case *casefile.Received:
		number = b.Number
	case *casefile.Accepted:
		number = b.Number
	case *casefile.Deemed:
		number = b.Number
	case *casefile.NumberReturned:
		number = b.Number
	}
	if number == "" {
		return nil
	}
	return []string{number}
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

	silent  bool // nothing of the centre's own follows
	vouched bool // a person answers for it
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
	did, reason, err := in.judge(e)
	if err != nil {
		return replica.Answer{}, err
	}
	if reason != "" {
		return replica.Answer{ID: e.Event.ID, Hash: e.Hash, Refused: reason}, in.tx.Refuse(e, reason)
	}
	place, err := in.admit(did, e, in.tx.Admit)
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

// deed is what an event makes of its case.
type deed struct{ before, after casefile.Case }

// judge says what the event makes of the case that it belongs to, or why it does not
// fit it.
func (in *intake) judge(e Entry) (deed, string, error) {
	if reason, err := in.standing(e); err != nil || reason != "" {
		return deed{}, reason, err
	}
	if e.Event.OfLogBook() { // which is never folded: it may hold years
		_, no := casefile.Case{}.After(e.Event, e.body)
		return deed{}, codeOf(no), nil
	}
	did, reason, err := in.fits(e)
	if err != nil || reason != "" {
		return deed{}, reason, err
	}
	reason, err = in.given(did)
	return did, reason, err
}

// fits says what the event makes of its case, or why the rules or what else is in
// the log do not allow that.
func (in *intake) fits(e Entry) (deed, string, error) {
	c, reason, err := in.opened(e.Event.Case)
	if err != nil || reason != "" {
		return deed{}, reason, err
	}
	after, no := c.After(e.Event, e.body)
	if code := codeOf(no); code != "" {
		return deed{}, code, nil
	}
	if after.Office != in.from.Office && !alone(after, e.Event) {
		return deed{}, "office", nil
	}
	if reason, err := in.beyond(c, after); err != nil || reason != "" {
		return deed{}, reason, err
	}
	for _, n := range newNumbers(c, after) {
		if !isName(n) {
			return deed{}, "unreadable", nil
		}
		if _, taken, err := in.tx.Find(in.from.Office, n); err != nil || taken {
			return deed{}, "number-taken", err
		}
	}
	return deed{c, after}, "", nil
}

// given is why the installation may not give the numbers that the case bears now,
// "" where it may.
func (in *intake) given(did deed) (string, error) {
	for _, n := range newNumbers(did.before, did.after) {
		if reason := in.foreign(n); reason != "" {
			return reason, nil
		}
	}
	if n := did.after.AcceptanceNumber; n != did.before.AcceptanceNumber {
		return in.unleased(n)
	}
	return "", nil
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
	case e.unfit:
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

// codeOf is the code of a refusal, "" for none.
func codeOf(no *casefile.Refusal) string {
	if no == nil {
		return ""
	}
	return no.Code
}

// admit takes the event over, in the way it enters the log, and does what follows
// from it.
func (in *intake) admit(did deed, e Entry, enter func(Entry) (uint64, error)) (uint64, error) {
	if e.Event.OfLogBook() {
		e.Numbers = nil
		return enter(e)
	}
	e.Numbers, e.Files = newNumbers(did.before, did.after), filesOf(did.after)
	place, err := enter(e)
	if err != nil {
		return 0, err
	}
	in.cases[did.after.ID] = did.after
	if err := errors.Join(in.use(e.Event.Installation, did), in.strike(did.before, did.after)); err != nil {
		return 0, err
	}
	return place, in.follow(did.after)
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
