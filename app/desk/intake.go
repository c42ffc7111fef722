package desk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/replica"
	"onewindow/app/workday"
)

// LargestFile is the most bytes one attachment may have: a scan of some
// hundred pages. A larger file is refused before anything of it is kept.
const LargestFile = 100 << 20

// projectCode is the key of the field that ties the items of a project together.
const projectCode = "project.code"

// NewDraft begins an application with the catalog's default answers, for the
// first item of the route they lead to.
func (d *Desk) NewDraft() Draft {
	draft := Draft{
		ID:        d.p.NewID(),
		Answers:   map[string]string{},
		Fields:    map[string]string{},
		Materials: map[string]Presented{},
	}
	for _, q := range d.p.Catalog.Questions {
		if q.Default != "" {
			draft.Answers[q.ID] = q.Default
		}
	}
	return draft
}

// Empty says whether nothing was typed yet.
func (d Draft) Empty() bool {
	for _, text := range d.Fields {
		if strings.TrimSpace(text) != "" {
			return false
		}
	}
	for _, paper := range d.Materials {
		if paper.Present || len(paper.Files) > 0 {
			return false
		}
	}
	return true
}

// SaveDraft keeps the draft as typed so far, durably.
func (d *Desk) SaveDraft(draft Draft) (Draft, error) {
	draft.Saved = d.now()
	return draft, explain(d.p.Store.SaveDraft(draft))
}

// Drafts lists the drafts that wait, latest first.
func (d *Desk) Drafts() ([]Draft, error) {
	list, err := d.p.Store.Drafts()
	return list, explain(err)
}

// DropDraft throws a draft away.
func (d *Desk) DropDraft(id string) error { return explain(d.p.Store.DropDraft(id)) }

// Recall finds what is on file under a project code or an applicant's number
// and returns the fields that could be reused, without those already typed.
// Nothing on file is no error: the map is empty.
func (d *Desk) Recall(draft Draft, key string) (map[string]string, error) {
	typed := strings.TrimSpace(draft.Fields[key])
	if typed == "" || (key != projectCode && key != "applicant.code") {
		return nil, nil
	}
	rows, err := d.p.Store.List(Query{Text: typed, Sort: ByNumber, Desc: true, Limit: 20})
	if err != nil {
		return nil, explain(err)
	}
	for _, row := range rows.Rows {
		if !strings.EqualFold(row.ProjectCode, typed) && !strings.EqualFold(row.Code, typed) {
			continue
		}
		c, err := d.p.Store.Case(row.ID)
		if err != nil {
			return nil, explain(err)
		}
		return reusable(d.Values(c), draft, key), nil
	}
	return nil, nil
}

// reusable keeps what belongs to the key and is not typed yet: a project code
// brings everything but the agent, an applicant's number only the applicant.
func reusable(found map[string]string, draft Draft, key string) map[string]string {
	fresh := map[string]string{}
	for field, text := range found {
		ofApplicant := strings.HasPrefix(field, "applicant.")
		wanted := ofApplicant || key == projectCode && !strings.HasPrefix(field, "agent.")
		if wanted && text != "" && strings.TrimSpace(draft.Fields[field]) == "" {
			fresh[field] = text
		}
	}
	return fresh
}

// Attach adds a file that was taken in to a material of the draft.
func (d *Desk) Attach(draft Draft, material string, file casefile.Attachment) (Draft, error) {
	return d.SaveDraft(draft.with(material, func(p *Presented) {
		p.Present = true
		p.Files = append(p.Files[:len(p.Files):len(p.Files)], file)
	}))
}

// Detach takes a file out of a material of the draft.
func (d *Desk) Detach(draft Draft, material, hash string) (Draft, error) {
	return d.SaveDraft(draft.with(material, func(p *Presented) {
		var rest []casefile.Attachment
		for _, f := range p.Files {
			if f.Hash != hash {
				rest = append(rest, f)
			}
		}
		p.Files = rest
	}))
}

// Tick says whether a paper lies on the counter.
func (d *Desk) Tick(draft Draft, material string, present bool) (Draft, error) {
	return d.SaveDraft(draft.with(material, func(p *Presented) { p.Present = present }))
}

// with is the draft with one material changed; the receiver keeps its own.
func (d Draft) with(material string, change func(*Presented)) Draft {
	d = d.Clone()
	p := d.Materials[material]
	change(&p)
	d.Materials[material] = p
	return d
}

