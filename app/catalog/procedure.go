package catalog

// Procedure is a special procedure (特别程序) whose time is not counted in the
// limit of a decision: 行政许可法 Art. 45. Nothing else stops the clock.
type Procedure struct {
	ID    string `yaml:"id"`
	Name  string `yaml:"name"`
	Basis string `yaml:"basis"`
	Clock string `yaml:"clock"` // what it does to the limit: it stops
}

// clockStops is the only effect Art. 45 knows.
const clockStops = "stops"

// lawful are the procedures of Art. 45 in its order: 听证、招标、拍卖、检验、
// 检测、检疫、鉴定、专家评审.
func lawful() []string {
	return []string{"hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert-review"}
}
