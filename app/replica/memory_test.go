package replica_test

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"sync"

	"onewindow/app/casefile"
	"onewindow/app/replica"
)

// memory is a counter's store in memory.
type memory struct {
	mu       sync.Mutex
	err      error
	pending  []casefile.Event
	refused  map[string]string
	log      []casefile.Event
	seen     map[string]bool
	cursor   string
	leases   []replica.Lease
	bytes    map[string][]byte
	unsent   []casefile.Attachment
	sent     int
	settings map[string][]byte
}

func newMemory() *memory {
	return &memory{refused: map[string]string{}, seen: map[string]bool{}, bytes: map[string][]byte{}, settings: map[string][]byte{}}
}

func (m *memory) add(events ...casefile.Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pending = append(m.pending, events...)
}

func (m *memory) waiting() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.pending)
}

func (m *memory) downloaded() []casefile.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]casefile.Event(nil), m.log...)
}

func (m *memory) held() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.log)
}

func (m *memory) history(id string) []casefile.Event {
	var events []casefile.Event
	for _, e := range m.downloaded() {
		if e.Case == id {
			events = append(events, e)
		}
	}
	return events
}

func (m *memory) leased() []replica.Lease {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]replica.Lease(nil), m.leases...)
}

func (m *memory) sentFiles() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sent
}

func (m *memory) keep(hash string, b []byte) casefile.Attachment {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.bytes[hash] = b
	return casefile.Attachment{Name: "scan.pdf", Hash: hash, Size: int64(len(b))}
}

func (m *memory) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.err = err
}

func (m *memory) PendingBehind(seq uint64, max, maxBytes int) ([]casefile.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []casefile.Event
	size := 0
	for _, e := range m.pending {
		if e.Seq > seq && len(list) < max && (len(list) == 0 || size < maxBytes) {
			list = append(list, e)
			size += len(e.Body)
		}
	}
	return list, m.err
}

func (m *memory) Settle(answers []replica.Answer) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range answers {
		if len(m.pending) == 0 || m.pending[0].ID != a.ID {
			continue
		}
		if a.Refused != "" {
			m.refused[a.ID] = a.Refused
		}
		var body casefile.Received
		if m.pending[0].Kind == casefile.KindReceived && json.Unmarshal(m.pending[0].Body, &body) == nil {
			for _, material := range body.Materials {
				m.unsent = append(m.unsent, material.Files...)
			}
		}
		m.pending = m.pending[1:]
	}
	return m.err
}

func (m *memory) Cursor() (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cursor, m.err
}

func (m *memory) Apply(page replica.Page) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, o := range page.Events {
		e, err := casefile.Parse(o.Event)
		if err != nil {
			return err
		}
		if !m.seen[e.ID] {
			m.seen[e.ID] = true
			m.log = append(m.log, e)
		}
	}
	m.cursor = page.Next
	return m.err
}

func (m *memory) Epoch() (uint64, error) { return 0, m.failing() }

func (m *memory) Known(uint64, replica.Mark, int, int) ([]replica.Given, *replica.Mark, error) {
	return nil, nil, m.failing()
}

func (m *memory) Rewind(replica.Rewinding) error { return m.failing() }

func (m *memory) Restored() (uint64, bool, error) { return 0, false, m.failing() }

func (m *memory) Doubt() error { return m.failing() }

func (m *memory) Succeed() error { return m.failing() }

func (m *memory) failing() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.err
}

func (m *memory) Shortages(int) ([]replica.NumberKind, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.leases) > 0 {
		return nil, m.err
	}
	return []replica.NumberKind{replica.AcceptanceNumbers}, m.err
}

func (m *memory) AddLease(l replica.Lease) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.leases = append(m.leases, l)
	return m.err
}

func (m *memory) Leases(most int) ([]replica.Lease, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]replica.Lease(nil), m.leases[max(0, len(m.leases)-most):]...), m.err
}

func (m *memory) UnsentFiles(max int) ([]casefile.Attachment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]casefile.Attachment(nil), m.unsent[:min(max, len(m.unsent))]...), m.err
}

func (m *memory) FileSent(hash string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, f := range m.unsent {
		if f.Hash == hash {
			m.unsent = append(m.unsent[:i:i], m.unsent[i+1:]...)
			m.sent++
			return m.err
		}
	}
	return m.err
}

func (m *memory) File(hash string) (io.ReadCloser, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, ok := m.bytes[hash]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func (m *memory) Setting(name string, v any) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	raw, ok := m.settings[name]
	if !ok {
		return false, nil
	}
	return true, json.Unmarshal(raw, v)
}

func (m *memory) SaveSetting(name string, v any) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	raw, err := json.Marshal(v)
	m.settings[name] = raw
	return err
}
