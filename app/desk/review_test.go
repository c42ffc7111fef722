package desk_test

import (
	"fmt"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
)

// A disagreement names who settles it and by when, stands in that person's
// list, and keeps the case from being decided until it is settled.
func TestDisagreementIsSettledByTheCoordinator(t *testing.T) {
	for _, v := range []struct {
		outcome string
		granted string // the message, "" for yes
	}{{"proceed", ""}, {"stay", "refused-disagreement"}} {
		t.Run(v.outcome, func(t *testing.T) {
			k := begin(t)
			k.must(k.Publicised(k.id))
			if got := k.waiting("zhoumin"); got != "0" {
				t.Fatalf("the approver's list holds %s", got)
			}
			k.disagree()
			open, _ := k.file().Coordinating()
			if open.Settler.ID != "zhoumin" || open.Due.String() != "2026-11-26" {
				t.Errorf("settled by %+v until %s", open.Settler, open.Due)
			}
			if got := k.waiting("zhoumin") + k.waiting("chenli"); got != "10" {
				t.Errorf("lists hold %s", got)
			}
			if err := k.decide(true); key(t, err) != "refused-coordination-open" {
				t.Errorf("decided while it is open: %v", err)
			}
			settle := map[string]string{"outcome": v.outcome, "record": "调整出入口后可行", "present": "空间规划科\n周敏\n"}
			k.refused("refused-settler", "chenli", desk.Coordinate, settle)
			after := k.do("zhoumin", desk.Coordinate, settle)
			if got := after.Coordinations[0].Present; fmt.Sprint(got) != "[空间规划科 周敏]" {
				t.Errorf("present %v", got)
			}
			err := k.decide(true)
			if v.granted == "" {
				k.must(err)
			} else if key(t, err) != v.granted {
				t.Errorf("granted: %v", err)
			}
		})
	}
}

// waiting counts the user's review list.
func (k *course) waiting(user string) string {
	k.t.Helper()
	n := 0
	k.must(k.As(user, func() (err error) {
		_, n, err = k.List(desk.ToReview, desk.Query{Limit: 10})
		return err
	}))
	return fmt.Sprint(n)
}

func (k *course) decide(grant bool) error {
	return k.As("zhoumin", func() error {
		_, err := k.Decide(k.id, grant, "")
		return err
	})
}

// Conditions are set in the section's words, may be set again, and are needed
// where land is supplied.
func TestConditionsBeforeASupplyOfLand(t *testing.T) {
	k := supply(t, "C", "transfer")
	k.must(k.Reviewed(k.id))
	if err := k.decide(true); key(t, err) != "refused-conditions-missing" {
		t.Errorf("granted without conditions: %v", err)
	}
	k.do("chenli", desk.SetConditions, conditions())
	var again map[string]string
	for _, p := range k.offered("hejing") {
		if p.Action == desk.SetConditions {
			again = fill(p, "")
		}
	}
	if again["plot-ratio"] != "≤ 2.0" || again["others"] != "配建公共厕所\n配建母婴室" {
		t.Errorf("the form forgets what was set: %v", again)
	}
	again["height"] = "≤ 40 米"
	if set := k.do("hejing", desk.SetConditions, again).Conditions; set.Height != "≤ 40 米" || len(set.Others) != 2 || set.By.ID != "hejing" {
		t.Errorf("conditions %+v", set)
	}
	k.must(k.decide(true))
}

// The hearing's days: five to ask, seven of notice, twenty to hold it.
func TestHearingKeepsItsDays(t *testing.T) {
	k := begin(t)
	k.do("chenli", desk.TellHearing, map[string]string{"reason": "涉及相邻关系人重大利益"})
	by := map[string]string{"by": "李建国"}
	k.on("12-01").refused("refused-hearing-late", "wangfang", desk.AskHearing, by)
	k.on("11-30").do("wangfang", desk.AskHearing, by)
	if h := k.file().Hearing; h.Until.Due.String() != "2026-11-30" || h.HoldBy.Due.String() != "2026-12-28" {
		t.Errorf("ask until %s, hold by %s", h.Until.Due, h.HoldBy.Due)
	}
	k.refused("refused-hearing-date", "chenli", desk.SetHearing, map[string]string{"date": "2026-12-06", "place": "会议室"})
	for _, p := range k.offered("chenli") {
		if p.Action == desk.SetHearing && (p.Asks[0].Suggest != "2026-12-07" || p.Asks[0].Data["Day"] != "2026-12-28") {
			t.Errorf("suggests %q, at the latest %v", p.Asks[0].Suggest, p.Asks[0].Data)
		}
	}
	k.do("chenli", desk.SetHearing, map[string]string{"date": "2026-12-07", "place": "会议室"})
	record := map[string]string{"record": "无新的事实"}
	k.on("12-04").refused("refused-not-yet", "chenli", desk.HoldHearing, record)
	if held := k.on("12-07").do("chenli", desk.HoldHearing, record); held.Hearing.Held.IsZero() || len(held.Standing()) > 0 {
		t.Errorf("held %s, standing %v", held.Hearing.Held, held.Standing())
	}
}

// One extension, within the limit, by the head of the organ.
func TestExtensionOnce(t *testing.T) {
	k := begin(t)
	k.refused("refused-role", "chenli", desk.Extend, map[string]string{"days": "5", "reason": "等候论证"})
	k.refused("refused-extension-days", "zhoumin", desk.Extend, map[string]string{"days": "11", "reason": "等候论证"})
	k.do("zhoumin", desk.Extend, map[string]string{"days": "5", "reason": "等候论证"})
	k.refused("refused-extended", "zhoumin", desk.Extend, map[string]string{"days": "5", "reason": "等候论证"})
	if got := k.file().State; got != casefile.StateReview {
		t.Errorf("the case is %s", got)
	}
}
