package work

import (
	"slices"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/paper"
	"onewindow/ui/text"
)

// papers is the tab of the documents: which there are, and the chosen one as it
// would be printed now.
type papers struct {
	panel    *panel
	kinds    []casefile.DocumentKind
	chosen   casefile.DocumentKind
	caseID   string
	document desk.Document
	picks    *kit.Picks
	scroll   *kit.Scroll // around the picks: a case may have many papers
	preview  *paper.Preview
	none     *kit.Words
	content  *fyne.Container
}

func newPapers(p *panel) *papers {
	s := &papers{panel: p, preview: paper.NewPreview(p.view.p.Desk, p.view.p.Frame)}
	s.preview.OnOpened = func() {
		if s.chosen != "" {
			paper.Enlarge(p.view.p.Desk, p.view.p.Frame, s.document)
		}
	}
	s.none = kit.NewNote(text.T("work.papers.none"))
	s.content = &fyne.Container{Layout: spread{s}, Objects: []fyne.CanvasObject{s.none}}
	return s
}

// offer lists the documents of a case; the one chosen stays chosen if it can.
func (s *papers) offer(c casefile.Case) {
	s.kinds = c.Documents()
	if c.ID != s.caseID || !slices.Contains(s.kinds, s.chosen) {
		s.chosen = ""
		if len(s.kinds) > 0 {
			s.chosen = latest(s.kinds)
		}
	}
	s.caseID = c.ID
	lines := make([]kit.Pick, len(s.kinds))
	for i, kind := range s.kinds {
		lines[i] = kit.Pick{Text: paper.Name(kind), Note: copiesNote(c, kind)}
	}
	if len(lines) == 0 {
		s.content.Objects = []fyne.CanvasObject{s.none}
		return
	}
	if s.picks == nil || !s.picks.Same(len(lines)) {
		s.picks = kit.NewPicks(lines, s.pick)
		s.picks.OnOpened = func(int) { s.preview.OnOpened() }
		s.scroll = kit.NewScroll(s.picks)
	}
	s.picks.Set(lines, slices.Index(s.kinds, s.chosen))
	s.content.Objects = []fyne.CanvasObject{s.scroll, s.preview}
	s.reveal()
}

// reveal brings the chosen paper into sight.
func (s *papers) reveal() {
	top, bottom := s.picks.Reach(s.picks.At())
	switch at, high := s.scroll.Offset(), s.scroll.Size().Height; {
	case top < at:
		s.scroll.ScrollTo(top)
	case bottom > at+high:
		s.scroll.ScrollTo(bottom - high)
	}
}

// copiesNote says how often and when last a document was printed.
func copiesNote(c casefile.Case, kind casefile.DocumentKind) string {
	var last casefile.Print
	for _, p := range c.Prints {
		if p.Document == kind {
			last = p
		}
	}
	if last.Copy == 0 {
		return text.T("work.papers.unprinted")
	}
	return text.T("work.papers.printed", text.Data{"Copy": last.Copy, "When": moment(last.At)})
}

func (s *papers) kind() casefile.DocumentKind { return s.chosen }

func (s *papers) pick(line int) {
	s.chosen = s.kinds[line]
	s.reveal()
	s.show()
}

// choose picks a document by its kind, if the case has it.
func (s *papers) choose(kind casefile.DocumentKind) {
	if line := slices.Index(s.kinds, kind); line >= 0 {
		s.picks.Pick(line)
	}
}

// show composes the chosen document; it is called only while the tab is seen.
func (s *papers) show() {
	if s.chosen == "" {
		return
	}
	document, err := s.panel.view.p.Desk.Document(s.caseID, s.chosen)
	if err != nil {
		s.panel.view.p.Frame.Tell(err)
		return
	}
	s.document = document
	s.preview.Set(document)
}

// spread lays the list of papers above the chosen one, or beside it where the
// panel is as wide as the window.
type spread struct{ papers *papers }

// Widths in device-independent pixels, and how much of the height the list may
// take above the paper.
const (
	besideFrom float32 = 600
	listBeside float32 = 300
	listShare  float32 = 0.4
)

// Layout is for Fyne.
func (l spread) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	list := objects[0]
	list.Move(fyne.Position{})
	if len(objects) == 1 {
		list.Resize(fyne.NewSize(size.Width, list.MinSize().Height))
		return
	}
	whole := l.papers.picks.MinSize().Height
	if size.Width >= besideFrom {
		list.Resize(fyne.NewSize(listBeside, fyne.Min(whole, size.Height)))
		objects[1].Move(fyne.NewPos(listBeside+look.Gap16, 0))
		objects[1].Resize(size.SubtractWidthHeight(listBeside+look.Gap16, 0))
		return
	}
	high := fyne.Min(whole, size.Height*listShare)
	list.Resize(fyne.NewSize(size.Width, high))
	objects[1].Move(fyne.NewPos(0, high+look.Gap8))
	objects[1].Resize(size.SubtractWidthHeight(0, high+look.Gap8))
	l.papers.reveal()
}

// MinSize is for Fyne.
func (spread) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(120, 120) }
