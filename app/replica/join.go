package replica

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/replica/bundle"
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
	Neighbours [][]byte   `json:"neighbours,omitempty"` // certificates of the office's installations
	List       []byte     `json:"list,omitempty"`       // of keys and documents, the newest known
}

// Ring holds the centre's keys as far as they are known: the one it was joined
// by, and what its list says. An error means that what was kept is spoilt.
func (j Joined) Ring() (*seal.Ring, error) {
	issuing, err := seal.ParsePublicKey(j.Membership.IssuingKey)
	if err != nil {
		return nil, fmt.Errorf("replica: the kept issuing key: %w", err)
	}
	ring := seal.NewRing(issuing)
	if len(j.List) > 0 {
		if _, err := ring.Take(j.List); err != nil {
			return nil, fmt.Errorf("replica: the kept list of keys: %w", err)
		}
	}
	return ring, nil
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
		return c.connect(kept)
	}
	m, err := c.enrol(ctx)
	if err != nil {
		return err
	}
	if !succeeds(kept, m) {
		// Events, cursor and numbers belong to the centre they came from.
		return &trouble{code: CodeOtherCentre}
	}
	if m.Succeeds && kept.Enrolment.Window != c.Enrolment.Window { // it is new here
		if err := c.Local.Succeed(); err != nil {
			return err
		}
	}
	j := Joined{Central: c.Central, Enrolment: c.Enrolment, Membership: m, Neighbours: kept.Neighbours, List: m.List}
	j.Enrolment.Code = "" // it opens a door: not to be kept
	if err := c.Settings.SaveSetting(SettingMembership, j); err != nil {
		return err
	}
	c.rejoin = false
	return c.connect(j)
}

// succeeds says whether a membership is of the centre we belonged to, if we
// belonged to one: its key is the one we knew or follows it.
func succeeds(kept Joined, m Membership) bool {
	if len(kept.Membership.IssuingKey) == 0 || bytes.Equal(kept.Membership.IssuingKey, m.IssuingKey) {
		return true
	}
	ring, err := kept.Ring()
	if err != nil {
		return false
	}
	_, err = ring.Take(m.List)
	return err == nil && bytes.Equal(ring.Issuing().Bytes(), m.IssuingKey)
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
	if _, err := seal.OpenList(m.List, issuing); err != nil {
		return &trouble{code: CodeStranger, cause: err}
	}
	e := c.Enrolment
	if got.Installation != e.Installation || got.Office != e.Office || got.Window != e.Window ||
		!bytes.Equal(got.Key.Bytes(), e.PublicKey) {
		return &trouble{code: CodeStranger}
	}
	return nil
}

func (c *Client) connect(j Joined) error {
	ring, err := j.Ring()
	if err != nil {
		return err
	}
	c.line, c.joined, c.keys = c.newLine(speaker(ring, j)), j, ring
	c.introduce()
	return nil
}

// speaker is the key that the centre signs with now.
func speaker(ring *seal.Ring, j Joined) seal.PublicKey {
	if key := ring.Issuing(); !key.IsZero() {
		return key
	}
	key, _ := seal.ParsePublicKey(j.Membership.IssuingKey) // Joined.Ring read it already
	return key
}

// introduce notes whose certificates we have, and tells.
func (c *Client) introduce() {
	c.known = map[string]bool{casefile.Centre: true, c.Enrolment.Installation: true}
	c.joined.Neighbours = slices.DeleteFunc(c.joined.Neighbours, func(raw []byte) bool {
		certificate, err := c.keys.Add(raw)
		c.known[certificate.Installation] = true
		return err != nil
	})
	if c.Met != nil {
		c.Met(c.joined)
	}
}

// meet fetches the certificates of the office, to check its paper by when there
// is no network.
func (c *Client) meet(ctx context.Context) error {
	r, err := c.line.do(ctx, call{method: http.MethodGet, target: PathInstallations})
	if err != nil {
		return err
	}
	var n Neighbours
	if err := json.Unmarshal(r.body, &n); err != nil {
		return &trouble{code: CodeStranger, cause: err}
	}
	if slices.EqualFunc(n.Certificates, c.joined.Neighbours, bytes.Equal) {
		return nil
	}
	c.joined.Neighbours = n.Certificates
	c.introduce()
	return c.Settings.SaveSetting(SettingMembership, c.joined)
}

// meetNew is meet where a page holds the first events of a new installation.
func (c *Client) meetNew(ctx context.Context, page Page) error {
	for _, o := range page.Events {
		from, err := authorOf(o.Event)
		if err != nil {
			return &trouble{code: CodeStranger, cause: err}
		}
		if !c.known[from] {
			c.known[from] = true // asked once; it may be of long ago
			return c.meet(ctx)
		}
	}
	return nil
}

// authorOf is the installation that wrote an event. Canonical bytes say it where it
// is found without reading all.
func authorOf(raw []byte) (string, error) {
	if _, behind, ok := bytes.Cut(raw, []byte(`"installation":"`)); ok {
		if from, _, ok := bytes.Cut(behind, []byte{'"'}); ok {
			return string(from), nil
		}
	}
	e, err := casefile.Parse(raw)
	return e.Installation, err
}

func (c *Client) newLine(issuing seal.PublicKey) *line {
	l := &line{
		central: c.Central, installation: c.Enrolment.Installation, key: c.Key, issuing: issuing,
		transport: c.Transport, clock: c.Clock, codec: c.codec, program: c.Program,
	}
	l.sessions.key, _ = c.Key.(bundle.Opener)
	return l
}
