package desk_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/app/workday"
)

// BenchmarkAcceptAndReceipt is what the clerk waits for: the case durable and
// numbered, and the receipt as PDF in memory. Beside it, in the same run, stands
// one append and fsync of the same disk.
func BenchmarkAcceptAndReceipt(b *testing.B) {
	c := open(b)
	draft := filled(b, c)
	bare, err := os.Create(filepath.Join(b.TempDir(), "bare"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := bare.Close(); err != nil {
			b.Error(err)
		}
	}()
	var accepts, syncs []time.Duration
	for b.Loop() {
		draft.ID = uuid.NewString()
		began := time.Now()
		accepted, err := c.Accept(draft)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.PDF(accepted.ID, casefile.Receipt); err != nil {
			b.Fatal(err)
		}
		accepts = append(accepts, time.Since(began))

		began = time.Now()
		if _, err := bare.Write(make([]byte, 2048)); err != nil {
			b.Fatal(err)
		}
		if err := bare.Sync(); err != nil {
			b.Fatal(err)
		}
		syncs = append(syncs, time.Since(began))
	}
	report(b, accepts, "accept")
	report(b, syncs, "fsync")
}

// BenchmarkProcedures is what opening a case costs beside folding it: every
// procedure is put to the rules.
func BenchmarkProcedures(b *testing.B) {
	k := begin(b)
	for b.Loop() {
		if _, err := k.Procedures(k.id); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSupervision sums up the open cases of a busy office.
func BenchmarkSupervision(b *testing.B) {
	k := begin(b)
	for range 999 {
		if _, err := k.Begun("A", map[string]string{"supply": "allocation"}, stated()); err != nil {
			b.Fatal(err)
		}
	}
	k.on("12-14")
	for b.Loop() {
		if _, err := k.Supervision(); err != nil {
			b.Fatal(err)
		}
	}
}

func report(b *testing.B, list []time.Duration, name string) {
	slices.Sort(list)
	ms := func(share float64) float64 {
		return float64(list[int(share*float64(len(list)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(ms(0.50), name+"-p50-ms")
	b.ReportMetric(ms(0.99), name+"-p99-ms")
}

// BenchmarkDrawing is what opening the map of a case costs before it is painted:
// reading and checking the boundary file, comparing, laying out.
func BenchmarkDrawing(b *testing.B) {
	c := desktest.New(b)
	file, err := c.Accepted("嘉兴市南湖区卫生健康局", "公共卫生中心")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		document, err := c.Document(file.ID, casefile.Drawing)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.Leaves(document); err != nil {
			b.Fatal(err)
		}
	}
}

// What the page of the log book waits for: a year's lines of a busy window.
func BenchmarkLogBook(b *testing.B) {
	c := desktest.New(b)
	const lines = 50_000
	by := casefile.Actor{ID: "wangfang", Name: "王芳", Role: casefile.Clerk}
	for first := 0; first < lines; first += 5000 {
		err := c.Store.Write(func(w desk.Writer) error {
			for i := first; i < first+5000; i++ {
				at := c.Time.Add(time.Duration(i-lines) * time.Minute)
				e, err := casefile.New(fmt.Sprintf("line-%d", i), c.Store.Installation(), 0, by, at, "", &casefile.Logged{What: casefile.SignedIn})
				if err == nil {
					err = w.Append(e)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	today := workday.DateOf(c.Time)
	if err := c.SwitchUser("wugang"); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		list, err := c.LogBook(workday.Date{}, today)
		if err != nil || len(list) != lines {
			b.Fatal(len(list), err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*lines), "µs/line")
	chain, err := c.Chain()
	if err != nil || chain.Broken != 0 || chain.Links != lines {
		b.Fatal(chain, err)
	}
}
