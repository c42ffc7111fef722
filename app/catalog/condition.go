package catalog

import (
	"fmt"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

// Condition is an expression over the answers to the situation questions, for
// example `supply == "allocation" && new_land`. The empty condition holds.
type Condition string

// Holds says whether the condition is true of the answers.
func (c *Catalog) Holds(when Condition, answers Answers) (bool, error) {
	values, err := c.values(answers)
	if err != nil {
		return false, err
	}
	return c.judge(when, values)
}

// judge says whether the condition is true of the values of the questions.
func (c *Catalog) judge(when Condition, values map[string]any) (bool, error) {
	if when == "" {
		return true, nil
	}
	program, kept := c.programs[when]
	if !kept { // of an office, or of a caller's own
		var err error
		if program, err = compile(when, values); err != nil {
			return false, fmt.Errorf("catalog: condition %q: %w", when, err)
		}
	}
	result, err := expr.Run(program, values)
	if err != nil {
		return false, fmt.Errorf("catalog: condition %q: %w", when, err)
	}
	return result.(bool), nil // compile made sure that it is one
}

// compile checks that the condition is a truth value and names only questions.
func compile(when Condition, values map[string]any) (*vm.Program, error) {
	return expr.Compile(string(when), expr.Env(values), expr.AsBool())
}
