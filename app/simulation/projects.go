package simulation

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"onewindow/app/desk/desktest"
)

// project is what somebody comes to a window about. It is invented.
type project struct {
	code, name, supply string
	applicant          string
	site               string
}

// projectsOf are those of an office. They are few, so that two windows often take
// the same one in.
func projectsOf(office int) []project {
	var list []project
	for n := range 7 {
		p := project{
			code: fmt.Sprintf("26%02d-3304%02d-04-01-%05d%d", n+1, office*10+2, 10+n, n), name: fmt.Sprintf("示例项目%d", n),
			supply: "allocation", applicant: "11330402002523454L", site: fmt.Sprintf("示例路%d号", n),
		}
		if n%3 == 2 {
			p.supply, p.applicant = "transfer", "91350100M000100Y43"
		}
		list = append(list, p)
	}
	return list
}

// field is what the project states in a field of the form.
func (p project) field(key string) string {
	switch key {
	case "project.code":
		return p.code
	case "project.name":
		return p.name
	case "applicant.name":
		return "示例单位" + p.applicant[:2]
	case "applicant.code":
		return p.applicant
	case "land.location":
		return p.site
	}
	return map[string]string{
		"project.basis": "南发改〔2026〕88号 项目建议书批复", "project.scale": "总建筑面积 24600 平方米", "applicant.phone": "0573-82830000",
		"land.area": "1.8993", "land.agricultural": "1.2140", "land.arable": "0.9876", "land.construction": "0.6853",
		"land.unit": "330402001023GB00123W00000000", "land.use": "工业用地",
		"land.deal": "嘉南土告〔2026〕7-3号", "land.price": "2860.5", "land.term": "50",
	}[key]
}

// scan is a file that lies on the machine: a boundary file, or pages of any
// length. Few are longer than one piece on the line.
func (m *machine) scan(outlines bool) (string, error) {
	d := m.world.dice
	content, name := strings.Replace(desktest.BoundaryFile, "示例测绘有限公司", fmt.Sprintf("示例测绘%d", d.IntN(1000)), 1), "界址点.txt"
	if !outlines {
		content, name = strings.Repeat(fmt.Sprintf("扫描件%d", d.IntN(1000)), d.between(1, 200)), "scan.pdf"
		if d.once(12) {
			content = strings.Repeat(content, 1+400_000/len(content))
		}
	}
	path := filepath.Join(m.folder, name)
	return path, os.WriteFile(path, []byte(content), 0o600)
}
