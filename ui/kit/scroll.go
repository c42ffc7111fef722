package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// Scroll shows a tall content through a window of its own width. Fyne's scroll
// asks for the least height before the content knows its width, so that wrapped
// text is cut off below; this one tells the width first.
type Scroll struct {
	widget.BaseWidget
	inner   *Roller
	content fyne.CanvasObject
}

// NewScroll builds a scroll around a content.
func NewScroll(content fyne.CanvasObject) *Scroll {
	s := &Scroll{content: content, inner: NewRoller(content, container.ScrollVerticalOnly)}
	s.ExtendBaseWidget(s)
	return s
}

// Set shows another content, from its top.
func (s *Scroll) Set(content fyne.CanvasObject) {
	s.content = content
	s.inner.Content = s.padded()
	s.inner.Offset = fyne.Position{}
	s.fit(s.Size())
	s.inner.Refresh()
}

// Fit gives the content the height it wants now, as when a part of it has grown;
// what is in sight stays.
func (s *Scroll) Fit() {
	s.fit(s.Size())
	s.inner.Refresh()
}

// Page scrolls by pages of the visible height; −1 goes up.
func (s *Scroll) Page(by float32) {
	step := by * fyne.Max(s.Size().Height-look.Gap24, look.Gap24)
	most := fyne.Max(s.content.MinSize().Height-s.Size().Height, 0)
	s.inner.ScrollToOffset(fyne.NewPos(0, fyne.Min(fyne.Max(s.inner.Offset.Y+step, 0), most)))
}

// End scrolls to the foot of the content.
func (s *Scroll) End() { s.ScrollTo(fyne.Max(s.inner.Content.MinSize().Height-s.Size().Height, 0)) }

// Offset is how far the content is scrolled, in device-independent pixels.
func (s *Scroll) Offset() float32 { return s.inner.Offset.Y }

// ScrollTo shows the content from an offset on.
func (s *Scroll) ScrollTo(offset float32) { s.inner.ScrollToOffset(fyne.NewPos(0, offset)) }

// Reveal scrolls no further than needed to bring a part of the content, such as
// the field that has just got the caret, into sight.
func (s *Scroll) Reveal(part fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(part).Y - driver.AbsolutePositionForObject(s).Y
	bottom := top + part.Size().Height
	switch {
	case top < 0:
		s.ScrollTo(fyne.Max(s.Offset()+top-look.Gap8, 0))
	case bottom > s.Size().Height:
		s.ScrollTo(s.Offset() + bottom - s.Size().Height + look.Gap8)
	}
}

// padded keeps the content clear of the scroll bar.
func (s *Scroll) padded() fyne.CanvasObject { return Pad(0, look.Gap12, 0, 0, s.content) }

// fit gives the content its width, twice: boxes in boxes learn it one by one.
func (s *Scroll) fit(size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	for range 2 {
		s.inner.Content.Resize(fyne.NewSize(size.Width, s.inner.Content.MinSize().Height))
	}
}

// CreateRenderer is for Fyne.
func (s *Scroll) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	s.inner.Content = s.padded()
	return &drawn{
		objects: []fyne.CanvasObject{s.inner},
		layout: func(size fyne.Size) {
			s.fit(size)
			s.inner.Resize(size)
			s.inner.Refresh()
		},
		least: func() fyne.Size { return fyne.NewSize(120, 60) },
		paint: func() {},
	}
}
