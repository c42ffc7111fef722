package escpos_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"onewindow/app/spool"
	"onewindow/print/escpos"
)

// machine is a receipt printer on the network. It understands the questions and
// keeps all else.
type machine struct {
	mu      sync.Mutex
	got     []byte
	mute    bool // answers nothing
	offline byte // answer to DLE EOT 2
	paper   byte // answer to DLE EOT 4
	hold    bool // stands still before the end of what it got
	hangUp  int  // bytes after which it breaks the line; 0 never
}

func startMachine(t *testing.T, m *machine) string {
	t.Helper()
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			line, err := listener.Accept()
			if err != nil {
				return
			}
			go m.serve(line)
		}
	}()
	return listener.Addr().String()
}

func (m *machine) serve(line net.Conn) {
	defer line.Close() //nolint:errcheck // the test looks at what was got
	var b [1]byte
	for {
		if _, err := io.ReadFull(line, b[:]); err != nil {
			return
		}
		if !m.take(line, b[0]) {
			return
		}
	}
}

// take keeps a byte and answers where it ends a question.
func (m *machine) take(line net.Conn, b byte) bool {
	m.mu.Lock()
	m.got = append(m.got, b)
	n := len(m.got)
	if m.hangUp > 0 && n >= m.hangUp {
		m.mu.Unlock()
		return false
	}
	tail := string(m.got[max(0, n-3):])
	reply, known := map[string]byte{"\x10\x04\x02": 0x12 | m.offline, "\x10\x04\x04": 0x12 | m.paper, "\x1dr\x01": 0}[tail]
	if known {
		m.got = m.got[:n-3]
	}
	mute := m.mute
	m.mu.Unlock()
	if !known || mute {
		return true
	}
	if tail == "\x1dr\x01" {
		go func() { // comes when all before it is printed
			for m.held() {
				time.Sleep(time.Millisecond)
			}
			_, _ = line.Write([]byte{reply})
		}()
		return true
	}
	_, err := line.Write([]byte{reply})
	return err == nil
}

func (m *machine) held() bool { m.mu.Lock(); defer m.mu.Unlock(); return m.hold }

func (m *machine) set(change func()) { m.mu.Lock(); defer m.mu.Unlock(); change() }

func strip() spool.Paper {
	commands := append([]byte("\x1b@\x1dv0\x00\x48\x00\x01\x00"), make([]byte, 72)...)
	return spool.Paper{Format: spool.Strip, Parts: [][]byte{append(commands, "\x1dV\x42\x00"...)}}
}

func network(address string) *escpos.Printer {
	return escpos.Network(address, escpos.WithPoll(20*time.Millisecond))
}

func fault(t *testing.T, err error) *spool.Fault {
	t.Helper()
	var f *spool.Fault
	if !errors.As(err, &f) {
		t.Fatalf("got %v, want a fault", err)
	}
	return f
}

func TestStripsReachTheMachineWhole(t *testing.T) {
	for name, mute := range map[string]bool{"one that answers": false, "one that never answers": true} {
		t.Run(name, func(t *testing.T) {
			m := &machine{mute: mute}
			taken := 0
			err := network(startMachine(t, m)).Print(t.Context(), "a", strip(), func(spool.Progress) { taken++ })
			if err != nil || taken != 1 {
				t.Fatalf("%v, told %d times", err, taken)
			}
			want := strip().Parts[0]
			for range 100 {
				if m.set(func() {}); len(m.bytes()) >= len(want) {
					break
				}
				time.Sleep(5 * time.Millisecond)
			}
			if !slices.Equal(m.bytes(), want) {
				t.Errorf("the machine got %d bytes, want %d:\n% x", len(m.bytes()), len(want), m.bytes())
			}
		})
	}
}

// bytes is what it got without questions still unanswered.
func (m *machine) bytes() []byte { m.mu.Lock(); defer m.mu.Unlock(); return slices.Clone(m.got) }

func TestNothingIsSentWithoutPaper(t *testing.T) {
	for name, test := range map[string]struct {
		machine *machine
		want    spool.Reason
	}{
		"paper out":  {&machine{paper: 0x60}, spool.MediaEmpty},
		"cover open": {&machine{offline: 0x04}, spool.CoverOpen},
		"an error":   {&machine{offline: 0x40}, spool.MediaJam},
	} {
		t.Run(name, func(t *testing.T) {
			f := fault(t, network(startMachine(t, test.machine)).Print(t.Context(), "a", strip(), func(spool.Progress) { t.Error("told of a job") }))
			if f.Code != spool.Halted || f.Sent != spool.Never || !slices.Equal(f.Reasons, []spool.Reason{test.want}) {
				t.Errorf("got %+v", f)
			}
			if n := len(test.machine.bytes()); n != 0 {
				t.Errorf("%d bytes were sent", n)
			}
		})
	}
}

func TestPaperOutInMidStripIsToldAndOutlived(t *testing.T) {
	m := &machine{hold: true}
	address := startMachine(t, m)
	var told []spool.Reason
	err := network(address).Print(t.Context(), "a", strip(), func(p spool.Progress) {
		told = append(told, p.Reasons...)
		if len(told) == 0 {
			m.set(func() { m.paper = 0x60 })
			return
		}
		m.set(func() { m.paper, m.hold = 0, false })
	})
	if err != nil || !slices.Equal(told, []spool.Reason{spool.MediaEmpty}) {
		t.Errorf("told %v, %v", told, err)
	}
}

func TestABrokenLineLeavesOnlyEyesToTell(t *testing.T) {
	m := &machine{hangUp: 20}
	f := fault(t, network(startMachine(t, m)).Print(t.Context(), "a", strip(), func(spool.Progress) {}))
	if f.Code != spool.Unknown || f.Sent == spool.Never {
		t.Errorf("got %+v", f)
	}
	if f := fault(t, network("localhost:1").Follow(t.Context(), "a", "", nil)); f.Code != spool.Unknown {
		t.Errorf("asked later it says %+v", f)
	}
}

func TestNobodyThere(t *testing.T) {
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]*escpos.Printer{
		"network": network(address), "device file": escpos.File(filepath.Join(t.TempDir(), "lp0")),
	} {
		if f := fault(t, p.Print(t.Context(), "a", strip(), nil)); f.Code != spool.Unreachable || f.Sent != spool.Never {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestDeviceFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lp0")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := escpos.File(path).Print(t.Context(), "a", strip(), nil); err != nil {
		t.Fatal(err)
	}
	if raw, err := os.ReadFile(path); err != nil || !slices.Equal(raw, strip().Parts[0]) {
		t.Errorf("the file holds %d bytes, %v", len(raw), err)
	}
}

func TestClosingTheProgramEndsAPrintThatHangs(t *testing.T) {
	m := &machine{hold: true}
	address := startMachine(t, m)
	ctx, end := context.WithCancel(t.Context())
	f := fault(t, network(address).Print(ctx, "a", strip(), func(spool.Progress) { end() }))
	if f.Sent != spool.Taken {
		t.Errorf("got %+v", f)
	}
}
