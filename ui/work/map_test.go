package work

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/ui/frame/frametest"
)

func accepted(c *desktest.Counter) error {
	_, err := c.Accepted("嘉兴市南湖区卫生健康局", "公共卫生中心")
	return err
}

func TestMapOfACase(t *testing.T) {
	b := newBench(t, accepted)
	b.at("wangfang", Cases)
	p := b.view.panel
	p.tabs.Select(tabMap)
	b.told()
	if said := p.land.facts.Text; said != "用地红线 18992.91 m² · 按平面面积" {
		t.Errorf("the map says %q", said)
	}
	if p.land.document.Sheet.A3 || len(p.land.sheets) != 2 || !p.land.viewer.Ready() {
		t.Errorf("%d sheets, ready: %v", len(p.land.sheets), p.land.viewer.Ready())
	}
	p.land.setPaper(onA3)
	if !p.land.document.Sheet.A3 {
		t.Error("the drawing does not lie on A3")
	}
	p.printPaper()
	b.told()
	if stored, err := b.counter.Store.Case(p.shown.ID); err != nil || stored.Copies(casefile.Drawing) != 1 {
		t.Errorf("%d prints are on record, %v", stored.Copies(casefile.Drawing), err)
	}
	p.land.enlarge()
	if b.frame.Dialog() == nil {
		t.Error("the map is not enlarged")
	}
}

func TestMapLeavesTheHouse(t *testing.T) {
	b := newBench(t, accepted)
	b.at("wangfang", Cases)
	p := b.view.panel
	p.tabs.Select(tabMap)
	for name, do := range map[string]func(){
		"map.pdf": p.land.savePDF, "map.geojson": func() { p.land.export(desk.GeoJSON) }, "map.zip": func() { p.land.export(desk.Shapefile) },
	} {
		t.Setenv("HOME", t.TempDir())
		do()
		b.frame.Dialog().Confirm()
		b.told()
		found, err := filepath.Glob(filepath.Join(os.Getenv("HOME"), "03-20261123-0001*"+filepath.Ext(name)))
		if err != nil || len(found) != 1 {
			t.Errorf("%s: %v, %v", name, found, err)
		}
	}
}

// A case whose boundary file another window holds tells what is on record.
func TestMapWithoutTheFile(t *testing.T) {
	b := newBench(t, accepted)
	b.at("wangfang", Cases)
	b.lose()
	b.view.panel.tabs.Select(tabMap)
	b.told()
	if said := frametest.Words(b.view.panel.land.content); !strings.Contains(said, "用地红线　8 个界址点　平面 18992.91 m²") {
		t.Errorf("the tab says %q", said)
	}
}

// What is dropped on a case is asked about with what is known of it filled in.
func TestDroppedOnACase(t *testing.T) {
	b := newBench(t, accepted)
	b.at("wangfang", Cases)
	path := filepath.Join(t.TempDir(), "new.txt")
	b.must(os.WriteFile(path, []byte(strings.Replace(desktest.BoundaryFile, "40574712.640", "40574722.640", 1)), 0o600))
	b.view.Dropped([]string{path})
	b.frame.Dialog().Confirm()
	b.told()
	file, _ := b.view.panel.shown.Case.Outlining(casefile.RedLine)
	if file.Name != "new.txt" {
		t.Errorf("the red line is %q", file.Name)
	}
}

// What gives no land is kept out until the person has seen why: dropped on the
// case, and as a supplement.
func TestUnreadableFilesAreAskedAbout(t *testing.T) {
	b := newBench(t, accepted)
	b.at("wangfang", Cases)
	path := filepath.Join(t.TempDir(), "bad.txt")
	b.must(os.WriteFile(path, []byte(strings.Replace(desktest.BoundaryFile, "3404212.350", "三百", 1)), 0o600))
	b.view.Dropped([]string{path})
	b.frame.Dialog().Confirm()
	why := b.frame.Dialog()
	if why == nil || !strings.Contains(frametest.Words(why), "“三百”应为数字") {
		t.Fatal("nobody says why")
	}
	why.Confirm()
	b.told()
	if b.frame.Dialog() != nil {
		t.Error("the form is still open")
	}
	b.view.panel.tabs.Select(tabMaterials)
	if said := frametest.Words(b.view.panel.scroll); !strings.Contains(said, "bad.txt 读不出地块：1 处错误") {
		t.Errorf("the materials say %q", said)
	}
}

func TestUnreadableSupplementIsAskedAbout(t *testing.T) {
	var file casefile.Case
	b := newBench(t, func(c *desktest.Counter) (err error) {
		if file, err = lacking(c); err != nil {
			return err
		}
		file, err = c.NotifyReceived(file.ID, []casefile.Defect{{Material: "boundary", What: "界址点坐标", Reason: "坐标系不符", Basis: "法"}})
		return err
	})
	b.at("wangfang", Cases)
	path := filepath.Join(t.TempDir(), "bad.txt")
	b.must(os.WriteFile(path, []byte("nonsense"), 0o600))
	b.view.supply(file.ID, []desk.Mended{{Defect: "1", Path: path}})
	b.frame.Dialog().Cancel()
	if c, err := b.counter.Store.Case(file.ID); err != nil || len(c.OpenDefects()) != 1 {
		t.Errorf("%d defects are open, %v", len(c.OpenDefects()), err)
	}
	b.view.supply(file.ID, []desk.Mended{{Defect: "1", Path: path}})
	b.frame.Dialog().Confirm()
	b.told()
	if c, err := b.counter.Store.Case(file.ID); err != nil || len(c.OpenDefects()) != 0 {
		t.Errorf("%d defects are open, %v", len(c.OpenDefects()), err)
	}
}

// The certificates come with the drawing they name; one whose file is elsewhere
// keeps no certificate waiting.
func TestCertificatesComeWithTheirDrawing(t *testing.T) {
	for _, gone := range []bool{false, true} {
		b := newBench(t, func(c *desktest.Counter) error {
			_, err := c.Issued("嘉兴市南湖区卫生健康局", "公共卫生中心")
			return err
		})
		b.at("wangfang", Handover)
		if gone {
			b.lose()
		}
		b.view.panel.printCertificates()
		c, err := b.counter.Store.Case(b.view.panel.shown.ID)
		b.must(err)
		drawn := map[bool]int{false: 1, true: 0}[gone]
		if c.Copies(casefile.Permit) != 1 || c.Copies(casefile.Drawing) != drawn || len(b.frame.Errors) != 1-drawn {
			t.Errorf("%d permits and %d drawings printed, told %v", c.Copies(casefile.Permit), c.Copies(casefile.Drawing), b.frame.Errors)
		}
	}
}

// lose takes the bytes of all attachments away, as at a window that never had
// them: what they are called does not tell which is which.
func (b *bench) lose() {
	b.t.Helper()
	lost := 0
	b.must(filepath.WalkDir(filepath.Dir(b.counter.Folder), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.Contains(path, "attachments") {
			return err
		}
		lost++
		return os.Remove(path)
	}))
	if lost == 0 {
		b.t.Fatal("nothing was lost")
	}
}
