package ipptest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/jung-kurt/gofpdf"
)

// Spooler is CUPS with one queue, before a [Printer].
type Spooler struct {
	Server string // ipp://localhost:…/
	Queue  string // the address to print to

	t       testing.TB
	folder  string
	port    int
	running process
}

// queueName is what the one queue is called.
const queueName = "hall"

// StartSpooler runs a CUPS of the test's own: it listens on loopback alone,
// keeps everything in a folder of the test and knows nothing of the CUPS of this
// machine. It needs no root.
func StartSpooler(t testing.TB, p *Printer) *Spooler {
	t.Helper()
	needs(t, map[string]string{"cupsd": "cups-daemon", "lpadmin": "cups-client", "/usr/lib/cups/filter/pdftopdf": "cups-core-drivers"})
	s := &Spooler{t: t, folder: openFolder(t), port: freePort(t)}
	s.Server = fmt.Sprintf("ipp://localhost:%d/", s.port)
	s.Queue = s.Server + "printers/" + queueName
	s.configure()
	s.On()
	s.admin("-p", queueName, "-E", "-v", p.Address, "-m", "everywhere", "-D", "二楼大厅")
	s.waitForDriver()
	return s
}

// waitForDriver waits until CUPS has asked the printer what it can: until then
// the queue takes jobs and passes them on as they are.
func (s *Spooler) waitForDriver() {
	s.t.Helper()
	for range 200 {
		if _, err := os.Stat(filepath.Join(s.folder, "etc", "ppd", queueName+".ppd")); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.t.Fatalf("CUPS made no driver\n%s", s.log())
}

// On starts the spooler with what it kept.
func (s *Spooler) On() {
	s.t.Helper()
	s.running = run(s.t, exec.Command(filepath.Join(s.folder, "cupsd"), "-f", "-c", filepath.Join(s.folder, "cupsd.conf"),
		"-s", filepath.Join(s.folder, "cups-files.conf")), os.Environ(),
		func() bool { return answers("tcp", s.host()) })
}

// Off ends the spooler as the machine does that shuts down.
func (s *Spooler) Off() { s.running.stop() }

// Kill ends it as a crash does: it says goodbye to nobody.
func (s *Spooler) Kill() { s.running.kill() }

// Pause stops the queue before its next job; Resume lets it go on.
func (s *Spooler) Pause() { s.manage("cupsdisable") }

// Resume lets a queue go on that was paused.
func (s *Spooler) Resume() { s.manage("cupsenable") }

// Driver gives the queue a driver of PostScript, a PPD file.
func (s *Spooler) Driver(path string) { s.admin("-p", queueName, "-P", path) }

// Remove takes the queue away.
func (s *Spooler) Remove() { s.admin("-x", queueName) }

// Documents lists the files of the jobs that wait, oldest first.
func (s *Spooler) Documents() []string {
	s.t.Helper()
	list, err := filepath.Glob(filepath.Join(s.folder, "spool", "d*"))
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}

func (s *Spooler) host() string { return net.JoinHostPort("localhost", fmt.Sprint(s.port)) }

func (s *Spooler) admin(args ...string) { s.t.Helper(); s.command("lpadmin", args...) }

func (s *Spooler) manage(program string) { s.t.Helper(); s.command(program, queueName) }

func (s *Spooler) command(program string, args ...string) {
	s.t.Helper()
	output, err := exec.Command(program, append([]string{"-h", s.host()}, args...)...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("%s: %v\n%s%s", program, err, output, s.log())
	}
}

// log is what the spooler wrote last, for a test that fails.
func (s *Spooler) log() string {
	data, err := os.ReadFile(filepath.Join(s.folder, "error"))
	if err != nil {
		return err.Error()
	}
	return string(data[max(0, len(data)-4000):])
}

// configure lays out the spooler's folder.
func (s *Spooler) configure() {
	s.t.Helper()
	for _, name := range []string{"etc", "state", "cache", "spool", "tmp"} {
		if err := os.Mkdir(filepath.Join(s.folder, name), 0o755); err != nil {
			s.t.Fatal(err)
		}
	}
	// Its filters write there, as another user where CUPS is run by root.
	if err := os.Chmod(filepath.Join(s.folder, "tmp"), 0o777|os.ModeSticky); err != nil { //nolint:gosec // as /tmp
		s.t.Fatal(err)
	}
	write(s.t, s.folder, "cups-files.conf", `ServerRoot `+s.folder+`/etc
StateDir `+s.folder+`/state
CacheDir `+s.folder+`/cache
RequestRoot `+s.folder+`/spool
TempDir `+s.folder+`/tmp
AccessLog `+s.folder+`/access
ErrorLog `+s.folder+`/error
PageLog `+s.folder+`/page
SystemGroup root
`)
	write(s.t, s.folder, "cupsd.conf", `Listen `+s.host()+`
Browsing No
DefaultAuthType None
WebInterface No
JobRetryInterval 1
DirtyCleanInterval 0
<Location />
Order allow,deny
Allow localhost
</Location>
<Policy default>
JobPrivateAccess all
JobPrivateValues none
<Limit All>
Order deny,allow
</Limit>
</Policy>
`)
	// A copy, because AppArmor of Ubuntu lets the original write to the
	// folders of the machine's own CUPS only.
	original, err := exec.LookPath("cupsd")
	if err != nil {
		s.t.Fatal(err)
	}
	program, err := os.ReadFile(original)
	if err == nil {
		err = os.WriteFile(filepath.Join(s.folder, "cupsd"), program, 0o755) //nolint:gosec // it is to be run
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// openFolder is a folder that every user may enter: started by root, CUPS gives
// its filters another user.
func openFolder(t testing.TB) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "onewindow-cups-")
	if err == nil {
		err = os.Chmod(folder, 0o755) //nolint:gosec // nothing of anybody's is in it
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// A backend that outlived its spooler may still write.
		for range 20 {
			if err = os.RemoveAll(folder); err == nil {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Error(err)
	})
	return folder
}

// Form is an A4 page with a frame close to its edges, so that one sees if
// somebody on the way shrinks it.
func Form(t testing.TB) []byte {
	t.Helper()
	pdf := gofpdf.New("P", "mm", "A4", "")
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(time.Unix(0, 0))
	pdf.AddPage()
	pdf.Rect(5, 5, 200, 287, "D")
	pdf.Line(5, 5, 205, 292)
	var page bytes.Buffer
	if err := pdf.Output(&page); err != nil {
		t.Fatal(err)
	}
	return page.Bytes()
}
