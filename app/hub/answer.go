package hub

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"onewindow/app/replica"
)

// request is a request whose body has been read.
type request struct {
	*http.Request
	body   []byte       // as sent
	digest string       // of the body, which its proof is over
	from   Installation // who signed it; the zero Installation for an enrolment
	// how it proved that, for the answer
	proof *credential
}

func newRequest(r *http.Request, body []byte) request {
	return request{Request: r, body: body, digest: replica.Reference(body), proof: &credential{}}
}

// digestOf is the digest of what the body holds: the same, where it came unpacked.
func (r request) digestOf(plain []byte) string {
	if len(plain) > 0 && len(r.body) == len(plain) && &r.body[0] == &plain[0] {
		return r.digest
	}
	return replica.Reference(plain)
}

// answer is what a handler gives back: a status, and a body or an offset.
type answer struct {
	status int
	body   any
	offset *int64
	wait   time.Duration // before the caller may come again; 0 for at once
}

// handler answers one kind of request.
type handler func(request) (answer, error)

// failure is an error that the installation gets to know.
type failure struct {
	status  int
	problem replica.Problem
	wait    time.Duration // before the caller may come again; 0 for at once
}

func (f *failure) Error() string { return "hub: " + f.problem.Code }

func fail(status int, code string) *failure {
	return &failure{status: status, problem: replica.Problem{Code: code}}
}

// ProblemCodes lists every code of a [replica.Problem], so that a test can hold
// the translations to it.
func ProblemCodes() []string {
	return []string{
		"malformed", "too-large", "unknown-installation", "signature", "clock", "enrolment-code",
		"window-taken", "key-changed", "chain", "cursor", "cursor-ahead", "lease", "lease-unused", "unknown-file",
		"offset", "hash", "storage", "revoked", "no-roster", "unknown-user", "password", "locked", "verifier", "session",
		replica.CodeRestored, replica.CodeRestoring,
	}
}

// RefusalCodes lists the codes with which the centre itself refuses an event,
// beside those of casefile.
func RefusalCodes() []string {
	return []string{"altered", "office", "number-taken", "unknown-item", "publicity-unknown", "revoked",
		"author-unknown", "author-left", "author-role", "number-unleased", "number-foreign", "certificate-forged"}
}

// answered reads the body, runs the handler and sends its signed answer.
func (h *Hub) answered(do handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		start := h.Now()
		rest := h.pace(w, r)
		body, err := h.body(w, r)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			tooSlow(w)
			return
		}
		rest()
		q := newRequest(r, body)
		var a answer
		if err == nil {
			a, err = do(q)
		}
		if err != nil {
			a = h.problem(r, err)
		}
		h.send(w, q, a)
		level := slog.LevelInfo
		if r.Method == http.MethodGet && a.status == http.StatusOK {
			level = slog.LevelDebug // every window asks for news all day long
		}
		h.Logger.Log(r.Context(), level, "request", "method", r.Method, "path", r.URL.Path, "status", a.status,
			"installation", r.Header.Get(replica.HeaderInstallation), "took", h.Now().Sub(start))
	}
}

// maxAsked is the longest body in bytes where neither events nor files come in.
const maxAsked = 64 << 10

// body reads the body of a request as far as its kind needs one. Of somebody
// unknown it keeps nothing: a thousand strangers at once, each a byte before the
// end of a full message, would take all memory there is.
func (h *Hub) body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	brings := r.Method == http.MethodPost && (r.URL.Path == replica.PathEvents || r.URL.Path == replica.PathReturns) ||
		r.Method == http.MethodPatch
	if !brings {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxAsked))
		return body, unread(err)
	}
	whole := http.MaxBytesReader(w, r.Body, replica.MaxMessage)
	if _, stranger := h.acquainted(r.Header.Get(replica.HeaderInstallation)); stranger != nil {
		// Read to its end all the same, or the sender would not hear the answer.
		_, err := io.Copy(io.Discard, whole)
		return nil, cmp.Or(unread(err), stranger)
	}
	var body bytes.Buffer
	body.Grow(int(min(max(r.ContentLength, 0), roomAhead)) + bytes.MinRead)
	_, err := body.ReadFrom(whole)
	return body.Bytes(), unread(err)
}

// roomAhead is for how many bytes of a body there is room before they come. Who says
// that more comes has to send it.
const roomAhead = 64 << 10

// unread is why a body could not be read: too large, or not what HTTP says a body
// is, which is the sender's fault and no trouble of the centre's.
func unread(err error) error {
	var large *http.MaxBytesError
	if err == nil || errors.As(err, &large) || errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return fail(http.StatusBadRequest, "malformed")
}

// problem turns an error into an answer. What is not a failure is the centre's
// own trouble: the installation learns only that it should come again.
func (h *Hub) problem(r *http.Request, err error) answer {
	var f *failure
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &f):
	case errors.As(err, &large):
		f = fail(http.StatusRequestEntityTooLarge, "too-large")
	default:
		h.Logger.Error("request failed", "method", r.Method, "path", r.URL.Path, "error", err)
		f = fail(http.StatusServiceUnavailable, "storage")
		f.wait = 10 * time.Second
	}
	p := f.problem
	p.Time = h.Now()
	return answer{status: f.status, body: p, wait: f.wait}
}

