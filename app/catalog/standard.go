package catalog

import (
	"slices"
	"strconv"
	"strings"
)

// Standard is what land has to yield that is supplied with its indicators
// fixed beforehand (标准地).
type Standard struct {
	When       Condition   `yaml:"when"`
	Items      []string    `yaml:"items"` // ids of the items that fix the indicators
	Indicators []Indicator `yaml:"indicators"`
}

// Indicator is one of the indicators (控制性指标). The field of the form with
// the same key holds its value.
type Indicator struct {
	ID         string      `yaml:"id"`
	Key        string      `yaml:"key"` // of the form field
	Name       string      `yaml:"name"`
	Unit       string      `yaml:"unit"`    // "" where it is a plain ratio
	Compare    string      `yaml:"compare"` // min: at least the threshold; max: at most
	Optional   bool        `yaml:"optional"`
	Thresholds []Threshold `yaml:"thresholds"` // the first that holds counts; the last holds always
	Threshold  float64     `yaml:"-"`          // the one of the situation, in a Step
}

// Threshold is the value an indicator is held against in a situation.
type Threshold struct {
	When  Condition `yaml:"when"`
	Value float64   `yaml:"value"`
}

// The directions of a comparison.
const (
	Min = "min"
	Max = "max"
)

// Result is how a value stands to its threshold.
type Result string

// The results of a check. A miss is a warning: thresholds are the office's, and
// no application fails on them.
const (
	Meets     Result = "meets"
	Misses    Result = "misses"
	NotNumber Result = "not-number"
)

// Check holds a typed value, a decimal number without a unit, against the
// threshold.
func (i Indicator) Check(text string) Result {
	value, ok := decimal(strings.TrimSpace(text))
	switch {
	case !ok:
		return NotNumber
	case i.Compare == Max && value > i.Threshold, i.Compare == Min && value < i.Threshold:
		return Misses
	}
	return Meets
}

// longestDecimal is how many characters a floating-point number holds exactly
// enough to be compared with a threshold.
const longestDecimal = 15

// decimal reads digits with at most one point between them.
func decimal(text string) (float64, bool) {
	whole, part, pointed := strings.Cut(text, ".")
	if len(text) > longestDecimal || whole == "" || pointed && part == "" || strings.Trim(whole+part, "0123456789") != "" {
		return 0, false
	}
	value, err := strconv.ParseFloat(text, 64)
	return value, err == nil
}

// indicators are those the item fixes, each with the situation's threshold.
func (s setting) indicators(itemID string) ([]Indicator, error) {
	standard := s.catalog.Standard
	holds, err := s.catalog.judge(standard.When, s.values)
	if err != nil || !holds || !slices.Contains(standard.Items, itemID) {
		return nil, err
	}
	list := slices.Clone(standard.Indicators)
	for i := range list {
		if list[i].Threshold, err = s.catalog.threshold(list[i], s.values); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Indicator is the one whose value stands in a field of the form, with the
// threshold of the situation; false where the field holds none.
func (c *Catalog) Indicator(key string, answers Answers) (Indicator, bool, error) {
	indicator, found := find(c.Standard.Indicators, func(i Indicator) bool { return i.Key == key })
	if !found {
		return Indicator{}, false, nil
	}
	values, err := c.values(answers)
	if err != nil {
		return Indicator{}, false, err
	}
	indicator.Threshold, err = c.threshold(indicator, values)
	return indicator, err == nil, err
}

func (c *Catalog) threshold(i Indicator, values map[string]any) (float64, error) {
	for _, t := range i.Thresholds {
		holds, err := c.judge(t.When, values)
		if err != nil || holds {
			return t.Value, err
		}
	}
	return 0, nil // not reached: the last holds always, which is checked at load
}
