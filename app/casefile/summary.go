package casefile

import (
	"strings"

	"onewindow/app/workday"
)

// Summary is one row of a work list.
type Summary struct {
	ID          string       `json:"id"`
	Number      string       `json:"number"`
	Applicant   string       `json:"applicant"`
	Code        string       `json:"code"` // of the applicant
	Agent       string       `json:"agent,omitempty"`
	Project     string       `json:"project"`
	ProjectCode string       `json:"projectCode"`
	Acceptance  string       `json:"acceptance,omitempty"`  // number of the acceptance notice
	Certificate string       `json:"certificate,omitempty"` // numbers of the certificates, with spaces between
	Item        string       `json:"item"`
	State       State        `json:"state"`
	Due         workday.Date `json:"due"` // of the limit that runs: after receipt, or to decide; zero where none does
	Provisional bool         `json:"provisional,omitempty"`
	Window      string       `json:"window"`
	Received    workday.Date `json:"received"`
	Silent      []string     `json:"silent,omitempty"`   // sections that have not spoken
	Standing    bool         `json:"standing,omitempty"` // the clock stands
	Settler     string       `json:"settler,omitempty"`  // id of who must settle a coordination that is open
	Reminded    int          `json:"reminded,omitempty"` // times supervision reminded
	Renewing    workday.Date `json:"renewing,omitzero"`  // last day of a certificate whose renewal is open; zero where none is
	Pending     bool         `json:"pending,omitempty"`  // holds events the centre has not confirmed
}

// Summary is the case's row. Pending is the store's to say.
func (c Case) Summary() Summary {
	a := c.Application
	numbers := make([]string, len(c.Certificates))
	for i, k := range c.Certificates {
		numbers[i] = k.Number
	}
	open, _ := c.Coordinating()
	running := c.Deadline
	if c.State == StateReceived {
		running = c.Limit
	}
	return Summary{
		Acceptance: c.AcceptanceNumber, Certificate: strings.Join(numbers, " "),
		ID: c.ID, Number: c.Number,
		Applicant: a.Applicant.Name, Code: a.Applicant.Code, Agent: a.Agent.Name,
		Project: a.Project.Name, ProjectCode: a.Project.Code,
		Item: c.Item, State: c.State, Due: running.Due, Provisional: running.Provisional,
		Window: c.Window, Received: workday.DateOf(c.ReceivedAt), Silent: c.Silent(),
		Standing: running.Open, Settler: open.Settler.ID, Reminded: len(c.Reminders), Renewing: c.renewedBefore(),
	}
}
