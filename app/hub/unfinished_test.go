package hub_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

// What an office began and did not go on with for 90 days goes when another file
// begins, with a word in the log; taken up again it begins anew and becomes whole.
func TestUnfinishedFileDoesNotStayForEver(t *testing.T) {
	dir, now := t.TempDir(), hubtest.Start()
	c := open(t, dir, func(c *hub.Config) { c.Now = func() time.Time { return now } })
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	var files []casefile.Attachment
	contents := [][]byte{bytes.Repeat([]byte("扫描件"), 100), bytes.Repeat([]byte("图件"), 100), bytes.Repeat([]byte("照片"), 100)}
	for _, content := range contents {
		files = append(files, casefile.Attachment{Name: "a.pdf", Hash: fmt.Sprintf("%x", sm3.Sum(content)), Size: int64(len(content))})
	}
	c.answers(t, w, w.Receive("03-20261123-0001", files...))
	piece := func(file, from, to int) got {
		return c.call(t, w, http.MethodPatch, replica.PathFiles+files[file].Hash, contents[file][from:to],
			http.Header{replica.HeaderOffset: {strconv.Itoa(from)}})
	}
	length := func(file int) string {
		return c.call(t, w, http.MethodHead, replica.PathFiles+files[file].Hash, nil, nil).header.Get(replica.HeaderOffset)
	}
	lie := func(days int) { // all that grows, for so long
		grown, err := filepath.Glob(filepath.Join(dir, "files", "growing", "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range grown {
			if err := os.Chtimes(path, time.Time{}, now.AddDate(0, 0, -days)); err != nil {
				t.Fatal(err)
			}
		}
	}
	piece(0, 0, 50)
	now = now.Add(time.Minute) // within the clocks' gap; nobody looks twice a day
	lie(91)
	piece(1, 0, len(contents[1]))
	if got := length(0); got != "50" {
		t.Errorf("looked at again in the same process the same day: %s", got)
	}
	c.stop(t)
	c = open(t, dir, func(c *hub.Config) { c.Now = func() time.Time { return now } })
	lie(89)
	if length(0) != "50" {
		t.Errorf("before its time: %s", length(0))
	}
	lie(91)
	piece(2, 0, 10)
	if got := length(0); got != "0" || length(1) != strconv.Itoa(len(contents[1])) || length(2) != "10" {
		t.Errorf("unfinished %s, whole %s, begun %s", got, length(1), length(2))
	}
	if !strings.Contains(c.logged.String(), "thrown away") || !strings.Contains(c.logged.String(), files[0].Hash) {
		t.Error("nobody is told")
	}
	if g := piece(0, 50, 60); g.status != http.StatusConflict || g.code(t) != "offset" {
		t.Errorf("it goes on where it was: %d", g.status)
	}
	if g := piece(0, 0, len(contents[0])); g.status != http.StatusNoContent || length(0) != strconv.Itoa(len(contents[0])) {
		t.Errorf("from its beginning: %d", g.status)
	}
}
