package ipp

import (
	"context"
	"errors"
	"strings"
)

// Code names what went wrong. Codes are stable: the words shown to a person
// are kept under them.
type Code string

// What can go wrong between a window and its printer.
const (
	BadAddress  Code = "printer-address"     // no ipp:// or ipps:// address
	Unreachable Code = "printer-unreachable" // no connection: off, unplugged, wrong address
	BadAnswer   Code = "printer-answer"      // what answered does not speak IPP
	BadFormat   Code = "printer-format"      // does not take PDF
	Busy        Code = "printer-busy"        // takes no jobs now
	Refused     Code = "printer-refused"     // any other refusal
	Aborted     Code = "job-aborted"         // the printer gave up
	Cancelled   Code = "job-cancelled"       // somebody cancelled at the printer
	NoJob       Code = "job-unknown"         // the printer knows no such job
)

// Reason is why a printer waits or warns: the keyword of RFC 8011 §5.4.12
// without its severity.
type Reason string

// The reasons a person at the window can do something about.
const (
	MediaEmpty  Reason = "media-empty"
	MediaNeeded Reason = "media-needed"
	MediaLow    Reason = "media-low"
	MediaJam    Reason = "media-jam"
	TonerEmpty  Reason = "toner-empty"
	TonerLow    Reason = "toner-low"
	MarkerEmpty Reason = "marker-supply-empty"
	CoverOpen   Reason = "cover-open"
	DoorOpen    Reason = "door-open"
	OutputFull  Reason = "output-area-full"
	TrayMissing Reason = "input-tray-missing"
	Offline     Reason = "offline"
	Paused      Reason = "paused"
	SpoolFull   Reason = "spool-area-full"
)

// Error is everything this package fails with.
type Error struct {
	Code    Code
	Reasons []Reason
	Job     int    // number of the job at the printer; 0 if none was taken
	Doubt   bool   // the request left, and whether it was acted upon is unknown
	Detail  string // for the log, not for the reader
	err     error

	rejected bool // HTTP itself said no
}

// Error lets it travel as an error; it is not what the user reads.
func (e *Error) Error() string {
	text := "ipp: " + string(e.Code)
	for _, reason := range e.Reasons {
		text += " " + string(reason)
	}
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	if e.err != nil {
		text += ": " + e.err.Error()
	}
	return text
}

// Unwrap is the error of the layer below, if there is one.
func (e *Error) Unwrap() error { return e.err }

// unreachable tells a broken line from a caller that gave up.
func unreachable(ctx context.Context, uri string, err error) error {
	if cancelled := ctx.Err(); errors.Is(cancelled, context.Canceled) {
		return cancelled
	}
	return &Error{Code: Unreachable, Detail: uri, err: err}
}

// reason drops the severity a printer puts behind its keywords.
func reason(keyword string) Reason {
	for _, severity := range []string{"-error", "-warning", "-report"} {
		keyword = strings.TrimSuffix(keyword, severity)
	}
	return Reason(keyword)
}
