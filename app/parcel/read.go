package parcel

import (
	"cmp"
	"slices"
	"strings"
)

// What Read takes at most: far more than the files of a city's projects have,
// and no more than can be checked while a person waits. Of errors and of
// warnings it lists so many each.
const (
	mostBytes    = 8 << 20
	mostPoints   = 20_000
	mostParcels  = 4_000
	mostRings    = 1_000 // of a parcel
	mostProblems = 100
)

// Read reads a boundary-point file (界址点坐标文件, TXT) in any of the forms met
// in practice. The problems are in the order of lines; the file may be used
// where they are [Problems.Usable], and otherwise shows as far as it was
// understood.
//
// It accepts: every usual encoding; closing points or none, also ring by ring;
// full-width digits and signs; an empty version or transform; the block
// [项目信息]; parcel lines without a point count, without their trailing
// fields, or with more of them; ring numbers from 2 on that mean another part
// rather than a hole; Y with and without the number of the zone; and east
// before north.
func Read(data []byte) (File, Problems) {
	if len(data) > mostBytes {
		return File{}, Problems{{Code: TooLarge, Data: map[string]any{"most": mostBytes}}}
	}
	text, encoding, ok := decode(data)
	switch {
	case strings.TrimSpace(text) == "":
		return File{Encoding: encoding}, Problems{{Code: Empty}}
	case !ok:
		return File{Encoding: encoding}, Problems{{Code: Unreadable}}
	}
	r := reader{file: File{Encoding: encoding}, head: map[string]headLine{}}
	for i, line := range lines(text) {
		r.line = i + 1
		r.take(strings.TrimSpace(line))
		switch {
		case r.points > mostPoints:
			r.fail(TooLarge, map[string]any{"most": mostPoints})
			return r.file, r.sorted()
		case len(r.drafts) > mostParcels:
			r.fail(TooLarge, map[string]any{"most": mostParcels})
			return r.file, r.sorted()
		}
	}
	r.finish()
	return r.file, r.sorted()
}

// lines divides at any of the three line ends.
func lines(text string) []string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Split(strings.ReplaceAll(text, "\r", "\n"), "\n")
}

// reader is the state of reading one file.
type reader struct {
	file     File
	line     int
	problems Problems
	errors   int
	warnings int
	more     int // problems that are not listed

	section    section
	head       map[string]headLine
	drafts     []*draft
	points     int
	sectioned  bool // the line [地块坐标] was there
	swapped    bool // the warning was given
	prefixed   bool // so were the first coordinates
	prefixZone int  // their zone
}

type section int

const (
	noSection section = iota
	headSection
	projectSection
	parcelSection
)

type headLine struct {
	value string
	line  int
}

func (r *reader) fail(code string, data map[string]any) { r.report(r.line, code, false, data) }

func (r *reader) warn(code string, data map[string]any) { r.report(r.line, code, true, data) }

func (r *reader) report(line int, code string, warning bool, data map[string]any) {
	count := &r.errors
	if warning {
		count = &r.warnings
	}
	if *count++; *count > mostProblems {
		r.more++ // of its kind there are enough in the list
		return
	}
	r.problems = append(r.problems, Problem{Code: code, Line: line, Data: data, Warning: warning})
}

func (r *reader) sorted() Problems {
	slices.SortStableFunc(r.problems, byLine)
	if r.more > 0 {
		r.problems = append(r.problems, Problem{Code: Overflow, Data: map[string]any{"more": r.more}, Warning: true})
	}
	return r.problems
}

// take reads one line.
func (r *reader) take(line string) {
	if line == "" {
		return
	}
	if name, is := sectionName(line); is {
		r.enter(name)
		return
	}
	fields := split(line)
	switch {
	case fields[len(fields)-1] == "@":
		if !r.sectioned {
			r.warn(NoSection, nil)
		}
		r.section, r.sectioned = parcelSection, true
		r.parcelLine(fields[:len(fields)-1])
	case r.section == parcelSection:
		r.pointLine(fields)
	default:
		r.headLine(line)
	}
}

func sectionName(line string) (string, bool) {
	line = strings.NewReplacer("［", "[", "］", "]", "【", "[", "】", "]").Replace(line)
	if strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") {
		return strings.TrimSpace(strings.Trim(line, "[]")), true
	}
	return "", false
}

func (r *reader) enter(name string) {
	switch name {
	case "属性描述":
		r.section = headSection
	case "地块坐标":
		r.section, r.sectioned = parcelSection, true
	default:
		r.section = projectSection
	}
}

// split divides a line into its fields. Some programs write full-width commas
// throughout; within a line of ordinary ones they belong to a name.
func split(line string) []string {
	comma := ","
	if !strings.Contains(line, comma) {
		comma = "，"
	}
	fields := strings.Split(line, comma)
	for i, f := range fields {
		fields[i] = strings.TrimSpace(f)
	}
	for len(fields) > 1 && fields[len(fields)-1] == "" && slices.Contains(fields, "@") {
		fields = fields[:len(fields)-1]
	}
	return fields
}

// narrow turns full-width letters, digits and signs into ordinary ones, for
// values that are numbers.
func narrow(s string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		switch {
		case c >= '！' && c <= '～':
			return c - '！' + '!'
		case c == '\u3000' || c == '\u00A0':
			return ' '
		case c == '。':
			return '.'
		}
		return c
	}, s))
}

// finish checks what only the whole file shows.
func (r *reader) finish() {
	r.line = 0
	r.readHead()
	if len(r.drafts) == 0 {
		r.fail(NoParcel, nil)
		return
	}
	r.settleGrid()
	for _, d := range r.drafts {
		r.file.Parcels = append(r.file.Parcels, r.settle(d))
	}
	r.checkNumbers()
	if r.errors == 0 { // else some land is not known
		r.checkOverlaps()
	}
}

// checkNumbers warns of one number for two parcels.
func (r *reader) checkNumbers() {
	known := map[string]bool{}
	for _, p := range r.file.Parcels {
		if p.Number != "" && known[p.Number] {
			r.report(p.Line, TwiceNumber, true, map[string]any{"number": p.Number})
		}
		known[p.Number] = true
	}
}

// mostOverlays bounds how many pairs of parcels are laid over each other;
// neighbours whose bounds only touch do not count.
const mostOverlays = 2_000

// checkOverlaps warns of each parcel that shares land with one before it.
func (r *reader) checkOverlaps() {
	boxes, overlays := make([]Box, len(r.file.Parcels)), 0
	for i, p := range r.file.Parcels {
		boxes[i] = p.Shape.Bounds()
		for j, other := range r.file.Parcels[:i] {
			if !boxes[i].overlaps(boxes[j]) {
				continue
			}
			if overlays++; overlays > mostOverlays {
				return
			}
			if area := commonArea(p.Shape, other.Shape); area > sliver {
				r.report(p.Line, Overlap, true, map[string]any{"other": cmp.Or(other.Number, other.Name), "area": hundredths(area)})
				break
			}
		}
	}
}
