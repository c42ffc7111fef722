package desk_test

import (
	"slices"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
)

// The publicity of the earlier item serves the later one only where applicant,
// site and area are unchanged; else the reason says what changed.
func TestPublicityServesTheNextItem(t *testing.T) {
	for name, v := range map[string]struct {
		change func(*casefile.Application)
		want   string
		fields []string
	}{
		"unchanged":     {func(*casefile.Application) {}, "", nil},
		"other words":   {func(a *casefile.Application) { a.Project.Name += "（一期）"; a.Applicant.Phone = "0573-82830001" }, "", nil},
		"applicant":     {func(a *casefile.Application) { a.Applicant.Name = "南湖区教育局" }, "refused-publicity-changed", []string{"applicant.name"}},
		"site and area": {func(a *casefile.Application) { a.Land.Location = "东栅街道"; a.Land.Area++ }, "refused-publicity-changed", []string{"land.location", "land.area"}},
		"other project": {func(a *casefile.Application) { a.Project.Code = "2602-330402-04-01-000021" }, "publicity-none", nil},
	} {
		t.Run(name, func(t *testing.T) {
			k := begin(t)
			application := k.file().Application
			v.change(&application)
			later, err := k.Begun("B", map[string]string{"supply": "allocation"}, application)
			k.must(err)
			k.grant() // had it been before, acceptance would have shared its publicity
			earlier := k.file()
			k.id = later.ID
			if offered := k.offers("wangfang", desk.ReusePublicity); offered == (v.want == "publicity-none") {
				t.Errorf("offered: %v", offered)
			}
			if v.want != "" {
				k.refused(v.want, "wangfang", desk.ReusePublicity, nil)
				if _, err := k.Do(k.id, desk.ReusePublicity, nil); v.fields != nil && !slices.Equal(data(t, err, "fields").([]string), v.fields) {
					t.Errorf("changed %v, want %v", data(t, err, "fields"), v.fields)
				}
				return
			}
			shown := k.do("wangfang", desk.ReusePublicity, nil).Publicity
			if shown.Earlier != earlier.Number || shown.Ends != earlier.Publicity.Ends || shown.Where != earlier.Publicity.Where {
				t.Errorf("publicity %+v", shown)
			}
			if k.file().Has(casefile.PublicNotice) {
				t.Error("the later item prints a notice of its own")
			}
		})
	}
}

// Before the earlier item ends in its certificate there is nothing to share.
func TestPublicityOfAnOpenCaseServesNobody(t *testing.T) {
	k := begin(t)
	k.must(k.Publicised(k.id))
	later, err := k.Begun("B", map[string]string{"supply": "allocation"}, k.file().Application)
	k.must(err)
	k.id = later.ID
	k.refused("publicity-none", "wangfang", desk.ReusePublicity, nil)
}

func TestPublicityTakesItsDays(t *testing.T) {
	k := begin(t)
	k.refused("refused-publicity-short", "wangfang", desk.PostPublicity, map[string]string{"posted": "2026-11-23", "ends": "2026-12-02", "where": "网站"})
	k.do("wangfang", desk.PostPublicity, map[string]string{"posted": "2026-11-23", "ends": "2026-12-03", "where": "网站"})
	k.on("12-03").refused("refused-publicity-running", "wangfang", desk.ClosePublicity, nil)
	k.must(k.Reviewed(k.id))
	if err := k.decide(true); key(t, err) != "refused-publicity-open" {
		t.Errorf("granted before it was over: %v", err)
	}
	k.on("12-04").do("wangfang", desk.ClosePublicity, map[string]string{"objections": "一件，已答复"})
	k.must(k.decide(true))
}

func (k *course) offers(user string, action desk.Action) bool {
	return slices.ContainsFunc(k.offered(user), func(p desk.Procedure) bool { return p.Action == action })
}
