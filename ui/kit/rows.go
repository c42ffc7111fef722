package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// RowColumn is a column of Rows.
type RowColumn struct {
	Title string
	// Width is fixed, in device-independent pixels; 0 shares what is left over
	// with the other columns of width 0.
	Width float32
	// Spare leaves the column out where those that share would have too little
	// room beside it, as on a small screen at 150 %.
	Spare bool
	// Right sets the cells flush right, for numbers and lights.
	Right bool
	// Sorts lets a click on the title order the list by this column.
	Sorts bool
}

// RowCell is what one cell shows. Colour "" is look.Text; Dot "" draws no dot.
type RowCell struct {
	Text   string
	Colour fyne.ThemeColorName
	Dot    fyne.ThemeColorName
	Bold   bool
}

// RowsSpec says what a work list shows and does. Count and Cells are asked again
// and again and only for what is visible, so the list may be a million rows long;
// both must answer at once, from memory.
type RowsSpec struct {
	Columns []RowColumn
	Count   func() int
	Cells   func(row int) []RowCell // nil: not loaded yet, drawn as a grey bar

	OnSelected func(row int)                     // another row has been reached
	OnOpened   func(row int)                     // Enter or double click
	OnSort     func(column int, descending bool) // a title was clicked
	Empty      string                            // said where there are no rows
}

// Rows is the work list: a sticky header and whole-row selection, for Up, Down,
// PageUp, PageDown, Home, End, Enter and the mouse. It keeps neither data nor
// order: after either has changed, call Refresh or Reset.
//
// It stands on widget.List, because widget.Table miscounts beyond some ten
// thousand rows.
type Rows struct {
	widget.BaseWidget

	spec       RowsSpec
	selected   int
	sorted     int
	descending bool
	head       *rowsHead
	list       *rowsList
	wheel      *wheel
	empty      *Words
}

// NewRows builds a list; nothing is selected and no column is marked as sorted.
func NewRows(spec RowsSpec) *Rows {
	r := &Rows{spec: spec, selected: -1, sorted: -1, empty: NewNote(spec.Empty)}
	r.empty.Align = fyne.TextAlignCenter
	r.head = newRowsHead(r)
	r.list = newRowsList(r)
	r.wheel = newWheel(r.list)
	r.ExtendBaseWidget(r)
	return r
}

// Selected is the index of the selected row, −1 if none.
func (r *Rows) Selected() int { return r.selected }

// Select selects a row, scrolls it into sight and tells OnSelected; an index out
// of range is brought into it.
func (r *Rows) Select(row int) {
	count := r.spec.Count()
	if count == 0 {
		return
	}
	row = min(max(row, 0), count-1)
	changed := row != r.selected
	r.selected = row
	if r.list.Size().Height > 0 { // before, the list would scroll the row out of sight
		r.list.ScrollTo(row)
	}
	if changed && r.spec.OnSelected != nil {
		r.spec.OnSelected(row)
	}
}

// Reset forgets the selection and goes back to the top, for a new set of rows.
func (r *Rows) Reset() {
	r.selected = -1
	r.list.ScrollToOffset(0)
	r.Refresh()
}

// MarkSorted shows which column the data is ordered by; −1 for none.
func (r *Rows) MarkSorted(column int, descending bool) {
	r.sorted, r.descending = column, descending
	r.head.Refresh()
}

// Focus gives the list the keyboard.
func (r *Rows) Focus() { focus(r.list) }

// FocusTarget is the part that takes the keyboard.
func (r *Rows) FocusTarget() fyne.Focusable { return r.list }

// Refresh asks for count and cells again.
func (r *Rows) Refresh() {
	if count := r.spec.Count(); r.selected >= count {
		r.selected = count - 1
	}
	show(r.empty, r.spec.Count() == 0)
	r.list.Refresh()
	r.head.Refresh()
}

func (r *Rows) open() {
	if r.selected >= 0 && r.spec.OnOpened != nil {
		r.spec.OnOpened(r.selected)
	}
}

