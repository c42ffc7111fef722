package replica

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"onewindow/app/seal"
)

// followKeys fetches the centre's list of keys and documents where it has a newer
// one than we do.
func (c *Client) followKeys(ctx context.Context, serial uint64) error {
	if serial <= c.keys.Serial() {
		return nil
	}
	r, err := c.line.do(ctx, call{method: http.MethodGet, target: PathKeys})
	if err != nil {
		return err
	}
	return c.takeKeys(r.body)
}

// succession finds out whether who answers instead of our centre is our centre
// under a new key: its list shows that the key we know named the new one. It
// needs no signature but those in the list.
func (c *Client) succession(ctx context.Context) bool {
	if c.line == nil {
		return false
	}
	known := c.line.issuing
	r, err := c.newLine(seal.PublicKey{}).do(ctx, call{method: http.MethodGet, target: PathKeys})
	if err != nil || c.takeKeys(r.body) != nil {
		return false // it is the stranger it seemed to be
	}
	return !c.line.issuing.Equal(known)
}

// takeKeys takes a list over. An older one than ours is left: the centre may be
// a copy restored from yesterday, but what was revoked stays revoked.
func (c *Client) takeKeys(body []byte) error {
	var got Keys
	if err := json.Unmarshal(body, &got); err != nil {
		return &trouble{code: CodeStranger, cause: err}
	}
	_, err := c.keys.Take(got.List)
	switch {
	case errors.Is(err, seal.ErrOutdated):
		return nil
	case err != nil:
		return &trouble{code: CodeStranger, cause: err}
	}
	c.joined.List = got.List
	if key := c.keys.Issuing(); !key.Equal(c.line.issuing) {
		c.line = c.newLine(key)
	}
	c.introduce()
	return c.Settings.SaveSetting(SettingMembership, c.joined)
}
