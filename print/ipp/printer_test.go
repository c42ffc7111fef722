package ipp_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/OpenPrinting/goipp"

	"onewindow/print/ipp"
)

// fake is a printer that answers each operation from a table.
type fake struct {
	t       *testing.T
	answers map[goipp.Op]func(request *goipp.Message) *goipp.Message
	asked   map[goipp.Op]*goipp.Message
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	request := &goipp.Message{}
	if err := request.Decode(r.Body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest) // the caller hung up
		return
	}
	op := goipp.Op(request.Code)
	f.asked[op] = request
	if err := f.answers[op](request).Encode(w); err != nil {
		f.t.Errorf("answer: %v", err)
	}
}

func answer(status goipp.Status) *goipp.Message {
	m := goipp.NewResponse(goipp.DefaultVersion, status, 1)
	m.Operation.Add(goipp.MakeAttribute("attributes-charset", goipp.TagCharset, goipp.String("utf-8")))
	m.Operation.Add(goipp.MakeAttribute("attributes-natural-language", goipp.TagLanguage, goipp.String("en")))
	return m
}

func jobIn(state int, why string) func(*goipp.Message) *goipp.Message {
	return func(*goipp.Message) *goipp.Message {
		m := answer(goipp.StatusOk)
		m.Job.Add(goipp.MakeAttribute("job-id", goipp.TagInteger, goipp.Integer(42)))
		m.Job.Add(goipp.MakeAttribute("job-state", goipp.TagEnum, goipp.Integer(state)))
		m.Job.Add(goipp.MakeAttribute("job-state-reasons", goipp.TagKeyword, goipp.String(why)))
		return m
	}
}

func printerIn(state int, why ...string) func(*goipp.Message) *goipp.Message {
	return func(*goipp.Message) *goipp.Message {
		m := answer(goipp.StatusOk)
		m.Printer.Add(goipp.MakeAttribute("printer-state", goipp.TagEnum, goipp.Integer(state)))
		reasons := goipp.Attribute{Name: "printer-state-reasons"}
		for _, keyword := range why {
			reasons.Values.Add(goipp.TagKeyword, goipp.String(keyword))
		}
		m.Printer.Add(reasons)
		return m
	}
}

func start(t *testing.T, answers map[goipp.Op]func(*goipp.Message) *goipp.Message) (*ipp.Printer, *fake) {
	t.Helper()
	f := &fake{t: t, answers: answers, asked: map[goipp.Op]*goipp.Message{}}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	return open(t, strings.Replace(server.URL, "http://", "ipp://", 1)+"/ipp/print"), f
}

