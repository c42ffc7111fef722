package smalldisk

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// variable tells the test that runs itself again where its disk is to be.
const variable = "ONEWINDOW_SMALL_DISK"

// On runs the rest of a test, do, with an empty disk of the given size, such as
// "640k". Nobody else sees the disk, and it goes away with the test: the test runs
// itself again in a mount namespace of its own, and do runs only there. It needs no
// root, and is root where the test is.
func On(t *testing.T, size string, do func(disk string)) {
	t.Helper()
	if disk := os.Getenv(variable); disk != "" {
		mount(t, disk, size)
		do(disk)
		return
	}
	disk := t.TempDir()
	if err := os.Chmod(filepath.Dir(disk), 0o755); err != nil { // do may become another user
		t.Fatal(err)
	}
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run="+only(t.Name()), "-test.v")
	again.Env = append(os.Environ(), variable+"="+disk)
	again.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if os.Getuid() != 0 {
		again.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		again.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}}
		again.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}
	}
	out, err := again.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()+" ") {
		t.Fatalf("on the small disk: %v\n%s", err, out)
	}
}

func mount(t *testing.T, disk, size string) {
	t.Helper()
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "mode=0755,size="+size); err != nil {
		t.Fatal(err)
	}
}

// only is the pattern that one test alone has, or one part of a test.
func only(name string) string {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return strings.Join(parts, "/")
}
