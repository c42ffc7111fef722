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

// BenchmarkIdle is the resident memory of a window at rest; MB-own is the part
// that is not a mapped file, of which OpenGL in software brings some 70 MB.
func BenchmarkIdle(b *testing.B) {
	c := table(b)
	does(b, c, reopened())
	for b.Loop() {
		time.Sleep(idle)
	}
	b.ReportMetric(0, "ns/op") // waiting is not what is measured
	for metric, line := range map[string]string{"MB-resident": "VmRSS", "MB-own": "RssAnon"} {
		kb, err := memoryKB(c.window.PID(), line)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(kb)/1024, metric)
	}
}

// memoryKB is a line of /proc/PID/status, in KiB.
func memoryKB(pid int, line string) (kb int, err error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), line+":"); ok {
			_, err := fmt.Sscanf(value, "%d kB", &kb)
			return kb, err
		}
	}
	return 0, fmt.Errorf("no %s of process %d", line, pid)
}
