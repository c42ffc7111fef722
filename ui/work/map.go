package work

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/parcel"
	"onewindow/ui/drawing"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/land"
	"onewindow/ui/look"
	"onewindow/ui/paper"
	"onewindow/ui/text"
)

// landMap is the tab of the map (图件): the two maps in one of the case, what it
// measures, and the ways out of the house.
type landMap struct {
	panel    *panel
	caseID   string
	version  int // of the case drawn
	settings desk.LandSettings
	document desk.Document
	sheets   []drawing.Sheet

	facts   *kit.Words
	papers  *kit.Chips
	viewer  *drawing.Viewer
	none    *kit.Words
	drawn   fyne.CanvasObject
	content *fyne.Container
}

// Values of the chips of paper.
const (
	onA4 = "a4"
	onA3 = "a3"
)

func newLandMap(p *panel) *landMap {
	m := &landMap{panel: p, viewer: drawing.New(p.view.p.Frame), facts: kit.NewNoteParagraph(""), none: kit.NewNoteParagraph(text.T("map.none"))}
	m.papers = kit.NewRadioChips(onA4, []kit.Chip{{Value: onA4, Text: text.T("map.a4")}, {Value: onA3, Text: text.T("map.a3")}}, m.setPaper)
	m.viewer.OnOpened = m.enlarge
	link := func(key string, do func()) fyne.CanvasObject { return kit.NewLink(text.T(key), do) }
	tools := kit.Row(look.Gap12, m.papers, kit.Space(), link("map.pdf", m.savePDF),
		link("map.geojson", func() { m.export(desk.GeoJSON) }), link("map.shapefile", func() { m.export(desk.Shapefile) }))
	m.drawn = kit.Column(look.Gap8, tools, m.facts, kit.Grow(m.viewer))
	m.content = &fyne.Container{Layout: kit.Fill{}, Objects: []fyne.CanvasObject{m.none}}
	return m
}

// show draws the map of the case in the panel, unless it is drawn already.
func (m *landMap) show() {
	d, c := m.panel.view.p.Desk, m.panel.shown.Case
	settings := d.LandSettings()
	switch {
	case !c.Has(casefile.Drawing):
		m.caseID = ""
		m.say(text.T("map.none"))
		return
	case m.caseID == c.ID && m.version == c.Version && m.settings == settings:
		return
	}
	m.caseID, m.version, m.settings = c.ID, c.Version, settings
	m.papers.Set(onA4)
	if settings.A3 {
		m.papers.Set(onA3)
	}
	var document desk.Document
	var leaves []casefile.Leaf
	var absent error // why a file of another window is not here
	m.panel.view.p.Frame.Background(func(ctx context.Context) (err error) {
		absent = d.FetchOutlines(ctx, c)
		if document, err = d.Document(c.ID, casefile.Drawing); err == nil {
			leaves, err = d.Leaves(document)
		}
		return err
	}, func(err error) {
		switch {
		case m.caseID != c.ID || m.version != c.Version || m.settings != settings:
			return // another has been asked for since
		case errors.Is(err, fs.ErrNotExist): // the file is at another window: what is on record is shown
			m.caseID = "" // it may have come when the tab is next looked at
			if absent != nil {
				err = absent
			}
			m.say(m.onRecord(c) + "\n" + frame.WordsOf(err).Happened + frame.WordsOf(err).Todo)
		case err != nil:
			m.say(m.onRecord(c))
			m.panel.view.p.Frame.Tell(err)
		default:
			m.take(document, leaves)
		}
	})
}

// take shows what was drawn.
func (m *landMap) take(document desk.Document, leaves []casefile.Leaf) {
	m.document, m.sheets = document, nil
	for _, leaf := range leaves {
		m.sheets = append(m.sheets, leaf)
	}
	m.facts.Set(areaWords(document.Sheet.Land))
	m.viewer.Set(m.sheets)
	m.content.Objects = []fyne.CanvasObject{m.drawn}
	m.content.Refresh()
}

