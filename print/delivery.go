package print

import (
	"onewindow/app/casefile"
	"onewindow/print/layout"
	"onewindow/print/page"
)

// delivery is the proof that a paper reached its addressee (送达回证).
func (c composer) delivery() []page.Page {
	f := newFlow(c.set)
	c.head(f, "送达回证")
	f.table(c.deliveryTable(f))
	f.skip(3)
	f.list([]string{
		"受送达人应当在本回证上记明收到日期，并签名或者盖章。",
		"受送达人不在而由他人代收的，由代收人记明代收理由并签名。",
	}, note())
	return c.finish(f)
}

func (c composer) deliveryTable(f *flow) layout.Table {
	a := c.Case.Application
	issued, _ := c.Case.Certificate(casefile.Permit)
	certificate := "《" + c.Item.Name + "》\n用字第 " + issued.Number + " 号　正本 1 份"
	t := f.ruled(36, f.width()-36)
	recipient, taken := "", "　　　　年　　月　　日　　时　　分"
	method := "☐ 窗口直接送达　　☐ 邮寄送达　　☐ 其他"
	if h := c.Case.Handover; h != nil {
		recipient, taken = h.Recipient, minute(h.At)
		if h.Code != "" {
			recipient += "（证件号码 " + masked(h.Code) + "）"
		}
		method = "☑ 窗口直接送达　　☐ 邮寄送达　　☐ 其他"
		if h.Method == "courier" {
			method = "☐ 窗口直接送达　　☑ 邮寄送达　　☐ 其他"
		}
	}
	for _, row := range []struct {
		name, value string
		least       float64
	}{
		{"办件编号", c.Case.Number, 12},
		{"受送达人", a.Applicant.Name, 12},
		{"项目名称", a.Project.Name, 12},
		{"送达文书\n名称及文号", certificate, 16},
		{"送达方式", method, 12},
		{"送达地点", c.Office.Organ + " " + c.Office.Window, 12},
		{"领取人", recipient, 12},
		{"领取人签名或盖章", "", 22},
		{"领取时间", taken, 12},
		{"代收人签名\n及代收理由", "", 18},
		{"送达人签名", c.Clerk, 12},
		{"备　　注", "", 18},
	} {
		t.Rows = append(t.Rows, layout.Row{Least: row.least, Cells: []layout.Cell{
			{Text: row.name, Type: cellText(), Align: layout.Centred},
			{Text: row.value, Type: cellText()},
		}})
	}
	return t
}
