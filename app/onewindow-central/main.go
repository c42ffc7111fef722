// Command onewindow-central is the central system (中心): it orders what the
// counters do, issues the certificates and answers who scans a document.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands is the command line.
type commands struct {
	Serve serve `cmd:"" default:"withargs" help:"Run the central system."`
}

type serve struct {
	Data          string `placeholder:"DIR" help:"Folder of the log and the files; made where there is none." default:"${data}"`
	Listen        string `placeholder:"ADDR" help:"Address to listen on; port 0 takes a free one." default:"127.0.0.1:8470"`
	Public        string `placeholder:"URL" help:"Where a scanned QR code leads; the listening address if not given."`
	EnrolmentCode string `placeholder:"CODE" env:"ONEWINDOW_ENROLMENT_CODE" help:"Code a new counter must know; without one only counters on this machine may join."`
	Region        string `placeholder:"CODE" help:"Six-digit region of certificate numbers where an office's code does not begin with one." default:"330402"`
	Insecure      bool   `help:"Allow plain HTTP beyond this machine, for instance behind a proxy that speaks HTTPS."`
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
