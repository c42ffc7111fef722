package casefile

import "onewindow/app/workday"

// Received opens the case: the applicant's statement and papers are on the
// counter (收件). It is not acceptance.
type Received struct {
	Number      string            `json:"number"`
	Office      string            `json:"office"`
	Window      string            `json:"window"`
	Item        string            `json:"item"`
	Situation   map[string]string `json:"situation,omitempty"`
	Application Application       `json:"application"`
	Materials   []Material        `json:"materials"`
	Earlier     []Earlier         `json:"earlier,omitempty"`
	// Limit is the last day to notify, refuse or accept, as counted on the day.
	Limit workday.Deadline `json:"limit,omitzero"`
}

// Earlier is a case of the same project whose results this one uses, so that
// nothing it made is asked for again (材料内部流转).
type Earlier struct {
	Case        string `json:"case"`
	Number      string `json:"number"`
	Item        string `json:"item"`
	Certificate string `json:"certificate,omitempty"` // number
}

func (b *Received) read(r *reader) {
	b.Number, b.Office, b.Window = r.text("number"), r.text("office"), r.text("window")
	b.Item, b.Situation = r.text("item"), r.texts("situation")
	r.object("application", b.Application.read)
	b.Materials = listOf(r, "materials", (*Material).read)
	r.other("earlier", &b.Earlier)
	r.deadline("limit", &b.Limit)
}

// Kind is received.
func (*Received) Kind() Kind { return KindReceived }

func (b *Received) permit(c Case, by Actor) *Refusal {
	switch {
	case c.State != StateNone:
		return refuse("exists")
	case by.Role != Clerk:
		return refuseWith("role", "role", Clerk)
	case b.Number == "" || b.Item == "" || b.Application.Applicant.Name == "":
		return refuse("incomplete")
	}
	return nil
}

func (b *Received) apply(c *Case, e Event) {
	c.State = StateReceived
	c.Number, c.Office, c.Window = b.Number, b.Office, b.Window
	c.Item, c.Policy = b.Item, e.Policy
	c.Situation, c.Application, c.Materials = b.Situation, b.Application, b.Materials
	c.Stated, c.Limit, c.Earlier = b.Application, b.Limit, b.Earlier
	c.ReceivedAt, c.ReceivedBy = e.At, e.By
}

// Attached adds a file to a material after receipt (补收材料).
type Attached struct {
	Material string     `json:"material"` // catalog id of the material
	File     Attachment `json:"file"`
}

// Kind is material-attached.
func (*Attached) Kind() Kind { return KindAttached }

func (b *Attached) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Clerk:
		return refuseWith("role", "role", Clerk)
	case !c.undecided():
		return refuseWith("state", "state", c.State)
	case c.material(b.Material) < 0:
		return refuse("unknown-material")
	}
	return nil
}

func (b *Attached) apply(c *Case, _ Event) {
	c.Materials = extend(c.Materials)
	m := &c.Materials[c.material(b.Material)]
	m.Files = extend(m.Files, b.File)
	m.Present = true
}

// material is the place of the material with the catalog id, or -1.
func (c Case) material(id string) int {
	for i, m := range c.Materials {
		if m.ID == id {
			return i
		}
	}
	return -1
}

// Missing lists the required materials that are not there.
func (c Case) Missing() []Material {
	var missing []Material
	for _, m := range c.Materials {
		if m.Required && !m.Present {
			missing = append(missing, m)
		}
	}
	return missing
}
