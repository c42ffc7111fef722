package catalog

import (
	"fmt"
	"slices"
)

// Question asks about the situation (情形) of a project.
type Question struct {
	ID      string    `yaml:"id"`
	When    Condition `yaml:"when"` // may name the questions before it; where it does not hold the default is the answer
	Kind    string    `yaml:"kind"` // choice or flag
	Options []string  `yaml:"options"`
	Default string    `yaml:"default"`
}

// The kinds of questions.
const (
	choice = "choice"
	flag   = "flag"
)

// Answers are the answers to the situation questions, by question id.
type Answers map[string]string

// Yes answers a flag.
const Yes = "true"

// Terms say when something counts: in the situations its condition holds of,
// and under the policies it names, none named meaning all.
type Terms struct {
	When  Condition `yaml:"when"`
	Under []string  `yaml:"under"` // ids of policies
}

// Applies says whether the terms admit the policy.
func (t Terms) Applies(policy string) bool {
	return len(t.Under) == 0 || slices.Contains(t.Under, policy)
}

func (t Terms) terms() Terms { return t }

// termed is what counts on terms.
type termed interface{ terms() Terms }

// setting is a situation under a policy, ready to judge terms.
type setting struct {
	catalog *Catalog
	policy  string
	values  map[string]any // by question id
}

// setting fails where the policy is unknown or a condition cannot be judged.
func (c *Catalog) setting(answers Answers, policy string) (setting, error) {
	if _, known := c.Policy(policy); !known {
		return setting{}, fmt.Errorf("catalog: unknown policy %q", policy)
	}
	values, err := c.values(answers)
	return setting{c, policy, values}, err
}

// admits says whether the terms hold.
func (s setting) admits(t Terms) (bool, error) {
	if !t.Applies(s.policy) {
		return false, nil
	}
	return s.catalog.judge(t.When, s.values)
}

// counting keeps what counts in the setting.
func counting[T termed](s setting, list []T) ([]T, error) {
	var kept []T
	for _, one := range list {
		admitted, err := s.admits(one.terms())
		if err != nil {
			return nil, err
		}
		if admitted {
			kept = append(kept, one)
		}
	}
	return kept, nil
}

// Asked lists the questions that the answers so far leave open, in order.
func (c *Catalog) Asked(answers Answers) ([]Question, error) {
	values, err := c.values(answers)
	if err != nil {
		return nil, err
	}
	var asked []Question
	for _, q := range c.Questions {
		holds, err := c.judge(q.When, values)
		if err != nil {
			return nil, err
		}
		if holds {
			asked = append(asked, q)
		}
	}
	return asked, nil
}

// values gives every question a value: a flag is a truth value, a choice the id
// of the option. A question that is not asked has its default, whatever was
// answered before it fell away.
func (c *Catalog) values(answers Answers) (map[string]any, error) {
	values := c.defaults()
	for _, q := range c.Questions {
		holds, err := c.judge(q.When, values)
		if err != nil {
			return nil, err
		}
		if answer, given := answers[q.ID]; given && holds {
			values[q.ID] = q.value(answer)
		}
	}
	return values, nil
}

// defaults are the values of a situation of which nothing is known.
func (c *Catalog) defaults() map[string]any {
	values := make(map[string]any, len(c.Questions))
	for _, q := range c.Questions {
		values[q.ID] = q.value(q.Default)
	}
	return values
}

func (q Question) value(answer string) any {
	if q.Kind == flag {
		return answer == Yes
	}
	return answer
}

// answers lists what the question can be answered with.
func (q Question) answers() []string {
	if q.Kind == flag {
		return []string{Yes, "false"}
	}
	return q.Options
}
