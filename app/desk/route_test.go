package desk_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
)

// project is a project of testdata/routes.txt on its way.
type project struct {
	*testing.T
	*desktest.Counter
	answers map[string]string
	draft   desk.Draft
	file    casefile.Case
}

func TestRoutes(t *testing.T) {
	raw, err := os.ReadFile("testdata/routes.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range strings.Split(string(raw), "\n= ")[1:] {
		name, lines, _ := strings.Cut(block, "\n")
		t.Run(name, func(t *testing.T) {
			p := &project{T: t, Counter: desktest.New(t)}
			for line := range strings.Lines(lines) {
				if line = strings.TrimSpace(line); line != "" {
					p.live(line)
				}
			}
		})
	}
}

// live does one line of the table and holds what came of it to the table.
func (p *project) live(line string) {
	p.Helper()
	cells := strings.Split(line, " | ")
	day, err := time.ParseInLocation("2006-01-02 15:04", cells[0]+" 09:30", desk.Zone())
	if err != nil {
		p.Fatal(err)
	}
	p.Time = day
	deed := strings.Fields(cells[1])
	got, err := p.do(deed[0], deed[1:])
	var m *desk.Message
	if errors.As(err, &m) {
		got = m.Key
		if fields, told := m.Data["fields"].([]string); told {
			got += " " + strings.Join(fields, " ")
		}
	} else if err != nil {
		p.Fatalf("%s: %v", line, err)
	}
	if want := strings.TrimSpace(cells[2]); got != want {
		p.Errorf("%s %s:\n got %s\nwant %s", cells[0], cells[1], got, want)
	}
}

func (p *project) do(deed string, args []string) (string, error) {
	switch deed {
	case "draft", "again", "take", "back", "apply", "type":
		return p.draftIs(deed, args)
	case "propose":
		return p.proposes()
	case "accept":
		return p.accepted()
	case "receive":
		return p.received()
	case "wait":
		n, err := p.KeepTime()
		p.file = p.reopened()
		return fmt.Sprintf("%d deemed: %s", n, p.terms()), err
	case "public":
		return p.public()
	case "reuse":
		_, err := p.Do(p.file.ID, desk.ReusePublicity, nil)
		return "reused", err
	case "review":
		err := p.reviewed()
		return string(p.reopened().State), err
	case "grant":
		err := p.Granted(p.file.ID)
		return p.certificates(), err
	}
	return p.afterwards(deed, args)
}

// draftIs changes the draft and tells its item and materials, and how the
// publicity of an earlier item stands to it.
func (p *project) draftIs(deed string, args []string) (string, error) {
	given := map[string]string{}
	for _, arg := range args {
		key, value, _ := strings.Cut(arg, "=")
		given[key] = value
	}
	var err error
	switch deed {
	case "draft":
		p.answers = given
		p.draft, err = p.begin()
	case "again":
		p.draft, err = p.begin()
	case "take":
		var proposal *desk.Proposal
		if proposal, err = p.Propose(p.draft); err == nil {
			p.draft, err = p.Take(p.draft, *proposal)
		}
	case "back":
		p.draft, err = p.ApplyFor(p.draft, "")
	case "apply":
		p.draft, err = p.ApplyFor(p.draft, args[0])
	case "type":
		maps.Copy(p.draft.Fields, given)
	}
	if err != nil {
		return "", err
	}
	return p.tell()
}

// begin is a draft of which only the code of the project is typed.
func (p *project) begin() (desk.Draft, error) {
	draft := p.NewDraft()
	maps.Copy(draft.Answers, p.answers)
	draft.Fields["project.code"] = "2601-330402-04-01-000013"
	return p.SaveDraft(draft)
}

