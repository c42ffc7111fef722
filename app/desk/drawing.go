package desk

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/parcel"
)

// outlined is the land of one file of a case, or of an earlier case of the
// project.
type outlined struct {
	what casefile.Outlined
	file parcel.File
}

// survey reads the files that the drawing of a case is made from, the red line
// first. Where the case has none of its own the red line is that of the earlier
// case that the item builds on.
func (d *Desk) survey(c casefile.Case) ([]outlined, error) {
	var list []outlined
	for _, what := range []casefile.Outlined{casefile.RedLine, casefile.Boundary} {
		file, is := c.Outlining(what)
		if !is && what == casefile.RedLine {
			var err error
			if file, is, err = d.earlierRedLine(c); err != nil {
				return nil, err
			}
		}
		if !is {
			continue
		}
		land, _, err := d.readBoundary(file)
		if err != nil {
			return nil, err
		}
		list = append(list, outlined{what, land})
	}
	return list, nil
}

func (d *Desk) earlierRedLine(c casefile.Case) (casefile.Attachment, bool, error) {
	for _, e := range c.Earlier {
		before, err := d.p.Store.Case(e.Case)
		if err != nil {
			return casefile.Attachment{}, false, err
		}
		if file, is := before.Outlining(casefile.RedLine); is {
			return file, true, nil
		}
	}
	return casefile.Attachment{}, false, nil
}

// drawing is what the two maps in one (两图合一) of a case show.
func (d *Desk) drawing(c casefile.Case) (parcel.Drawing, error) {
	list, err := d.survey(c)
	if err != nil {
		return parcel.Drawing{}, err
	}
	var grid parcel.Grid
	var red, boundary parcel.Shape
	var last parcel.File // the parcel's, where there is one: its facts go before
	for _, o := range list {
		last = o.file
		if o.what == casefile.Boundary {
			red, boundary = red.Moved(grid, o.file.Grid), o.file.Land()
		} else {
			red = o.file.Land()
		}
		grid = o.file.Grid
	}
	drawn, err := parcel.NewDrawing(grid, red, boundary, d.LandSettings().Ellipsoidal)
	if err != nil {
		return parcel.Drawing{}, &Message{Key: "land-crossed", Data: map[string]any{"Subject": c.Number}, Cause: err}
	}
	describe(&drawn, c, last)
	return drawn, nil
}

// describe fills in what the case and the file say beside the outlines.
func describe(drawn *parcel.Drawing, c casefile.Case, file parcel.File) {
	a := c.Application
	drawn.Project, drawn.ProjectCode, drawn.Holder = a.Project.Name, a.Project.Code, a.Applicant.Name
	drawn.Location, drawn.Use, drawn.Neighbours = a.Land.Location, a.Land.Use, neighbours(a.Land.Location)
	if len(file.Parcels) == 1 {
		p := file.Parcels[0]
		drawn.Number, drawn.Use, drawn.LandClass = p.Number, cmp.Or(drawn.Use, p.Use), p.LandClass
	}
	if len(a.Land.Unit) > parcelCode {
		drawn.Number = a.Land.Unit[:parcelCode]
	}
	drawn.Surveyor, drawn.SurveyedOn = file.Head.Surveyor, file.Head.Date
	drawn.DrawnBy, drawn.DrawnAt = c.ReceivedBy.Name, c.DrawnAt().In(Zone())
	if k := c.Conditions; k != nil {
		drawn.Use = cmp.Or(k.Use, drawn.Use)
		drawn.Conditions, drawn.CheckedBy = entries(k.Conditions), k.By.Name
	}
}

// parcelCode is the length of the code of a parcel (宗地代码), with which a
// real-estate unit code begins (GB/T 37346).
const parcelCode = 19

