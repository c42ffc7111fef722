package replica

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"onewindow/app/roster"
	"onewindow/app/seal"
)

// Roster is the roster (人员名册) of the sender's office as it goes over the wire.
type Roster struct {
	Signed string `json:"signed"` // see roster.Open
}

// People is where the client leaves the roster of the office; the desk is one.
type People interface {
	// RosterSerial is that of the roster in force, 0 for none.
	RosterSerial() uint64
	// TakeRoster keeps a roster and puts it into force. It was signed by the
	// centre for this office.
	TakeRoster(signed []byte) error
}

// followRoster fetches the office's roster where the centre has a newer one than
// we do. One that this program cannot read must hold up nothing else: it is
// shown in the status and asked for again when it changes.
func (c *Client) followRoster(ctx context.Context, serial uint64) error {
	if c.People == nil || serial <= c.People.RosterSerial() || serial == c.unreadRoster {
		return nil
	}
	r, err := c.line.do(ctx, call{method: http.MethodGet, target: PathRoster})
	if err != nil {
		return err
	}
	var got Roster
	if err := json.Unmarshal(r.body, &got); err != nil {
		return &trouble{code: CodeStranger, cause: err}
	}
	c.unreadRoster = 0
	err = takeRoster(c.People, got, c.line.issuing, c.Enrolment.Office)
	if CodeOf(err) == CodeRoster {
		c.unreadRoster = serial
		return nil
	}
	return err
}

// takeRoster hands a roster over if the centre's newest key, which signs all
// rosters anew when it is made, signed it for the office, and it is newer than the
// one in force. An older one is left: the centre may be a copy restored from
// yesterday.
func takeRoster(to People, got Roster, newest seal.PublicKey, office string) error {
	known, signed := to.RosterSerial(), []byte(got.Signed)
	r, err := roster.Open(signed, seal.NewRing(newest), known)
	switch {
	case errors.Is(err, roster.ErrOutdated), err == nil && r.Serial == known:
		return nil
	case err != nil:
		return &trouble{code: CodeRoster, cause: err}
	case r.Office != office:
		return &trouble{code: CodeRoster, cause: seal.Outside}
	}
	return to.TakeRoster(signed)
}

// roster takes the office's roster over. One that this program cannot read holds
// up nothing else.
func (u *unloading) roster(body []byte) error {
	var got Roster
	if _, err := Unload(u.codec, body, &got); err != nil || u.courier.People == nil {
		return err
	}
	err := takeRoster(u.courier.People, got, speaker(u.ring, u.joined), u.joined.Enrolment.Office)
	if CodeOf(err) == CodeRoster {
		u.brought.Trouble = CodeRoster
		return nil
	}
	return err
}
