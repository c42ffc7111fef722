//go:build !linux

package ipptest

import "os/exec"

// mortal is for Linux, where the tests with a real printer run.
func mortal(*exec.Cmd) {}
