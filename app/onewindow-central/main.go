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

	"github.com/alecthomas/kong"

	"onewindow/app/hub"
	"onewindow/store/central"
)

// commands is the command line.
type commands struct {
	Serve    serve           `cmd:"" default:"withargs" help:"Run the central system."`
	Calendar calendarCommand `cmd:"" help:"Import or show the working-day calendar."`
	Keys     keysCommand     `cmd:"" help:"List, rotate or revoke the keys that sign documents."`
	Release  release         `cmd:"" help:"Free a window whose machine is gone, so that another may take its place. The central system must not run meanwhile."`
}

type serve struct {
	Data          string `placeholder:"DIR" help:"Folder of the log and the files; made where there is none." default:"${data}"`
	Listen        string `placeholder:"ADDR" help:"Address to listen on; port 0 takes a free one." default:"127.0.0.1:8470"`
	Public        string `placeholder:"URL" help:"Where a scanned QR code leads; the listening address if not given."`
	EnrolmentCode string `placeholder:"CODE" env:"ONEWINDOW_ENROLMENT_CODE" help:"Code a new counter must know; without one only counters on this machine may join."`
	Region        string `placeholder:"CODE" help:"Six-digit region of certificate numbers where an office's code does not begin with one." default:"330402"`
	Insecure      bool   `help:"Allow plain HTTP beyond this machine, for instance behind a proxy that speaks HTTPS."`
}

type release struct {
	Data   string `placeholder:"DIR" help:"Folder of the log and the files." default:"${data}"`
	Office string `arg:"" help:"Office, for example 330402-nh."`
	Window string `arg:"" help:"Window, for example 03."`
}

// Run frees the window.
func (r release) Run() (err error) {
	log, err := central.Open(r.Data)
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
		fmt.Printf("window %s of office %s was held by installation %s and is free now\n", r.Window, r.Office, holder)
	}
	return err
}

// Run serves until the process is asked to end.
func (s serve) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p, err := Open(Options{
		Data: s.Data, Listen: s.Listen, Public: s.Public, EnrolmentCode: s.EnrolmentCode,
		Region: s.Region, Insecure: s.Insecure, Log: os.Stderr,
	})
	if err != nil {
		return err
	}
	fmt.Printf("onewindow-central listens on %s\n", p.URL())
	return p.Run(ctx)
}

func main() {
	var c commands
	cli := kong.Parse(&c,
		kong.Name("onewindow-central"),
		kong.Description("The central system of OneWindow 一窗通."),
		kong.Vars{"data": defaultData()},
		kong.UsageOnError(),
	)
	cli.FatalIfErrorf(cli.Run())
}

// defaultData is the folder of a central system that was given none.
func defaultData() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		dir = "."
	}
	return filepath.Join(dir, "onewindow-central")
}
