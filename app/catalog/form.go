package catalog

import "slices"

// Field is one field of the one form (一张表单).
type Field struct {
	Terms    `yaml:",inline"`
	Key      string   `yaml:"key"`
	Group    string   `yaml:"group"` // applicant, agent, project, land or standard
	Items    []string `yaml:"items"` // ids of the items that ask for it; none named means all
	Width    int      `yaml:"width"` // twelfths of the form's width
	Required bool     `yaml:"required"`
	Check    string   `yaml:"check"` // a rule of the desk
}

func groups() []string { return []string{"applicant", "agent", "project", "land", "standard"} }

// checks are the rules of the desk that a field can name. "indicator" is a
// number held against the indicator of standard land that has the field's key.
func checks() []string {
	return []string{"text", "project-code", "applicant-code", "identity", "phone", "hectares", "unit-code", "number", "money", "years", "indicator"}
}

// FieldsAsked are the fields of the one form that an item asks for in a
// situation under a policy, in the order of the form.
func (c *Catalog) FieldsAsked(itemID string, answers Answers, policy string) ([]Field, error) {
	s, err := c.setting(answers, policy)
	if err != nil {
		return nil, err
	}
	asked, err := counting(s, c.Fields)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(asked, func(f Field) bool {
		return len(f.Items) > 0 && !slices.Contains(f.Items, itemID)
	}), nil
}