func (p *project) tell() (string, error) {
	materials, err := p.Materials(p.draft)
	if err != nil {
		return "", err
	}
	words := p.Item(p.draft).ID + ":"
	for _, m := range materials {
		words += " " + m.ID
		if e, made := p.draft.Maker(m); made {
			words += "<" + e.Item
		} else if m.MadeBy.Item != "" {
			words += "<?"
		}
	}
	sharing, err := p.Sharing(p.draft)
	switch {
	case err != nil || sharing == nil:
		return words, err
	case len(sharing.Changed) > 0:
		return words + "; changed " + strings.Join(sharing.Changed, " "), nil
	}
	return words + "; shares", nil
}

func (p *project) proposes() (string, error) {
	proposal, err := p.Propose(p.draft)
	if err != nil || proposal == nil {
		return "none", err
	}
	return fmt.Sprintf("%s after %s %s", proposal.Item.ID, proposal.From.Item, proposal.Name), nil
}

// accepted fills what is still empty and accepts.
func (p *project) accepted() (string, error) {
	draft, err := p.Complete(p.draft)
	if err != nil {
		return "", err
	}
	c, err := p.Accept(draft)
	if err != nil {
		return "", err
	}
	p.file = c
	return p.terms(), nil
}

func (p *project) received() (string, error) {
	draft, err := p.Complete(p.draft)
	if err != nil {
		return "", err
	}
	p.file, err = p.Receive(draft)
	return string(p.file.State), err
}

// terms are what acceptance fixed, and whose publicity serves.
func (p *project) terms() string {
	c := p.file
	words := fmt.Sprintf("%s; due %s, %d to %s, %d more", c.State, c.Deadline.Due, c.Statutory.WorkingDays, c.Statutory.Due, c.ExtensionLimit)
	if c.PublicityTerm.Days > 0 {
		words += fmt.Sprintf("; public %d", c.PublicityTerm.Days)
	}
	if c.Publicity != nil && len(c.Earlier) == 1 && c.Publicity.Earlier == c.Earlier[0].Number {
		words += " served by " + c.Earlier[0].Item
	}
	return words
}

func (p *project) public() (string, error) {
	if err := p.Publicised(p.file.ID); err != nil {
		return "", err
	}
	return "public until " + p.reopened().Publicity.Ends.String(), nil
}

// reviewed lets every section agree, and sets the conditions of building where
// the case needs them.
func (p *project) reviewed() error {
	if p.file.NeedsConditions {
		err := p.As("hejing", func() error {
			_, err := p.Do(p.file.ID, desk.SetConditions, map[string]string{
				"use": "医疗卫生用地", "plot-ratio": "≤ 2.0", "density": "≤ 35%", "height": "≤ 45 米", "green": "≥ 35%",
			})
			return err
		})
		if err != nil {
			return err
		}
	}
	return p.Reviewed(p.file.ID)
}

// afterwards is what happens once the certificates are issued.
func (p *project) afterwards(deed string, args []string) (string, error) {
	switch deed {
	case "number":
		_, err := p.Do(p.file.ID, desk.ReturnNumber, map[string]string{"document": string(casefile.LandPermit), "number": args[0]})
		if err == nil {
			err = p.Number(p.file.ID)
		}
		return p.certificates(), err
	case "sign":
		if err := p.printed(); err != nil {
			return "", err
		}
		c, err := p.Do(p.file.ID, desk.SignContract, map[string]string{"signer": "张伟东"})
		if err == nil && c.State == casefile.StateGranted {
			err = p.Issue(p.file.ID)
		}
		return p.certificates(), err
	case "pay":
		c, err := p.Do(p.file.ID, desk.ConfirmPayment, map[string]string{"amount": "2860.5", "voucher": "浙财 0012345"})
		if err != nil {
			return "", err
		}
		due := c.RegistrationDue()
		unit := due.Unit
		if unit == "" {
			unit = "-"
		}
		return fmt.Sprintf("told of %d papers, unit %s", len(due.Documents), unit), p.FromCentre(c, due)
	case "hand":
		if err := p.printed(); err != nil {
			return "", err
		}
		c, err := p.HandOver(p.file.ID, "张伟东", "330402199003070015")
		if err != nil {
			return "", err
		}
		words := string(c.State) + ":"
		for _, kind := range c.Handover.Documents {
			words += " " + string(kind)
		}
		return words, nil
	}
	return "", fmt.Errorf("nobody can %q", deed)
}

