package ipp

import (
	"context"

	"github.com/OpenPrinting/goipp"
)

// LocalCUPS is where CUPS, the spooler of Linux and macOS, listens.
const LocalCUPS = "ipp://localhost:631/"

// Queue is a printer that a CUPS server offers.
type Queue struct {
	Address string // to print to
	Name    string
	About   string // what its owner wrote: model, place
}

// Queues lists the printers of a CUPS server (CUPS-Get-Printers).
func (p *Printer) Queues(ctx context.Context) ([]Queue, error) {
	m := goipp.NewRequest(goipp.DefaultVersion, goipp.OpCupsGetPrinters, 1)
	m.Operation.Add(goipp.MakeAttribute("attributes-charset", goipp.TagCharset, goipp.String("utf-8")))
	m.Operation.Add(goipp.MakeAttribute("attributes-natural-language", goipp.TagLanguage, goipp.String("zh-cn")))
	wanted := goipp.Attribute{Name: "requested-attributes"}
	for _, name := range []string{"printer-name", "printer-info", "printer-uri-supported"} {
		wanted.Values.Add(goipp.TagKeyword, goipp.String(name))
	}
	m.Operation.Add(wanted)
	reply, err := p.call(ctx, m, nil)
	if err != nil {
		return nil, err
	}
	var list []Queue
	for _, group := range reply.Groups {
		printer := attributes(group.Attrs)
		if uris := printer.texts("printer-uri-supported"); group.Tag == goipp.TagPrinterGroup && len(uris) > 0 {
			list = append(list, Queue{Address: uris[0], Name: printer.text("printer-name"), About: printer.text("printer-info")})
		}
	}
	return list, nil
}
