package spool

import (
	"net"
	"net/url"
	"strings"
)

// Address is where a device is, written as a person writes it:
//
//	ipp://host/ipp/print        a printer, or a queue of CUPS, over IPP; ipps:// with TLS
//	windows:HP LaserJet         a printer of Windows, by its name there
//	escpos://host:9100          an 80 mm receipt printer on the network
//	escpos:/dev/usb/lp0         one at a device file
//	windows-escpos:POS-80       one that Windows knows, by its name there
type Address struct {
	Scheme string
	Rest   string // a URL for ipp and ipps, host:port, a path, or a name
}

// The schemes of addresses.
const (
	IPP           = "ipp"
	IPPS          = "ipps"
	Windows       = "windows"
	ESCPOS        = "escpos"
	WindowsESCPOS = "windows-escpos"
)

// rawPort is where receipt printers listen.
const rawPort = "9100"

// ParseAddress reads an address; ok is false for what is none.
func ParseAddress(text string) (a Address, ok bool) {
	scheme, rest, found := strings.Cut(strings.TrimSpace(text), ":")
	a = Address{Scheme: scheme, Rest: rest}
	if !found || rest == "" {
		return a, false
	}
	switch scheme {
	case IPP, IPPS:
		u, err := url.Parse(text)
		a.Rest = text
		return a, err == nil && u.Host != ""
	case Windows, WindowsESCPOS:
		return a, true
	case ESCPOS:
		if host, remote := strings.CutPrefix(rest, "//"); remote {
			a.Rest = withPort(host)
			return a, host != "" && !strings.HasPrefix(host, "/")
		}
		return a, strings.HasPrefix(rest, "/")
	}
	return a, false
}

func withPort(host string) string {
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), rawPort)
}

// Format is the language that the device at the address speaks.
func (a Address) Format() Format {
	switch a.Scheme {
	case ESCPOS, WindowsESCPOS:
		return Strip
	case Windows:
		return Pictures
	}
	return PDF
}

// Remote says whether Rest is host and port.
func (a Address) Remote() bool { return a.Scheme == ESCPOS && !strings.HasPrefix(a.Rest, "/") }