// sort is a click on a title: the first orders upward, the next turns it over.
func (r *Rows) sort(column int) {
	if !r.spec.Columns[column].Sorts {
		return
	}
	r.MarkSorted(column, column == r.sorted && !r.descending)
	if r.spec.OnSort != nil {
		r.spec.OnSort(r.sorted, r.descending)
	}
}

const (
	headHigh float32 = 35
	rowHigh  float32 = 33 // and look.Gap4, which the list puts between rows
	rowSide  float32 = 15 // room left and right
	rowGap   float32 = 15 // between columns
)

// CreateRenderer is for Fyne.
func (r *Rows) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	show(r.empty, r.spec.Count() == 0)
	return &drawn{
		objects: []fyne.CanvasObject{r.head, r.list, r.empty, r.wheel},
		layout: func(size fyne.Size) {
			r.head.Resize(fyne.NewSize(size.Width, headHigh))
			r.list.Move(fyne.NewPos(0, headHigh+2))
			r.list.Resize(fyne.NewSize(size.Width, size.Height-headHigh-2-look.Gap4)) // clear of the card's round corners
			r.wheel.Move(r.list.Position())
			r.wheel.Resize(r.list.Size())
			r.empty.Move(fyne.NewPos(0, headHigh+look.Gap24))
			r.empty.Resize(fyne.NewSize(size.Width, look.Gap24))
		},
		least: func() fyne.Size { return fyne.NewSize(200, headHigh+3*rowHigh) },
		paint: func() {},
	}
}

// span is where a column stands in a row.
type span struct{ x, width float32 }

// sharedLeast is the width that a column which shares should have, in
// device-independent pixels: half a dozen characters.
const sharedLeast float32 = 88

// spans shares the width of a row among the columns; one that is left out has no
// width.
func (r *Rows) spans(width float32) []span {
	columns := r.spec.Columns
	free, sharing := width-2*rowSide+rowGap, 0
	for _, column := range columns {
		free -= column.Width + rowGap
		if column.Width == 0 {
			sharing++
		}
	}
	spared := make([]bool, len(columns))
	for i, column := range slices.Backward(columns) {
		if column.Spare && free < sharedLeast*float32(sharing) {
			spared[i] = true
			free += column.Width + rowGap
		}
	}
	out := make([]span, len(columns))
	x := rowSide
	for i, column := range columns {
		if spared[i] {
			continue
		}
		wide := column.Width
		if wide == 0 {
			wide = fyne.Max(free/float32(sharing), 0)
		}
		out[i] = span{x, wide}
		x += wide + rowGap
	}
	return out
}

// rowsList is the list itself: it owns the keyboard of Rows.
type rowsList struct {
	widget.List
	rows    *Rows
	focused bool
}

func newRowsList(r *Rows) *rowsList {
	l := &rowsList{rows: r}
	l.Length = r.spec.Count
	l.CreateItem = func() fyne.CanvasObject { return newRowFace(r) }
	l.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) {
		if face, ok := o.(*rowFace); ok {
			face.show(id)
		}
	}
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// FocusGained is for Fyne.
func (l *rowsList) FocusGained() {
	l.focused = true
	if l.rows.selected < 0 {
		l.rows.Select(0)
	}
	l.Refresh()
}

// FocusLost is for Fyne.
func (l *rowsList) FocusLost() { l.focused = false; l.Refresh() }

