//go:build linux

package powercut

import (
	"cmp"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const sector = 512 // bytes that a disk writes whole or not at all

// State is what a power cut left.
type State struct {
	Moment int    // behind which step the power went
	Said   string // all that the program had said by then
	root   string
	files  map[string][]byte // by path
	dirs   map[string]bool
}

// State makes a state by chance: of a moment by chance, or that of before the
// first or after the last step.
func (r *Recording) State(random *rand.Rand) State { return r.at(random.IntN(len(r.steps)+1), random) }

// WithoutSyncs is the same program as if it had synced nothing: the control that
// a test of states must find failing.
func (r *Recording) WithoutSyncs() *Recording {
	bare := *r
	bare.steps = slices.DeleteFunc(slices.Clone(r.steps), func(s step) bool { return s.kind == sync || s.kind == syncFolder })
	return &bare
}

// Syncs counts the syncs.
func (r *Recording) Syncs() int { return len(r.steps) - len(r.WithoutSyncs().steps) }

// Steps counts all.
func (r *Recording) Steps() int { return len(r.steps) }

// disk is what is on the disk for certain, and what is not yet.
type disk struct {
	random  *rand.Rand
	content map[int][]byte // of files
	loose   map[int][]step // writes behind a file's last sync
	names   map[string]int // path → file; -1 a folder
	open    map[string][]step
}

func (r *Recording) at(moment int, random *rand.Rand) State {
	d := &disk{random, map[int][]byte{}, map[int][]step{}, map[string]int{}, map[string][]step{}}
	var told strings.Builder
	for _, s := range r.steps[:moment] {
		switch s.kind {
		case write, size:
			d.loose[s.file] = append(d.loose[s.file], s)
		case sync:
			for _, w := range d.loose[s.file] {
				d.put(w, false)
			}
			delete(d.loose, s.file)
		case name, unname, moved, folder:
			dir := filepath.Dir(s.path)
			d.open[dir] = append(d.open[dir], s)
		case syncFolder:
			d.enter(s.path, len(d.open[s.path]))
		case said:
			told.Write(s.data)
		}
	}
	return d.cut(State{Moment: moment, Said: told.String(), root: r.root})
}

// enter makes the first n of a folder's open names certain. A move within it is
// one change, as it is in the journal of a file system.
func (d *disk) enter(dir string, n int) {
	list := d.open[dir]
	d.open[dir] = slices.Clone(list[n:])
	for _, s := range list[:n] {
		switch s.kind {
		case name:
			d.names[s.path] = s.file
			if s.from != "" {
				delete(d.names, s.from)
			}
		case unname:
			delete(d.names, s.path)
		case moved:
			rename(d.names, s.from, s.path)
			delete(d.names, s.from)
			d.names[s.path] = -1
			rename(d.open, s.from, s.path)
			d.open[s.path] = append(d.open[s.from], d.open[s.path]...)
			delete(d.open, s.from)
		default:
			d.names[s.path] = -1
		}
	}
}

// put writes to the content of a file; torn, only some of the sectors.
func (d *disk) put(s step, torn bool) {
	content := d.content[s.file]
	end := s.at + int64(len(s.data))
	if s.kind == size {
		end = s.at
		content = content[:min(int64(len(content)), s.at)]
	}
	if grown := end - int64(len(content)); grown > 0 {
		content = append(content, make([]byte, grown)...)
	}
	for from := s.at; from < end; {
		to := min(end, (from/sector+1)*sector)
		if !torn || d.random.IntN(2) == 0 {
			copy(content[from:to], s.data[from-s.at:])
		}
		from = to
	}
	d.content[s.file] = content
}

// cut lets the power go: of what is not certain some is there.
func (d *disk) cut(state State) State {
	style := d.random.IntN(4) // none, all, the first so many, any of them
	for _, file := range slices.Sorted(maps.Keys(d.loose)) {
		list := d.loose[file]
		first := d.random.IntN(len(list) + 1)
		for i, s := range list {
			there := style == 1 || style == 2 && i < first || style == 3 && d.random.IntN(2) == 0
			last := style == 2 && i == first
			if there || last {
				d.put(s, last || style == 3 && d.random.IntN(3) == 0)
			}
		}
	}
	for _, dir := range slices.SortedFunc(maps.Keys(d.open), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	}) {
		n := len(d.open[dir]) // 0 where it was moved meanwhile
		switch style {
		case 0:
			n = 0
		case 2, 3:
			n = d.random.IntN(n + 1)
		}
		d.enter(dir, n)
	}
	state.files, state.dirs = map[string][]byte{}, map[string]bool{}
	for path, file := range d.names {
		switch {
		case !d.reachable(state.root, path):
		case file < 0:
			state.dirs[path] = true
		default:
			state.files[path] = d.content[file]
		}
	}
	return state
}

// reachable says whether all folders above a path have their names.
func (d *disk) reachable(root, path string) bool {
	for dir := filepath.Dir(path); dir != root; dir = filepath.Dir(dir) {
		if d.names[dir] != -1 {
			return false
		}
	}
	return true
}

// WriteTo makes the state in a folder, in place of what is there.
func (s State) WriteTo(dir string) error {
	err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o700))
	for path := range s.dirs {
		err = errors.Join(err, os.MkdirAll(s.moved(dir, path), 0o700))
	}
	for path, content := range s.files {
		err = errors.Join(err, os.WriteFile(s.moved(dir, path), content, 0o600))
	}
	return err
}

func (s State) moved(dir, path string) string {
	return filepath.Join(dir, strings.TrimPrefix(path, s.root))
}
