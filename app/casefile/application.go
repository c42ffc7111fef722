package casefile

// Application is what the applicant states, typed once for every item of the
// project (一张表单).
type Application struct {
	Applicant Applicant `json:"applicant"`
	Agent     Agent     `json:"agent"`
	Project   Project   `json:"project"`
	Land      Land      `json:"land"`
	Deal      *Deal     `json:"deal,omitempty"`
	// Standard holds what is stated for a standard land (标准地) by the id of
	// the indicator, industry and zone among them.
	Standard map[string]string `json:"standard,omitempty"`
}

func (a *Application) read(r *reader) {
	r.object("applicant", a.Applicant.read)
	r.object("agent", a.Agent.read)
	r.object("project", a.Project.read)
	r.object("land", a.Land.read)
	r.other("deal", &a.Deal)
	a.Standard = r.texts("standard")
}

// Deal is the outcome of tender, auction or listing (成交).
type Deal struct {
	Number string `json:"number"`          // of the confirmation (成交确认书)
	Price  int64  `json:"price"`           // fen
	Years  int    `json:"years,omitempty"` // 出让年限
}

// Applicant is a unit or a person (建设单位或个人).
type Applicant struct {
	Unit    bool   `json:"unit"` // a unit with a credit code, else a person with an identity number
	Name    string `json:"name"`
	Code    string `json:"code"` // unified social credit code (GB 32100) or identity number (GB 11643)
	Phone   string `json:"phone"`
	Address string `json:"address,omitempty"`
}

func (a *Applicant) read(r *reader) {
	a.Unit = r.flag("unit")
	a.Name, a.Code, a.Phone = r.text("name"), r.text("code"), r.text("phone")
	a.Address = r.text("address")
}

// Agent acts for the applicant at the counter (代理人). Empty where the
// applicant comes in person.
type Agent struct {
	Name  string `json:"name,omitempty"`
	Code  string `json:"code,omitempty"` // identity number
	Phone string `json:"phone,omitempty"`
}

func (a *Agent) read(r *reader) {
	a.Name, a.Code, a.Phone = r.text("name"), r.text("code"), r.text("phone")
}

// Project is what is to be built.
type Project struct {
	Code  string `json:"code"` // code of the investment-project platform (项目代码)
	Name  string `json:"name"`
	Basis string `json:"basis"` // 项目建设依据: the paper that founds the project
	Scale string `json:"scale"` // 拟建设规模, in the applicant's words
}

func (p *Project) read(r *reader) {
	p.Code, p.Name = r.text("code"), r.text("name")
	p.Basis, p.Scale = r.text("basis"), r.text("scale")
}

// Land is where it is to be built. Areas are whole square metres: hectares with
// four decimals, as the certificates print them, are exact in them.
type Land struct {
	Location     string `json:"location"`       // 拟选位置
	Area         int64  `json:"area"`           // 拟用地面积, m²
	Agricultural int64  `json:"agricultural"`   // 农用地, m²
	Arable       int64  `json:"arable"`         // of which 耕地, m²
	Construction int64  `json:"construction"`   // 建设用地, m²
	Unused       int64  `json:"unused"`         // 未利用地, m²
	Unit         string `json:"unit,omitempty"` // real-estate unit code (不动产单元代码, GB/T 37346)
	Use          string `json:"use,omitempty"`  // 土地用途
}

func (l *Land) read(r *reader) {
	l.Location, l.Area = r.text("location"), r.integer("area")
	l.Agricultural, l.Arable = r.integer("agricultural"), r.integer("arable")
	l.Construction, l.Unused = r.integer("construction"), r.integer("unused")
	l.Unit, l.Use = r.text("unit"), r.text("use")
}

// Material is one paper of the case and where it came from.
type Material struct {
	ID         string       `json:"id"` // catalog id
	Name       string       `json:"name"`
	Source     string       `json:"source"` // applicant, inside, shared or exempt
	Original   bool         `json:"original"`
	Electronic bool         `json:"electronic,omitempty"` // a file is wanted, not paper
	Copies     int          `json:"copies"`
	Required   bool         `json:"required"`
	Present    bool         `json:"present"`        // on the counter, made inside, fetched or exempt
	From       string       `json:"from,omitempty"` // number of the earlier case that made it
	Files      []Attachment `json:"files,omitempty"`
}

func (m *Material) read(r *reader) {
	m.ID, m.Name, m.Source = r.text("id"), r.text("name"), r.text("source")
	m.Original, m.Electronic = r.flag("original"), r.flag("electronic")
	m.Copies = r.number("copies")
	m.Required, m.Present = r.flag("required"), r.flag("present")
	m.From = r.text("from")
	m.Files = listOf(r, "files", (*Attachment).read)
}

// Form is how a material is handed in.
type Form string

// The forms of a material.
const (
	AsOriginal Form = "original"   // 原件
	AsCopy     Form = "copy"       // 复印件
	AsFile     Form = "electronic" // 电子件
)

// FormOf is the form of a material that is a file, an original, or neither.
func FormOf(electronic, original bool) Form {
	switch {
	case electronic:
		return AsFile
	case original:
		return AsOriginal
	}
	return AsCopy
}

// Form is how the material was handed in.
func (m Material) Form() Form { return FormOf(m.Electronic, m.Original) }

// FilesOf lists the files that a body names.
func FilesOf(b Body) []Attachment {
	var list []Attachment
	switch b := b.(type) {
	case *Received:
		for _, m := range b.Materials {
			list = append(list, m.Files...)
		}
	case *Attached:
		list = append(list, b.File)
	case *Supplemented:
		for _, s := range b.Supplies {
			list = append(list, s.Files...)
		}
	}
	return list
}

// Files lists the files an event brings. A body that cannot be read brings
// none: folding reports it.
func (e Event) Files() []Attachment {
	body, err := decode(e)
	if err != nil {
		return nil
	}
	return FilesOf(body)
}

// Attachment names a stored file by its content.
type Attachment struct {
	Name string `json:"name"`
	Hash string `json:"hash"` // hex SM3 of the bytes
	Size int64  `json:"size"` // bytes
	// Outline is what a boundary-point file was found to hold; nil of any other.
	Outline *Outline `json:"outline,omitempty"`
}

func (a *Attachment) read(r *reader) {
	a.Name, a.Hash = r.text("name"), r.text("hash")
	a.Size = r.integer("size")
	r.other("outline", &a.Outline)
}