func open(t *testing.T, address string) *ipp.Printer {
	t.Helper()
	p, err := ipp.New(address, ipp.WithPoll(2*time.Millisecond), ipp.WithPatience(50*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// failure wants an Error of a code and returns it.
func failure(t *testing.T, err error, code ipp.Code) *ipp.Error {
	t.Helper()
	var e *ipp.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Fatalf("got %v, want an error of code %s", err, code)
	}
	return e
}

// fails wants an Error of a code.
func fails(t *testing.T, err error, code ipp.Code) {
	t.Helper()
	_ = failure(t, err, code)
}

func TestAddresses(t *testing.T) {
	for _, address := range []string{"", "printer", "http://host/ipp", "ipp://", "ipp:///path", "ipp://[::1"} {
		_, err := ipp.New(address)
		fails(t, err, ipp.BadAddress)
	}
	for _, address := range []string{"ipp://host", "ipps://host:8443/ipp/print", "ipp://10.0.0.7:631/ipp/print"} {
		if _, err := ipp.New(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestJobSaysPaperAndScaling(t *testing.T) {
	p, f := start(t, map[goipp.Op]func(*goipp.Message) *goipp.Message{
		goipp.OpPrintJob:         jobIn(3, "none"),
		goipp.OpGetJobAttributes: jobIn(9, "job-completed-successfully"),
	})
	err := p.Print(t.Context(), ipp.Job{Name: "收件凭证", PDF: []byte("%PDF"), Copies: 2, Media: ipp.A3}, nil)
	if err != nil {
		t.Fatal(err)
	}
	sent := map[string]string{}
	for _, a := range append(f.asked[goipp.OpPrintJob].Job, f.asked[goipp.OpPrintJob].Operation...) {
		sent[a.Name] = a.Values.String()
	}
	for name, want := range map[string]string{
		"media": "iso_a3_297x420mm", "print-scaling": "none", "copies": "2",
		"job-name": "收件凭证", "document-format": "application/pdf",
	} {
		if sent[name] != want {
			t.Errorf("%s is %q, want %q", name, sent[name], want)
		}
	}
}

func TestEndsOfAJob(t *testing.T) {
	for _, test := range []struct {
		name   string
		job    func(*goipp.Message) *goipp.Message
		state  int
		why    []string
		code   ipp.Code
		reason ipp.Reason
	}{
		{"cancelled", jobIn(7, "job-canceled-by-user"), 3, nil, ipp.Cancelled, "job-canceled-by-user"},
		{"aborted", jobIn(8, "aborted-by-system"), 3, nil, ipp.Aborted, "aborted-by-system"},
		{"over and forgotten", func(*goipp.Message) *goipp.Message { return answer(goipp.StatusErrorNotFound) }, 3, nil, ipp.NoJob, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, _ := start(t, map[goipp.Op]func(*goipp.Message) *goipp.Message{
				goipp.OpPrintJob:             jobIn(3, "none"),
				goipp.OpGetJobAttributes:     test.job,
				goipp.OpGetPrinterAttributes: printerIn(test.state, test.why...),
			})
			e := failure(t, p.Print(t.Context(), ipp.Job{}, nil), test.code)
			if e.Job != 42 || test.reason != "" && !slices.Contains(e.Reasons, test.reason) {
				t.Errorf("got %+v, want job 42 and reason %s", e, test.reason)
			}
		})
	}
}

func TestWarningsDoNotStop(t *testing.T) {
	var asked atomic.Int32
	p, _ := start(t, map[goipp.Op]func(*goipp.Message) *goipp.Message{
		goipp.OpPrintJob: jobIn(3, "none"),
		goipp.OpGetJobAttributes: func(m *goipp.Message) *goipp.Message {
			if asked.Add(1) < 4 {
				return jobIn(5, "job-printing")(m)
			}
			return jobIn(9, "none")(m)
		},
		goipp.OpGetPrinterAttributes: printerIn(4, "toner-low", "media-low-report"),
	})
	if err := p.Print(t.Context(), ipp.Job{}, nil); err != nil {
		t.Fatal(err)
	}
}

// What a printer waits for is told; it is no end of the job.
func TestStopsAreToldAndOutlived(t *testing.T) {
	for _, test := range []struct {
		name  string
		job   func(*goipp.Message) *goipp.Message
		state int
		why   []string
		want  []ipp.Reason
	}{
		{"no paper", jobIn(6, "printer-stopped"), 5, []string{"media-empty-error"}, []ipp.Reason{ipp.MediaEmpty}},
		{"jam while printing", jobIn(5, "none"), 5, []string{"media-jam-error", "toner-low-warning"}, []ipp.Reason{ipp.MediaJam}},
		{"bare keyword", jobIn(5, "none"), 4, []string{"cover-open"}, []ipp.Reason{ipp.CoverOpen}},
		{"paused", jobIn(6, "none"), 5, []string{"paused"}, []ipp.Reason{ipp.Paused}},
		{"standing still under a warning", jobIn(5, "job-printing"), 4, []string{"media-empty-warning", "toner-low"}, []ipp.Reason{ipp.MediaEmpty}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var over atomic.Bool
			p, _ := start(t, map[goipp.Op]func(*goipp.Message) *goipp.Message{
				goipp.OpPrintJob: jobIn(3, "none"),
				goipp.OpGetJobAttributes: func(m *goipp.Message) *goipp.Message {
					if over.Load() {
						return jobIn(9, "none")(m)
					}
					return test.job(m)
				},
				goipp.OpGetPrinterAttributes: printerIn(test.state, test.why...),
			})
			var told [][]ipp.Reason
			err := p.Print(t.Context(), ipp.Job{}, func(number int, wants []ipp.Reason) {
				told = append(told, wants)
				over.Store(len(wants) > 0)
				if number != 42 {
					t.Errorf("job %d", number)
				}
			})
			if err != nil || len(told) != 2 || !slices.Equal(told[1], test.want) {
				t.Errorf("told %v (%v), want nothing and then %v", told, err, test.want)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	for status, code := range map[goipp.Status]ipp.Code{
		goipp.StatusErrorDocumentFormatNotSupported: ipp.BadFormat,
		goipp.StatusErrorBusy:                       ipp.Busy,
		goipp.StatusErrorNotAcceptingJobs:           ipp.Busy,
		goipp.StatusErrorForbidden:                  ipp.Refused,
		goipp.StatusErrorAttributesOrValues:         ipp.Refused,
	} {
		p, _ := start(t, map[goipp.Op]func(*goipp.Message) *goipp.Message{
			goipp.OpPrintJob: func(*goipp.Message) *goipp.Message { return answer(status) },
		})
		fails(t, p.Print(t.Context(), ipp.Job{}, nil), code)
	}
}

func TestNobodyThere(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	address := strings.Replace(server.URL, "http://", "ipp://", 1)
	_, err := open(t, address).Status(t.Context())
	fails(t, err, ipp.BadAnswer)
	server.Close()
	_, err = open(t, address).Status(t.Context())
	fails(t, err, ipp.Unreachable)
}

func TestNonsenseAnswers(t *testing.T) {
	for _, body := range []string{"", "hello", "<html>", strings.Repeat("\x02\x00", 200)} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(body))
		}))
		_, err := open(t, strings.Replace(server.URL, "http://", "ipp://", 1)).Status(t.Context())
		fails(t, err, ipp.BadAnswer)
		server.Close()
	}
}

// A line that breaks under a job leaves its number; with that one waits on.
func TestABrokenLineLeavesTheJob(t *testing.T) {
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1) < 2 {
			hangUp(w)
			return
		}
		_ = jobIn(9, "none")(nil).Encode(w)
	}))
	t.Cleanup(server.Close)
	p := open(t, strings.Replace(server.URL, "http://", "ipp://", 1))
	if e := failure(t, p.Wait(t.Context(), 42, "", nil), ipp.Unreachable); e.Job != 42 {
		t.Errorf("%+v names no job", e)
	}
	if err := p.Wait(t.Context(), 42, "", nil); err != nil {
		t.Fatal(err)
	}
}