// printed puts every certificate that still has to be handed over on paper.
func (p *project) printed() error {
	for _, k := range p.reopened().ToHand() {
		if _, err := p.Print(p.file.ID, k.Document, "领证"); err != nil {
			return err
		}
	}
	return nil
}

// reopened is the case as it now stands.
func (p *project) reopened() casefile.Case {
	p.Helper()
	c, err := p.Store.Case(p.file.ID)
	if err != nil {
		p.Fatal(err)
	}
	if len(c.Misfits) > 0 {
		p.Fatalf("misfits %v", c.Misfits)
	}
	return c
}

func (p *project) certificates() string {
	c := p.reopened()
	var list []string
	for _, k := range c.Certificates {
		numbered := " numbered"
		if k.Number == "" {
			numbered = " 待赋号"
		}
		list = append(list, string(k.Document)+numbered)
	}
	return string(c.State) + ": " + strings.Join(list, ", ")
}

// What was typed for another item stays in the draft, but is neither judged nor
// stated: nobody is held up by what the form does not show.
func TestFieldsOfAnotherItemWait(t *testing.T) {
	c := desktest.New(t)
	draft, err := c.Draft("南湖区卫生健康局", "城南片区公共卫生中心")
	if err != nil {
		t.Fatal(err)
	}
	draft.Fields["land.unit"], draft.Fields["land.price"] = "no code", "a lot"
	draft.Fields["standard.tax"] = "30"
	if lacks, err := c.Lacks(draft); err != nil || lacks != nil {
		t.Errorf("lacks %v, %v", lacks, err)
	}
	file, err := c.Accept(draft)
	if err != nil {
		t.Fatal(err)
	}
	if a := file.Application; a.Deal != nil || a.Standard != nil || a.Land.Unit != "" {
		t.Errorf("states %+v %v %+v", a.Deal, a.Standard, a.Land)
	}
	draft.Answers["supply"] = "transfer"
	lacks, err := c.Lacks(draft)
	if err != nil || lacks == nil {
		t.Fatalf("lacks %v, %v", lacks, err)
	}
	var wrong []string
	for _, r := range lacks.Fields {
		wrong = append(wrong, r.Field+" "+r.Code)
	}
	if got := strings.Join(wrong, ", "); got != "land.unit id.letters, land.use required, land.deal required, land.price money, land.term required" {
		t.Errorf("wrong are %s", got)
	}
}

// Whatever is stated reads the same when the form shows it again.
func TestStatementsReadBackAsTyped(t *testing.T) {
	c := desktest.New(t)
	rapid.Check(t, func(r *rapid.T) {
		draft := c.NewDraft()
		draft.Answers["supply"], draft.Answers["standard_land"] = "transfer", catalog.Yes
		draft, err := c.Complete(draft)
		if err != nil {
			r.Fatal(err)
		}
		draft.Fields["land.price"] = desk.Money(rapid.Int64Range(1, 999_999_999_999_999).Draw(r, "fen"))
		draft.Fields["land.area"] = desk.Hectares(rapid.Int64Range(1, 99_999_999_999).Draw(r, "square metres"))
		draft.Fields["land.term"] = strconv.Itoa(rapid.IntRange(1, 70).Draw(r, "years"))
		draft.Fields["standard.tax"] = rapid.StringMatching(`[1-9][0-9]{0,4}(\.[0-9]{1,3})?`).Draw(r, "tax")
		draft.Fields["land.agricultural"], draft.Fields["land.arable"], draft.Fields["land.construction"] = "", "", ""
		file, err := c.Receive(draft)
		if err != nil {
			r.Fatal(err)
		}
		for key, got := range c.Values(file) {
			if want := draft.Fields[key]; got != want {
				r.Errorf("%s reads %q, was typed as %q", key, got, want)
			}
		}
	})
}
