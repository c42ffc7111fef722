package desk_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/app/parcel"
	"onewindow/app/seal"
)

// brought writes a file that somebody brings.
func brought(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBoundaryFileIsReadAsItComes(t *testing.T) {
	c := desktest.New(t)
	file, problems, err := c.TakeMaterial(casefile.RedLine, brought(t, "界址点.TXT", desktest.BoundaryFile))
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	want := casefile.Outline{
		Of: casefile.RedLine, Number: "DK001", Parcels: 1, Points: 8, Plane: 1899291, Ellipsoid: 1899029, EPSG: 4528,
		Extent: casefile.Extent{South: 3404070880, West: 40574700000, North: 3404212350, East: 40574868905},
	}
	if *file.Outline != want {
		t.Errorf("read %+v", *file.Outline)
	}
	if file, problems, err = c.TakeMaterial(casefile.RedLine, brought(t, "scan.pdf", "%PDF")); err != nil || file.Outline != nil || problems != nil {
		t.Errorf("a scan was read as %+v, %v, %v", file.Outline, problems, err)
	}
	if file, _, err = c.TakeMaterial("", brought(t, "note.txt", "hello")); err != nil || file.Outline != nil {
		t.Errorf("a note of another material was read as %+v, %v", file.Outline, err)
	}
}

func TestBoundaryFileTellsWhatIsWrong(t *testing.T) {
	c := desktest.New(t)
	old := strings.Replace(desktest.BoundaryFile, "2000国家大地坐标系", "1980西安坐标系", 1)
	file, problems, err := c.TakeMaterial(casefile.RedLine, brought(t, "old.txt", old))
	if err != nil || problems.Usable() || !problems.Has(parcel.OldSystem) || file.Outline.Errors == 0 || file.Outline.Points != 0 {
		t.Fatalf("%+v, %v, %v", file.Outline, problems, err)
	}
	if problems[0].Line != 5 {
		t.Errorf("said of line %d", problems[0].Line)
	}
	far := strings.NewReplacer("3404", "3504").Replace(desktest.BoundaryFile)
	file, problems, err = c.TakeMaterial(casefile.RedLine, brought(t, "far.txt", far))
	if err != nil || !problems.Usable() || !problems.Has(parcel.Elsewhere) || file.Outline.Warnings == 0 {
		t.Errorf("land elsewhere: %+v, %v, %v", file.Outline, problems, err)
	}
}

func TestAreaIsHeldAgainstTheSurvey(t *testing.T) {
	c := desktest.New(t)
	d := c.NewDraft()
	file, _, err := c.TakeMaterial(casefile.RedLine, brought(t, "b.txt", desktest.BoundaryFile))
	if err != nil {
		t.Fatal(err)
	}
	if d, err = c.Attach(d, "boundary", file); err != nil {
		t.Fatal(err)
	}
	for _, v := range []struct{ typed, code, offer string }{
		{"1.8993", "", ""}, {"1.8990", "", ""}, {"1.9011", "", ""}, {"1.9100", "area-off", "1.8993"},
		{"18993", "area-m2", "1.8993"}, {"28.4894", "area-mu", "1.8993"}, {"", "required", "1.8993"}, {"x", "number", "1.8993"},
	} {
		d.Fields["land.area"] = v.typed
		r := c.CheckField(d, "land.area")
		if r.Code != v.code || strings.HasPrefix(v.code, "area-") && r.Level != desk.Warning {
			t.Errorf("%q is %+v, want %s", v.typed, r, v.code)
		}
		if offer := c.AreaOffer(d); offer != v.offer {
			t.Errorf("%q is offered %q, want %q", v.typed, offer, v.offer)
		}
	}
	if err := c.SaveLandSettings(desk.LandSettings{Ellipsoidal: true}); err != nil {
		t.Fatal(err)
	}
	if offer := c.AreaOffer(d); offer != "1.8990" {
		t.Errorf("on the ellipsoid %q is offered", offer)
	}
}

func TestUnreadableFileIsKeptOutUntilSeen(t *testing.T) {
	c := desktest.New(t)
	file, err := c.Accepted("嘉兴市南湖区卫生健康局", "公共卫生中心")
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]string{"material": "boundary", "path": brought(t, "bad.txt", "J1,1,not a number")}
	_, err = c.Do(file.ID, desk.AttachMaterial, answers)
	var unreadable *desk.Unreadable
	if !errors.As(err, &unreadable) || len(unreadable.Problems) == 0 || unreadable.File.Name != "bad.txt" {
		t.Fatal(err)
	}
	answers[desk.Anyway] = "true"
	after, err := c.Do(file.ID, desk.AttachMaterial, answers)
	if err != nil {
		t.Fatal(err)
	}
	kept, _ := after.Outlining(casefile.RedLine)
	if kept.Name == "bad.txt" || !after.Has(casefile.Drawing) {
		t.Errorf("the land is drawn from %q", kept.Name)
	}
	stored, err := c.Store.Case(file.ID)
	if err != nil {
		t.Fatal(err)
	}
	last := stored.Materials[slices.IndexFunc(stored.Materials, func(m casefile.Material) bool { return m.ID == "boundary" })].Files
	if o := last[len(last)-1].Outline; o == nil || o.Errors == 0 {
		t.Errorf("on record as %+v", o)
	}
}