// packedFrom is the size in bytes above which packing an answer pays.
const packedFrom = 256

// send writes the answer with the centre's signature over it.
func (h *Hub) send(w http.ResponseWriter, r request, a answer) {
	var body []byte
	if a.body != nil {
		var err error
		if body, err = written(a.body); err != nil {
			h.Logger.Error("an answer cannot be written", "error", err)
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
	}
	w.Header().Set(replica.HeaderDictionary, strconv.Itoa(replica.Dictionary))
	if len(body) > packedFrom && strings.Contains(r.Header.Get("Accept-Encoding"), replica.Encoding) {
		body = h.codec.PackFor(r.Header, body)
		w.Header().Set("Content-Encoding", replica.Encoding)
	}
	if p, ok := a.body.(replica.Problem); ok {
		w.Header().Set(replica.HeaderProblem, p.Code)
	}
	if a.offset != nil {
		w.Header().Set(replica.HeaderOffset, strconv.FormatInt(*a.offset, 10))
	}
	if a.wait > 0 {
		w.Header().Set("Retry-After", strconv.FormatFloat(math.Ceil(a.wait.Seconds()), 'f', 0, 64))
	}
	signed := body
	if r.Method == http.MethodHead {
		signed = nil // it is not sent
	}
	signature, err := h.seal(w, r, a.status, signed)
	if err != nil {
		h.Logger.Error("an answer cannot be signed", "error", err)
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(signature))
	w.Header().Set("Cache-Control", "no-store")
	if body != nil {
		w.Header().Set("Content-Length", strconv.Itoa(len(body))) // or a long one would go out in chunks
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(body) // who hung up asks again
}

// seal gives an answer the session it is to bring, and proves it.
func (h *Hub) seal(w http.ResponseWriter, r request, status int, body []byte) ([]byte, error) {
	offer, err := h.offer(r.Request, *r.proof)
	if err != nil {
		return nil, err
	}
	if offer != "" {
		w.Header().Set(replica.HeaderSession, offer)
	}
	return h.confirm(*r.proof, replica.AnswerMessage(reference(r), status, w.Header(), body))
}

// reference names the request that an answer belongs to.
func reference(r request) string {
	if s := r.Header.Get(replica.HeaderSignature); s != "" {
		return s
	}
	return r.digest
}

// known lets a request through that an enrolled installation signed and that is
// not revoked.
func (h *Hub) known(do handler) handler {
	return func(r request) (answer, error) {
		from, err := h.sender(r)
		if err != nil {
			return answer{}, err
		}
		r.from = from
		h.meet(r)
		return do(r)
	}
}

// heard lets a request through even of a revoked installation: what it had not
// delivered yet is kept aside for a person, and not lost.
func (h *Hub) heard(do handler) handler {
	return func(r request) (answer, error) {
		from, err := h.signer(r)
		if err != nil {
			return answer{}, err
		}
		r.from = from
		h.meet(r)
		return do(r)
	}
}

// sender finds who signed the request and still belongs here.
func (h *Hub) sender(r request) (Installation, error) {
	from, err := h.signer(r)
	if err != nil {
		return Installation{}, err
	}
	from, ok, err := h.Log.Installation(from.ID)
	switch {
	case err != nil:
		return Installation{}, err
	case !ok:
		return Installation{}, fail(http.StatusUnauthorized, "unknown-installation")
	case from.Revoked != nil:
		return Installation{}, fail(http.StatusForbidden, "revoked")
	}
	return from, nil
}

// signer finds who signed the request, as it was when it first came: it may hold
// another window by now, or be revoked.
func (h *Hub) signer(r request) (Installation, error) {
	from, err := h.acquainted(r.Header.Get(replica.HeaderInstallation))
	if err != nil {
		return Installation{}, err
	}
	signature, err := base64.StdEncoding.DecodeString(r.Header.Get(replica.HeaderSignature))
	if err != nil {
		return Installation{}, fail(http.StatusUnauthorized, "signature")
	}
	proven, err := h.prove(r, from, signature)
	if err != nil {
		return Installation{}, err
	}
	*r.proof = proven
	at, err := time.Parse(time.RFC3339Nano, r.Header.Get(replica.HeaderTime))
	if err != nil {
		return Installation{}, fail(http.StatusUnauthorized, "signature")
	}
	if gap := h.Now().Sub(at).Abs(); gap > replica.MaxClockGap {
		return Installation{}, fail(http.StatusUnauthorized, "clock")
	}
	return from.Installation, nil
}

// read decodes a JSON body, packed or not.
func (h *Hub) read(r request, v any) error {
	plain, err := h.plain(r)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return fail(http.StatusBadRequest, "malformed")
	}
	return nil
}

// plain is the body of a request, unpacked.
func (h *Hub) plain(r request) ([]byte, error) {
	if r.Header.Get("Content-Encoding") != replica.Encoding {
		return r.body, nil
	}
	plain, err := h.codec.Unpack(r.body)
	if err != nil {
		return nil, fail(http.StatusBadRequest, "malformed")
	}
	return plain, nil
}

// written is an answer's body as JSON.
func written(body any) ([]byte, error) {
	if page, ok := body.(replica.Page); ok {
		return page.Bytes()
	}
	return json.Marshal(body)
}
