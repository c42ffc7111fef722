package hub

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

//go:embed page.html
var pageSource string

// finding is what the public page says about a document. It holds no personal
// data and nothing that is not on the paper, but for the state of the case.
type finding struct {
	Tone   string // good, wait, bad or "" before anything was asked
	Mark   string
	Title  string
	Detail string
	Facts  []fact
}

type fact struct{ Name, Value string }

// verify answers whoever scanned a QR code.
func (h *Hub) verify(w http.ResponseWriter, r *http.Request) {
	h.show(w, r.PathValue("payload"))
}

// form answers whoever came by hand, and takes what a scanner typed.
func (h *Hub) form(w http.ResponseWriter, r *http.Request) {
	h.show(w, r.URL.Query().Get("code"))
}

func (h *Hub) show(w http.ResponseWriter, text string) {
	var f finding
	if text != "" {
		var err error
		if f, err = h.examine(text); err != nil {
			h.Logger.Error("a document cannot be verified", "error", err)
			http.Error(w, "暂时无法核验，请稍后再试。", http.StatusServiceUnavailable)
			return
		}
	}
	var page bytes.Buffer
	if err := h.page.Execute(&page, f); err != nil {
		h.Logger.Error("the page cannot be drawn", "error", err)
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	head := w.Header()
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "no-referrer")
	head.Set("Cache-Control", "no-store")
	_, _ = w.Write(page.Bytes()) // who hung up scans again
	if text != "" {
		h.Logger.Info("verification", "result", f.Tone)
	}
}

// examine finds out about a scanned text.
func (h *Hub) examine(text string) (finding, error) {
	ring, err := h.ring(text)
	if err != nil {
		return finding{}, err
	}
	result := ring.Check(text)
	switch result.Verdict {
	case seal.Genuine:
		return h.vouch(result)
	case seal.Withdrawn, seal.Superseded:
		return h.ended(result)
	default:
		return bad(reasonOf(result.Verdict)), nil
	}
}

// ended tells of a document that was true once and no longer holds.
func (h *Hub) ended(r seal.Result) (finding, error) {
	kind := casefile.DocumentOf(byte(r.Statement.Kind))
	f := finding{
		Tone: "bad", Mark: "✕", Title: "已撤销", Detail: "本文书曾由下列单位签发，该许可已被撤销，不再有效。",
		Facts: append(h.facts(r.Statement, kind), fact{"失效日期", r.Ended.Chinese()}),
	}
	if r.Verdict == seal.Superseded {
		f.Title, f.Detail = "已更正或换发", "本文书曾由下列单位签发，现已更正或换发，以新版为准，本版不再使用。"
	}
	c, found, err := h.caseOf(r.Statement)
	if found {
		f.Facts = append(f.Facts, fact{"办理状态", stateName(c.State)})
	}
	return f, err
}

// vouch compares a statement that was signed by right with the log.
func (h *Hub) vouch(r seal.Result) (finding, error) {
	s := r.Statement
	kind := casefile.DocumentOf(byte(s.Kind))
	c, found, err := h.caseOf(s)
	if err != nil {
		return finding{}, err
	}
	f := finding{Facts: h.facts(s, kind)}
	switch {
	case !found:
		f.Tone, f.Mark, f.Title = "wait", "…", "签名真实，待同步"
		f.Detail = "该凭证已签发，中心尚未收到该件，待同步。请稍后再次扫码查看办理进度。"
	case !isPaperOf(c, kind, r.Mark) && c.Digest(kind) != s.Digest:
		return bad("签名有效，但文书所载内容与中心登记的内容不一致。"), nil
	default:
		f.Tone, f.Mark, f.Title, f.Detail = "good", "✓", "真实有效", "本文书由下列单位签发，与中心登记一致。"
		f.Facts = append(f.Facts, h.progress(c, kind)...)
		if expired(c, kind, workday.DateOf(h.Now())) {
			f.Tone, f.Mark, f.Title = "wait", "!", "真实，已过有效期"
		}
		if revoked(c, kind) {
			f.Tone, f.Mark, f.Title, f.Detail = "bad", "✕", "已撤销", "本文书曾由下列单位签发，该许可已被撤销，不再有效。"
		}
	}
	return f, nil
}

// isPaperOf says whether the code is the very one that the centre gave out for a
// certificate of the case.
func isPaperOf(c casefile.Case, kind casefile.DocumentKind, mark seal.Mark) bool {
	issued, is := c.Certificate(kind)
	if !is {
		return false
	}
	signed, err := seal.Parse(issued.Payload)
	return err == nil && signed.Mark() == mark
}

