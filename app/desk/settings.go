package desk

import (
	"net/url"
	"regexp"
)

// settingsName is where the store keeps the settings.
const settingsName = "settings"

// Settings are what an office sets at a window.
type Settings struct {
	Central string `json:"central"` // URL of the central system, "" for none
	Code    string `json:"code"`    // enrolment code for it
	Window  string `json:"window"`  // two digits
	Printer string `json:"printer"` // ipp:// address of the A4 printer, "" for none
	Seal    []byte `json:"seal"`    // PNG of the office seal, empty where it is stamped by hand
}

// Settings reads the settings.
func (d *Desk) Settings() Settings {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.settings
}

// SaveSettings checks and keeps the settings and puts them into force.
func (d *Desk) SaveSettings(s Settings) error {
	if field := s.fault(); field != "" {
		return &Message{Key: "setting-invalid", Data: map[string]any{"Field": field}}
	}
	if err := d.p.Store.SaveSetting(settingsName, s); err != nil {
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
	case s.Printer != "" && !address(s.Printer, "ipp", "ipps"):
		return "printer"
	}
	return ""
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
