// Command onewindow is the window (一窗通): the counter application of a service
// hall for natural resources and planning.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/alecthomas/kong"
)

// commands is the command line. Without any flag the program opens a local
// demo office.
type commands struct {
	Data    string `placeholder:"DIR" help:"Folder of the store, files and documents; made where there is none." default:"${data}"`
	Central string `placeholder:"URL" help:"Central system to work with; kept in the settings."`
	Code    string `placeholder:"CODE" env:"ONEWINDOW_ENROLMENT_CODE" help:"Enrolment code for the central system; not needed on its own machine."`
	Window  string `placeholder:"NN" help:"Number of this window, two digits; kept in the settings."`
	Lang    string `placeholder:"LANG" help:"Language of the interface: zh or en." default:"zh" enum:"zh,en"`
}

func main() {
	var c commands
	kong.Parse(&c,
		kong.Name("onewindow"),
		kong.Description("OneWindow 一窗通: one window for land-use and planning permits."),
		kong.Vars{"data": defaultData()},
		kong.UsageOnError(),
	)
	if err := run(c); err != nil {
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
