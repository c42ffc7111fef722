package ipp

import (
	"context"
	"slices"
	"strings"

	"github.com/OpenPrinting/goipp"
)

// Status is what a printer says of itself.
type Status struct {
	Name    string
	Ready   bool     // takes jobs and waits for nobody: the green light
	Reasons []Reason // why it is not ready, or what it warns of
	Media   []Medium // it can print on
	Loaded  []Medium // in its trays now; empty where it does not tell
	PDF     bool     // takes PDF as it is
	Colour  bool
}

// Medium is a paper by its self-describing name (PWG 5101.1), for example
// iso_a4_210x297mm.
type Medium string

// The paper the documents are laid out for.
const (
	A3 Medium = "iso_a3_297x420mm"
	A4 Medium = "iso_a4_210x297mm"
	A5 Medium = "iso_a5_148x210mm"
)

// states of a printer (RFC 8011 §5.4.11).
const printerStopped = 5

// Status asks the printer how it is (Get-Printer-Attributes).
func (p *Printer) Status(ctx context.Context) (Status, error) {
	m := p.request(goipp.OpGetPrinterAttributes)
	wanted := goipp.Attribute{Name: "requested-attributes"}
	for _, name := range []string{
		"printer-name", "printer-state", "printer-state-reasons", "printer-is-accepting-jobs",
		"media-supported", "media-ready", "document-format-supported", "color-supported",
	} {
		wanted.Values.Add(goipp.TagKeyword, goipp.String(name))
	}
	m.Operation.Add(wanted)
	reply, err := p.call(ctx, m, nil)
	if err != nil {
		return Status{}, err
	}
	list := attributes(reply.Printer)
	s := Status{
		Name:    list.text("printer-name"),
		Reasons: reasons(list.texts("printer-state-reasons")),
		PDF:     slices.Contains(list.texts("document-format-supported"), "application/pdf"),
		Colour:  list.yes("color-supported", false),
	}
	s.Media, s.Loaded = media(list.texts("media-supported")), media(list.texts("media-ready"))
	s.Ready = list.number("printer-state") != printerStopped &&
		list.yes("printer-is-accepting-jobs", true) && !blocking(list.texts("printer-state-reasons"))
	return s, nil
}

// blocking tells whether a reason keeps the printer from printing: an error,
// or a keyword without severity that does not itself speak of a mere warning
// (RFC 8011 §5.4.12).
func blocking(keywords []string) bool {
	return slices.ContainsFunc(keywords, func(k string) bool {
		bare := string(reason(k)) == k
		mild := k == "none" || k == "other" || k == "connecting-to-device" ||
			strings.HasSuffix(k, "-low") || strings.Contains(k, "-almost-")
		return strings.HasSuffix(k, "-error") || bare && !mild
	})
}

func reasons(keywords []string) []Reason {
	var list []Reason
	for _, keyword := range keywords {
		if keyword != "none" {
			list = append(list, reason(keyword))
		}
	}
	return list
}

func media(names []string) []Medium {
	list := make([]Medium, len(names))
	for i, name := range names {
		list[i] = Medium(name)
	}
	return list
}

// attributes is a group of an answer.
type attributes goipp.Attributes

func (a attributes) values(name string) goipp.Values {
	for _, attribute := range a {
		if attribute.Name == name {
			return attribute.Values
		}
	}
	return nil
}

func (a attributes) texts(name string) []string {
	var list []string
	for _, value := range a.values(name) {
		list = append(list, value.V.String())
	}
	return list
}

func (a attributes) text(name string) string {
	return strings.Join(a.texts(name), " ")
}

func (a attributes) number(name string) int {
	for _, value := range a.values(name) {
		if n, is := value.V.(goipp.Integer); is {
			return int(n)
		}
	}
	return 0
}

func (a attributes) yes(name string, otherwise bool) bool {
	for _, value := range a.values(name) {
		if b, is := value.V.(goipp.Boolean); is {
			return bool(b)
		}
	}
	return otherwise
}
