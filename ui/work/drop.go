package work

import (
	"path/filepath"
	"slices"
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/desk"
)

// Dropped takes files that were dropped on the window for the case in the panel:
// each is asked about in turn. A text file is taken for the material that
// outlines the land.
func (v *View) Dropped(paths []string) {
	procedure := v.panel.form(desk.AttachMaterial)
	if len(paths) == 0 || v.panel.shown.ID == "" || procedure == nil {
		return
	}
	filled := *procedure
	filled.Asks = slices.Clone(procedure.Asks)
	for i, a := range filled.Asks {
		switch a.Kind {
		case desk.AskFile:
			filled.Asks[i].Suggest = paths[0]
		case desk.AskChoice:
			filled.Asks[i].Suggest = v.panel.wants(paths[0])
		}
	}
	v.panel.askFormThen(filled, func() { v.Dropped(paths[1:]) })
}

// wants is the id of the material that a file is for, "" where only a person
// can know.
func (p *panel) wants(path string) string {
	text := strings.EqualFold(filepath.Ext(path), ".txt")
	for _, m := range p.shown.Case.Materials {
		outlines := p.view.p.Desk.Outlines(p.shown.Case, m.ID) != ""
		if text && outlines || !text && !outlines && wanting(m) {
			return m.ID
		}
	}
	return ""
}

// wanting says whether the applicant has still to bring the material.
func wanting(m casefile.Material) bool {
	return m.Source == string(catalog.Applicant) && !m.Present
}
