// Command onewindow-central is the central system (中心): it orders what the
// counters do, issues the certificates and answers who scans a document.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"onewindow/app/hub"
)

// commands is the command line.
type commands struct {
	Serve         serve                `cmd:"" default:"withargs" help:"Run the central system."`
	Calendar      calendarCommand      `cmd:"" help:"Import or show the working-day calendar."`
	Release       release              `cmd:"" help:"Free a window whose machine is gone, so that another may take its place."`
	Enrol         enrolCommand         `cmd:"" help:"Make, list or cancel one-time codes with which new windows join."`
	Installations installationsCommand `cmd:"" help:"List or revoke installations."`
	Users         usersCommand         `cmd:"" help:"Keep the roster of an office: who may act there, in which role."`
	Quarantine    quarantineCommand    `cmd:"" help:"Look at what the central system refused and keeps aside."`
	Keys          keysCommand          `cmd:"" help:"List the keys that documents are checked by, or rotate the issuing key."`
	Export        exportCommand        `cmd:"" help:"Write everything into one archive: a backup, or to move to another store."`
	Import        importCommand        `cmd:"" help:"Restore an archive into an empty store."`
	Restored      restoredCommand      `cmd:"" help:"After the log was put back from a copy: let the windows give back what it has lost."`
	Files         filesCommand         `cmd:"" help:"Bring attachments that no window can bring, and move all between the folder and the database."`
	Bundle        bundleCommand        `cmd:"" help:"Exchange with a window that has no line, on a USB stick."`
	Check         checkCommand         `cmd:"" help:"Read the whole log of the folder and list what is damaged, or prove an archive by the hash chains of its events and its sum."`
}

type serve struct {
	Storage
	Listen        string        `placeholder:"ADDR" help:"Address to listen on; port 0 takes a free one (default ${default})." default:"127.0.0.1:8470"`
	Public        string        `placeholder:"URL" help:"Where a scanned QR code leads; the listening address if not given."`
	EnrolmentCode string        `placeholder:"CODE" env:"ONEWINDOW_ENROLMENT_CODE" help:"One code for all new windows, for demonstrations: only while listening to this machine alone. Without one, windows on this machine join freely. All others need a code of their own (enrol new)."`
	Region        string        `placeholder:"CODE" help:"Six-digit region of certificate numbers where an office's code does not begin with one (default ${default})." default:"330402"`
	Certificate   string        `placeholder:"FILE" type:"existingfile" and:"tls" help:"Certificate of HTTPS with its chain (PEM). Renewed files are taken up within seconds."`
	Key           string        `placeholder:"FILE" type:"existingfile" and:"tls" help:"Key of the certificate (PEM)."`
	Insecure      bool          `help:"Allow plain HTTP beyond this machine, for instance behind a proxy that speaks HTTPS."`
	BehindProxy   bool          `help:"Take the caller's address from the last word of X-Forwarded-For, which the proxy in front must add."`
	Rate          float64       `placeholder:"N" help:"Requests a second that one address may make in the long run; 0 for any number (default ${default})." default:"100"`
	Burst         int           `placeholder:"N" help:"Requests that one address may make at once (default ${default})." default:"300"`
	Connections   int           `placeholder:"N" help:"Connections that may stand at once; 0 for any number. A window keeps up to three (default ${default})." default:"5000"`
	PerAddress    int           `placeholder:"N" help:"Connections of one address that may stand at once; 0 for any number. It counts for nothing behind a proxy (default ${default})." default:"500"`
	Metrics       string        `placeholder:"ADDR" help:"Address to serve Prometheus metrics on, at /metrics; none if not given."`
	Drain         time.Duration `placeholder:"TIME" help:"How long to go on serving after the signal to end, while /readyz says no: give a balancer as long as it takes to notice." default:"0s"`
	LogFormat     string        `enum:"text,json" help:"Format of the log lines: text or json." default:"text"`
}

// crowd is who may come. Behind a proxy all have one address.
func (s serve) crowd() hub.Crowd {
	if s.BehindProxy {
		return hub.Crowd{All: s.Connections}
	}
	return hub.Crowd{All: s.Connections, OneAddress: s.PerAddress}
}

// Run serves until the process is asked to end.
func (s serve) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// Some daemons read their certificate anew at this signal. Here its files tell,
	// and the signal must not end the process.
	signal.Ignore(syscall.SIGHUP)
	p, err := Open(Options{
		Storage: s.Storage, Listen: s.Listen, Public: s.Public, EnrolmentCode: s.EnrolmentCode, Region: s.Region,
		Insecure: s.Insecure, Certificate: s.Certificate, Key: s.Key,
		Limit:   hub.Limit{Rate: s.Rate, Burst: s.Burst, Forwarded: s.BehindProxy},
		Crowd:   s.crowd(),
		Metrics: s.Metrics, Drain: s.Drain, JSON: s.LogFormat == "json", Log: os.Stderr,
	})
	if err != nil {
		return err
	}
	fmt.Printf("onewindow-central listens on %s\n", p.URL())
	return p.Run(ctx)
}

// ofWindow is what asks for a window of an office.
type ofWindow struct {
	Storage
	Office string `arg:"" help:"Office, for example 330402-nh."`
	Window string `arg:"" help:"Window, for example 03."`
}

type release struct{ ofWindow }

// Run frees the window.
func (r release) Run() (err error) {
	log, err := r.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	var holder string
	err = log.Write(func(tx hub.Tx) (err error) {
		var taken bool
		if holder, taken, err = tx.Holder(r.Office, r.Window); err != nil {
			return err
		}
		if !taken {
			return fmt.Errorf("nobody holds window %s of office %s", r.Window, r.Office)
		}
		return tx.Release(r.Office, r.Window)
	})
	if err == nil {
		_, err = fmt.Fprintf(r.out(), "window %s of office %s was held by installation %s and is free now\n", r.Window, r.Office, holder)
	}
	return err
}

func main() {
	here, err := os.Getwd()
	if err != nil {
		here = "."
	}
	b := &bench{out: os.Stdout, folder: here}
	if err := b.carryOut(os.Args[1:]); err != nil {
		var misread *kong.ParseError
		if errors.As(err, &misread) {
			_ = misread.Context.PrintUsage(false) // the error follows
		}
		fmt.Fprintf(os.Stderr, "onewindow-central: error: %v\n", err)
		os.Exit(exitCode(err))
	}
}

// defaultData is the folder of a central system that was given none.
func defaultData() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		dir = "."
	}
	return filepath.Join(dir, "onewindow-central")
}
