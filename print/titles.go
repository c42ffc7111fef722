package print

import (
	"cmp"
	"fmt"
	"strings"

	"onewindow/app/casefile"
)

// nameOf is the title of a certificate.
func nameOf(kind casefile.DocumentKind) string {
	switch kind {
	case casefile.Permit:
		return "建设项目用地预审与选址意见书"
	case casefile.Allocation:
		return "国有建设用地划拨决定书"
	case casefile.LandPermit:
		return "建设用地规划许可证"
	case casefile.Contract:
		return "国有建设用地使用权出让合同"
	}
	return string(kind)
}

// numberOf is the number of a certificate; the national system may not have
// returned it yet.
func numberOf(k casefile.Certificate) string { return cmp.Or(k.Number, "（待赋号）") }

// designation is how a letter names the number of a certificate: 地字第 … 号, or
// the office's own number as it is.
func designation(k casefile.Certificate) string {
	switch k.Document {
	case casefile.Permit:
		return "用字第 " + numberOf(k) + " 号"
	case casefile.LandPermit:
		return "地字第 " + numberOf(k) + " 号"
	}
	return numberOf(k)
}

// editions says in what a certificate is not as it was first issued: put right
// (更正) or renewed (延续). Nothing for a first edition and for other papers.
func (c composer) editions() []string {
	k := c.Issued
	if k.Edition < 2 || k.Document != c.Document {
		return nil
	}
	var list []string
	for _, correction := range c.Case.Corrections {
		if correction.Document == k.Document {
			list = []string{fmt.Sprintf("更正后第 %d 版", k.Edition)}
		}
	}
	if c.renewed() {
		list = append(list, "延续")
	}
	if len(list) == 0 {
		list = []string{fmt.Sprintf("第 %d 版", k.Edition)}
	}
	return list
}

// renewed says whether the certificate's time was prolonged.
func (c composer) renewed() bool {
	r := c.Case.Renewal
	return r != nil && r.Grant && r.Document == c.Issued.Document
}

// editionWords says what a later edition means for the holder; "" of a first.
func (c composer) editionWords() string {
	if len(c.editions()) == 0 {
		return ""
	}
	text := ""
	if c.renewed() {
		text = "经准予延续，有效期至 " + c.Issued.ValidUntil.Chinese() + "。"
	}
	return text + fmt.Sprintf("本版为第 %d 版，以前各版自本版发出之日起作废。", c.Issued.Edition)
}

// listed numbers names below each other.
func listed(names []string) string {
	lines := make([]string, len(names))
	for i, name := range names {
		lines[i] = fmt.Sprintf("%d. %s", i+1, name)
	}
	return strings.Join(lines, "\n")
}
