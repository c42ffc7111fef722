package simulation

import (
	"fmt"

	"onewindow/app/workday"
)

// countNumbers holds the day-end sheet (日终清点单) to the book: every number that
// the folder remembers to have given today is on it once, and is used.
func (m *machine) countNumbers() error {
	today := workday.DateOf(m.now())
	sheet, err := m.desk.DayEnd(today)
	if err != nil {
		return err
	}
	used := map[string]bool{}
	for _, n := range sheet.Numbers {
		if _, twice := used[n.Number]; twice {
			return fmt.Errorf("the day-end sheet of %s has number %s twice", m.name, n.Number)
		}
		used[n.Number] = !n.Unused
	}
	for _, entry := range m.chain {
		number, err := numberOf(entry.event)
		if err != nil {
			return err
		}
		if number != "" && workday.DateOf(entry.event.At) == today && !used[number] {
			return fmt.Errorf("the day-end sheet of %s lacks number %s of %s", m.name, number, entry.event.Kind)
		}
	}
	m.world.say("%s counts %d numbers of the day", m.name, len(sheet.Numbers))
	return nil
}
