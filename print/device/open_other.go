//go:build !windows

package device

import (
	"fmt"

	"onewindow/app/spool"
)

// openWindows has nothing to open: printers of Windows are on Windows.
func openWindows(a spool.Address) (spool.Device, error) {
	return nil, fmt.Errorf("%w: %s: on this machine", errAddress, a.Scheme)
}

func findWindows() ([]Found, error) { return nil, nil }
