package hub_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

// Who guesses codes, from many addresses and all day long, is held to what the
// addresses may ask and gets nowhere; who has the true code comes in at any moment
// meanwhile, at the first try.
func TestGuesserOfCodesGetsNowhere(t *testing.T) {
	now := hubtest.Start()
	c := open(t, t.TempDir(), func(c *hub.Config) {
		c.EnrolmentCode, c.Now = "another code", func() time.Time { return now }
	})
	code, _, err := c.hub.NewTicket(office, "03", 24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	door := hub.Limited(c.hub, hub.Limit{Rate: 0.01, Burst: 3, Now: func() time.Time { return now }})
	knock := func(from string, seed byte, code string) int {
		t.Helper()
		e := hubtest.NewCounter(t, seed, office, "03").Enrolment()
		e.Code = code
		body, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, replica.PathInstallations, bytes.NewReader(body))
		r.RemoteAddr = from + ":4711"
		w := httptest.NewRecorder()
		door.ServeHTTP(w, r)
		return w.Code
	}
	said := map[int]int{}
	const addresses, hours = 20, 12
	for hour := range hours {
		for address := range addresses {
			for n := range 100 { // far more than 3 and 36 an hour
				guess := fmt.Sprintf("%s%04X%02X%02d", plain(code)[:8], n, address, hour) // even half of it known
				said[knock(fmt.Sprintf("192.0.2.%d", address), 2, guess)]++
			}
		}
		now = now.Add(time.Hour)
	}
	if tried := said[http.StatusForbidden]; tried > addresses*(3+3*hours) || tried < addresses*3 || said[http.StatusOK] > 0 {
		t.Errorf("the guesser hears %v", said)
	}
	if said[http.StatusTooManyRequests]+said[http.StatusForbidden] != addresses*hours*100 {
		t.Errorf("the guesser hears %v", said)
	}
	if got := knock("198.51.100.7", 1, code); got != http.StatusOK {
		t.Errorf("who has the code hears %d", got)
	}
	list, err := c.hub.Tickets()
	if err != nil || len(list) != 1 || list[0].UsedBy != hubtest.NewCounter(t, 1, office, "03").Installation {
		t.Errorf("%+v, %v", list, err)
	}
}
