package desk

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/parcel"
)

// Unreadable is a boundary-point file that land cannot be drawn from. It is kept
// out until a person has seen why and takes it in all the same.
type Unreadable struct {
	File     casefile.Attachment
	Problems parcel.Problems
}

// Error is for the log.
func (u *Unreadable) Error() string {
	return fmt.Sprintf("desk: boundary file with %d errors", u.File.Outline.Errors)
}

// TakeMaterial is TakeFile for a material that outlines something. A
// boundary-point file (界址点坐标文件) is read at once: the attachment then tells
// what it holds, and the problems what is odd or wrong, line by line; that it is
// wrong is no error. A file in any other format is taken as it is.
func (d *Desk) TakeMaterial(what casefile.Outlined, path string) (casefile.Attachment, parcel.Problems, error) {
	file, err := d.TakeFile(path)
	if err != nil || what == "" || !isBoundaryFile(file.Name) {
		return file, nil, err
	}
	land, problems, err := d.readBoundary(file)
	if err != nil {
		return file, nil, explain(err)
	}
	file.Outline = casefile.OutlineOf(what, land, problems)
	return file, problems, nil
}

// isBoundaryFile goes by the name: the format has no mark of its own, and what a
// .txt of a surveyor's fails to say is to be told.
func isBoundaryFile(name string) bool { return strings.EqualFold(filepath.Ext(name), ".txt") }

// Boundary reads a boundary-point file that was taken in before.
func (d *Desk) Boundary(file casefile.Attachment) (parcel.File, parcel.Problems, error) {
	land, problems, err := d.readBoundary(file)
	return land, problems, explain(err)
}

// longestBoundary is one byte more than is ever read of a boundary-point file.
const longestBoundary = 8<<20 + 1

func (d *Desk) readBoundary(file casefile.Attachment) (parcel.File, parcel.Problems, error) {
	f, err := d.OpenFile(file)
	if err != nil {
		return parcel.File{}, nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	raw, err := io.ReadAll(io.LimitReader(f, longestBoundary))
	if err != nil {
		return parcel.File{}, nil, fmt.Errorf("desk: read %s: %w", file.Name, err)
	}
	land, problems := parcel.Read(raw)
	if district := d.p.Office.District; district != nil && problems.Usable() {
		problems = append(problems, land.Outside(district.Box())...)
	}
	return land, problems, nil
}

// Outlines is what the files of a case's material outline.
func (d *Desk) Outlines(c casefile.Case, material string) casefile.Outlined {
	materials := d.stepOf(c).Materials
	i := slices.IndexFunc(materials, func(m catalog.Material) bool { return m.ID == material })
	if i < 0 {
		return ""
	}
	return materials[i].Outlines
}

// takeChecked takes a file in for a case's material. One that should be readable
// and is not is an *Unreadable, unless anyway says that a person has seen why.
func (d *Desk) takeChecked(c casefile.Case, material, path string, anyway bool) (casefile.Attachment, error) {
	file, problems, err := d.TakeMaterial(d.Outlines(c, material), path)
	if err == nil && !anyway && !problems.Usable() {
		err = &Unreadable{File: file, Problems: problems}
	}
	return file, err
}

// Outline is the land that the draft's files outline, nil where none does.
func (d Draft) Outline() *casefile.Outline {
	var found *casefile.Outline
	for _, p := range d.Materials {
		for _, f := range p.Files {
			if o := f.Outline; o != nil && o.Errors == 0 && (found == nil || o.Of == casefile.Boundary) {
				found = o
			}
		}
	}
	return found
}

// Surveyed is the area of an outline as the office states areas, in whole square
// metres.
func (d *Desk) Surveyed(o casefile.Outline) int64 {
	area := o.Plane
	if d.LandSettings().Ellipsoidal {
		area = o.Ellipsoid
	}
	return (area + hundredth/2) / hundredth
}

// hundredth is how an outline counts square metres.
const hundredth = 100

// againstOutline holds the area stated in the form against the land that was
// surveyed (|差| ≤ 1 m² or 0.1 %).
func (d *Desk) againstOutline(r Report, draft Draft) Report {
	o := draft.Outline()
	area, ok := parseHectares(strings.TrimSpace(draft.Fields[r.Field]))
	if o == nil || !ok {
		return r
	}
	code, _ := parcel.JudgeArea(float64(area)/squareMetresPerHectare, float64(o.Plane)/hundredth, float64(o.Ellipsoid)/hundredth)
	if words, off := areaCodes()[code]; off {
		r.Level, r.Code, r.Data = Warning, words, map[string]any{"Surveyed": Hectares(d.Surveyed(*o))}
	}
	return r
}

// areaCodes are the codes of a report on an area that was surveyed otherwise.
func areaCodes() map[string]string {
	return map[string]string{parcel.AreaOff: "area-off", parcel.AreaInM2: "area-m2", parcel.AreaInMu: "area-mu"}
}

// AreaOffer is the surveyed area that the form could take over, in hectares; ""
// where no land was surveyed or the form agrees with it.
func (d *Desk) AreaOffer(draft Draft) string {
	o := draft.Outline()
	if o == nil {
		return ""
	}
	stated, ok := parseHectares(strings.TrimSpace(draft.Fields["land.area"]))
	code, _ := parcel.JudgeArea(float64(stated)/squareMetresPerHectare, float64(o.Plane)/hundredth, float64(o.Ellipsoid)/hundredth)
	if ok && code == "" {
		return ""
	}
	return Hectares(d.Surveyed(*o))
}
