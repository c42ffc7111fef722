package main

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/app/hub"
	"onewindow/app/replica"
	"onewindow/app/seal"
	"onewindow/store/central"
)

// counter is a real desk before a real centre, both at the same standing time.
type counter struct {
	*testing.T
	*desktest.Counter
	client *replica.Client
	url    string
}

// standing is a clock that shows one time and yet lets pauses pass.
type standing struct{ at time.Time }

func (s standing) Now() time.Time                     { return s.at }
func (standing) After(time.Duration) <-chan time.Time { return time.After(10 * time.Millisecond) }

func newCounter(t *testing.T) *counter {
	t.Helper()
	c := &counter{T: t, Counter: desktest.New(t)}
	clock := standing{c.Time}
	c.url = startHub(t, clock)
	key, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	transport := replica.NewTransport()
	c.client = &replica.Client{
		Central: c.url, Key: key, Local: c.Store.Local(), Files: c.Store, Settings: c.Store,
		Enrolment: replica.Enrolment{
			Installation: c.Store.Installation(), Office: c.Office().ID, Window: c.Office().Window, PublicKey: key.Public().Bytes(),
		},
		Transport: transport, Clock: clock, Jitter: func() float64 { return 1 },
		NewID: uuid.NewString, Report: func(replica.Status) {},
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- c.client.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		transport.CloseIdleConnections()
	})
	return c
}

// startHub serves the centre as the program wires it, at the clock's time.
func startHub(t *testing.T, clock standing) (url string) {
	t.Helper()
	log, err := central.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	items, err := catalogItems()
	if err != nil {
		t.Fatal(err)
	}
	h, err := hub.New(hub.Config{
		Log: log, Files: log, Now: clock.Now, Random: rand.Reader, PublicURL: "HTTP://TEST", Region: "330402", Item: items,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(func() {
		err := h.Close()
		server.Close()
		if err := errors.Join(err, log.Close()); err != nil {
			t.Error(err)
		}
	})
	return server.URL
}

func (c *counter) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

// awaits is the case once the centre's answer has come.
func (c *counter) awaits(id string, come func(casefile.Case) bool) casefile.Case {
	c.Helper()
	for limit := time.Now().Add(20 * time.Second); time.Now().Before(limit); time.Sleep(5 * time.Millisecond) {
		c.client.Nudge()
		file, err := c.Store.Case(id)
		c.must(err)
		if len(file.Misfits) > 0 {
			c.Fatalf("misfits %+v", file.Misfits)
		}
		if come(file) {
			return file
		}
	}
	stray, err := c.Tray()
	c.Fatalf("nothing came; in the tray %+v, %v", stray, err)
	return casefile.Case{}
}

// granted lets a case be reviewed and granted; the centre then issues.
func (c *counter) granted(file casefile.Case) casefile.Case {
	c.Helper()
	if file.NeedsConditions {
		c.must(c.As("hejing", func() error {
			_, err := c.Do(file.ID, desk.SetConditions, map[string]string{
				"use": "医疗卫生用地", "plot-ratio": "≤ 2.0", "density": "≤ 35%", "height": "≤ 45 米", "green": "≥ 35%",
			})
			return err
		}))
	}
	c.must(c.Reviewed(file.ID))
	c.must(c.As("zhoumin", func() error {
		_, err := c.Decide(file.ID, true, "")
		return err
	}))
	return c.awaits(file.ID, func(file casefile.Case) bool { return file.State == casefile.StateIssued })
}

// known says whether the public page knows what a certificate's code says.
func (c *counter) known(k casefile.Certificate) bool {
	c.Helper()
	answer, err := http.Get(c.url + "/V/" + k.Payload) //nolint:noctx // a test's own server
	c.must(err)
	page, err := io.ReadAll(answer.Body)
	c.must(errors.Join(err, answer.Body.Close()))
	return answer.StatusCode == http.StatusOK && strings.Contains(string(page), "真实有效")
}

// 划拨: the centre takes the publicity that B shares with A, and issues B's two
// certificates together.
func TestAllocationEndsInTwoCertificatesTogether(t *testing.T) {
	c := newCounter(t)
	first, err := c.Accepted("嘉兴市南湖区卫生健康局", "南湖区城南片区公共卫生中心")
	c.must(err)
	c.must(c.Publicised(first.ID))
	first = c.granted(first)
	if k, _ := first.Certificate(casefile.Permit); k.Number != "3304022026XS0000001" || k.ValidUntil.String() != "2029-11-23" || !c.known(k) {
		t.Errorf("A ends in %+v", k)
	}

	draft := c.NewDraft()
	draft.Fields["project.code"] = first.Application.Project.Code
	proposal, err := c.Propose(draft)
	c.must(err)
	draft, err = c.Take(draft, *proposal)
	c.must(err)
	draft, err = c.Complete(draft)
	c.must(err)
	second, err := c.Accept(draft)
	c.must(err)
	if second.Publicity == nil || second.Publicity.Earlier != first.Number {
		t.Fatalf("B's publicity is %+v", second.Publicity)
	}
	second = c.granted(second)
	issued, is := second.History[len(second.History)-1].Body.(*casefile.Issued)
	if !is || len(issued.Certificates) != 2 {
		t.Fatalf("issued %+v", issued)
	}
	allocation, permit := issued.Certificates[0], issued.Certificates[1]
	if allocation.Document != casefile.Allocation || allocation.Number != "嘉南土划〔2026〕1号" || !c.known(allocation) {
		t.Errorf("the decision is %+v", allocation)
	}
	if permit.Document != casefile.LandPermit || permit.Number != "" || !c.known(permit) {
		t.Errorf("the permit is %+v", permit)
	}
	_, err = c.Do(second.ID, desk.ReturnNumber, map[string]string{"document": "land-permit", "number": "3304022026YG0000001"})
	c.must(err)
	c.awaits(second.ID, func(file casefile.Case) bool {
		k, _ := file.Certificate(casefile.LandPermit)
		return k.Number == "3304022026YG0000001" && c.known(k)
	})
}

// 出让: the contract, once signed, brings the permit on the spot; the price once
// paid, the word to the registry.
func TestTransferEndsInRegistration(t *testing.T) {
	c := newCounter(t)
	draft := c.NewDraft()
	draft.Answers["supply"] = "transfer"
	draft, err := c.Complete(draft)
	c.must(err)
	file, err := c.Accept(draft)
	c.must(err)
	file = c.granted(file)
	if len(file.Certificates) != 1 || file.Certificates[0].Number != "嘉南土让〔2026〕1号" {
		t.Fatalf("granted with %+v", file.Certificates)
	}
	_, err = c.Print(file.ID, casefile.Contract, "")
	c.must(err)
	_, err = c.Do(file.ID, desk.SignContract, map[string]string{"signer": "张伟东"})
	c.must(err)
	c.awaits(file.ID, func(file casefile.Case) bool { _, is := file.Certificate(casefile.LandPermit); return is })
	_, err = c.Do(file.ID, desk.ConfirmPayment, map[string]string{"amount": "2860.5", "voucher": "浙财 0012345"})
	c.must(err)
	told := c.awaits(file.ID, func(file casefile.Case) bool { return file.Registration != nil }).Registration
	if told.Unit != "330402001023GB00123W00000000" || told.Amount != 2_860_500_000 || told.Documents[0] != "嘉南土让〔2026〕1号" {
		t.Errorf("the registry is told %+v", told)
	}
}