// ring holds the centre's key and, of the installations' keys, the one that the
// text names.
func (h *Hub) ring(text string) (*seal.Ring, error) {
	all, err := h.Log.Installations()
	if err != nil {
		return nil, err
	}
	ring, named := seal.NewRing(h.issuer.public()), keyOf(text)
	_, list, err := h.listed(h.Log)
	if err != nil {
		return nil, err
	}
	if _, err := ring.Take(list); err != nil {
		return nil, err
	}
	for _, i := range all {
		if i.Key != named {
			continue
		}
		if i.Revoked != nil { // perhaps before there was a list
			ring.Revoke(i.Key, i.Revoked.Voided)
		}
		if _, err := ring.Add(i.Certificate); err != nil {
			h.Logger.Error("a kept certificate does not verify", "installation", i.ID, "error", err)
		}
	}
	return ring, nil
}

// keyOf is the key that a payload names; of a malformed one the zero key, and
// the ring will say so.
func keyOf(text string) seal.KeyID {
	if signed, err := seal.Parse(text); err == nil {
		return signed.Statement.Key
	}
	return seal.KeyID{}
}

// caseOf finds the case that a statement is about.
func (h *Hub) caseOf(s seal.Statement) (casefile.Case, bool, error) {
	id, ok, err := h.Log.Find(s.Office, s.Number)
	if err != nil || !ok {
		return casefile.Case{}, false, err
	}
	events, err := h.Log.Case(id)
	if err != nil {
		return casefile.Case{}, false, err
	}
	return casefile.Fold(events), true, nil
}

func (h *Hub) facts(s seal.Statement, kind casefile.DocumentKind) []fact {
	item, office := s.Item, s.Office
	if known, ok := h.Item(item); ok {
		item = known.Name
	}
	if h.OfficeName != nil {
		office = h.OfficeName(office)
	}
	facts := []fact{
		{"文书", kindName(kind)}, {"编号", s.Number}, {"事项", item},
		{"签发单位", office}, {"日期", s.Date.Chinese()},
	}
	if s.Copy > 1 {
		facts = append(facts, fact{"补打", fmt.Sprintf("第 %d 份", s.Copy)})
	}
	return facts
}

func (h *Hub) progress(c casefile.Case, kind casefile.DocumentKind) []fact {
	facts := []fact{{"办理状态", stateName(c.State)}}
	if n := c.Copies(kind); n > 1 {
		facts = append(facts, fact{"打印次数", fmt.Sprintf("%d（其中补打 %d 次）", n, n-1)})
	}
	if issued, is := c.Certificate(kind); is && !issued.ValidUntil.IsZero() {
		facts = append(facts, fact{"有效期至", issued.ValidUntil.Chinese()})
	}
	if c.State == casefile.StateReview || c.State == casefile.StateReviewed {
		facts = append(facts, fact{"应于此日前办结", c.Deadline.Due.Chinese()})
	}
	if c.State == casefile.StateReceived && !c.Limit.Due.IsZero() {
		facts = append(facts, fact{"应于此日前告知或受理", c.Limit.Due.Chinese()})
	}
	return facts
}

func expired(c casefile.Case, kind casefile.DocumentKind, today workday.Date) bool {
	return c.Expired(kind, today)
}

// revoked says whether the document is a permit that was taken back.
func revoked(c casefile.Case, kind casefile.DocumentKind) bool {
	return c.State == casefile.StateRevoked && slices.Contains(casefile.CentreKinds(), kind)
}

func bad(detail string) finding {
	return finding{Tone: "bad", Mark: "✕", Title: "不能核验", Detail: detail}
}

func reasonOf(v seal.Verdict) string {
	switch v {
	case seal.Altered:
		return "签名与内容不符，文书可能被改动或伪造。"
	case seal.UnknownKey:
		return "签发设备未在中心登记，无法确认该文书由本窗口签发。"
	case seal.Revoked:
		return "签发所用密钥在文书日期已被吊销。"
	case seal.Outside:
		return "签发设备无权签发该文书。"
	}
	return "这不是一窗通文书上的核验码，或核验码不完整。请对准文书上的二维码重新扫描。"
}

func parsePage() (*template.Template, error) { return template.New("page").Parse(pageSource) }