// entries are the planning conditions that were set.
func entries(k casefile.Conditions) []parcel.Entry {
	var list []parcel.Entry
	for _, e := range []parcel.Entry{
		{Key: "用地性质", Value: k.Use}, {Key: "容积率", Value: k.PlotRatio}, {Key: "建筑密度", Value: k.Density},
		{Key: "建筑高度", Value: k.Height}, {Key: "绿地率", Value: k.Green}, {Key: "建筑退让", Value: k.Setbacks},
		{Key: "出入口方位", Value: k.Entrances}, {Key: "停车配建", Value: k.Parking},
		{Key: "其他要求", Value: strings.Join(k.Others, "；")},
	} {
		if e.Value != "" {
			list = append(list, e)
		}
	}
	return list
}

// neighbours reads the four sides (四至) out of a location as it is usually
// written: 东至长水路，南至规划支路.
func neighbours(location string) map[parcel.Direction]string {
	sides := map[parcel.Direction]string{}
	directions := map[string]parcel.Direction{"东": parcel.East, "南": parcel.South, "西": parcel.West, "北": parcel.North}
	for _, found := range regexp.MustCompile(`([东南西北])(?:至|临|邻)([^，。,；;、]+)`).FindAllStringSubmatch(location, -1) {
		sides[directions[found[1]]] = strings.TrimSpace(found[2])
	}
	return sides
}

// Leaves lays a document out to be looked at from near and far.
func (d *Desk) Leaves(doc Document) ([]casefile.Leaf, error) {
	leaves, err := d.p.Paper.Leaves(doc.Sheet)
	return leaves, explain(err)
}

// LandFormat is a format in which land leaves the house.
type LandFormat string

// The formats of land.
const (
	GeoJSON   LandFormat = "geojson"
	Shapefile LandFormat = "shapefile" // its files in a ZIP
)

// ExportLand is the land of a case in a format, with a name for the file.
func (d *Desk) ExportLand(id string, format LandFormat) (name string, data []byte, err error) {
	c, err := d.p.Store.Case(id)
	if err != nil {
		return "", nil, explain(err)
	}
	list, err := d.survey(c)
	if err != nil {
		return "", nil, explain(err)
	}
	if len(list) == 0 {
		return "", nil, explain(&casefile.Refusal{Code: "no-document", Data: map[string]any{"document": casefile.Drawing}})
	}
	land := joined(list)
	if format == Shapefile {
		data, err = zipped(c.Number, land.Shapefile(c.DrawnAt().In(Zone())), c.DrawnAt().In(Zone()))
		return c.Number + "-shp.zip", data, explain(err)
	}
	data, err = land.GeoJSON()
	return c.Number + ".geojson", data, explain(err)
}

// joined is the land of all files in the grid of the last, each parcel named by
// what it is.
func joined(list []outlined) parcel.File {
	names := map[casefile.Outlined]string{casefile.RedLine: "用地红线", casefile.Boundary: "宗地"}
	all := parcel.File{Grid: list[len(list)-1].file.Grid}
	for _, o := range list {
		for _, p := range o.file.Parcels {
			p.Name = strings.TrimSpace(names[o.what] + " " + p.Name)
			p.Shape = p.Shape.Moved(o.file.Grid, all.Grid)
			all.Parcels = append(all.Parcels, p)
		}
	}
	return all
}

// zipped packs the files of a shapefile; the same files and time give the same
// bytes.
func zipped(name string, s parcel.Shapefile, at time.Time) ([]byte, error) {
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for _, part := range []struct {
		extension string
		data      []byte
	}{{"shp", s.SHP}, {"shx", s.SHX}, {"dbf", s.DBF}, {"prj", s.PRJ}, {"cpg", s.CPG}} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name + "." + part.extension, Method: zip.Deflate, Modified: at})
		if err == nil {
			_, err = w.Write(part.data)
		}
		if err != nil {
			return nil, fmt.Errorf("desk: pack shapefile: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("desk: pack shapefile: %w", err)
	}
	return packed.Bytes(), nil
}
