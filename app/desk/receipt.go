package desk

import (
	"cmp"
	"strconv"
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/workday"
)

// Receivable says what keeps the papers of a draft from being taken in at all,
// to be notified or refused, or nil: no name on them.
func (d *Desk) Receivable(draft Draft) error {
	step, err := d.Step(draft)
	if err != nil {
		return err
	}
	if lacks := d.lacksName(draft, step); len(lacks.Fields) > 0 {
		return &lacks
	}
	return nil
}

// lacksName is what keeps papers from being taken in at all: nobody could say
// whose they are.
func (d *Desk) lacksName(draft Draft, _ catalog.Step) Invalid {
	var lacks Invalid
	if r := d.CheckField(draft, "applicant.name"); r.wrong() {
		lacks.Fields = append(lacks.Fields, r)
	}
	return lacks
}

// Notify takes the papers in and tells the applicant all that is missing or
// wrong, in one transaction (一次性告知). The defects are numbered here.
func (d *Desk) Notify(draft Draft, defects []casefile.Defect) (casefile.Case, error) {
	return d.enter(draft, d.lacksName, func(w Writer, c casefile.Case, _ catalog.Step) (casefile.Case, error) {
		return d.add(w, c, d.notice(c, defects))
	})
}

// Decline takes the papers in and refuses them at receipt, in one transaction
// (无需许可, 不属本机关, 不予受理). The day is set here.
func (d *Desk) Decline(draft Draft, body casefile.Declined) (casefile.Case, error) {
	return d.enter(draft, d.lacksName, func(w Writer, c casefile.Case, _ catalog.Step) (casefile.Case, error) {
		body.On = d.today()
		return d.add(w, c, &body)
	})
}

// NotifyReceived notifies the defects of a case that was received before, or,
// where a supervisor has allowed it, for a second time.
func (d *Desk) NotifyReceived(id string, defects []casefile.Defect) (casefile.Case, error) {
	return d.change(id, func(w Writer, c casefile.Case) (casefile.Case, error) {
		return d.add(w, c, d.notice(c, defects))
	})
}

// notice numbers the defects on from those notified already.
func (d *Desk) notice(c casefile.Case, defects []casefile.Defect) *casefile.Notified {
	body := &casefile.Notified{On: d.today()}
	for i, defect := range defects {
		defect.ID = strconv.Itoa(len(c.Defects()) + 1 + i)
		body.Defects = append(body.Defects, defect)
	}
	return body
}

// AllowSecondNotice lets a supervisor answer for a second notice.
func (d *Desk) AllowSecondNotice(id, reason string) (casefile.Case, error) {
	return d.act(id, &casefile.SecondNoticeAllowed{Reason: reason})
}

// DeclineReceived refuses a case that was received before.
func (d *Desk) DeclineReceived(id string, body casefile.Declined) (casefile.Case, error) {
	body.On = d.today()
	return d.act(id, &body)
}

// Withdraw records that the applicant takes the application back (撤件), and
// gives back every paper that was handed in.
func (d *Desk) Withdraw(id, reason string) (casefile.Case, error) {
	return d.change(id, func(w Writer, c casefile.Case) (casefile.Case, error) {
		return d.add(w, c, &casefile.Withdrawn{Reason: reason, Returned: Returned(c)})
	})
}

// Returned names the papers that lie on the counter and go back with a
// withdrawal.
func Returned(c casefile.Case) []string {
	var names []string
	for _, m := range c.Materials {
		if m.Present && m.Source == string(catalog.Applicant) {
			names = append(names, m.Name)
		}
	}
	return names
}

// Values are the fields of the form as a case states them.
func (d *Desk) Values(c casefile.Case) map[string]string { return d.fieldsOf(c.Application) }

// Mended is what the applicant brought for one defect.
type Mended struct {
	Defect string
	Value  string // what the form field is to hold now, where the defect is about one
	Path   string // a file for the material, "" for paper alone
	Anyway bool   // a person has seen what is wrong with the boundary file, and takes it in
}

// Supplement takes supplements in (收补正). A mended field must be right; a
// boundary file that cannot be read is an *Unreadable unless taken anyway.
func (d *Desk) Supplement(id string, list []Mended) (casefile.Case, error) {
	c, err := d.p.Store.Case(id)
	if err != nil {
		return casefile.Case{}, explain(err)
	}
	materials := map[string]string{} // by the id of the defect
	for _, defect := range c.OpenDefects() {
		materials[defect.ID] = defect.Material
	}
	body := &casefile.Supplemented{On: d.today()}
	values := map[string]string{}
	for _, m := range list {
		supply := casefile.Supply{Defect: m.Defect}
		if m.Path != "" {
			file, err := d.takeChecked(c, materials[m.Defect], m.Path, m.Anyway)
			if err != nil {
				return casefile.Case{}, err
			}
			supply.Files = append(supply.Files, file)
		}
		body.Supplies = append(body.Supplies, supply)
		values[m.Defect] = strings.TrimSpace(m.Value)
	}
	return d.change(id, func(w Writer, c casefile.Case) (casefile.Case, error) {
		stated, err := d.restated(c, values)
		if err != nil {
			return c, err
		}
		body.Application = stated
		return d.add(w, c, body)
	})
}

