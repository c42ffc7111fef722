package store

import "sync"

// watchers are called when cases changed.
type watchers struct {
	mu   sync.Mutex
	last int
	list map[int]func()
}

// Watch calls changed after every transaction that changed a case, on the
// goroutine that wrote. It must return at once: a window only asks its own
// thread to refresh. Stop ends it.
func (s *Store) Watch(changed func()) (stop func()) {
	w := &s.watchers
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.list == nil {
		w.list = map[int]func(){}
	}
	w.last++
	id := w.last
	w.list[id] = changed
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.list, id)
	}
}

func (w *watchers) call() {
	w.mu.Lock()
	list := make([]func(), 0, len(w.list))
	for _, changed := range w.list {
		list = append(list, changed)
	}
	w.mu.Unlock()
	for _, changed := range list {
		changed()
	}
}
