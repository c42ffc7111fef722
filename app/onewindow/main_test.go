package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"onewindow/assets"
	"onewindow/ui/text"
)

// parse reads a command line as main does.
func parse(t *testing.T, line ...string) (commands, string) {
	t.Helper()
	var c commands
	parser, err := kong.New(&c, kong.Vars{"data": "DATA", "year": "2026"})
	if err != nil {
		t.Fatal(err)
	}
	asked, err := parser.Parse(line)
	if err != nil {
		t.Fatalf("%v: %v", line, err)
	}
	return c, asked.Command()
}

func TestWindowIsTheDefaultCommand(t *testing.T) {
	if c, command := parse(t); command != "window" || c.Window.Data != "DATA" || c.Window.Lang != "zh" {
		t.Errorf("no words: command %q, %+v", command, c.Window)
	}
	c, command := parse(t, "--data", "D", "--central", "http://x", "--code", "C", "--window", "07", "--lang", "en")
	if command != "window" || c.Window != (windowCommand{Data: "D", Central: "http://x", Code: "C", Window: "07", Lang: "en", Theme: "light"}) {
		t.Errorf("flags alone: command %q, %+v", command, c.Window)
	}
}

func TestCompareCommand(t *testing.T) {
	if err := text.Use(assets.Translations, "zh"); err != nil {
		t.Fatal(err)
	}
	c, command := parse(t, "compare", "--policy", "MNR-2019-2/2024-709", "--mix", "transfer=3;siting=1", "--projects=20")
	if command != "compare" || c.Compare.Mix["transfer"] != 3 || c.Compare.Year != 2026 || c.Compare.Seed != 1 {
		t.Errorf("command %q, %+v", command, c.Compare)
	}
	var table, raw bytes.Buffer
	if err := c.Compare.print(&table); err != nil || !strings.Contains(table.String(), "25 → 15  -40%") {
		t.Errorf("%v\n%s", err, table.String())
	}
	c.Compare.JSON = true
	if err := c.Compare.print(&raw); err != nil {
		t.Fatal(err)
	}
	var report struct {
		All struct {
			WorkingDays struct{ Before, After, Percent int }
		}
	}
	if err := json.Unmarshal(raw.Bytes(), &report); err != nil || report.All.WorkingDays.Percent != -40 {
		t.Errorf("%v, %+v", err, report)
	}
	c.Compare.Policy = "NH-2019"
	if err := c.Compare.print(&raw); err == nil || !strings.Contains(err.Error(), "--policy 不能用") {
		t.Errorf("an unknown policy: %v", err)
	}
}
