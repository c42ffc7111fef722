package hub_test

import (
	"fmt"
	"slices"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

// Once the epoch has ended, who had given back all that it knew brings by that way
// nothing that the centre refuses on the ordinary one.
func TestNothingRefusedComesBackLater(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	c.answers(t, w, w.Receive("03-20261123-0001"))
	epoch, err := c.hub.BeginEpoch(nil)
	if err != nil {
		t.Fatal(err)
	}
	giveBack := func(events ...casefile.Event) []replica.Answer {
		t.Helper()
		page := replica.Return{Installation: w.Installation, Epoch: epoch.Serial}
		for _, e := range events {
			raw, err := e.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			page.Events = append(page.Events, replica.Given{Event: raw})
		}
		return into[replica.Returned](t, c.post(t, w, replica.PathReturns+"?epoch=0", page)).Answers
	}
	giveBack()
	if _, err := c.hub.EndEpoch(); err != nil {
		t.Fatal(err)
	}
	events := accept(t, w, 2, "嘉南资规受〔2026〕0150号") // a number that nobody leased it
	path := fmt.Sprint(replica.PathEvents, "?epoch=", epoch.Serial)
	got := into[replica.Acknowledgement](t, c.post(t, w, path, batchOf(t, w, events...))).Answers
	if got[1].Refused != "number-unleased" {
		t.Fatalf("%+v", got)
	}
	late := accept(t, w, 3, "嘉南资规受〔2026〕0151号")
	if got := reasons(giveBack(events[1], late[0], late[1])); !slices.Equal(got, []string{"number-unleased", "", "number-unleased"}) {
		t.Errorf("%q", got)
	}
}

// tallies are the reasons that were counted.
type tallies struct{ reasons []string }

func (m *tallies) Event(refused string) { m.reasons = append(m.reasons, refused) }

func (m *tallies) Return(int, int) {}

// What a window says that its events had been refused for is no reason of the
// centre's: it is kept with them, and nobody counts by it.
func TestReasonsOfWindowsAreNotCounted(t *testing.T) {
	counted := &tallies{}
	c := open(t, t.TempDir(), func(config *hub.Config) { config.Meter = counted })
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	epoch, err := c.hub.BeginEpoch(nil)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := w.Receive("03-20261123-0001").Bytes()
	if err != nil {
		t.Fatal(err)
	}
	page := replica.Return{Installation: w.Installation, Epoch: epoch.Serial, Events: []replica.Given{{Event: raw, Refused: "what-it-likes"}}}
	if got := reasons(into[replica.Returned](t, c.post(t, w, replica.PathReturns+"?epoch=0", page)).Answers); got[0] != "what-it-likes" {
		t.Errorf("answered %q", got)
	}
	if len(counted.reasons) > 0 {
		t.Errorf("counted %q", counted.reasons)
	}
}
