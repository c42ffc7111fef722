package store_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/app/workday"
	"onewindow/store"
)

// How many cases the benchmarks of a full store work on, 20 000 where nothing is
// said, and a folder to keep them in from one run to the next.
const (
	manyCasesName  = "ONEWINDOW_BENCH_CASES"
	manyFolderName = "ONEWINDOW_BENCH_FOLDER"
)

// openShare is how many cases there are to one that is still worked on.
const openShare = 100

// BenchmarkMany measures a store of many cases. `make bench-million` runs it on
// a million.
func BenchmarkMany(b *testing.B) {
	cases, dir := 20_000, b.TempDir()
	if n, err := strconv.Atoi(os.Getenv(manyCasesName)); err == nil {
		cases = n
	}
	if kept := os.Getenv(manyFolderName); kept != "" {
		dir = filepath.Join(kept, fmt.Sprint(cases))
	}
	if _, err := os.Stat(filepath.Join(dir, "onewindow.db")); err != nil {
		fillMany(b, dir, cases)
	}
	b.Run("open", func(b *testing.B) { benchOpen(b, dir) })
	s := openFor(b, dir)
	defer func() { check(b, s.Close()) }()
	b.Run("one case, for comparison", func(b *testing.B) {
		timed(b, func(i int) {
			_, err := s.Case(caseID(i % cases))
			check(b, err)
		})
	})
	b.Run("number", func(b *testing.B) { benchNumber(b, s, cases) })
	b.Run("names", func(b *testing.B) { benchNames(b, s, cases) })
	b.Run("pages", func(b *testing.B) { benchPages(b, s, cases) })
	b.Run("twins", func(b *testing.B) {
		timed(b, func(int) {
			_, err := s.Twins()
			check(b, err)
		})
	})
	b.Run("memory", benchMemory)
	b.Run("accept", func(b *testing.B) { benchAccept(b, s) })
}

func fillMany(b *testing.B, dir string, cases int) {
	started := time.Now()
	check(b, store.Fill(options(dir), cases, func(i int) []casefile.Event { return manyEvents(b, i) }))
	filled := time.Now()
	s := openFor(b, dir)
	check(b, s.Close())
	info, err := os.Stat(filepath.Join(dir, "onewindow.db"))
	check(b, err)
	b.Logf("%d cases written in %s, their lists made in %s, %d MB", cases,
		filled.Sub(started).Round(time.Second), time.Since(filled).Round(time.Second), info.Size()>>20)
}

// manyEvents are those of case i: most were received and withdrawn, one in
// openShare is under review.
func manyEvents(b testing.TB, i int) []casefile.Event {
	id := caseID(i)
	receipt := manyReceived(i)
	events := []casefile.Event{event(b, id+"-1", id, clerk, receipt)}
	if i%openShare == 0 {
		terms := accepted(b, fmt.Sprintf("嘉南资规受〔%d〕%05d号", 2016+i/100_000, i%100_000))
		events = append(events, event(b, id+"-2", id, clerk, terms))
	} else {
		events = append(events, event(b, id+"-2", id, clerk, &casefile.Withdrawn{Reason: "撤回"}))
	}
	for n := range events {
		events[n] = foreign(events[n], uint64(2*i+n+1))
	}
	return events
}

func caseID(i int) string { return fmt.Sprintf("0193%08x-7000-8000-0000-%012d", i, i) }

func manyNumber(i int) string {
	day, _ := workday.NewDate(2016, 1, 4)
	day = day.Add(i / 300)
	return fmt.Sprintf("%02d-%s-%04d", i%4+1, bytes.ReplaceAll([]byte(day.String()), []byte("-"), nil), i%300)
}

