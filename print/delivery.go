package print

import (
	"fmt"
	"slices"
	"strings"

	"onewindow/app/casefile"
	"onewindow/print/layout"
	"onewindow/print/page"
	"onewindow/print/wording"
)

// delivery is the proof that a paper reached its addressee (送达回证).
func (c composer) delivery() []page.Page {
	f := newFlow(c.set)
	c.head(f, "送达回证")
	f.table(c.deliveryTable(f))
	f.skip(3)
	f.list(wording.Texts(c.words.Delivery), note())
	return c.finish(f)
}

func (c composer) deliveryTable(f *flow) layout.Table {
	a := c.Case.Application
	t := f.ruled(36, f.width()-36)
	recipient, taken := "", "　　　　年　　月　　日　　时　　分"
	method := "☐ 窗口直接送达　　☐ 邮寄送达　　☐ 其他"
	certificates, h := c.handed()
	if h != nil {
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
		{"送达文书\n名称及文号", delivered(certificates), 16},
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

// handed is what the slip is about: the certificates that wait to be handed
// over, no handover yet; else those of the last handover, and it.
func (c composer) handed() ([]casefile.Certificate, *casefile.Handover) {
	h := c.Case.Handover
	if h == nil || c.Case.State == casefile.StateIssued {
		return c.Case.ToHand(), nil
	}
	return slices.DeleteFunc(slices.Clone(c.Case.Certificates), func(k casefile.Certificate) bool {
		return !slices.Contains(h.Documents, k.Document)
	}), h
}

// delivered lists certificates with name, number and copies.
func delivered(list []casefile.Certificate) string {
	lines := make([]string, len(list))
	for i, k := range list {
		edition := ""
		if k.Edition > 1 {
			edition = fmt.Sprintf("（第 %d 版）", k.Edition)
		}
		lines[i] = fmt.Sprintf("《%s》\n%s%s　%s", nameOf(k.Document), designation(k), edition, copies(k.Document))
	}
	return strings.Join(lines, "\n")
}

// copies is how many of a certificate the addressee gets: a contract has two
// originals for each party.
func copies(kind casefile.DocumentKind) string {
	if kind == casefile.Contract {
		return "正本 2 份"
	}
	return "正本 1 份"
}
