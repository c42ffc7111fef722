package hub_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"onewindow/app/hub"
	"onewindow/app/replica"
)

// described holds every request of the tests to the description: what it
// forbids the centre must refuse, and every answer must be one of those it names.
type described struct {
	t      testing.TB
	hub    *hub.Hub
	codec  *replica.Codec
	routes routers.Router
}

func describedBy(t testing.TB, h *hub.Hub, codec *replica.Codec) *described {
	t.Helper()
	routes, err := legacy.NewRouter(description(t, h))
	if err != nil {
		t.Fatal(err)
	}
	openapi3filter.RegisterBodyDecoder("text/html", asText)
	return &described{t, h, codec, routes}
}

// asText lets the pages for people be checked as text.
func asText(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
	raw, err := io.ReadAll(body)
	return string(raw), err
}

// description is the document as the hub hands it out.
func description(t testing.TB, h *hub.Hub) *openapi3.T {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/openapi.yaml", nil))
	doc, err := openapi3.NewLoader().LoadFromData(w.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return doc
}

// ServeHTTP lets the hub answer and compares.
func (d *described) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client hung up
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	d.hub.ServeHTTP(answer, r)
	if r.Pattern != "" {
		d.compare(r, body, answer.Result())
	}
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

func (d *described) compare(r *http.Request, body []byte, answer *http.Response) {
	route, params, err := d.routes.FindRoute(r)
	if err != nil {
		d.t.Errorf("%s %s is not described: %v", r.Method, r.URL.Path, err)
		return
	}
	in := &openapi3filter.RequestValidationInput{
		Request: d.plain(r, body), PathParams: params, Route: route,
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	forbidden := openapi3filter.ValidateRequest(context.Background(), in)
	if forbidden != nil && answer.StatusCode < http.StatusBadRequest && !limited(forbidden) {
		d.t.Errorf("%s %s: answered %d, though the description forbids it: %v", r.Method, r.URL, answer.StatusCode, forbidden)
	}
	raw, err := io.ReadAll(answer.Body)
	if err == nil && answer.Header.Get("Content-Encoding") == replica.Encoding {
		raw, err = d.codec.Unpack(raw)
	}
	if r.Method == http.MethodHead {
		raw = nil
	}
	out := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: answer.StatusCode, Header: answer.Header,
		Body: io.NopCloser(bytes.NewReader(raw)), Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	if err := errors.Join(err, openapi3filter.ValidateResponse(context.Background(), out)); err != nil {
		d.t.Errorf("%s %s: the answer is not as described: %v", r.Method, r.URL, err)
	}
}

// limited says whether only a number of a query is not one: the centre takes
// the default then.
func limited(forbidden error) bool {
	var e *openapi3filter.RequestError
	return errors.As(forbidden, &e) && e.Parameter != nil && e.Parameter.In == "query"
}

// plain is the request with its body unpacked and named.
func (d *described) plain(r *http.Request, body []byte) *http.Request {
	c := r.Clone(context.Background())
	if r.Header.Get("Content-Encoding") == replica.Encoding {
		if unpacked, err := d.codec.Unpack(body); err == nil {
			body = unpacked
		}
	}
	c.Body = io.NopCloser(bytes.NewReader(body))
	c.Header.Set("Content-Type", map[bool]string{true: "application/octet-stream", false: "application/json"}[r.Method == http.MethodPatch])
	return c
}

// Every route is described, and nothing is that is no route.
func TestDescriptionNamesEveryRoute(t *testing.T) {
	c := open(t, t.TempDir())
	var want, got []string
	for _, pattern := range hub.Patterns(c.hub) {
		want = append(want, strings.TrimSuffix(pattern, "{$}"))
	}
	for path, item := range description(t, c.hub).Paths.Map() {
		for method := range item.Operations() {
			got = append(got, method+" "+path)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("described %q\nanswered %q", got, want)
	}
}

// Every problem that the centre has is named, and no other.
func TestDescriptionNamesEveryProblem(t *testing.T) {
	c := open(t, t.TempDir())
	var named []string
	for _, code := range description(t, c.hub).Components.Schemas["ProblemCode"].Value.Enum {
		named = append(named, code.(string))
	}
	want := hub.ProblemCodes()
	slices.Sort(named)
	slices.Sort(want)
	if !slices.Equal(named, want) {
		t.Errorf("named %q\nhas   %q", named, want)
	}
}
