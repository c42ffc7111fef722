package device

import (
	"onewindow/app/spool"
	"onewindow/print/gdi"
)

// openWindows gives a printer of Windows by its name.
func openWindows(a spool.Address) (spool.Device, error) { return gdi.Printer{Name: a.Rest}, nil }

func findWindows() ([]Found, error) {
	names, err := gdi.Names()
	list := make([]Found, len(names))
	for i, name := range names {
		list[i] = Found{Address: spool.Windows + ":" + name, Name: name}
	}
	return list, err
}