// TakeFile copies a file of the user's into the store, whole or not at all. It
// may take a while and touches no draft, so it can run while one is typed in.
func (d *Desk) TakeFile(path string) (casefile.Attachment, error) {
	name := filepath.Base(path)
	data := map[string]any{"Subject": name, "Megabytes": LargestFile >> 20}
	f, err := os.Open(path)
	if err != nil {
		key := "file-unreadable"
		if errors.Is(err, fs.ErrNotExist) {
			key = "file-gone"
		}
		return casefile.Attachment{}, &Message{Key: key, Data: data, Cause: err}
	}
	defer f.Close() //nolint:errcheck // it was only read
	info, err := f.Stat()
	switch {
	case err != nil || !info.Mode().IsRegular():
		return casefile.Attachment{}, &Message{Key: "file-unreadable", Data: data, Cause: err}
	case info.Size() == 0:
		return casefile.Attachment{}, &Message{Key: "file-empty", Data: data}
	case info.Size() > LargestFile:
		return casefile.Attachment{}, &Message{Key: "file-too-large", Data: data, Cause: ErrTooLarge}
	}
	file, err := d.p.Store.AddFile(name, f, LargestFile)
	if errors.Is(err, ErrTooLarge) {
		return casefile.Attachment{}, &Message{Key: "file-too-large", Data: data, Cause: err}
	}
	return file, explain(err)
}

// Invalid is a draft that cannot be received yet: what is wrong, field by
// field, and which required papers are not there.
type Invalid struct {
	Fields  []Report
	Missing []catalog.Material
}

// Error is for the log; it holds no personal data.
func (i *Invalid) Error() string {
	return fmt.Sprintf("desk: draft has %d wrong fields and %d missing materials", len(i.Fields), len(i.Missing))
}

// lacksForAcceptance is what still keeps the draft from being accepted: every
// field and every required paper counts.
func (d *Desk) lacksForAcceptance(draft Draft, step catalog.Step) Invalid {
	lacks := Invalid{Fields: d.CheckAll(draft)}
	for _, m := range step.Materials {
		if m.Required && !draft.presents(m) {
			lacks.Missing = append(lacks.Missing, m)
		}
	}
	return lacks
}

// lacksForReceipt is what still keeps the draft from being received: whose
// project it is must be known, and what is stated must be right. Papers and the
// rest of the form may follow; that they are not here yet is why one only
// receives.
func (d *Desk) lacksForReceipt(draft Draft, _ catalog.Step) Invalid {
	var lacks Invalid
	for _, f := range d.Fields(draft) {
		r := d.check(draft, f)
		identifies := f.Group == "applicant" || f.Group == "project"
		if r.wrong() && (identifies || r.Code != required) {
			lacks.Fields = append(lacks.Fields, r)
		}
	}
	return lacks
}

// Accept receives and accepts the draft in one durable transaction (收件、受理)
// and returns the case. When it returns without error the case exists, has its
// numbers, and is never lost. A draft that is not ready gives an *Invalid,
// anything else that went wrong a *Message.
func (d *Desk) Accept(draft Draft) (casefile.Case, error) {
	return d.enter(draft, d.lacksForAcceptance, func(w Writer, c casefile.Case, step catalog.Step) (casefile.Case, error) {
		return d.accept(w, c, step, d.today())
	})
}

// accept numbers the acceptance and counts the deadline from its day, inside an
// action.
func (d *Desk) accept(w Writer, c casefile.Case, step catalog.Step, start workday.Date) (casefile.Case, error) {
	number, err := d.acceptanceNumber(w)
	if err != nil {
		return c, err
	}
	c, err = d.add(w, c, &casefile.Accepted{On: d.today(), Terms: d.terms(number, step, start)})
	if err != nil {
		return c, err
	}
	return d.share(w, c)
}

// terms are what acceptance fixes, counted from the day it is dated by.
func (d *Desk) terms(number string, step catalog.Step, start workday.Date) casefile.Terms {
	return casefile.Terms{
		Number: number, Sections: step.Sections,
		Deadline:  d.calendar().Deadline(start, step.Promised),
		Statutory: d.calendar().Deadline(start, step.Statutory),
		Extension: step.Extension, Publicity: casefile.PublicityTerm(step.Publicity), Conditions: step.Item.Conditions,
	}
}

// Receive takes in what is there without accepting it (只收件). Its errors are
// those of Accept, but papers may be missing.
func (d *Desk) Receive(draft Draft) (casefile.Case, error) {
	return d.enter(draft, d.lacksForReceipt, func(_ Writer, c casefile.Case, _ catalog.Step) (casefile.Case, error) {
		return c, nil
	})
}