// manyReceived is a receipt whose names are drawn, the same for the same i.
func manyReceived(i int) *casefile.Received {
	draw := rand.New(rand.NewPCG(uint64(i), 7))
	r := received(manyNumber(i), "")
	r.Window = fmt.Sprintf("%02d", i%4+1)
	r.Item = pick(draw, "siting", "permit", "planning", "acceptance", "survey")
	r.Application.Agent.Name = personName(draw)
	r.Application.Project.Code = fmt.Sprintf("%02d%02d-330402-04-01-%06d", 16+i/100_000, 1+i%12, draw.IntN(1_000_000))
	r.Application.Project.Name = pick(draw, "城南", "城北", "长水", "大桥", "凤桥", "余新", "新丰", "七星") + pick(draw, "街道", "镇", "片区", "新区") +
		string(hanzi(draw, 2)) + pick(draw, "小学", "中学", "道路", "泵闸", "厂房", "住宅小区", "卫生中心", "变电站", "停车场") + pick(draw, "新建", "改建", "扩建", "迁建") + "工程"
	if draw.IntN(2) == 0 {
		r.Application.Applicant.Name = "嘉兴市" + string(hanzi(draw, 2)) + pick(draw, "建设", "实业", "置业", "电子", "纺织", "物流") + "有限公司"
		r.Application.Applicant.Code = fmt.Sprintf("9133%014d", draw.IntN(1_000_000))
	} else {
		r.Application.Applicant.Name = personName(draw)
		r.Application.Applicant.Code = fmt.Sprintf("33040219%02d0101%04d", 50+draw.IntN(50), draw.IntN(10_000))
	}
	return r
}

func personName(draw *rand.Rand) string {
	return pick(draw, "张", "王", "李", "陈", "沈", "陆", "单", "曾", "欧阳", "徐", "朱", "杨", "姚", "吴", "周") + string(hanzi(draw, 1+draw.IntN(2)))
}

// hanzi draws characters of the common thousand of the block's beginning.
func hanzi(draw *rand.Rand, n int) []rune {
	list := make([]rune, n)
	for i := range list {
		list[i] = 0x4E00 + rune(draw.IntN(1000))*7
	}
	return list
}

func pick(draw *rand.Rand, list ...string) string { return list[draw.IntN(len(list))] }

func benchOpen(b *testing.B, dir string) {
	timed(b, func(int) {
		s := openFor(b, dir)
		b.StopTimer()
		check(b, s.Close())
		b.StartTimer()
	})
}

func benchNumber(b *testing.B, s *store.Store, cases int) {
	draw := rand.New(rand.NewPCG(1, 1))
	timed(b, func(int) {
		i := draw.IntN(cases)
		rows, err := s.List(desk.Query{Text: manyNumber(i), Limit: 50})
		check(b, err)
		if rows.Total != 1 || rows.Rows[0].ID != caseID(i) {
			b.Fatalf("number %s finds %d cases", manyNumber(i), rows.Total)
		}
	})
}

// benchNames looks for what a clerk types: a whole name, part of one, a surname,
// initials, part of a project's name, the end of a number, what is not there.
func benchNames(b *testing.B, s *store.Store, cases int) {
	for _, kind := range []struct {
		name  string
		words func(r *casefile.Received) string
	}{
		{"whole", func(r *casefile.Received) string { return r.Application.Applicant.Name }},
		{"two characters", func(r *casefile.Received) string { return firstRunes(r.Application.Agent.Name, 2) }},
		{"surname", func(r *casefile.Received) string { return firstRunes(r.Application.Agent.Name, 1) }},
		{"initials", func(r *casefile.Received) string {
			return pick(rand.New(rand.NewPCG(uint64(len(r.Number)), 3)), "zwd", "jxs", "zbf", "wyf")
		}},
		{"project", func(r *casefile.Received) string { return lastRunes(r.Application.Project.Name, 10) }},
		{"common words", func(*casefile.Received) string { return "新建工程" }},
		{"end of a number", func(r *casefile.Received) string { return lastRunes(r.Number, 9) }},
		{"three digits", func(r *casefile.Received) string { return lastRunes(r.Number, 3) }},
		{"code", func(r *casefile.Received) string { return r.Application.Project.Code }},
		{"nothing", func(*casefile.Received) string { return "没有这个单位" }},
	} {
		b.Run(kind.name, func(b *testing.B) {
			draw := rand.New(rand.NewPCG(2, 2))
			found := 0
			timed(b, func(int) {
				words := kind.words(manyReceived(draw.IntN(cases)))
				rows, err := s.List(desk.Query{Text: words, Limit: 50})
				check(b, err)
				found = rows.Total
			})
			b.ReportMetric(float64(found), "found")
		})
	}
}

func firstRunes(text string, n int) string { return string([]rune(text)[:n]) }