// restated is the statement with the mended fields in it, nil where none was.
func (d *Desk) restated(c casefile.Case, values map[string]string) (*casefile.Application, error) {
	draft := d.draftOf(c)
	mended := []string{}
	for _, defect := range c.OpenDefects() {
		value, came := values[defect.ID]
		if defect.Field == "" || !came {
			continue
		}
		draft.Fields[defect.Field] = value
		mended = append(mended, defect.Field)
	}
	if len(mended) == 0 {
		return nil, nil
	}
	for _, key := range mended {
		if r := d.CheckField(draft, key); r.wrong() {
			return nil, &Invalid{Fields: []Report{r}}
		}
	}
	a := d.restate(c.Application, draft)
	return &a, nil
}

// restate is the statement of the draft with what the form does not ask for as
// it was stated before.
func (d *Desk) restate(before casefile.Application, draft Draft) casefile.Application {
	a := d.application(draft)
	a.Applicant.Address = before.Applicant.Address
	a.Agent.Phone = before.Agent.Phone
	a.Land.Unit, a.Land.Use = cmp.Or(a.Land.Unit, before.Land.Unit), cmp.Or(a.Land.Use, before.Land.Use)
	a.Deal = cmp.Or(a.Deal, before.Deal)
	if a.Standard == nil {
		a.Standard = before.Standard
	}
	return a
}

// draftOf is a case as if it were typed again.
func (d *Desk) draftOf(c casefile.Case) Draft {
	return Draft{Item: c.Item, Earlier: c.Earlier, Answers: c.Situation, Fields: d.Values(c)}
}

// Lacks says what keeps a draft from being accepted, nil where nothing does: a
// notice of defects begins with it.
func (d *Desk) Lacks(draft Draft) (*Invalid, error) {
	step, err := d.Step(draft)
	if err != nil {
		return nil, err
	}
	lacks := d.lacksForAcceptance(draft, step)
	if len(lacks.Fields)+len(lacks.Missing) == 0 {
		return nil, nil
	}
	return &lacks, nil
}

// LacksOf is Lacks for a case that was received.
func (d *Desk) LacksOf(c casefile.Case) (*Invalid, error) {
	draft := d.draftOf(c)
	draft.Materials = map[string]Presented{}
	for _, m := range c.Materials {
		draft.Materials[m.ID] = Presented{Present: m.Present, Original: m.Original, Copies: m.Copies, Files: m.Files}
	}
	return d.Lacks(draft)
}

// AcceptReceived accepts a case that was received before. After a notice of
// defects the acceptance is dated by the day the last supplement came in
// (补齐之日), and the clock counts from there.
func (d *Desk) AcceptReceived(id string) (casefile.Case, error) {
	return d.change(id, d.acceptReceived)
}

// acceptReceived is AcceptReceived inside an action.
func (d *Desk) acceptReceived(w Writer, c casefile.Case) (casefile.Case, error) {
	if wrong := d.CheckAll(d.draftOf(c)); len(wrong) > 0 && len(c.OpenDefects()) == 0 {
		return c, &Message{Key: "statement-unfinished", Data: map[string]any{"Count": len(wrong)}}
	}
	start := d.today()
	if complete := c.Complete(); !complete.IsZero() {
		start = complete
	}
	step, err := d.p.Catalog.Step(c.Item, c.Situation, d.policyOn(start))
	if err != nil {
		return c, err
	}
	return d.accept(w, c, step, start)
}

// ReceiptLimit is the time to notify, refuse or accept: five working days after
// receipt (行政许可法 Art. 32(4)), as it was counted at receipt.
func (d *Desk) ReceiptLimit(c casefile.Case) workday.Deadline {
	if !c.Limit.Due.IsZero() {
		return c.Limit
	}
	return d.calendar().Deadline(workday.DateOf(c.ReceivedAt), casefile.ReceiptDays)
}

// ReceiptDay says which working day after receipt today is; 0 is the day of
// receipt itself.
func (d *Desk) ReceiptDay(c casefile.Case) int {
	days, _ := d.calendar().Between(workday.DateOf(c.ReceivedAt), d.today())
	return days
}

// deem records a deemed acceptance: the clock counts from the day of receipt.
func (d *Desk) deem(w Writer, c casefile.Case) (casefile.Case, error) {
	received := workday.DateOf(c.ReceivedAt)
	step, err := d.p.Catalog.Step(c.Item, c.Situation, d.policyOn(received))
	if err != nil {
		return c, err
	}
	number, err := d.acceptanceNumber(w)
	if err != nil {
		return c, err
	}
	c, err = d.add(w, c, &casefile.Deemed{
		On: d.today(), Limit: d.ReceiptLimit(c), Terms: d.terms(number, step, received),
	})
	if err != nil {
		return c, err
	}
	return d.share(w, c)
}

// change lets an action that needs the case happen to it in one transaction.
func (d *Desk) change(id string, action func(Writer, casefile.Case) (casefile.Case, error)) (casefile.Case, error) {
	var after casefile.Case
	err := d.p.Store.Write(func(w Writer) error {
		c, err := w.Case(id)
		if err != nil {
			return err
		}
		after, err = action(w, c)
		return err
	})
	if err != nil {
		return casefile.Case{}, explain(err)
	}
	d.p.Line.Nudge()
	return after, nil
}
