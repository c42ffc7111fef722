package gdi

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"math"
	"unsafe"

	"golang.org/x/sys/windows"

	"onewindow/app/spool"
)

// canvas is gdi32.dll on a printer.
type canvas struct {
	dll *windows.LazyDLL
	dc  uintptr
}

// devMode is the part of DEVMODEW that is set; a driver's own data follows it.
type devMode struct {
	DeviceName                                   [32]uint16
	SpecVersion, DriverVersion, Size, Extra      uint16
	Fields                                       uint32
	Orientation, PaperSize, PaperLength          int16
	PaperWidth, Scale, Copies, Source, Quality   int16
	Colour, Duplex, YResolution, TrueType, Order int16
}

// Values of DEVMODE.
const (
	fieldOrientation = 0x1
	fieldPaperSize   = 0x2
	portrait         = 1
	landscape        = 2
	paperA3          = 8
	paperA4          = 9
	paperA5          = 11
)

// mode is the driver's settings with the paper of a page of so many mm.
func (s spooler) mode(h handle, name *uint16, wide, high float64) ([]uint64, error) {
	const outBuffer, inBuffer, ok = 2, 8, 1
	size, err := call(s.dll, "DocumentPropertiesW", 0, uintptr(h), uintptr(unsafe.Pointer(name)), 0, 0, 0)
	if err != nil || int32(size) < int32(unsafe.Sizeof(devMode{})) {
		return nil, fmt.Errorf("gdi: settings of the driver: %d %w", int32(size), err)
	}
	raw := make([]uint64, size/8+1)
	at := uintptr(unsafe.Pointer(&raw[0]))
	r, err := call(s.dll, "DocumentPropertiesW", 0, uintptr(h), uintptr(unsafe.Pointer(name)), at, 0, outBuffer)
	if r != ok {
		return nil, fmt.Errorf("gdi: settings of the driver: %w", err)
	}
	m := (*devMode)(unsafe.Pointer(&raw[0]))
	m.Fields |= fieldOrientation | fieldPaperSize
	m.Orientation, m.PaperSize = portrait, paperA4
	if wide > high {
		m.Orientation = landscape
	}
	switch long := math.Max(wide, high); {
	case long > 400:
		m.PaperSize = paperA3
	case long < 220:
		m.PaperSize = paperA5
	}
	r, err = call(s.dll, "DocumentPropertiesW", 0, uintptr(h), uintptr(unsafe.Pointer(name)), at, at, inBuffer|outBuffer)
	if r != ok {
		return nil, fmt.Errorf("gdi: paper of %g × %g mm: %w", wide, high, err)
	}
	return raw, nil
}

// begin opens a document on a printer; job is its number in the spooler.
func begin(name, document *uint16, mode []uint64) (c canvas, job uint32, err error) {
	c.dll = windows.NewLazySystemDLL("gdi32.dll")
	c.dc, err = call(c.dll, "CreateDCW", 0, uintptr(unsafe.Pointer(name)), 0, uintptr(unsafe.Pointer(&mode[0])))
	if err != nil {
		return c, 0, err
	}
	// DOCINFOW
	info := struct {
		Size                     int32
		Document, Output, Format *uint16
		Flags                    uint32
	}{Document: document}
	info.Size = int32(unsafe.Sizeof(info))
	id, err := call(c.dll, "StartDocW", c.dc, uintptr(unsafe.Pointer(&info)))
	if err == nil && int32(id) <= 0 {
		err = windows.GetLastError()
	}
	if err != nil {
		c.close()
		return c, 0, err
	}
	return c, uint32(id), nil
}

func (c canvas) close() {
	_, _ = call(c.dll, "DeleteDC", c.dc) //nolint:errcheck // there is nothing to be done about it
}

// does calls a function that gives a positive number where it succeeds.
func (c canvas) does(name string) error {
	r, err := call(c.dll, name, c.dc)
	if err == nil && int32(r) > 0 {
		return nil
	}
	return fmt.Errorf("gdi: %s: %w", name, err)
}

// Indices of GetDeviceCaps.
const (
	dotsAcross   = 88 // LOGPIXELSX: in an inch
	dotsDown     = 90
	offsetAcross = 112 // PHYSICALOFFSETX: from the paper's edge to the first dot
	offsetDown   = 113
)

func (c canvas) measure(index uintptr) int {
	r, _ := call(c.dll, "GetDeviceCaps", c.dc, index) //nolint:errcheck // 0 is an answer as any other
	return int(int32(r))
}

// page draws a page of paper with its corner on that of the sheet.
func (c canvas) page(paper spool.Paper, picture []byte) error {
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return fmt.Errorf("gdi: page: %w", err)
	}
	if err := c.does("StartPage"); err != nil {
		return err
	}
	wide := int(paper.Wide/25.4*float64(c.measure(dotsAcross)) + 0.5)
	high := int(paper.High/25.4*float64(c.measure(dotsDown)) + 0.5)
	left, top := -c.measure(offsetAcross), -c.measure(offsetDown)
	rows := img.Bounds().Dy()
	for from := 0; from < rows; from += bandRows {
		to := min(from+bandRows, rows)
		first, last := top+from*high/rows, top+to*high/rows
		if err := c.band(img, from, to, left, first, wide, last-first); err != nil {
			return err
		}
	}
	return c.does("EndPage")
}

// bandRows is how many rows go to the driver at a time: a whole page of an A3
// sheet would take over a hundred megabytes.
const bandRows = 512

// band stretches some rows of a picture over a rectangle of the sheet.
func (c canvas) band(img image.Image, from, to, x, y, wide, high int) error {
	const rgbColours, copySource, halftone = 0, 0x00CC0020, 4
	area := img.Bounds()
	dx, dy := area.Dx(), to-from
	rows := image.NewRGBA(image.Rect(0, 0, dx, dy))
	draw.Draw(rows, rows.Rect, img, image.Pt(area.Min.X, area.Min.Y+from), draw.Src)
	for i := 0; i < len(rows.Pix); i += 4 { // GDI wants blue first
		rows.Pix[i], rows.Pix[i+2] = rows.Pix[i+2], rows.Pix[i]
	}
	// BITMAPINFOHEADER; a negative height puts the first row at the top
	head := struct {
		Size                   uint32
		Width, Height          int32
		Planes, Bits           uint16
		Compression, ImageSize uint32
		AcrossMetre, DownMetre int32
		Colours, Important     uint32
	}{Width: int32(dx), Height: -int32(dy), Planes: 1, Bits: 32}
	head.Size = uint32(unsafe.Sizeof(head))
	if _, err := call(c.dll, "SetStretchBltMode", c.dc, halftone); err != nil {
		return fmt.Errorf("gdi: SetStretchBltMode: %w", err)
	}
	r, err := call(c.dll, "StretchDIBits", c.dc,
		uintptr(x), uintptr(y), uintptr(wide), uintptr(high), 0, 0, uintptr(dx), uintptr(dy),
		uintptr(unsafe.Pointer(&rows.Pix[0])), uintptr(unsafe.Pointer(&head)), rgbColours, copySource)
	if err != nil || int32(r) <= 0 {
		return fmt.Errorf("gdi: StretchDIBits: %w", err)
	}
	return nil
}
