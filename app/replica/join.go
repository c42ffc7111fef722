package replica

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"onewindow/app/seal"
)

// SettingMembership names the setting in which the client keeps a [Joined].
const SettingMembership = "membership"

// Joined is the membership as the client keeps it: with the centre it belongs
// to and what the installation said of itself.
type Joined struct {
	Central    string     `json:"central"`
	Enrolment  Enrolment  `json:"enrolment"` // without the code
	Membership Membership `json:"membership"`
}

// join finds the membership or enrols.
func (c *Client) join(ctx context.Context) error {
	if c.line != nil {
		return nil
	}
	var kept Joined
	if _, err := c.Settings.Setting(SettingMembership, &kept); err != nil {
		return err
	}
	if !c.rejoin && c.isOurs(kept) {
		return c.connect(kept.Membership)
	}
	m, err := c.enrol(ctx)
	if err != nil {
		return err
	}
	if before := kept.Membership.IssuingKey; len(before) > 0 && !bytes.Equal(before, m.IssuingKey) {
		// Events, cursor and numbers belong to the centre they came from.
		return &trouble{code: CodeOtherCentre}
	}
	if err := c.Settings.SaveSetting(SettingMembership, c.joined(m)); err != nil {
		return err
	}
	c.rejoin = false
	return c.connect(m)
}

func (c *Client) joined(m Membership) Joined {
	j := Joined{Central: c.Central, Enrolment: c.Enrolment, Membership: m}
	j.Enrolment.Code = "" // it opens a door: not to be kept
	return j
}

// isOurs says whether a kept membership is for this centre, as what we are now.
func (c *Client) isOurs(kept Joined) bool {
	e := kept.Enrolment
	return kept.Central == c.Central && e.Installation == c.Enrolment.Installation &&
		e.Office == c.Enrolment.Office && e.Window == c.Enrolment.Window &&
		bytes.Equal(e.PublicKey, c.Enrolment.PublicKey) && len(kept.Membership.Certificate) > 0
}

// enrol makes us known to the centre.
func (c *Client) enrol(ctx context.Context) (Membership, error) {
	body, err := json.Marshal(c.Enrolment)
	if err != nil {
		return Membership{}, fmt.Errorf("replica: write enrolment: %w", err)
	}
	r, err := c.newLine(seal.PublicKey{}).do(ctx, call{method: http.MethodPost, target: PathInstallations, body: body})
	if err != nil {
		return Membership{}, err
	}
	var m Membership
	if err := json.Unmarshal(r.body, &m); err != nil {
		return Membership{}, &trouble{code: CodeStranger, cause: err}
	}
	return m, c.checkMembership(m)
}

// checkMembership makes sure that the certificate is ours.
func (c *Client) checkMembership(m Membership) error {
	issuing, err := seal.ParsePublicKey(m.IssuingKey)
	if err != nil {
		return &trouble{code: CodeStranger, cause: err}
	}
	got, err := seal.OpenCertificate(m.Certificate, issuing)
	if err != nil {
		return &trouble{code: CodeStranger, cause: err}
	}
	e := c.Enrolment
	if got.Installation != e.Installation || got.Office != e.Office || got.Window != e.Window ||
		!bytes.Equal(got.Key.Bytes(), e.PublicKey) {
		return &trouble{code: CodeStranger}
	}
	return nil
}

func (c *Client) connect(m Membership) error {
	issuing, err := seal.ParsePublicKey(m.IssuingKey)
	if err != nil {
		return fmt.Errorf("replica: the kept issuing key: %w", err)
	}
	c.line = c.newLine(issuing)
	return nil
}

func (c *Client) newLine(issuing seal.PublicKey) *line {
	return &line{
		central: c.Central, installation: c.Enrolment.Installation, key: c.Key, issuing: issuing,
		transport: c.Transport, clock: c.Clock, codec: c.codec,
	}
}
