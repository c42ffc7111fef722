package catalog

// FormerItem is an item of the world before the reform.
type FormerItem struct {
	Terms     `yaml:",inline"`
	ID        string           `yaml:"id"`
	Name      string           `yaml:"name"`
	Permit    bool             `yaml:"permit"`    // it was an administrative permit (行政许可)
	Days      int              `yaml:"days"`      // working days
	Publicity int              `yaml:"publicity"` // calendar days
	Window    string           `yaml:"window"`    // of the bureau that took it in: planning or land
	After     []string         `yaml:"after"`     // former items whose result it asked for
	Materials []FormerMaterial `yaml:"materials"`
	Fields    []string         `yaml:"fields"` // keys of today's form that its own form asked for
}

// FormerMaterial is a paper that the applicant had to bring.
type FormerMaterial struct {
	Terms `yaml:",inline"`
	Name  string `yaml:"name"`
}
