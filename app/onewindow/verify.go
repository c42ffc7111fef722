package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/seal"
	"onewindow/app/workday"
	"onewindow/assets"
	"onewindow/print/scan"
	"onewindow/ui/text"
)

// verifyCommand verifies documents with the keys that a window has collected. It
// reads nothing but the keyring, and may run while the window is open.
type verifyCommand struct {
	Data string   `placeholder:"DIR" help:"Folder of the window whose keys are used (default ${default})." default:"${data}"`
	JSON bool     `name:"json" help:"Print JSON instead of words."`
	Lang string   `placeholder:"LANG" help:"Language of the words: zh or en (default ${default})." default:"zh" enum:"zh,en"`
	What []string `arg:"" name:"document" help:"A PDF, PNG or JPEG; or the text of a QR code; or - for such a text, or such a file, on the standard input."`
}

// exitCode ends the program; it was said already why.
type exitCode int

// Error is for nobody to read.
func (c exitCode) Error() string { return "exit code " + strconv.Itoa(int(c)) }

// verified is one code and what was found out about it, as JSON shows it.
type verified struct {
	Source   string                `json:"source"`
	Verdict  seal.Verdict          `json:"verdict"`
	NoCode   bool                  `json:"noCode,omitempty"` // the file holds none
	Document casefile.DocumentKind `json:"document,omitempty"`
	Number   string                `json:"number,omitempty"`
	Item     string                `json:"item,omitempty"`
	Office   string                `json:"office,omitempty"`
	Date     workday.Date          `json:"date,omitzero"`
	Edition  byte                  `json:"edition,omitempty"`
	Copy     byte                  `json:"copy,omitempty"`
	Until    workday.Date          `json:"validUntil,omitzero"`
	Ended    workday.Date          `json:"ended,omitzero"`   // first day on which it no longer holds
	Revoked  workday.Date          `json:"revoked,omitzero"` // first day on which its key no longer counts
	Key      seal.KeyID            `json:"key,omitzero"`
	Centre   bool                  `json:"centre,omitempty"` // the centre signed it
	Window   string                `json:"window,omitempty"` // or this window
}

// Run verifies, and ends with the worst verdict as its exit code.
func (c *verifyCommand) Run() error {
	if err := text.Use(assets.Translations, c.Lang); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return c.verify(ctx, os.Stdin, os.Stdout, workday.DateOf(time.Now()))
}

func (c *verifyCommand) verify(ctx context.Context, in io.Reader, out io.Writer, today workday.Date) error {
	book, err := readKeyring(c.Data)
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New(text.T("verify.keys.none", text.Data{"Folder": c.Data}))
	}
	if err != nil {
		return err
	}
	ring, err := book.Ring()
	if err != nil {
		return err
	}
	items, _, err := rules()
	if err != nil {
		return err
	}
	list := []verified{}
	for _, what := range c.What {
		codes, err := codesOf(ctx, what, in)
		if err != nil {
			return fmt.Errorf("%s: %w", shortened(what), err)
		}
		for _, code := range codes {
			v := newVerified(shortened(what), ring.Check(code).On(today))
			v.NoCode = code == ""
			list = append(list, v)
		}
	}
	if err := c.write(out, list, items); err != nil {
		return err
	}
	worst := exitCode(0)
	for _, v := range list {
		worst = max(worst, exitOf(v.Verdict))
	}
	if worst > 0 {
		return worst
	}
	return nil
}

func newVerified(source string, r seal.Result) verified {
	s := r.Statement
	return verified{
		Source: source, Verdict: r.Verdict, Document: casefile.DocumentOf(byte(s.Kind)), Number: s.Number,
		Item: s.Item, Office: s.Office, Date: s.Date, Edition: s.Edition, Copy: s.Copy, Until: s.Until,
		Ended: r.Ended, Revoked: r.Revoked, Key: s.Key, Centre: r.Signer.Issuing, Window: r.Signer.Certificate.Window,
	}
}

// codesOf are the codes in a file, or the one that was given itself. A file in
// which no code is found gives one that is malformed: it proves nothing.
func codesOf(ctx context.Context, what string, in io.Reader) ([]string, error) {
	data, err := read(what, in)
	switch {
	case errors.Is(err, fs.ErrNotExist) && filepath.Ext(what) == "": // no code has a dot in its last part
		return []string{what}, nil
	case err != nil:
		return nil, err
	case len(data) < longestText && !isPicture(data):
		return []string{string(data)}, nil
	}
	codes, err := scan.Codes(ctx, data)
	if errors.Is(err, scan.ErrNoCode) {
		return []string{""}, nil
	}
	return codes, err
}

