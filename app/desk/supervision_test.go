package desk_test

import (
	"fmt"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
)

// Each section answers for what it has still to speak on, each window for all
// it took in.
func TestSupervisionBySectionAndWindow(t *testing.T) {
	k := begin(t)
	first := k.id
	second, err := k.Accepted("南湖区教育局", "凤桥镇第二幼儿园")
	k.must(err)
	third, err := k.Accepted("南湖区水利局", "平湖塘泵闸")
	k.must(err)
	k.must(k.Reviewed(third.ID))
	k.id = second.ID
	k.do("chenli", desk.StartSpecial, map[string]string{"procedure": "expert-review", "reason": "选址论证", "expected": "2026-12-08"})
	k.id = first
	k.on("11-26").do("wugang", desk.Remind, map[string]string{"to": "空间规划科", "text": "还剩两个工作日"})
	k.do("wugang", desk.Remind, map[string]string{"to": "window", "text": "请催办"})
	for day, want := range map[string]string{
		"11-26": "[{空间规划科 2 1 0 1 1} {耕地保护科 0 0 0 0 0} {用途管制科 0 0 0 0 0}] [{03 3 2 0 1 1}]",
		"12-01": "[{空间规划科 2 0 1 1 1} {耕地保护科 0 0 0 0 0} {用途管制科 0 0 0 0 0}] [{03 3 0 2 1 1}]",
	} {
		o, err := k.on(day).Supervision()
		k.must(err)
		if got := fmt.Sprint(o.Sections, " ", o.Windows); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
}

// Working days used by each step; those on which the clock stood are nobody's.
func TestStepTimes(t *testing.T) {
	k := &course{t: t, Counter: begin(t).Counter}
	draft, err := k.Draft("南湖区卫生健康局", "城南片区公共卫生中心")
	k.must(err)
	file, err := k.Receive(draft)
	k.must(err)
	k.id = file.ID
	k.on("11-25")
	_, err = k.AcceptReceived(k.id)
	k.must(err)
	k.on("11-26").disagree()
	k.on("11-27").do("chenli", desk.StartSpecial, map[string]string{"procedure": "expert-review", "reason": "选址论证", "expected": "2026-12-08"})
	k.on("12-02").do("chenli", desk.EndSpecial, map[string]string{"result": "通过"})
	k.same("acceptance 11-25 2", "opinion空间规划科 11-26 1", "coordination空间规划科 12-02 1…")
	k.on("12-03").do("zhoumin", desk.Coordinate, map[string]string{"outcome": "proceed", "record": "可行", "present": "周敏"})
	k.must(k.Publicised(k.id))
	k.on("12-07")
	k.must(k.Granted(k.id))
	k.on("12-10").close()
	k.on("12-31").same("acceptance 11-25 2", "opinion空间规划科 11-26 1", "coordination空间规划科 12-03 2",
		"decision 12-07 2", "issue 12-07 0", "handover 12-10 3")
}

// same holds the case's steps to what they are; … marks one that still runs.
func (k *course) same(want ...string) {
	k.t.Helper()
	var got []string
	for _, s := range k.StepTimes(k.file()) {
		line := fmt.Sprintf("%s%s %s %d", s.Step, s.Section, s.To.String()[5:], s.Days)
		if !s.Done {
			line += "…"
		}
		got = append(got, line)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		k.t.Errorf("steps %q, want %q", got, want)
	}
}

// A case that was refused at receipt took only that long.
func TestStepTimesOfARefusal(t *testing.T) {
	k := &course{t: t, Counter: begin(t).Counter}
	draft, err := k.Draft("南湖区卫生健康局", "城南片区公共卫生中心")
	k.must(err)
	file, err := k.Receive(draft)
	k.must(err)
	k.id = file.ID
	k.on("11-24")
	_, err = k.DeclineReceived(k.id, casefile.Declined{Form: casefile.NotAccepted, Reason: "不具备申请资格", Basis: "第三十二条"})
	k.must(err)
	k.on("12-31").same("acceptance 11-24 1")
}
