package ipptest

import (
	"os/exec"
	"syscall"
)

// mortal lets a program end with the test that started it, even where that was
// killed: an mDNS daemon left over without its bus would spoil every test after.
func mortal(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