// say shows words in the place of the map.
func (m *landMap) say(words string) {
	m.sheets = nil
	m.none.Set(words)
	m.content.Objects = []fyne.CanvasObject{kit.Column(0, m.none)}
	m.content.Refresh()
}

// onRecord is what the case tells of its land without the files.
func (m *landMap) onRecord(c casefile.Case) string {
	var lines []string
	for _, what := range []casefile.Outlined{casefile.RedLine, casefile.Boundary} {
		if f, is := c.Outlining(what); is {
			lines = append(lines, text.T("map."+string(what))+"　"+land.Facts(f))
		}
	}
	return strings.Join(lines, "\n")
}

// areaWords are the areas of a drawing, and on what they are measured.
func areaWords(d parcel.Drawing) string {
	area := func(key string, m2 float64, data text.Data) string {
		data["Area"] = land.SquareMetres(int64(m2*100 + 0.5))
		return text.T(key, data)
	}
	var parts []string
	if len(d.RedLine) > 0 {
		parts = append(parts, area("map.outline", d.Areas.Total, text.Data{"What": text.T("map.red-line")}))
	}
	if len(d.Boundary) > 0 {
		parts = append(parts, area("map.outline", d.Areas.Net, text.Data{"What": text.T("map.parcel")}))
	}
	if d.Areas.Expropriated > 0 {
		parts = append(parts, area("map.inside", d.Areas.Expropriated, text.Data{}))
	}
	if d.Areas.Outlying > 0 {
		parts = append(parts, area("map.outlying", d.Areas.Outlying, text.Data{}))
	}
	by := "map.outline.by.plane"
	if d.Areas.Ellipsoidal {
		by = "map.outline.by.ellipsoid"
	}
	return strings.Join(append(parts, text.T(by)), " · ")
}

// setPaper lays the drawing out for another paper.
func (m *landMap) setPaper(paper string) {
	d := m.panel.view.p.Desk
	settings := d.LandSettings()
	settings.A3 = paper == onA3
	if err := d.SaveLandSettings(settings); err != nil {
		m.panel.view.p.Frame.Tell(err)
		return
	}
	m.show()
}

// enlarge shows the map as large as the window allows.
func (m *landMap) enlarge() {
	if len(m.sheets) == 0 {
		return
	}
	f := m.panel.view.p.Frame
	large := drawing.New(f)
	large.Set(m.sheets)
	size := f.Window().Canvas().Size().SubtractWidthHeight(80, 170)
	kit.ShowDialog(f.Router(), kit.DialogSpec{
		Title: paper.Name(casefile.Drawing), Body: kit.Fixed(0, size.Height, large), Width: size.Width,
		Cancel: text.T("dialog.close"), First: large,
	})
}

// savePDF keeps the drawing as a PDF at a chosen place.
func (m *landMap) savePDF() {
	d, id := m.panel.view.p.Desk, m.caseID
	m.save(m.document.Sheet.Number+".pdf", func() ([]byte, error) { return d.PDF(id, casefile.Drawing) })
}

// export keeps the land in a format of other programs at a chosen place.
func (m *landMap) export(format desk.LandFormat) {
	name, data, err := m.panel.view.p.Desk.ExportLand(m.caseID, format)
	if err != nil {
		m.panel.view.p.Frame.Tell(err)
		return
	}
	m.save(name, func() ([]byte, error) { return data, nil })
}

// save asks for a place and writes there, whole or not at all.
func (m *landMap) save(name string, content func() ([]byte, error)) {
	f := m.panel.view.p.Frame
	m.panel.askPath(text.T("map.save.title"), name, func(path string) {
		f.Background(func(context.Context) error {
			data, err := content()
			if err != nil {
				return err
			}
			return writeWhole(path, bytes.NewReader(data))
		}, func(err error) {
			if err != nil {
				f.Tell(err)
				return
			}
			f.Done(text.T("map.saved"), path)
		})
	})
}
