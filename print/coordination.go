package print

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"onewindow/app/casefile"
	"onewindow/print/layout"
	"onewindow/print/page"
)

// coordination is the record of how a disagreement between sections was settled
// (部门协调意见书): who disagreed and why, who settled it with whom, what came of
// it, and what every section has said.
func (c composer) coordination() []page.Page {
	k := c.Case.Coordinations[len(c.Case.Coordinations)-1]
	f := c.flow()
	c.head(f, "部门协调意见书")
	f.table(c.facts(f, c.coordinationFacts(k)))
	f.skip(4)
	f.heading("其他科室意见", strong(body()), 24)
	f.table(c.others(f, k))
	c.coordinationSignatures(f, k)
	return c.finish(f)
}

func (c composer) coordinationFacts(k casefile.Coordination) []fact {
	a := c.Case.Application
	no := c.objection(k)
	settled, record := "协调中", ""
	if !k.Settled.IsZero() {
		settled, record = k.Settled.Chinese(), k.Record
	}
	list := []fact{
		{"办件编号", c.Case.Number, false}, {"受理日期", c.acceptedOn(), false},
		{"申请事项", c.Item.Name, true},
		{"申 请 人", a.Applicant.Name, true}, {"项目名称", a.Project.Name, true},
		{"异议科室", c.section(k.Section), false}, {"提 出 人", no.By.Name, false},
		{"异议意见", no.Text, true}, {"异议依据", no.Basis, true},
		{"协 调 人", k.Settler.Name, false}, {"提出日期", k.OpenedOn.Chinese(), false},
		{"协调期限", k.Due.Chinese(), false}, {"协调日期", settled, false},
		{"参加科室\n和人员", strings.Join(k.Present, "、"), true},
		{"协调意见", record, true}, {"协调结果", outcome(k), true},
	}
	if n := len(c.Case.Coordinations); n > 1 {
		list[1] = fact{"协调次数", fmt.Sprintf("第 %d 次", n), false}
	}
	return list
}

// outcome ticks what came of a coordination.
func outcome(k casefile.Coordination) string {
	yes, no := "☐", "☐"
	if !k.Settled.IsZero() {
		if yes = "☑"; !k.Proceed {
			yes, no = "☐", "☑"
		}
	}
	return yes + " 意见一致，继续办理\n" + no + " 异议成立，提请作出不予许可决定"
}

// objection is the opinion that opened a coordination: the section's last word
// or, where it has thought better of it since, the one on record.
func (c composer) objection(k casefile.Coordination) casefile.Opinion {
	for _, o := range c.Case.Opinions {
		if o.Section == k.Section && !o.Agree {
			return o
		}
	}
	for _, e := range slices.Backward(c.Case.History) {
		if o, is := e.Body.(*casefile.OpinionGiven); is && o.Section == k.Section && !o.Agree {
			return casefile.Opinion{Section: o.Section, Text: o.Text, Basis: o.Basis, By: e.By, At: e.At}
		}
	}
	return casefile.Opinion{Section: k.Section}
}

// others is what the other sections said, who said it and when.
func (c composer) others(f *flow, k casefile.Coordination) layout.Table {
	t := f.ruled(27, 17, f.width()-27-17-20-25, 20, 25)
	t.Head = 1
	t.Rows = append(t.Rows, headRow(f, "科室", "意见", "内容及依据", "审查人", "时间"))
	for _, o := range c.Case.Opinions {
		if o.Section == k.Section && !o.Agree {
			continue // it stands above
		}
		word, text := "同意", o.Text
		if !o.Agree {
			word = "不同意"
		}
		if o.Basis != "" {
			text += "（" + o.Basis + "）"
		}
		t.Rows = append(t.Rows, layout.Row{Least: f.row, Cells: []layout.Cell{
			{Text: c.section(o.Section), Type: cellText(), Align: layout.Centred},
			{Text: word, Type: cellText(), Align: layout.Centred},
			{Text: text, Type: cellText()},
			{Text: o.By.Name, Type: cellText(), Align: layout.Centred},
			{Text: shortTime(o.At), Type: cellText(), Align: layout.Centred},
		}})
	}
	if len(t.Rows) == t.Head {
		t.Rows = append(t.Rows, noneRow(f, t))
	}
	return t
}

// shortTime is a time in the narrow column of a list.
func shortTime(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.Format("2006-01-02\n15:04")
}

// coordinationSignatures is where those who took part sign.
func (c composer) coordinationSignatures(f *flow, k casefile.Coordination) {
	f.keep(38)
	f.y += 13
	t := cellText()
	middle := f.left + f.width()/2
	f.put(c.blank(f.left, middle-6, f.y, "协调人（签名）：", t)...)
	f.put(c.blank(middle, f.right, f.y, "异议科室（签名）：", t)...)
	f.put(c.blank(f.left, f.right, f.y+11, "其他参加人员（签名）：", t)...)
	f.put(c.set.Line(f.left, f.y+21, "记录人："+orDash(k.By.Name), t)...)
	f.put(c.set.Line(middle, f.y+21, "日期：　　　　年　　　月　　　日", t)...)
	f.y += 24
}
