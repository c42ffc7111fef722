package replica

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"onewindow/app/roster"
)

// PasswordChange asks the centre to give a user another password.
type PasswordChange struct {
	User     string          `json:"user"`
	Current  []byte          `json:"current"`  // the present password, wrapped for the issuing key (seal.PublicKey.Wrap)
	Verifier roster.Verifier `json:"verifier"` // of the new one, which itself never leaves the window
}

// Passwords changes passwords at the centre, which keeps the roster. It works
// beside a [Client] and asks nothing of it. All fields are needed.
type Passwords struct {
	Central      string
	Installation string
	Key          Key
	Settings     Settings
	Transport    Transport
	Clock        Clock
	People       People
	Cost         roster.Cost // of the new verifier
	Random       io.Reader
}

// ChangePassword gives a user another password and puts the roster that says so
// into force here. Whether the new one is good enough is for
// roster.CheckPassword to say before.
//
// The code of its error (see [CodeOf]) is one of Codes, or the centre's:
// "password" for a wrong current one, "locked" after too many of them with
// [WaitOf] the error, "verifier" for a new one that the centre does not take,
// "unknown-user", "no-roster". Nothing is changed then.
func (p *Passwords) ChangePassword(ctx context.Context, user, current, next string) error {
	var joined Joined
	if _, err := p.Settings.Setting(SettingMembership, &joined); err != nil {
		return err
	}
	if len(joined.Membership.IssuingKey) == 0 {
		return &trouble{code: CodeOffline}
	}
	ring, err := joined.Ring()
	if err != nil {
		return err
	}
	codec, err := NewCodec()
	if err != nil {
		return err
	}
	defer codec.Close() //nolint:errcheck // nothing is buffered in it
	l := &line{
		central: p.Central, installation: p.Installation, key: p.Key, issuing: speaker(ring, joined),
		transport: p.Transport, clock: p.Clock, codec: codec,
	}
	body, err := p.change(l, user, current, next)
	if err != nil {
		return err
	}
	r, err := l.do(ctx, call{method: http.MethodPost, target: PathPassword, body: body})
	if err != nil {
		return err
	}
	var got Roster
	if err := json.Unmarshal(r.body, &got); err != nil {
		return &trouble{code: CodeStranger, cause: err}
	}
	return takeRoster(p.People, got, l.issuing, joined.Enrolment.Office)
}

func (p *Passwords) change(l *line, user, current, next string) ([]byte, error) {
	change := PasswordChange{User: user}
	var err error
	if change.Current, err = l.issuing.Wrap([]byte(current), p.Random); err != nil {
		return nil, err
	}
	if change.Verifier, err = roster.NewVerifier(next, p.Random, p.Cost); err != nil {
		return nil, err
	}
	body, err := json.Marshal(change)
	if err != nil {
		return nil, fmt.Errorf("replica: write a change of password: %w", err)
	}
	return body, nil
}

// WaitOf is how long the centre asked to wait before the next try, 0 for not at
// all.
func WaitOf(err error) time.Duration { return retryAfter(err) }
