package gdi

import (
	"errors"
	"fmt"
	"slices"
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

// number calls a function that gives a positive number where it succeeds, and
// 0 or less where it fails.
func number(dll *windows.LazyDLL, name string, args ...uintptr) (int, error) {
	proc := dll.NewProc(name)
	if err := proc.Find(); err != nil {
		return 0, err
	}
	r, _, err := proc.Call(args...)
	if n := int(int32(r)); n > 0 {
		return n, nil
	}
	return 0, fmt.Errorf("gdi: %s: %d: %w", name, int32(r), err)
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

// job is what the spooler knows of a job.
type job struct {
	id       uint32
	status   uint32
	document string
}

// job reads the state of a job; known is false where the spooler has none of
// that number, as when it has been printed. It looks through the list, because
// asked for a number it does not have, a spooler may fail without saying why.
func (s spooler) job(h handle, id uint32) (j job, known bool, err error) {
	list, err := s.jobs(h)
	i := slices.IndexFunc(list, func(j job) bool { return j.id == id })
	if i < 0 {
		return job{}, false, err
	}
	return list[i], true, nil
}

// find is the number of a job by its document's name, 0 where there is none.
func (s spooler) find(h handle, document string) (uint32, error) {
	list, err := s.jobs(h)
	i := slices.IndexFunc(list, func(j job) bool { return j.document == document })
	if i < 0 {
		return 0, err
	}
	return list[i].id, nil
}

// jobs lists what waits and what is being printed. Jobs may come between the
// question for the size of the list and that for the list: it asks again.
func (s spooler) jobs(h handle) ([]job, error) {
	const most, attempts = 1000, 5
	var buffer []uint64 // aligned for the pointers in it
	for range attempts {
		var needed, count uint32
		var start unsafe.Pointer
		if len(buffer) > 0 {
			start = unsafe.Pointer(&buffer[0])
		}
		_, err := call(s.dll, "EnumJobsW", uintptr(h), 0, most, 1, uintptr(start), uintptr(len(buffer)*8),
			uintptr(unsafe.Pointer(&needed)), uintptr(unsafe.Pointer(&count)))
		switch {
		case errors.Is(err, windows.ERROR_INSUFFICIENT_BUFFER):
			buffer = make([]uint64, needed/8+1)
			continue
		case errors.Is(err, windows.ERROR_SUCCESS) && needed == 0:
			return nil, nil // Wine, which keeps no jobs: it hands them on
		case err != nil:
			return nil, err
		}
		list := make([]job, count)
		for i := range list {
			info := (*jobInfo)(unsafe.Add(start, uintptr(i)*unsafe.Sizeof(jobInfo{})))
			list[i] = job{id: info.JobID, status: info.Status, document: windows.UTF16PtrToString(info.Document)}
		}
		return list, nil
	}
	return nil, windows.ERROR_INSUFFICIENT_BUFFER
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
