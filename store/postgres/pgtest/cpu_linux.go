package pgtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of the times in /proc, on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// CPU is the processor time that the server has used so far, its connections
// that ended included. On a machine with other work it tells more than a clock.
func (s *Server) CPU() (time.Duration, error) {
	all, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return 0, err
	}
	var used int64
	for _, path := range all {
		raw, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		n, err := s.ticks(string(raw))
		if err != nil {
			return 0, fmt.Errorf("%s: %w", path, err)
		}
		used += n
	}
	return time.Duration(used) * tick, nil
}

// ticks reads the times of one process, 0 for one that is not ours. The fields
// are those of proc(5): 4 the parent, 14 and 15 its own times, 16 and 17 those of
// children that ended.
func (s *Server) ticks(stat string) (int64, error) {
	pid, _, _ := strings.Cut(stat, " ")
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:]) // from the third on
	if len(fields) < 15 {
		return 0, fmt.Errorf("%d fields", len(fields))
	}
	server := strconv.Itoa(s.command.Process.Pid)
	last := 13 // with its own times alone
	switch {
	case pid == server:
		last = 15
	case fields[1] != server:
		return 0, nil
	}
	var sum int64
	for _, f := range fields[11:last] {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}
