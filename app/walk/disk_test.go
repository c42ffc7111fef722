//go:build linux && walk

package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallDisk names the folder that is mounted, to the test that runs itself
// again in a namespace of its own.
const smallDisk = "ONEWINDOW_WALK_SMALL_DISK"

// TestFullDiskIsToldAndNothingIsLost runs in a mount namespace of its own, so
// that it can mount a small disk that nobody else sees and that goes away with
// the process.
func TestFullDiskIsToldAndNothingIsLost(t *testing.T) {
	if dir := os.Getenv(smallDisk); dir != "" {
		for _, err := range []error{
			syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""),
			syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m,mode=0700"),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		onSmallDisk(t, dir)
		return
	}
	argv := []string{"-test.run=^" + t.Name() + "$", "-test.v", "-bin=" + *bin, "-out=" + *out}
	again := exec.CommandContext(t.Context(), os.Args[0], argv...)
	again.Env = append(os.Environ(), smallDisk+"="+t.TempDir())
	again.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	if os.Getuid() != 0 {
		again.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		again.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}}
		again.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}
	}
	said, err := again.CombinedOutput()
	if err != nil || !strings.Contains(string(said), "--- PASS: "+t.Name()) {
		t.Fatalf("on the small disk: %v\n%s", err, said)
	}
}

func onSmallDisk(t *testing.T, disk string) {
	c := table(t)
	c.bare, c.store = true, filepath.Join(disk, "window")
	if err := c.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	does(t, c, form()...)
	does(t, c, toReport())
	does(t, c, materials()...)
	numbers := []string{accepts(t, c)}
	does(t, c, prints("受理通知书", decision, numbers[0]))

	does(t, c, press("F3"), sees("收件"))
	does(t, c, recalls()...)
	does(t, c, materials()...)
	ballast := filepath.Join(disk, "ballast")
	if err := fill(ballast); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("filling the disk: %v", err)
	}
	does(t, c, press("ctrl+Return"), told("磁盘已满", "disk full"))

	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	numbers = append(numbers, accepts(t, c))
	does(t, c, prints("受理通知书", decision, numbers[1]), picture("disk free"), phone("受理通知书", "已受理，审查中"))
	if err := c.killWindow(); err != nil {
		t.Fatal(err)
	}
	for _, k := range wantInStore(t, c, numbers) {
		wantBoundary(t, k)
	}
	wantAtCentre(t, c, numbers)
}

// fill writes until the disk is full.
func fill(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	for err == nil {
		_, err = f.Write(make([]byte, 4<<10))
	}
	return errors.Join(err, f.Close())
}
