package hub

import (
	_ "embed"
	"io"
	"net/http"
)

//go:embed openapi.yaml
var description string

// describe hands out the OpenAPI description of the interface.
func describe(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/yaml")
	_, _ = io.WriteString(w, description) // who hung up asks again
}