// longestText is the most bytes of a file that is taken for the text of a code.
const longestText = 4096

// largestFile is the most bytes of a file that is looked into.
const largestFile = 64 << 20

func read(what string, in io.Reader) ([]byte, error) {
	if what == "-" {
		return io.ReadAll(io.LimitReader(in, largestFile))
	}
	info, err := os.Stat(what)
	switch {
	case err != nil && len(what) > longestName:
		return nil, fs.ErrNotExist // too long a name is a code
	case err != nil:
		return nil, err
	case info.Size() > largestFile:
		return nil, scan.ErrTooLarge
	}
	return os.ReadFile(what)
}

// longestName is about the longest name of a file that systems allow.
const longestName = 255

func isPicture(data []byte) bool {
	for _, head := range []string{"%PDF-", "\x89PNG", "\xFF\xD8"} {
		if bytes.HasPrefix(data, []byte(head)) {
			return true
		}
	}
	return false
}

// shortened keeps what was asked about readable: a code is long.
func shortened(what string) string {
	if runes := []rune(what); len(runes) > 60 {
		return string(runes[:30]) + "…" + string(runes[len(runes)-20:])
	}
	return what
}

// exitOf is the exit code of a verdict: the higher, the less the paper is worth.
func exitOf(v seal.Verdict) exitCode {
	switch v {
	case seal.Genuine:
		return 0
	case seal.Expired:
		return 3
	case seal.Superseded:
		return 4
	case seal.Withdrawn, seal.Revoked:
		return 5
	case seal.UnknownKey:
		return 6
	case seal.Outside:
		return 7
	case seal.Altered:
		return 8
	}
	return 9
}

func (c *verifyCommand) write(out io.Writer, list []verified, items *catalog.Catalog) error {
	if c.JSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(list)
	}
	office, err := demoOffice()
	if err != nil {
		return err
	}
	for _, v := range list {
		if _, failed := io.WriteString(out, v.words(items, office)); failed != nil {
			return failed
		}
	}
	return nil
}

// words tell a person.
func (v verified) words(items *catalog.Catalog, office catalog.Office) string {
	var b strings.Builder
	title := text.T(string(v.Verdict))
	switch {
	case v.NoCode:
		title = text.T("verify.none")
	case v.Verdict == seal.Genuine && v.Copy > 1:
		title = text.T("verify.reprint", text.Data{"Number": v.Copy})
	}
	fmt.Fprintf(&b, "%s: %s\n", v.Source, title)
	if v.Verdict == seal.Malformed { // it claims nothing
		return b.String()
	}
	for _, f := range v.facts(items, office) {
		if f.value != "" {
			fmt.Fprintf(&b, "  %s: %s\n", text.T("verify.fact."+f.key), f.value)
		}
	}
	if !v.Verdict.Signed() {
		fmt.Fprintf(&b, "  %s\n", text.T("verify.claims"))
	}
	return b.String()
}

type fact struct{ key, value string }

func (v verified) facts(items *catalog.Catalog, office catalog.Office) []fact {
	item, organ, kind := v.Item, v.Office, ""
	if known, is := items.Item(item); is {
		item = known.Name
	}
	if organ == office.ID {
		organ = office.Organ
	}
	if v.Document != "" {
		kind = text.T("document." + string(v.Document))
	}
	facts := []fact{{"kind", kind}, {"number", v.Number}, {"item", item}, {"office", organ}, {"date", v.Date.Chinese()}}
	switch {
	case v.Centre:
		facts = append(facts, fact{"signer", text.T("verify.signer.centre")})
	case v.Window != "":
		facts = append(facts, fact{"signer", text.T("verify.signer.window", text.Data{"Office": v.Office, "Window": v.Window})})
	}
	if v.Edition > 1 {
		facts = append(facts, fact{"edition", text.T("verify.edition", text.Data{"Number": v.Edition})})
	}
	for _, day := range []struct {
		key string
		on  workday.Date
	}{{"until", v.Until}, {"ended", v.Ended}, {"revoked", v.Revoked}} {
		if !day.on.IsZero() {
			facts = append(facts, fact{day.key, day.on.Chinese()})
		}
	}
	return facts
}
