package casefile_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"onewindow/app/casefile"
)

// taken is a case as a window took it in.
func taken(id, window string, change func(*casefile.Case)) casefile.Case {
	c := casefile.Case{
		ID: id, Window: window, Item: "A", State: casefile.StateReview,
		Application: casefile.Application{
			Applicant: casefile.Applicant{Name: "示例建设有限公司", Code: "91350100M000100Y43"},
			Project:   casefile.Project{Code: "2601-330402-04-01-000013"},
			Land:      casefile.Land{Location: "城南街道，东至长水路"},
		},
	}
	if change != nil {
		change(&c)
	}
	return c
}

func TestWhatLooksLikeOneApplication(t *testing.T) {
	first := taken("1", "03", nil)
	for name, v := range map[string]struct {
		change func(*casefile.Case)
		want   string
	}{
		"the same":                {nil, "[project site]"},
		"another project code":    {func(c *casefile.Case) { c.Application.Project.Code = "2601-330402-04-01-000021" }, "[site]"},
		"no project code":         {func(c *casefile.Case) { c.Application.Project.Code = "" }, "[site]"},
		"other punctuation":       {func(c *casefile.Case) { c.Application.Land.Location = "城南街道 东至 长水路。" }, "[project site]"},
		"another site":            {func(c *casefile.Case) { c.Application.Land.Location = "凤桥镇" }, "[project]"},
		"no site":                 {func(c *casefile.Case) { c.Application.Land.Location = "" }, "[project]"},
		"another applicant":       {func(c *casefile.Case) { c.Application.Applicant.Code = "11330402002523454L" }, "[project]"},
		"the next item":           {func(c *casefile.Case) { c.Item = "B" }, "[]"},
		"the same window":         {func(c *casefile.Case) { c.Window = "03" }, "[]"},
		"withdrawn":               {func(c *casefile.Case) { c.State = casefile.StateWithdrawn }, "[]"},
		"issued":                  {func(c *casefile.Case) { c.State = casefile.StateIssued }, "[project site]"},
		"found to be another":     {func(c *casefile.Case) { c.Apart = []casefile.Apart{{Other: "1"}} }, "[]"},
		"found not to be a third": {func(c *casefile.Case) { c.Apart = []casefile.Apart{{Other: "3"}} }, "[project site]"},
	} {
		other := taken("2", "04", v.change)
		if got := fmt.Sprint(first.Resembles(other)); got != v.want {
			t.Errorf("%s: %s, want %s", name, got, v.want)
		}
	}
	issued := func(c *casefile.Case) { c.State = casefile.StateIssued }
	if same := taken("1", "03", issued).Resembles(taken("2", "04", issued)); same != nil {
		t.Errorf("two issued cases, of which none can be withdrawn, are put before a person: %v", same)
	}
	unit := func(c *casefile.Case) { c.Application.Land.Unit = "330402001023GB00123W00000000" }
	elsewhere := func(c *casefile.Case) { c.Application.Land.Unit = "330402001023GB00124W00000000" }
	if same := taken("1", "03", unit).Resembles(taken("2", "04", elsewhere)); len(same) != 1 {
		t.Errorf("two units at one location are one site: %v", same)
	}
}

func TestResemblanceIsMutual(t *testing.T) {
	some := func(t *rapid.T, id, label string) casefile.Case {
		return taken(id, rapid.SampledFrom([]string{"03", "04"}).Draw(t, label+" window"), func(c *casefile.Case) {
			c.State = rapid.SampledFrom(casefile.States()).Draw(t, label+" state")
			c.Item = rapid.SampledFrom([]string{"A", "B"}).Draw(t, label+" item")
			c.Application.Project.Code = rapid.SampledFrom([]string{"", "P", "Q"}).Draw(t, label+" project")
			c.Application.Land.Unit = rapid.SampledFrom([]string{"", "U", "V"}).Draw(t, label+" unit")
			if rapid.Bool().Draw(t, label+" apart") {
				c.Apart = []casefile.Apart{{Other: rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, label+" other")}}
			}
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := some(t, "1", "first"), some(t, "2", "second")
		if there, back := fmt.Sprint(a.Resembles(b)), fmt.Sprint(b.Resembles(a)); there != back {
			t.Errorf("%s one way, %s the other", there, back)
		}
		if same := a.Resembles(a); same != nil {
			t.Errorf("a case resembles itself: %v", same)
		}
	})
}