// enter opens the case, if the draft lacks nothing of what is demanded, and
// lets further happen in the same transaction.
func (d *Desk) enter(
	draft Draft,
	lacks func(Draft, catalog.Step) Invalid,
	further func(Writer, casefile.Case, catalog.Step) (casefile.Case, error),
) (casefile.Case, error) {
	draft, err := d.Follow(draft)
	if err != nil {
		return casefile.Case{}, err
	}
	step, err := d.Step(draft)
	if err != nil {
		return casefile.Case{}, err
	}
	if invalid := lacks(draft, step); len(invalid.Fields)+len(invalid.Missing) > 0 {
		return casefile.Case{}, &invalid
	}
	var opened casefile.Case
	err = d.p.Store.Write(func(w Writer) error {
		number, err := d.caseNumber(w)
		if err != nil {
			return err
		}
		office := d.Office()
		opened, err = d.add(w, casefile.Case{ID: d.p.NewID()}, &casefile.Received{
			Number: number, Office: office.ID, Window: office.Window, Item: step.Item.ID, Earlier: draft.Earlier,
			Situation: draft.Answers, Application: d.application(draft), Materials: papers(step.Materials, draft),
			Limit: d.calendar().Deadline(d.today(), casefile.ReceiptDays),
		})
		if err != nil {
			return err
		}
		if opened, err = further(w, opened, step); err != nil {
			return err
		}
		return w.DropDraft(draft.ID)
	})
	if err != nil {
		return casefile.Case{}, explain(err)
	}
	d.p.Line.Nudge()
	return opened, nil
}

// caseNumber is window, day and the day's serial: 03-20261123-0007.
func (d *Desk) caseNumber(w Writer) (string, error) {
	day := strings.ReplaceAll(d.today().String(), "-", "")
	window := d.Settings().Window
	n, err := w.Next(caseSeries + window + "/" + day)
	return formatCase(window, day, n), err
}

// caseSeries and ownSeries begin the names of the window's own series: those of
// cases, a window and a day each, and those of acceptances without a lease, a
// window and a year each.
const (
	caseSeries = "case/"
	ownSeries  = "acceptance/"
)

func formatCase(window, day string, n uint64) string {
	return fmt.Sprintf("%s-%s-%04d", window, day, n)
}

// acceptanceNumber takes a number of the centre's lease: 嘉南资规受〔2026〕0412号.
// Where the window has none yet it numbers in a series of its own, told apart
// by 临 and the window, so that no number can ever meet another.
func (d *Desk) acceptanceNumber(w Writer) (string, error) {
	year := d.today().Year()
	n, ok, err := w.Take(replica.AcceptanceNumbers, year)
	if err != nil {
		return "", err
	}
	if ok {
		return d.formatAcceptance(year, "", n), nil
	}
	window := d.Settings().Window
	n, err = w.Next(fmt.Sprintf("%s%s/%d", ownSeries, window, year))
	return d.formatAcceptance(year, window, n), err
}

// formatAcceptance is the number as it stands on the paper; window is "" for
// one of the centre's lease.
func (d *Desk) formatAcceptance(year int, window string, n uint64) string {
	return casefile.Serial{Mark: d.p.Office.AcceptanceMark, Year: year, Window: window, Number: n}.String()
}

// presents says whether the material is there: on the counter in the form it is
// wanted in (where a file is wanted, a tick alone is not enough), or supplied by
// another hand than the applicant's. What an earlier item was to make, and has
// not, the applicant may bring.
func (d Draft) presents(m catalog.Material) bool {
	if m.Source != catalog.Applicant && m.MadeBy.Item == "" {
		return true
	}
	p := d.Materials[m.ID]
	_, made := d.Maker(m)
	return made || p.Present && (!m.File || len(p.Files) > 0)
}

// papers is the list of materials as they lie on the counter.
func papers(materials []catalog.Material, draft Draft) []casefile.Material {
	list := make([]casefile.Material, len(materials))
	for i, m := range materials {
		list[i] = casefile.Material{
			ID: m.ID, Name: m.Name, Source: string(m.Source), Original: m.Original, Electronic: m.File, Copies: m.Copies,
			Required: m.Required, Present: draft.presents(m), From: draft.maker(m).Number, Files: draft.Materials[m.ID].Files,
		}
	}
	return list
}
