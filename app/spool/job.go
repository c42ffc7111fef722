// Package spool is the print queue (打印队列). What is to go on paper is kept
// before a device sees any of it, and comes out at most once for every time a
// person asked for it: where the answer of a device was not seen, the device is
// asked first and then a person; nothing is sent again by itself.
package spool

import (
	"fmt"
	"time"

	"onewindow/app/casefile"
)

// State is how far a job is.
type State string

// The states of a job.
const (
	Waiting   State = "waiting"   // nothing of it has left; Fault says why it still waits
	Sending   State = "sending"   // on its way; after a crash nobody knows whether it arrived
	Printing  State = "printing"  // the device has it
	Stopped   State = "stopped"   // the device has it and waits for a person; Reasons says for what
	Unclear   State = "unclear"   // the device does not know either: a person must look at the paper
	Failed    State = "failed"    // the device refused it or gave up
	Done      State = "done"      // it lies in the tray
	Cancelled State = "cancelled" // a person gave it up
)

// States lists every state.
func States() []State {
	return []State{Waiting, Sending, Printing, Stopped, Unclear, Failed, Done, Cancelled}
}

// Over says whether nothing will happen to the job any more.
func (s State) Over() bool { return s == Done || s == Cancelled }

// Held says whether only a person can let the job go on.
func (s State) Held() bool { return s == Unclear || s == Failed }

// Job is one print on its way to paper. The paper itself is kept apart.
type Job struct {
	ID       string                `json:"id"`      // UUIDv7: jobs sort by their age
	Printer  string                `json:"printer"` // address
	Title    string                `json:"title"`   // shown at the device; no name of a person
	Case     string                `json:"case,omitempty"`
	Number   string                `json:"number,omitempty"` // of the case
	Document casefile.DocumentKind `json:"document"`
	Copy     int                   `json:"copy,omitempty"`
	By       string                `json:"by"` // name of who asked for it
	Queued   time.Time             `json:"queued"`

	State   State     `json:"state"`
	Fault   Code      `json:"fault,omitempty"`
	Reasons []Reason  `json:"reasons,omitempty"`
	Changed time.Time `json:"changed"`
	Tries   int       `json:"tries,omitempty"`  // how often it was begun to be sent
	Ticket  string    `json:"ticket,omitempty"` // the device's own name for it
	GiveUp  string    `json:"giveUp,omitempty"` // why a person gave it up while the device had it
}

// Name is what the job is called at the device: another one for every try, so
// that a device can be asked whether it has this very one.
func (j Job) Name() string { return fmt.Sprintf("%s %s.%d", j.Title, j.ID, j.Tries) }

// Trouble says whether the job wants a person's eye.
func (j Job) Trouble() bool {
	return !j.State.Over() && (j.State.Held() || j.State == Stopped || j.Fault != "")
}

// Format is the language of a device.
type Format string

// The formats that devices take.
const (
	PDF      Format = "pdf"
	Pictures Format = "pictures" // a PNG for every page
	Strip    Format = "escpos"   // the commands of an 80 mm receipt printer
)

// Paper is a document in the format of its device.
type Paper struct {
	Format Format   `json:"format"`
	Parts  [][]byte `json:"parts"` // one, or one for every page where these are pictures
	// Wide and High are the size of a page in mm.
	Wide float64 `json:"wide"`
	High float64 `json:"high"`
}

// Code names what went wrong. Codes are stable: the words shown to a person are
// kept under them.
type Code string

// What can go wrong between the queue and a device.
const (
	BadAddress  Code = "printer-address"     // no address of a device
	Unreachable Code = "printer-unreachable" // off, unplugged, wrong address
	BadAnswer   Code = "printer-answer"      // what answered is no printer
	BadFormat   Code = "printer-format"      // does not take the format
	Busy        Code = "printer-busy"        // takes no jobs now
	Refused     Code = "printer-refused"     // any other refusal
	Halted      Code = "printer-stopped"     // waits for a person before it takes anything
	Aborted     Code = "job-aborted"         // the device gave up
	Withdrawn   Code = "job-cancelled"       // somebody cancelled at the device
	Unknown     Code = "job-unknown"         // the device knows no such job, or cannot say
	Broken      Code = "job-broken"          // the kept document cannot be read
)

// Codes lists every code.
func Codes() []Code {
	return []Code{
		BadAddress, Unreachable, BadAnswer, BadFormat, Busy, Refused, Halted, Aborted, Withdrawn, Unknown, Broken,
	}
}

// Reason is why a device waits, by the keyword of RFC 8011 §5.4.12 without its
// severity. A device may give keywords that are not listed here.
type Reason string

// The reasons a person at the window can do something about.
const (
	MediaEmpty  Reason = "media-empty"
	MediaNeeded Reason = "media-needed"
	MediaJam    Reason = "media-jam"
	TonerEmpty  Reason = "toner-empty"
	MarkerEmpty Reason = "marker-supply-empty"
	CoverOpen   Reason = "cover-open"
	DoorOpen    Reason = "door-open"
	OutputFull  Reason = "output-area-full"
	TrayMissing Reason = "input-tray-missing"
	Offline     Reason = "offline"
	Paused      Reason = "paused"
	SpoolFull   Reason = "spool-area-full"
)

// Reasons lists those.
func Reasons() []Reason {
	return []Reason{
		MediaEmpty, MediaNeeded, MediaJam, TonerEmpty, MarkerEmpty, CoverOpen, DoorOpen, OutputFull, TrayMissing, Offline, Paused, SpoolFull,
	}
}

// Sent is what is known about a job whose device failed.
type Sent int

// What can be known.
const (
	Never   Sent = iota // no byte of it was taken
	Perhaps             // it left, and no answer came
	Taken               // the device has had it
)

// Fault is what a [Device] fails with.
type Fault struct {
	Code    Code
	Reasons []Reason
	Sent    Sent
	Err     error // of the layer below, for the log
}

// Error lets it travel as an error; it is not what the user reads.
func (f *Fault) Error() string {
	text := "spool: " + string(f.Code)
	for _, r := range f.Reasons {
		text += " " + string(r)
	}
	if f.Err != nil {
		text += ": " + f.Err.Error()
	}
	return text
}

// Unwrap is the error of the layer below.
func (f *Fault) Unwrap() error { return f.Err }
