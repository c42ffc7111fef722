package catalog

import (
	"onewindow/app/casefile"
)

// Item is an item of today (事项) as its file states it, for every situation
// and policy. What of it counts in one of them is a Step.
type Item struct {
	ID            string        `yaml:"id"`
	Name          string        `yaml:"name"`
	Short         string        `yaml:"short"`
	MergedFrom    []string      `yaml:"mergedFrom"` // ids of former items
	Permits       []PermitRule  `yaml:"permits"`    // the administrative permits it ends in
	Legal         []string      `yaml:"legal"`
	StatutoryDays int           `yaml:"statutoryDays"` // working days (行政许可法 Art. 42)
	PromisedDays  int           `yaml:"promisedDays"`  // working days
	ExtensionDays int           `yaml:"extensionDays"` // working days that the head of the organ may add once (Art. 42)
	Limits        []Limit       `yaml:"limits"`        // days of certain situations; the first that holds counts
	Publicity     Publicity     `yaml:"publicity"`
	Coordination  Coordination  `yaml:"coordination"` // where it differs from the catalog's
	Certificates  []Certificate `yaml:"certificates"`
	Sections      []SectionRule `yaml:"sections"`
	Materials     []Material    `yaml:"materials"`
	// Conditions says that the conditions of building on the land (用地建设条件)
	// are published with the item, once for all.
	Conditions bool   `yaml:"conditions"`
	Notes      []Note `yaml:"notes"`
}

// Limit changes the days of an item in a situation. Both count working days.
type Limit struct {
	Terms     `yaml:",inline"`
	Promised  int `yaml:"promised"`
	Statutory int `yaml:"statutory"`
}

// Publicity is the time an item lies open to objections (公示).
type Publicity struct {
	Days int `yaml:"days"` // calendar days that it takes where it is held
	// SharedWith is the id of the item whose publicity serves this one too, as
	// long as applicant, site and area are unchanged.
	SharedWith string `yaml:"sharedWith"`
	// Basis is the legal basis on which the promised clock stands still
	// meanwhile. Publicity is not on the list of 行政许可法 Art. 45: without a
	// basis of the office's own ("") the clock runs on.
	Basis string `yaml:"basis"`
}

// Own is how many calendar days of publicity the item holds itself, 0 where
// another item's serves.
func (p Publicity) Own() int {
	if p.SharedWith != "" {
		return 0
	}
	return p.Days
}

// Certificate is a paper that an item ends in.
type Certificate struct {
	Terms `yaml:",inline"`
	// Document is the paper's kind: permit (意见书), allocation (划拨决定书),
	// land-permit (建设用地规划许可证) or contract (出让合同).
	Document   string    `yaml:"document"`
	Name       string    `yaml:"name"`
	Prefix     string    `yaml:"prefix"`     // 用字第, 地字第; empty for numbering office
	Type       string    `yaml:"type"`       // two letters in the number; empty where it has none
	Numbering  Numbering `yaml:"numbering"`  // who numbers it, and how
	Mark       string    `yaml:"mark"`       // 发文代字, for numbering office
	ValidYears int       `yaml:"validYears"` // 0 where it does not expire
	OnSigning  bool      `yaml:"onSigning"`  // issued on the spot once the contract is signed, not with the decision
	Basis      string    `yaml:"basis"`      // the sentence on its face
	Notes      []string  `yaml:"notes"`      // 遵守事项
	Annexes    []string  `yaml:"annexes"`    // 附图及附件名称
}

// Numbering is a way of numbering a certificate.
type Numbering string

// The ways of numbering.
const (
	Local       Numbering = "local"       // region 6, year 4, type 2, serial 7
	Local2019   Numbering = "local-2019"  // region 6, year 4, serial 5: the generation of 2019
	Supervision Numbering = "supervision" // 电子监管号, returned by the national system; until then 待赋号
	ByOffice    Numbering = "office"      // the organ's mark, 〔year〕 and a serial
)

func numberings() []string {
	return []string{string(Local), string(Local2019), string(Supervision), string(ByOffice)}
}

// documents are the kinds of certificates.
func documents() []string {
	return []string{string(casefile.Permit), string(casefile.Allocation), string(casefile.LandPermit), string(casefile.Contract)}
}

// PermitRule says which permit (行政许可) of the world before an item of today
// ends in, and on which terms.
type PermitRule struct {
	Terms `yaml:",inline"`
	ID    string `yaml:"id"` // of the former item
}

// SectionRule says which section reviews, and when. All of them review in
// parallel.
type SectionRule struct {
	Terms `yaml:",inline"`
	ID    string `yaml:"id"`
}

// Note is a sentence for who receives the item in a situation.
type Note struct {
	Terms `yaml:",inline"`
	Text  string `yaml:"text"`
}

// Material is a paper an item needs, and who supplies it.
type Material struct {
	Terms    `yaml:",inline"`
	ID       string `yaml:"id"`
	Name     string `yaml:"name"`
	Source   Source `yaml:"source"`
	MadeBy   MadeBy `yaml:"madeBy"` // where an earlier item of the project made it
	Original bool   `yaml:"original"`
	Copies   int    `yaml:"copies"`
	Required bool   `yaml:"required"`
	File     bool   `yaml:"file"` // the file itself is needed, not only the paper
	// Outlines is what a boundary-point file among the material's files outlines;
	// "" where none is expected.
	Outlines casefile.Outlined `yaml:"outlines"`
}

// MadeBy names the certificate of an earlier item that is the material.
type MadeBy struct {
	Item     string `yaml:"item"`     // id; empty where no other item makes it
	Document string `yaml:"document"` // kind of one of its certificates
}

// Form is how the material is to be handed in.
func (m Material) Form() casefile.Form { return casefile.FormOf(m.File, m.Original) }

// Source says who supplies a material (能免则免、应简尽简).
type Source string

// The sources of a material.
const (
	Applicant Source = "applicant" // 申请人提交
	Inside    Source = "inside"    // 内部流转
	Shared    Source = "shared"    // 数据共享
	Exempt    Source = "exempt"    // 免提交
)

func sources() []string {
	return []string{string(Applicant), string(Inside), string(Shared), string(Exempt)}
}
