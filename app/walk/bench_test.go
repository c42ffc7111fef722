//go:build linux && walk

package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// BenchmarkStart is from the start of the window program to the first frame
// that can be used, with OpenGL in software, on a store of before.
func BenchmarkStart(b *testing.B) {
	c := table(b)
	does(b, c, reopened()) // makes the store
	for b.Loop() {
		b.StopTimer()
		if err := c.killWindow(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		does(b, c, reopened(), sees("收件"))
	}
}

// idle is when the window is taken to be at rest.
const idle = 10 * time.Second

// BenchmarkIdle is the resident memory of a window at rest.
func BenchmarkIdle(b *testing.B) {
	c := table(b)
	does(b, c, reopened())
	for b.Loop() {
		time.Sleep(idle)
	}
	resident, err := residentKB(c.window.PID())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(0, "ns/op") // waiting is not what is measured
	b.ReportMetric(float64(resident)/1024, "MB-resident")
}

// residentKB is what a process holds in memory, in KiB.
func residentKB(pid int) (kb int, err error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "VmRSS:") {
			_, err := fmt.Sscanf(lines.Text(), "VmRSS: %d kB", &kb)
			return kb, err
		}
	}
	return 0, fmt.Errorf("no VmRSS of process %d", pid)
}