func lastRunes(text string, n int) string {
	runes := []rune(text)
	return string(runes[max(0, len(runes)-n):])
}

func benchPages(b *testing.B, s *store.Store, cases int) {
	open := []casefile.State{casefile.StateReceived, casefile.StateDefective, casefile.StateReview, casefile.StateReviewed, casefile.StateGranted, casefile.StateIssued}
	for _, list := range []struct {
		name string
		q    desk.Query
	}{
		{"all by number", desk.Query{}},
		{"all by applicant, backwards", desk.Query{Sort: desk.ByApplicant, Desc: true}},
		{"all by project, in the middle", desk.Query{Sort: desk.ByProject, Offset: cases / 2}},
		{"all by state, in the middle", desk.Query{Sort: desk.ByState, Offset: cases / 2}},
		{"open by due", desk.Query{States: open, Sort: desk.ByDue}},
		{"open that are due, by project", desk.Query{States: open, Sort: desk.ByProject, DueBy: workday.DateOf(today.AddDate(0, 1, 0))}},
		{"silent by applicant", desk.Query{States: []casefile.State{casefile.StateReview}, Silent: "planning", Sort: desk.ByApplicant}},
		{"counted", desk.Query{States: open}},
	} {
		b.Run(list.name, func(b *testing.B) {
			q := list.q
			if q.Limit = 50; list.name == "counted" {
				q.Limit = 0
			}
			timed(b, func(int) {
				rows, err := s.List(q)
				check(b, err)
				if len(rows.Rows) != q.Limit {
					b.Fatalf("%d rows of %d", len(rows.Rows), rows.Total)
				}
			})
		})
	}
}

// benchMemory reports what the process holds for itself and what it has mapped
// of files, which the system takes back as it likes.
func benchMemory(b *testing.B) {
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("the system does not tell")
	}
	for _, line := range bytes.Split(raw, []byte("\n")) {
		var kb float64
		for name, unit := range map[string]string{"RssAnon": "MB-own", "RssFile": "MB-mapped"} {
			if _, err := fmt.Sscanf(string(line), name+": %f kB", &kb); err == nil {
				b.ReportMetric(kb/1024, unit)
			}
		}
	}
}

// benchAccept accepts durably, and appends to a bare file in turns with it.
func benchAccept(b *testing.B, s *store.Store) {
	leaseMany(b, s)
	f, err := os.Create(filepath.Join(b.TempDir(), "log"))
	check(b, err)
	defer func() { check(b, f.Close()) }()
	raw, err := event(b, "e", "c", clerk, received("03-1", "甲")).Bytes()
	check(b, err)
	run := time.Now().UnixNano()
	var bare, whole []time.Duration
	b.ResetTimer()
	for i := range b.N {
		started := time.Now()
		check(b, s.Write(func(w desk.Writer) error { return acceptAs(b, w, fmt.Sprintf("c%d-%d", run, i)) }))
		whole = append(whole, time.Since(started))
		b.StopTimer()
		started = time.Now()
		_, err := f.Write(append(raw, raw...))
		check(b, err)
		check(b, f.Sync())
		bare = append(bare, time.Since(started))
		b.StartTimer()
	}
	slices.Sort(bare)
	slices.Sort(whole)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(whole[len(whole)/2]), "p50-ms")
	b.ReportMetric(ms(whole[len(whole)*99/100]), "p99-ms")
	b.ReportMetric(ms(bare[len(bare)/2]), "bare-p50-ms")
	b.ReportMetric(float64(whole[len(whole)/2])/float64(bare[len(bare)/2]), "times-bare")
}

// acceptAs does what accepting writes: two events, two numbers, the end of the
// draft.
func acceptAs(b *testing.B, w desk.Writer, id string) error {
	if _, err := w.Next("case"); err != nil {
		return err
	}
	if _, _, err := w.Take(replica.AcceptanceNumbers, 2026); err != nil {
		return err
	}
	for j, body := range []casefile.Body{received("03-"+id, "甲"), accepted(b, "受"+id)} {
		if err := w.Append(event(b, fmt.Sprintf("%s-%d", id, j), id, clerk, body)); err != nil {
			return err
		}
	}
	return w.DropDraft("draft")
}
