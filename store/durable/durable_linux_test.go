package durable_test

import (
	"testing"

	"onewindow/store/durable"
)

// A file system that cannot sync a folder, as this one and some of sticks and of
// networks, makes no backup fail that is whole on it.
func TestSyncFolderWhereThereIsNoSync(t *testing.T) {
	if err := durable.SyncFolder("/proc"); err != nil {
		t.Error(err)
	}
}
