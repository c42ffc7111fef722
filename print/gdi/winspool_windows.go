package gdi

import (
	"errors"
	"unsafe"

	"golang.org/x/sys/windows"
)

// spooler is winspool.drv, and canvas gdi32.dll, as far as they are needed.
type spooler struct{ dll *windows.LazyDLL }

func newSpooler() spooler { return spooler{windows.NewLazySystemDLL("winspool.drv")} }

// call calls a function that gives 0 where it fails.
func call(dll *windows.LazyDLL, name string, args ...uintptr) (uintptr, error) {
	proc := dll.NewProc(name)
	if err := proc.Find(); err != nil {
		return 0, err
	}
	r, _, err := proc.Call(args...)
	if r == 0 {
		return 0, err
	}
	return r, nil
}

// handle is an open printer.
type handle uintptr

func (s spooler) open(name string) (handle, error) {
	text, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return 0, err
	}
	var h handle
	_, err = call(s.dll, "OpenPrinterW", uintptr(unsafe.Pointer(text)), uintptr(unsafe.Pointer(&h)), 0)
	return h, err
}

func (s spooler) close(h handle) {
	_, _ = call(s.dll, "ClosePrinter", uintptr(h)) //nolint:errcheck // there is nothing to be done about it
}

// jobInfo is JOB_INFO_1W.
type jobInfo struct {
	JobID                                             uint32
	Printer, Machine, User, Document, Type, StateText *uint16
	Status, Priority, Position, TotalPages, Printed   uint32
	Submitted                                         windows.Systemtime
}

// The bits of a job's status that are told apart.
const (
	statusPaused   = 0x001
	statusError    = 0x002
	statusDeleting = 0x004
	statusOffline  = 0x020
	statusPaperOut = 0x040
	statusPrinted  = 0x080
	statusDeleted  = 0x100
	statusBlocked  = 0x200
	statusPerson   = 0x400 // JOB_STATUS_USER_INTERVENTION
	statusComplete = 0x1000
)

// job reads the state of a job; known is false where the spooler has none of
// that number, as when it has been printed.
func (s spooler) job(h handle, id uint32) (status uint32, document string, known bool, err error) {
	var needed uint32
	args := func(buffer unsafe.Pointer, size uint32) []uintptr {
		return []uintptr{uintptr(h), uintptr(id), 1, uintptr(buffer), uintptr(size), uintptr(unsafe.Pointer(&needed))}
	}
	_, err = call(s.dll, "GetJobW", args(nil, 0)...)
	if errors.Is(err, windows.ERROR_INVALID_PARAMETER) {
		return 0, "", false, nil
	}
	if !errors.Is(err, windows.ERROR_INSUFFICIENT_BUFFER) || needed < uint32(unsafe.Sizeof(jobInfo{})) {
		return 0, "", false, err
	}
	buffer := make([]uint64, needed/8+1) // aligned for the pointers in it
	_, err = call(s.dll, "GetJobW", args(unsafe.Pointer(&buffer[0]), needed)...)
	if errors.Is(err, windows.ERROR_INVALID_PARAMETER) {
		return 0, "", false, nil
	}
	if err != nil {
		return 0, "", false, err
	}
	info := (*jobInfo)(unsafe.Pointer(&buffer[0]))
	return info.Status, windows.UTF16PtrToString(info.Document), true, nil
}

// find is the number of a job by its document's name, 0 where there is none.
func (s spooler) find(h handle, document string) (uint32, error) {
	const most = 1000
	var needed, count uint32
	args := func(buffer unsafe.Pointer, size uint32) []uintptr {
		return []uintptr{
			uintptr(h), 0, most, 1, uintptr(buffer), uintptr(size), uintptr(unsafe.Pointer(&needed)), uintptr(unsafe.Pointer(&count)),
		}
	}
	_, err := call(s.dll, "EnumJobsW", args(nil, 0)...)
	if err == nil {
		return 0, nil // nothing waits
	}
	if !errors.Is(err, windows.ERROR_INSUFFICIENT_BUFFER) {
		return 0, err
	}
	buffer := make([]uint64, needed/8+1)
	if _, err := call(s.dll, "EnumJobsW", args(unsafe.Pointer(&buffer[0]), uint32(len(buffer)*8))...); err != nil {
		return 0, err
	}
	for _, info := range unsafe.Slice((*jobInfo)(unsafe.Pointer(&buffer[0])), count) {
		if windows.UTF16PtrToString(info.Document) == document {
			return info.JobID, nil
		}
	}
	return 0, nil
}

// cancel deletes a job.
func (s spooler) cancel(h handle, id uint32) error {
	const deleteJob = 5 // JOB_CONTROL_DELETE
	_, err := call(s.dll, "SetJobW", uintptr(h), uintptr(id), 0, 0, deleteJob)
	return err
}

// Names lists the printers that Windows knows of, local and connected.
func Names() ([]string, error) {
	const localAndConnected, level = 0x2 | 0x4, 4
	s := newSpooler()
	var needed, count uint32
	args := func(buffer unsafe.Pointer, size uint32) []uintptr {
		return []uintptr{
			localAndConnected, 0, level, uintptr(buffer), uintptr(size), uintptr(unsafe.Pointer(&needed)), uintptr(unsafe.Pointer(&count)),
		}
	}
	_, err := call(s.dll, "EnumPrintersW", args(nil, 0)...)
	if err == nil {
		return nil, nil // there is none
	}
	if !errors.Is(err, windows.ERROR_INSUFFICIENT_BUFFER) {
		return nil, err
	}
	buffer := make([]uint64, needed/8+1)
	if _, err := call(s.dll, "EnumPrintersW", args(unsafe.Pointer(&buffer[0]), uint32(len(buffer)*8))...); err != nil {
		return nil, err
	}
	// PRINTER_INFO_4W
	type printer struct {
		Name, Server *uint16
		Attributes   uint32
	}
	var names []string
	for _, p := range unsafe.Slice((*printer)(unsafe.Pointer(&buffer[0])), count) {
		names = append(names, windows.UTF16PtrToString(p.Name))
	}
	return names, nil
}
