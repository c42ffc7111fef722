// Command onewindow is the window (一窗通): the counter application of a service
// hall for natural resources and planning.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/alecthomas/kong"

	"onewindow/app/workday"
)

// commands is the command line. Without a command the window opens.
type commands struct {
	Window  windowCommand     `cmd:"" default:"withargs" help:"Open the window (the default)."`
	Backup  backupCommand     `cmd:"" help:"Back up the data, while the window is open or not."`
	Restore restoreCommand    `cmd:"" help:"Make a new folder of a backup. Numbers that may have been given since are not given again."`
	Check   checkCommand      `cmd:"" help:"Read all data of a closed window and name what is damaged; with --repair mend it. The exit code is 3 where something is damaged."`
	Lock    passphraseCommand `cmd:"" name:"passphrase" help:"Lock the data of a closed window with a passphrase, or with another one."`
	Pages   pagesCommand      `cmd:"" name:"check-pages" hidden:""`
	Verify  verifyCommand     `cmd:"" help:"Verify documents by their QR codes; needs neither display nor network. The exit code tells the verdict: 0 genuine, 3 expired, 4 replaced by a new edition, 5 revoked, 6 unknown key, 7 signer not entitled, 8 altered, 9 no code of this system; of several documents the highest. 1 is a failure of the program."`
	Bundle  bundleCommand     `cmd:"" help:"Exchange with the central system on a USB stick where there is no line; needs no display. The window must be closed meanwhile."`
	Compare compareCommand    `cmd:"" help:"Compare the world after the reform with the one before it; needs no display."`
}

// windowCommand opens the window; without any flag a local demo office.
type windowCommand struct {
	Data    string `placeholder:"DIR" help:"Folder of the store, files and documents; made where there is none (default ${default})." default:"${data}"`
	Central string `placeholder:"URL" help:"Central system to work with; kept in the settings."`
	Code    string `placeholder:"CODE" env:"ONEWINDOW_ENROLMENT_CODE" help:"Enrolment code for the central system; not needed on its own machine."`
	Window  string `placeholder:"NN" help:"Number of this window, two digits; kept in the settings."`
	Lang    string `placeholder:"LANG" help:"Language of the interface: zh or en (default ${default})." default:"zh" enum:"zh,en"`

	Theme string `placeholder:"THEME" help:"Colours of the window: light, or dark for a dim room (default ${default})." default:"light" enum:"light,dark"`

	Keys keys `embed:""`

	unattended bool // for a command without a window
}

// Run opens the window and returns when it is closed.
func (c *windowCommand) Run() error { return run(*c) }

func main() {
	var c commands
	asked := kong.Parse(&c,
		kong.Name("onewindow"),
		kong.Description("OneWindow 一窗通: one window for land-use and planning permits."),
		kong.Vars{"data": defaultData(), "year": strconv.Itoa(workday.DateOf(time.Now()).Year())},
		kong.UsageOnError(),
	)
	err := asked.Run()
	var verdict exitCode
	if errors.As(err, &verdict) {
		os.Exit(int(verdict))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "onewindow:", err)
		os.Exit(1)
	}
}

// defaultData is the folder of a window that was given none.
func defaultData() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		dir = "."
	}
	return filepath.Join(dir, "onewindow")
}
