package parcel

import (
	"slices"
	"strconv"
	"strings"
)

// The keys of the head that are understood, in their usual order.
const (
	keyVersion    = "格式版本号"
	keySurveyor   = "数据产生单位"
	keyDate       = "数据产生日期"
	keySystem     = "坐标系"
	keyWidth      = "几度分带"
	keyProjection = "投影类型"
	keyUnit       = "计量单位"
	keyZone       = "带号"
	keyPrecision  = "精度"
	keyTransform  = "转换参数"
)

func headKeys() []string {
	return []string{keyVersion, keySurveyor, keyDate, keySystem, keyWidth, keyProjection, keyUnit, keyZone, keyPrecision, keyTransform}
}

// headLine takes in one line key=value of the head or of the project block.
func (r *reader) headLine(line string) {
	key, value, found := strings.Cut(strings.Replace(line, "＝", "=", 1), "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	switch {
	case !found:
		r.warn(HeadLine, map[string]any{"text": line})
	case r.section == projectSection:
		r.file.Project = append(r.file.Project, Entry{key, value})
	case slices.Contains(headKeys(), key):
		r.head[key] = headLine{value, r.line}
	default:
		r.file.Head.Others = append(r.file.Head.Others, Entry{key, value})
	}
}

// readHead understands the head as a whole.
func (r *reader) readHead() {
	h := &r.file.Head
	h.Version = strings.TrimSpace(strings.TrimSuffix(narrow(r.head[keyVersion].value), "版本"))
	h.Surveyor, h.Date = r.head[keySurveyor].value, r.head[keyDate].value
	h.System, h.Precision = r.head[keySystem].value, narrow(r.head[keyPrecision].value)
	var missing []string
	for _, key := range headKeys() {
		if _, there := r.head[key]; !there {
			missing = append(missing, key)
		}
	}
	if len(missing) > 0 {
		r.warn(HeadShort, map[string]any{"missing": strings.Join(missing, "、")})
	}
	if h.Version != "" && h.Version != "1.01" {
		r.at(keyVersion, Version, true, map[string]any{"version": h.Version})
	}
	r.checkSystem(h.System)
	r.checkProjection()
	r.checkTransform()
	if text := h.Precision; text != "" {
		if p, err := strconv.ParseFloat(text, 64); err != nil || !(p > 0) {
			r.at(keyPrecision, HeadValue, true, map[string]any{"key": keyPrecision, "text": text})
		}
	}
}

// at reports a problem at the line of a key.
func (r *reader) at(key, code string, warning bool, data map[string]any) {
	r.report(r.head[key].line, code, warning, data)
}

// checkSystem lets only CGCS2000 pass. An empty field is left to the warning
// about a short head: since 2018-07-01 no other system may be handed in.
func (r *reader) checkSystem(written string) {
	name := strings.ToUpper(strings.ReplaceAll(narrow(written), " ", ""))
	contains := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(name, part) })
	}
	switch {
	case name == "" || contains("2000"):
	case contains("80", "西安", "54", "北京"):
		r.at(keySystem, OldSystem, false, map[string]any{"system": written})
	default:
		r.at(keySystem, System, false, map[string]any{"system": written})
	}
}

func (r *reader) checkProjection() {
	projection := strings.ToUpper(narrow(r.head[keyProjection].value))
	known := []string{"高斯", "GAUSS", "GK"}
	if projection != "" && !slices.ContainsFunc(known, func(k string) bool { return strings.Contains(projection, k) }) {
		r.at(keyProjection, Projection, false, map[string]any{"projection": r.head[keyProjection].value})
	}
	unit := strings.ToLower(narrow(r.head[keyUnit].value))
	if !slices.Contains([]string{"", "米", "m", "公尺", "meter", "metre"}, unit) {
		r.at(keyUnit, Unit, false, map[string]any{"unit": r.head[keyUnit].value})
	}
}

// checkTransform notes parameters that are not zero: the coordinates were once
// turned into this system from another.
func (r *reader) checkTransform() {
	text := narrow(r.head[keyTransform].value)
	for field := range strings.SplitSeq(text, ",") {
		if field = strings.TrimSpace(field); field == "" {
			continue
		}
		switch value, err := strconv.ParseFloat(field, 64); {
		case err != nil:
			r.at(keyTransform, HeadValue, true, map[string]any{"key": keyTransform, "text": text})
			return
		case value != 0:
			r.at(keyTransform, Transformed, true, nil)
			return
		}
	}
}

// settleGrid finds the zone: what the coordinates carry counts, and the head
// must not contradict it.
func (r *reader) settleGrid() {
	g := Grid{Width: r.headNumber(keyWidth), Zone: r.headNumber(keyZone), Prefixed: r.prefixed}
	if r.prefixed {
		if g.Zone != 0 && g.Zone != r.prefixZone {
			r.at(keyZone, ZoneClash, false, map[string]any{"zone": r.prefixZone, "want": g.Zone})
		}
		g.Zone = r.prefixZone
	}
	switch {
	case g.Zone == 0:
		r.fail(NoZone, nil)
	case g.Width == 0:
		g.Width = widthOf(g.Zone)
	}
	switch {
	case g.Width != 0 && g.Width != 3 && g.Width != 6:
		r.at(keyWidth, ZoneWidth, false, map[string]any{"width": g.Width})
	case g.Zone != 0 && g.Width != widthOf(g.Zone):
		r.at(keyZone, Zone, false, map[string]any{"zone": g.Zone})
	}
	r.file.Grid = g
}

// widthOf tells the width of a zone by its number: the numbers of China's
// zones of 6° (13…23) and of 3° (25…45) do not meet. 0 is no zone of China.
func widthOf(zone int) int {
	switch {
	case zone >= 13 && zone <= 23:
		return 6
	case zone >= 25 && zone <= 45:
		return 3
	}
	return 0
}

// headNumber is the whole number a key begins with (3, 3度, 3°分带), 0 for an
// empty field. What is no number is warned of.
func (r *reader) headNumber(key string) int {
	text := narrow(r.head[key].value)
	digits := text[:len(text)-len(strings.TrimLeft(text, "0123456789"))]
	n, err := strconv.Atoi(digits)
	if err != nil {
		if text != "" {
			r.at(key, HeadValue, true, map[string]any{"key": key, "text": text})
		}
		return 0
	}
	return n
}
