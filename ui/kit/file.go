package kit

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/ui/look"
)

// FileSpec says what a file is chosen for.
type FileSpec struct {
	Title, Hint, Confirm, Cancel, Empty string
	Columns                             [3]string // names of name, time and size
	SaveAs                              string    // name that a new file shall have in the folder shown, "" to choose one that is there
	Chosen                              func(path string)
}

// ChooseFile asks for a file by keyboard: a path to type or paste, and below
// it the folder's content, newest first, because a scan made a moment ago is
// what is wanted. Enter opens a folder and takes a file.
func ChooseFile(router *Router, spec FileSpec) {
	c := &chooser{spec: spec}
	c.path = NewInput()
	c.path.Entry.PlaceHolder = spec.Hint
	c.path.Entry.OnEnter = func() { c.take(c.path.Entry.Text) }
	c.rows = NewRows(RowsSpec{
		Columns:    []RowColumn{{Title: spec.Columns[0]}, {Title: spec.Columns[1], Width: 150, Right: true}, {Title: spec.Columns[2], Width: 90, Right: true}},
		Count:      func() int { return len(c.list) },
		Cells:      c.cells,
		OnSelected: func(row int) { c.path.Entry.SetText(c.full(row)) },
		OnOpened:   func(row int) { c.take(c.full(row)) },
		Empty:      spec.Empty,
	})
	if home, err := os.UserHomeDir(); err == nil {
		c.open(home)
	}
	c.dialog = ShowDialog(router, DialogSpec{
		Title: spec.Title, Width: 640, Confirm: spec.Confirm, Cancel: spec.Cancel, First: c.path.Entry,
		Body:      Column(look.Gap8, c.path, Fixed(0, listHigh(router), NewBareCard(c.rows))),
		OnConfirm: func() bool { c.take(c.path.Entry.Text); return false },
	})
}

// listHigh is the height of the folder's list, in device-independent pixels: less
// in a low window, so that the buttons below stay in the dialog.
func listHigh(router *Router) float32 {
	const most, least, others = 300, 120, 240 // others: title, path, buttons, margins
	return fyne.Min(most, fyne.Max(least, router.canvas.Size().Height-others))
}

type chooser struct {
	spec   FileSpec
	dialog *Dialog
	path   *Input
	rows   *Rows
	folder string
	list   []found
}

// found is an entry of the folder shown.
type found struct {
	name   string
	folder bool
	size   int64
	when   int64 // seconds since 1970
	day    string
}

// take opens a folder or closes the dialog with a file. A path that is not
// there is taken too: whoever asked says so in words.
func (c *chooser) take(path string) {
	path = strings.Trim(strings.TrimSpace(path), `"'`)
	if path == "" {
		return
	}
	path = strings.TrimPrefix(path, "file://")
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		c.open(path)
		return
	}
	c.dialog.Close()
	c.spec.Chosen(path)
}

// open lists a folder; one that cannot be read is shown empty.
func (c *chooser) open(folder string) {
	c.folder = filepath.Clean(folder)
	c.list = []found{{name: "..", folder: true}}
	entries, err := os.ReadDir(c.folder)
	if err != nil {
		entries = nil
	}
	var list []found
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		list = append(list, found{
			name: entry.Name(), folder: entry.IsDir(), size: info.Size(),
			when: info.ModTime().Unix(), day: info.ModTime().Format("2006-01-02 15:04"),
		})
	}
	slices.SortFunc(list, func(a, b found) int {
		if a.folder != b.folder {
			if a.folder {
				return 1
			}
			return -1
		}
		return cmp.Compare(b.when, a.when)
	})
	c.list = append(c.list, list...)
	c.rows.Reset()
	if c.spec.SaveAs != "" {
		c.path.Entry.SetText(filepath.Join(c.folder, c.spec.SaveAs))
	}
}

func (c *chooser) full(row int) string { return filepath.Join(c.folder, c.list[row].name) }

func (c *chooser) cells(row int) []RowCell {
	f := c.list[row]
	if f.folder {
		return []RowCell{{Text: f.name + "/", Colour: look.Primary}, {Text: f.day, Colour: look.Secondary}, {}}
	}
	return []RowCell{{Text: f.name}, {Text: f.day, Colour: look.Secondary}, {Text: FileSize(f.size), Colour: look.Secondary}}
}
