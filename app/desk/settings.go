package desk

import (
	"bytes"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/spool"
)

// settingsName is where the store keeps the settings.
const settingsName = "settings"

// Settings are what an office sets at a window.
type Settings struct {
	Central string `json:"central"` // URL of the central system, "" for none
	Code    string `json:"code"`    // enrolment code for it
	Window  string `json:"window"`  // two digits
	Printer string `json:"printer"` // address of the printer for papers on A4, "" for none
	// Certificates is the printer with the certificate paper, "" where that is
	// the same; Receipts is the 80 mm printer, "" where receipts are on A4 too.
	Certificates string `json:"certificates"`
	Receipts     string `json:"receipts"`
	Seal         []byte `json:"seal"` // PNG of the office seal, empty where it is stamped by hand
	// LockAfter is after how many minutes without a key or a move of the mouse the
	// window is locked, 0 for never; at most longestIdle.
	LockAfter int `json:"lockAfter"`
}

// defaultLockAfter is the LockAfter of a new window, in minutes, and longestIdle
// the longest that can be set.
const (
	defaultLockAfter = 10
	longestIdle      = 240
)

// Settings reads the settings.
func (d *Desk) Settings() Settings {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.settings
}

// SaveSettings checks and keeps the settings and puts them into force.
func (d *Desk) SaveSettings(s Settings) error {
	if err := d.may(); err != nil {
		return err
	}
	changed := d.Settings().differs(s)
	if err := d.Configure(s); err != nil {
		return err
	}
	if len(changed) == 0 {
		return nil
	}
	return explain(d.note(d.User(), casefile.Logged{What: casefile.SettingsSaved, About: strings.Join(changed, " ")}))
}

// differs names the settings in which another set of them differs.
func (s Settings) differs(other Settings) []string {
	var names []string
	for _, each := range []struct {
		name string
		is   bool
	}{
		{"window", s.Window != other.Window},
		{"central", s.Central != other.Central || s.Code != other.Code},
		{"printer", s.Printer != other.Printer}, {"certificates", s.Certificates != other.Certificates},
		{"receipts", s.Receipts != other.Receipts},
		{"seal", !bytes.Equal(s.Seal, other.Seal)}, {"lock", s.LockAfter != other.LockAfter},
	} {
		if each.is {
			names = append(names, each.name)
		}
	}
	return names
}

// Configure is SaveSettings for whoever starts the program, before anybody has
// signed in.
func (d *Desk) Configure(s Settings) error {
	if field := s.fault(); field != "" {
		return &Message{Key: "setting-invalid", Data: map[string]any{"Field": field}}
	}
	if err := d.own.SaveSetting(settingsName, s); err != nil {
		return explain(err)
	}
	d.mu.Lock()
	d.settings = s
	d.mu.Unlock()
	if d.p.Changed != nil {
		d.p.Changed(s)
	}
	return nil
}

// fault names the setting that cannot be, or is "".
func (s Settings) fault() string {
	switch {
	case !regexp.MustCompile(`^[0-9]{2}$`).MatchString(s.Window):
		return "window"
	case s.Central != "" && !address(s.Central, "http", "https"):
		return "central"
	case s.Printer != "" && !prints(s.Printer, spool.PDF, spool.Pictures):
		return "printer"
	case s.Certificates != "" && !prints(s.Certificates, spool.PDF, spool.Pictures):
		return "certificates"
	case s.Receipts != "" && !prints(s.Receipts, spool.Strip):
		return "receipts"
	case s.LockAfter < 0 || s.LockAfter > longestIdle:
		return "lock"
	}
	return ""
}

// prints says whether the text is the address of a device that takes one of the
// formats.
func prints(text string, formats ...spool.Format) bool {
	a, is := spool.ParseAddress(text)
	return is && slices.Contains(formats, a.Format())
}

func address(text string, schemes ...string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return false
	}
	for _, s := range schemes {
		if u.Scheme == s {
			return true
		}
	}
	return false
}
