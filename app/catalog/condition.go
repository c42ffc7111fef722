package catalog

import (
	"fmt"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

// Condition is an expression over the answers to the situation questions, for
// example `supply == "allocation" && new_land`. The empty condition holds.
type Condition string

// Answers are the answers to the situation questions, by question id.
type Answers map[string]string

// Yes answers a flag.
const Yes = "true"

// Holds says whether the condition is true of the answers.
func (c *Catalog) Holds(when Condition, answers Answers) (bool, error) {
	if when == "" {
		return true, nil
	}
	env := c.environment(answers)
	program, err := compile(when, env)
	if err != nil {
		return false, err
	}
	result, err := expr.Run(program, env)
	if err != nil {
		return false, fmt.Errorf("catalog: condition %q: %w", when, err)
	}
	return result.(bool), nil // compile made sure that it is one
}

// compile checks that the condition is a truth value and names only questions.
func compile(when Condition, env map[string]any) (*vm.Program, error) {
	program, err := expr.Compile(string(when), expr.Env(env), expr.AsBool())
	if err != nil {
		return nil, fmt.Errorf("catalog: condition %q: %w", when, err)
	}
	return program, nil
}

// environment gives every question a value: a flag is a truth value, a choice
// the id of the option.
func (c *Catalog) environment(answers Answers) map[string]any {
	env := make(map[string]any, len(c.Questions))
	for _, q := range c.Questions {
		answer, given := answers[q.ID]
		if !given {
			answer = q.Default
		}
		if q.Kind == "flag" {
			env[q.ID] = answer == Yes
			continue
		}
		env[q.ID] = answer
	}
	return env
}
