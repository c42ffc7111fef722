package print

import (
	"cmp"
	"slices"
	"strings"

	"onewindow/app/workday"
	"onewindow/print/layout"
	"onewindow/print/page"
)

// letter begins an official paper to the applicant: red head, number, title
// and address.
func (c composer) letter(title string) *flow {
	return c.letterTo(title, c.Case.Application.Applicant.Name)
}

// letterTo is a letter to somebody else, or to more than the applicant.
func (c composer) letterTo(title, to string) *flow {
	f := c.flow()
	c.redHead(f, c.ownNumber())
	c.title(f, title)
	f.paragraph(to+"：", f.body, layout.Left, 0)
	return f
}

// ownNumber is the number of the paper, or where it has none the case's.
func (c composer) ownNumber() string {
	return cmp.Or(c.Number, "办件编号："+c.Case.Number)
}

// say sets a paragraph of a letter.
func (f *flow) say(text string) { f.paragraph(text, f.body, layout.Justified, 2) }

// framed sets apart what nobody may overlook: one line in large type and below
// it how it comes about.
func (c composer) framed(f *flow, what, how string) {
	const height = 15
	f.keep(height + 6)
	f.skip(2)
	f.put(page.Rect{X: f.left, Y: f.y, W: f.width(), H: height, Width: 0.25, Colour: page.Black})
	large := layout.Type{Size: 15, Leading: 8, Bold: true, Colour: page.Black}
	f.put(c.set.Centre(f.left, f.right, f.y+6.6, what, c.set.Fit(what, large, f.width()-6, 9))...)
	f.put(c.set.Centre(f.left, f.right, f.y+12.2, how, c.set.Fit(how, note(), f.width()-6, 6))...)
	f.y += height + 2
}

// flow begins a paper that is set closer where that saves a page.
func (c composer) flow() *flow {
	f := newFlow(c.set)
	if c.tight {
		f.tighten()
	}
	return f
}

// last sets the last paragraph on the page of what follows it, mm high: a seal
// never stands on a page without text (GB/T 9704-2012, 7.3.5).
func (f *flow) last(text string, follows float64) {
	f.keep(f.set.Paragraph(text, f.width(), f.body, layout.Justified, 2).Height() + follows)
	f.say(text)
}

// sign ends a letter that is handed out against a signature, with its last
// paragraph.
func (c composer) sign(f *flow, on workday.Date, last string) []page.Page {
	f.last(last, signatureHeight+signedHeight)
	c.signature(f, on.Chinese())
	c.acknowledgement(f, c.Clerk)
	return c.finish(f)
}

// accepted says what was applied for and when it was accepted.
func (c composer) accepted() string {
	text := c.applied() + "，本机关已于" + c.acceptedOn() + "受理"
	if c.Case.AcceptanceNumber == "" {
		return text
	}
	return text + "（" + c.Case.AcceptanceNumber + "）"
}

// grounds is an article of the 行政许可法, and the laws of the item after it.
func (c composer) grounds(article string) string {
	const licensing = "《中华人民共和国行政许可法》"
	laws := slices.DeleteFunc(slices.Clone(c.Item.LegalBasis), func(law string) bool {
		return strings.HasPrefix(law, licensing)
	})
	return strings.Join(append([]string{licensing + article}, laws...), "、")
}

// section names a reviewing section (科室).
func (c composer) section(id string) string { return cmp.Or(c.Sections[id], id) }
