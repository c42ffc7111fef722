package casefile

import (
	"time"

	"onewindow/app/workday"
)

// Conditions are the conditions under which the land may be built on (用地建设
// 条件), published once for planning, contract and certificates. Values are in
// the section's words: "≤ 2.0", "西侧退让道路红线 8 米".
type Conditions struct {
	Use       string   `json:"use"`       // 用地性质
	PlotRatio string   `json:"plotRatio"` // 容积率
	Density   string   `json:"density"`   // 建筑密度
	Height    string   `json:"height"`    // 建筑高度
	Green     string   `json:"green"`     // 绿地率
	Setbacks  string   `json:"setbacks,omitempty"`
	Entrances string   `json:"entrances,omitempty"`
	Parking   string   `json:"parking,omitempty"`
	Others    []string `json:"others,omitempty"`
}

// ConditionsSet records them at the hand of a reviewing section. They may be
// set again until the decision.
type ConditionsSet struct {
	On         workday.Date `json:"on"`
	Conditions Conditions   `json:"conditions"`
}

// SetConditions are conditions on record.
type SetConditions struct {
	Conditions
	On workday.Date
	By Actor
	At time.Time
}

// Kind is conditions-set.
func (*ConditionsSet) Kind() Kind { return KindConditions }

func (b *ConditionsSet) day() workday.Date { return b.On }

func (b *ConditionsSet) permit(c Case, by Actor) *Refusal {
	k := b.Conditions
	switch {
	case by.Role != Reviewer:
		return refuseWith("role", "role", Reviewer)
	case !c.reviewing():
		return refuseWith("state", "state", c.State)
	case k.Use == "" || k.PlotRatio == "" || k.Density == "" || k.Height == "" || k.Green == "":
		return refuse("incomplete")
	}
	return nil
}

func (b *ConditionsSet) apply(c *Case, e Event) {
	c.Conditions = &SetConditions{b.Conditions, b.On, e.By, e.At}
}