func TestDrawingIsADocumentOfTheCase(t *testing.T) {
	c := desktest.New(t)
	file, err := c.Issued("嘉兴市南湖区卫生健康局", "公共卫生中心")
	if err != nil {
		t.Fatal(err)
	}
	document, err := c.Document(file.ID, casefile.Drawing)
	if err != nil {
		t.Fatal(err)
	}
	land := document.Sheet.Land
	if document.Sheet.Number != file.Number+"-图" || land.Number != "DK001" || land.Surveyor != "示例测绘有限公司" ||
		land.Neighbours[parcel.East] != "长水路" || len(land.RedLine) != 1 || len(land.Boundary) != 0 {
		t.Errorf("%s shows %+v", document.Sheet.Number, land)
	}
	printed, err := c.Print(file.ID, casefile.Drawing, "")
	if err != nil || !bytes.HasPrefix(printed.PDF, []byte("%PDF")) {
		t.Fatal(err)
	}
	permit, err := c.Document(file.ID, casefile.Permit)
	if err != nil || !strings.Contains(strings.Join(permit.Sheet.Item.Annexes, " "), document.Sheet.Number) {
		t.Errorf("the permit's annexes are %q, %v", permit.Sheet.Item.Annexes, err)
	}
	if verified, err := c.Verify(document.Sheet.URL); err != nil || verified.Verdict != seal.Genuine || verified.Document != casefile.Drawing || verified.Differs {
		t.Errorf("%+v, %v", verified, err)
	}
	// Another file makes another drawing: its first print needs no reason.
	moved := strings.ReplaceAll(desktest.BoundaryFile, "40574712.640", "40574713.640")
	if _, err = c.Do(file.ID, desk.AttachMaterial, map[string]string{"material": "boundary", "path": brought(t, "moved.txt", moved)}); err == nil {
		t.Error("a file was taken in after the decision")
	}
	if _, err := c.Print(file.ID, casefile.Drawing, ""); err == nil {
		t.Error("a second copy needs no reason")
	}
}

func TestLandLeavesTheHouse(t *testing.T) {
	c := desktest.New(t)
	file, err := c.Accepted("嘉兴市南湖区卫生健康局", "公共卫生中心")
	if err != nil {
		t.Fatal(err)
	}
	name, data, err := c.ExportLand(file.ID, desk.GeoJSON)
	if err != nil || name != file.Number+".geojson" || !bytes.Contains(data, []byte("用地红线 示例地块一")) {
		t.Errorf("%s: %.200s, %v", name, data, err)
	}
	name, data, err = c.ExportLand(file.ID, desk.Shapefile)
	if err != nil || name != file.Number+"-shp.zip" {
		t.Fatal(name, err)
	}
	packed, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(packed.File) != 5 {
		t.Fatal(packed, err)
	}
	for _, part := range packed.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		if raw, err := io.ReadAll(r); err != nil || len(raw) == 0 {
			t.Errorf("%s: %d bytes, %v", part.Name, len(raw), err)
		}
	}
}

// The drawing of the later item shows its parcel in the red line of the earlier
// one; a file in another zone is drawn in the grid of the parcel's.
func TestTwoMapsInOne(t *testing.T) {
	c := desktest.New(t)
	if _, err := c.Issued("嘉兴市南湖区卫生健康局", "公共卫生中心"); err != nil {
		t.Fatal(err)
	}
	d := c.NewDraft()
	d.Fields["project.code"] = "2601-330402-04-01-000013"
	d, err := c.ApplyFor(d, "B")
	if err != nil {
		t.Fatal(err)
	}
	if d, err = c.Complete(d); err != nil {
		t.Fatal(err)
	}
	file, err := c.Accept(d)
	if err != nil {
		t.Fatal(err)
	}
	smaller := strings.NewReplacer("40574712.640", "574722.640", "405", "5").Replace(desktest.BoundaryFile)
	answers := map[string]string{"material": "survey", "path": brought(t, "smaller.txt", smaller)}
	if _, err = c.Do(file.ID, desk.AttachMaterial, answers); err != nil {
		t.Fatal(err)
	}
	document, err := c.Document(file.ID, casefile.Drawing)
	if err != nil {
		t.Fatal(err)
	}
	land := document.Sheet.Land
	if land.Grid.Prefixed || len(land.RedLine) != 1 || len(land.Boundary) != 1 || len(land.Parts) == 0 {
		t.Fatalf("%+v has %d parts", land.Grid, len(land.Parts))
	}
	if a := land.Areas; math.Abs(a.Total-18992.91) > 0.01 || a.Net >= a.Total || math.Abs(a.Total-a.Net+a.Outlying-a.Expropriated) > 0.01 {
		t.Errorf("%+v", a)
	}
	if land.Number != "330402001023GB00123" || document.Sheet.Copy != 1 {
		t.Errorf("parcel %s, copy %d", land.Number, document.Sheet.Copy)
	}
}
