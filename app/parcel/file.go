package parcel

// File is a boundary-point file as it was understood.
type File struct {
	Encoding Encoding
	Head     Head
	Project  []Entry // the block [项目信息], where there is one
	Grid     Grid
	Parcels  []Parcel
}

// Entry is one key=value line.
type Entry struct{ Key, Value string }

// Head is the block [属性描述]: who measured, when, and in which system.
type Head struct {
	Version   string // 格式版本号, without the word 版本: 1.01
	Surveyor  string // 数据产生单位
	Date      string // 数据产生日期, as written
	System    string // 坐标系, as written
	Precision string // 精度, as written, metres
	Others    []Entry
}

// Parcel is one piece of land of a file (地块).
type Parcel struct {
	Line      int      // where its parcel line stands, from 1
	Number    string   // 地块号
	Name      string   // 地块名称
	MapSheet  string   // 图幅号
	Use       string   // 地块用途
	LandClass string   // 地类编码
	Stated    float64  // 地块面积 as the file states it, hectares; 0 where it does not
	Points    int      // 界址点数 as the file states it; 0 where it does not
	More      []string // what longer parcel lines say after the land class
	Shape     Shape
}

// Bounds is the box around all parcels.
func (f File) Bounds() Box {
	var box Box
	for i, p := range f.Parcels {
		if i == 0 {
			box = p.Shape.Bounds()
			continue
		}
		box = box.Union(p.Shape.Bounds())
	}
	return box
}

// District is the box in which the land of an office lies, in a grid of its own.
type District struct {
	Grid Grid
	Box  Box
}

// Outside warns of parcels that do not lie wholly in the box of a district. A
// file in another grid is held against it by its corners on the ellipsoid.
func (f File) Outside(district District) Problems {
	var problems Problems
	for _, p := range f.Parcels {
		b := p.Shape.Bounds()
		for _, corner := range []Point{{X: b.South, Y: b.West}, {X: b.South, Y: b.East}, {X: b.North, Y: b.West}, {X: b.North, Y: b.East}} {
			if f.Grid != district.Grid {
				corner = district.Grid.Point(f.Grid.Position(corner))
			}
			if !district.Box.Contains(corner) {
				problems = append(problems, Problem{Code: Elsewhere, Line: p.Line, Warning: true})
				break
			}
		}
	}
	return problems
}

// Land is the land of all parcels together.
func (f File) Land() Shape {
	var land Shape
	for _, p := range f.Parcels {
		land = append(land, p.Shape...)
	}
	return land
}