// TypedKey is for Fyne.
func (l *rowsList) TypedKey(event *fyne.KeyEvent) {
	Stir(l)
	page := max(int(l.Size().Height/(rowHigh+look.Gap4))-1, 1)
	at := l.rows.selected
	switch event.Name {
	case fyne.KeyDown:
		l.rows.Select(at + 1)
	case fyne.KeyUp:
		l.rows.Select(at - 1)
	case fyne.KeyPageDown:
		l.rows.Select(at + page)
	case fyne.KeyPageUp:
		l.rows.Select(at - page)
	case fyne.KeyHome:
		l.rows.Select(0)
	case fyne.KeyEnd:
		l.rows.Select(l.rows.spec.Count() - 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		l.rows.open()
	default:
		passKey(l, event)
	}
}

// rowFace draws one row. The list leaves a gap between rows; ground and line
// reach into it, so that a selected row is one unbroken band.
type rowFace struct {
	widget.BaseWidget
	rows                *Rows
	id                  int
	over                bool
	ground, mark, under *canvas.Rectangle
	texts               []*canvas.Text
	dots                []*canvas.Circle
	cells               []RowCell
}

func newRowFace(r *Rows) *rowFace {
	f := &rowFace{rows: r, id: -1}
	f.ground, f.mark, f.under = canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	for range r.spec.Columns {
		f.texts = append(f.texts, newLine("", look.Body-1, look.Text))
		f.dots = append(f.dots, canvas.NewCircle(nil))
	}
	f.ExtendBaseWidget(f)
	return f
}

func (f *rowFace) show(id int) {
	f.id = id
	f.cells = f.rows.spec.Cells(id)
	f.Refresh()
}

// MouseDown selects at once; waiting for a possible double click would lag.
func (f *rowFace) MouseDown(event *desktop.MouseEvent) {
	if event.Button != desktop.MouseButtonPrimary {
		return
	}
	focus(f.rows.list)
	f.rows.Select(f.id)
}

// MouseUp is for Fyne.
func (f *rowFace) MouseUp(*desktop.MouseEvent) {}

// Tapped keeps the list below from taking the tap.
func (f *rowFace) Tapped(*fyne.PointEvent) {}

// DoubleTapped is for Fyne.
func (f *rowFace) DoubleTapped(*fyne.PointEvent) {
	f.rows.Select(f.id)
	f.rows.open()
}

// MouseIn is for Fyne.
func (f *rowFace) MouseIn(*desktop.MouseEvent) { f.over = true; f.Refresh() }

// MouseMoved is for Fyne.
func (f *rowFace) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is for Fyne.
func (f *rowFace) MouseOut() { f.over = false; f.Refresh() }

// CreateRenderer is for Fyne.
func (f *rowFace) CreateRenderer() fyne.WidgetRenderer {
	f.ExtendBaseWidget(f)
	objects := []fyne.CanvasObject{f.ground, f.mark, f.under}
	for i := range f.texts {
		objects = append(objects, f.dots[i], f.texts[i])
	}
	f.paint()
	return &drawn{
		objects: objects, layout: f.layout,
		least: func() fyne.Size { return fyne.NewSize(100, rowHigh) },
		paint: func() { f.paint(); f.layout(f.Size()) },
	}
}

func (f *rowFace) paint() {
	chosen := f.id >= 0 && f.id == f.rows.selected
	ground := look.Surface
	switch {
	case chosen:
		ground = look.Selection
	case f.over:
		ground = look.Quiet
	}
	f.ground.FillColor = colourOf(ground)
	f.under.FillColor = colourOf(look.Line)
	f.mark.FillColor = colourOf(look.Primary)
	show(f.mark, chosen && f.rows.list.focused)
	for i, text := range f.texts {
		cell := f.cell(i)
		if cell.Colour == "" {
			cell.Colour = look.Text
		}
		text.Color, text.TextStyle.Bold = colourOf(cell.Colour), cell.Bold
		show(f.dots[i], cell.Dot != "")
		if cell.Dot != "" {
			f.dots[i].FillColor = colourOf(cell.Dot)
		}
	}
}

// cell is what column i shows; a row not yet loaded shows nothing.
func (f *rowFace) cell(i int) RowCell {
	if i >= len(f.cells) {
		return RowCell{}
	}
	return f.cells[i]
}

func (f *rowFace) layout(size fyne.Size) {
	f.ground.Move(fyne.NewPos(0, -look.Gap4/2))
	f.ground.Resize(size.AddWidthHeight(0, look.Gap4))
	f.mark.Move(fyne.NewPos(0, -look.Gap4/2))
	f.mark.Resize(fyne.NewSize(3, size.Height+look.Gap4))
	f.under.Move(fyne.NewPos(0, size.Height+look.Gap4/2-1))
	f.under.Resize(fyne.NewSize(size.Width, 1))
	if f.cells == nil {
		f.layoutSkeleton(size)
		return
	}
	for i, at := range f.rows.spans(size.Width) {
		f.layoutCell(i, at, size.Height)
	}
}

func (f *rowFace) layoutCell(i int, at span, height float32) {
	text, cell := f.texts[i], f.cell(i)
	if at.width == 0 { // left out
		text.Text = ""
		f.dots[i].Hide()
		return
	}
	room, indent := at.width, float32(0)
	if cell.Dot != "" {
		indent = dotWide + look.Gap4
		room -= indent
	}
	text.Text = cut(cell.Text, room, text.TextSize, cell.Bold)
	left := at.x
	if f.rows.spec.Columns[i].Right {
		left += room - text.MinSize().Width
	}
	f.dots[i].Resize(fyne.NewSquareSize(dotWide))
	f.dots[i].Move(fyne.NewPos(left, (height-dotWide)/2))
	centreLine(text, left+indent, 0, height)
}

// layoutSkeleton stands for a row that is still being loaded.
func (f *rowFace) layoutSkeleton(size fyne.Size) {
	for _, text := range f.texts {
		text.Text = ""
	}
	f.mark.FillColor = colourOf(look.Line)
	f.mark.Show()
	f.mark.Move(fyne.NewPos(rowSide, size.Height/2-5))
	f.mark.Resize(fyne.NewSize(size.Width*0.6, 10))
}

// rowsHead is the header, which stays while the rows scroll.
type rowsHead struct {
	widget.BaseWidget
	rows   *Rows
	titles []*canvas.Text
	under  *canvas.Rectangle
}

func newRowsHead(r *Rows) *rowsHead {
	h := &rowsHead{rows: r, under: canvas.NewRectangle(nil)}
	for _, column := range r.spec.Columns {
		h.titles = append(h.titles, newLine(column.Title, look.Note, look.Secondary))
	}
	h.ExtendBaseWidget(h)
	return h
}

// Tapped is for Fyne.
func (h *rowsHead) Tapped(event *fyne.PointEvent) {
	for i, at := range h.rows.spans(h.Size().Width) {
		if event.Position.X >= at.x-rowGap/2 && event.Position.X < at.x+at.width+rowGap/2 {
			h.rows.sort(i)
			return
		}
	}
}

// CreateRenderer is for Fyne.
func (h *rowsHead) CreateRenderer() fyne.WidgetRenderer {
	h.ExtendBaseWidget(h)
	objects := []fyne.CanvasObject{h.under}
	for _, title := range h.titles {
		objects = append(objects, title)
	}
	return &drawn{
		objects: objects, layout: h.layout,
		least: func() fyne.Size { return fyne.NewSize(100, headHigh) },
		paint: func() { h.layout(h.Size()) },
	}
}

func (h *rowsHead) layout(size fyne.Size) {
	h.under.FillColor = colourOf(look.Line)
	h.under.Move(fyne.NewPos(0, size.Height-1))
	h.under.Resize(fyne.NewSize(size.Width, 1))
	for i, at := range h.rows.spans(size.Width) {
		column, title := h.rows.spec.Columns[i], h.titles[i]
		title.Text, title.Color = column.Title, colourOf(look.Secondary)
		if i == h.rows.sorted {
			title.Text += map[bool]string{false: " ▲", true: " ▼"}[h.rows.descending]
			title.Color = colourOf(look.Text)
		}
		if title.Text = cut(title.Text, at.width, title.TextSize, false); at.width == 0 {
			title.Text = ""
		}
		left := at.x
		if column.Right {
			left += at.width - title.MinSize().Width
		}
		centreLine(title, left, 0, size.Height)
	}
}