// hangUp breaks the line instead of answering.
func hangUp(w http.ResponseWriter) {
	if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
		_ = conn.Close()
	}
}

// A request that left without an answer is in doubt; one refused, or that never
// left, is not.
func TestDoubt(t *testing.T) {
	reply := func(do http.HandlerFunc) string {
		server := httptest.NewServer(do)
		t.Cleanup(server.Close)
		return strings.Replace(server.URL, "http://", "ipp://", 1)
	}
	off := httptest.NewServer(http.NotFoundHandler())
	off.Close()
	for name, test := range map[string]struct {
		address string
		doubt   bool
	}{
		"nobody there":      {strings.Replace(off.URL, "http://", "ipp://", 1), false},
		"no such page":      {reply(http.NotFound), false},
		"refused":           {reply(func(w http.ResponseWriter, _ *http.Request) { _ = answer(goipp.StatusErrorForbidden).Encode(w) }), false},
		"line broken":       {reply(func(w http.ResponseWriter, _ *http.Request) { hangUp(w) }), true},
		"answer cut short":  {reply(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte{2, 0, 0}) }), true},
		"answer without id": {reply(func(w http.ResponseWriter, _ *http.Request) { _ = answer(goipp.StatusOk).Encode(w) }), true},
	} {
		t.Run(name, func(t *testing.T) {
			var e *ipp.Error
			if _, err := open(t, test.address).Submit(t.Context(), ipp.Job{Name: "a"}); !errors.As(err, &e) || e.Doubt != test.doubt {
				t.Errorf("%v, doubt should be %v", err, test.doubt)
			}
		})
	}
}

// A number that the printer has given to another job since is not waited for.
func TestNumbersGivenAnew(t *testing.T) {
	named := func(m *goipp.Message) *goipp.Message {
		reply := jobIn(9, "none")(m)
		reply.Job.Add(goipp.MakeAttribute("job-name", goipp.TagName, goipp.String("another")))
		return reply
	}
	p, _ := start(t, map[goipp.Op]func(*goipp.Message) *goipp.Message{goipp.OpGetJobAttributes: named, goipp.OpGetJobs: named})
	fails(t, p.Wait(t.Context(), 42, "ours", nil), ipp.NoJob)
	_, err := p.Find(t.Context(), "ours")
	fails(t, err, ipp.NoJob)
	if number, err := p.Find(t.Context(), "another"); number != 42 || err != nil {
		t.Errorf("found %d, %v", number, err)
	}
}

func TestWaitEndsWithItsContext(t *testing.T) {
	p, _ := start(t, map[goipp.Op]func(*goipp.Message) *goipp.Message{
		goipp.OpGetJobAttributes:     jobIn(5, "none"),
		goipp.OpGetPrinterAttributes: printerIn(4, "none"),
	})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if err := p.Wait(ctx, 42, "", nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want context.Canceled", err)
	}
}

// A CUPS server lists its queues.
func TestQueues(t *testing.T) {
	p, _ := start(t, map[goipp.Op]func(*goipp.Message) *goipp.Message{
		goipp.OpCupsGetPrinters: func(*goipp.Message) *goipp.Message {
			groups := goipp.Groups{{Tag: goipp.TagOperationGroup}}
			for _, name := range []string{"A4", "证书"} {
				var attrs goipp.Attributes
				attrs.Add(goipp.MakeAttribute("printer-name", goipp.TagName, goipp.String(name)))
				attrs.Add(goipp.MakeAttribute("printer-info", goipp.TagText, goipp.String("二楼")))
				attrs.Add(goipp.MakeAttribute("printer-uri-supported", goipp.TagURI, goipp.String("ipp://localhost/printers/"+name)))
				groups = append(groups, goipp.Group{Tag: goipp.TagPrinterGroup, Attrs: attrs})
			}
			return goipp.NewMessageWithGroups(goipp.DefaultVersion, goipp.Code(goipp.StatusOk), 1, groups)
		},
	})
	list, err := p.Queues(t.Context())
	want := []ipp.Queue{
		{Address: "ipp://localhost/printers/A4", Name: "A4", About: "二楼"}, {Address: "ipp://localhost/printers/证书", Name: "证书", About: "二楼"},
	}
	if err != nil || !slices.Equal(list, want) {
		t.Errorf("found %v (%v), want %v", list, err, want)
	}
}
