package powercut

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// kind is what a step does.
type kind int

const (
	write kind = iota // bytes at a place of a file
	size              // sets a file's length
	sync              // of a file
	syncFolder
	name   // gives a file a name, taking it from another
	unname // removes a name
	moved  // gives a folder another name
	folder // makes a folder
	said   // a line to the standard output
)

// step is one thing that a program did to the disk, or said.
type step struct {
	kind kind
	file int // which one, whatever its name is
	path string
	from string // the name before
	at   int64
	data []byte
}

// Recording is what a program did to a folder, in order.
type Recording struct {
	root  string
	steps []step
	files int
}

// Record runs a command that works in the folder root, which is empty, and
// returns when it has ended. What the command says on its standard output is part
// of the record. It needs strace.
func Record(ctx context.Context, root string, command *exec.Cmd) (*Recording, error) {
	trace := root + ".strace"
	args := append([]string{
		"-f", "-y", "-xx", "-s", "100000000", "-o", trace, "-e",
		"trace=openat,creat,write,pwrite64,ftruncate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,fsync,fdatasync,mkdir,mkdirat",
		"-e", "signal=none", command.Path,
	}, command.Args[1:]...)
	traced := exec.CommandContext(ctx, "strace", args...)
	traced.Env, traced.Stdout, traced.Stderr = command.Env, command.Stdout, command.Stderr
	if err := traced.Run(); err != nil {
		return nil, fmt.Errorf("powercut: %w", err)
	}
	f, err := os.Open(trace)
	if err != nil {
		return nil, err
	}
	r := &reader{Recording: Recording{root: root}, begun: map[string]string{}, at: map[string]int64{}, names: map[string]int{}, ends: map[int]int64{}}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<30)
	for lines.Scan() {
		if err := r.line(lines.Text()); err != nil {
			return nil, errors.Join(fmt.Errorf("powercut: %q: %w", shorten(lines.Text()), err), f.Close())
		}
	}
	return &r.Recording, errors.Join(lines.Err(), f.Close())
}

func shorten(line string) string { return line[:min(len(line), 200)] }

// reader makes steps of the lines of strace.
type reader struct {
	Recording
	begun map[string]string // thread → a call that another thread's line has cut in two
	names map[string]int    // path → file
	at    map[string]int64  // path → where plain writes to it go on
	ends  map[int]int64     // file → its length
}

// line reads one line. A call counts when it returns: a sync covers nothing that
// came after it, and of two calls at once either may be first.
func (r *reader) line(line string) error {
	thread, call, _ := strings.Cut(line, " ")
	call = strings.TrimSpace(call)
	if head, cut := strings.CutSuffix(call, "<unfinished ...>"); cut {
		r.begun[thread] = head
		return nil
	}
	if rest, resumed := strings.CutPrefix(call, "<... "); resumed {
		_, tail, _ := strings.Cut(rest, "resumed>")
		call = r.begun[thread] + tail
	}
	parts := regexp.MustCompile(`^(\w+)\((.*)\)\s+= (-?\d+)`).FindStringSubmatch(call)
	if parts == nil || strings.HasPrefix(parts[3], "-") {
		return nil // an exit, a signal, a call that failed
	}
	done, err := strconv.ParseInt(parts[3], 10, 64)
	if err != nil {
		return err
	}
	return r.call(parts[1], fields(parts[2]), done)
}

// fields splits arguments; no text among them holds a comma, being in hex. A call
// that was cut in two has a blank where the cut was.
func fields(list string) []string {
	args := strings.Split(list, ", ")
	for i, arg := range args {
		args[i] = strings.TrimSpace(arg)
	}
	return args
}

func (r *reader) call(what string, args []string, done int64) error {
	switch what {
	case "openat":
		return r.open(unhex(args[1]), args[2])
	case "write", "pwrite64":
		return r.write(what, args, done)
	case "ftruncate":
		n, err := strconv.ParseInt(args[1], 10, 64)
		r.ends[r.names[pathOf(args[0])]] = n
		r.add(step{kind: size, path: pathOf(args[0]), at: n})
		return err
	case "fsync", "fdatasync":
		r.sync(pathOf(args[0]))
	case "rename":
		r.move(unhex(args[0]), unhex(args[1]))
	case "renameat", "renameat2":
		r.move(unhex(args[1]), unhex(args[3]))
	case "unlink":
		r.remove(unhex(args[0]))
	case "unlinkat":
		r.remove(unhex(args[1]))
	case "mkdir":
		r.makeFolder(unhex(args[0]))
	case "mkdirat":
		r.makeFolder(unhex(args[1]))
	default:
		return errors.New("a call that this package does not know")
	}
	return nil
}

// within says whether a path is of the folder.
func (r *reader) within(path string) bool { return strings.HasPrefix(path, r.root+"/") }

func (r *reader) add(s step) {
	if !r.within(s.path) {
		return
	}
	if s.kind == write || s.kind == size || s.kind == sync {
		s.file = r.names[s.path]
	}
	r.steps = append(r.steps, s)
}

func (r *reader) open(path, flags string) error {
	if !r.within(path) {
		return nil
	}
	file, known := r.names[path]
	switch {
	case !known && !strings.Contains(flags, "O_CREAT"):
		return nil // a folder
	case !known:
		r.files++
		file = r.files
		r.names[path] = file
		r.steps = append(r.steps, step{kind: name, file: file, path: path})
	case strings.Contains(flags, "O_TRUNC"):
		r.ends[file] = 0
		r.add(step{kind: size, path: path})
	}
	r.at[path] = 0
	if strings.Contains(flags, "O_APPEND") {
		r.at[path] = r.ends[file]
	}
	return nil
}

func (r *reader) write(what string, args []string, done int64) error {
	path := pathOf(args[0])
	data := []byte(unhex(args[1]))
	if int64(len(data)) < done {
		return fmt.Errorf("%d bytes of %d", len(data), done)
	}
	data = data[:done]
	if strings.HasPrefix(args[0], "1<") {
		r.steps = append(r.steps, step{kind: said, data: data})
		return nil
	}
	at := r.at[path]
	if what == "pwrite64" {
		var err error
		if at, err = strconv.ParseInt(args[3], 10, 64); err != nil {
			return err
		}
	} else {
		r.at[path] += done
	}
	if file, is := r.names[path]; is {
		r.ends[file] = max(r.ends[file], at+done)
	}
	r.add(step{kind: write, path: path, at: at, data: data})
	return nil
}

func (r *reader) sync(path string) {
	if path == r.root {
		r.steps = append(r.steps, step{kind: syncFolder, path: path})
		return
	}
	if _, is := r.names[path]; is {
		r.add(step{kind: sync, path: path})
		return
	}
	r.add(step{kind: syncFolder, path: path})
}

func (r *reader) move(from, to string) {
	if !r.within(from) || !r.within(to) {
		return
	}
	file, is := r.names[from]
	if !is {
		rename(r.names, from, to)
		r.add(step{kind: moved, path: to, from: from})
		return
	}
	delete(r.names, from)
	r.names[to] = file
	r.add(step{kind: name, file: file, path: to, from: from})
}

// rename moves what is named under a folder to another.
func rename[V any](names map[string]V, from, to string) {
	for path, v := range names {
		if rest, under := strings.CutPrefix(path, from+"/"); under {
			delete(names, path)
			names[to+"/"+rest] = v
		}
	}
}

func (r *reader) remove(path string) {
	if _, is := r.names[path]; is {
		delete(r.names, path)
		r.add(step{kind: unname, path: path})
	}
}

func (r *reader) makeFolder(path string) { r.add(step{kind: folder, path: path}) }

// pathOf is the path that strace names behind a descriptor: 5</a/b>.
func pathOf(arg string) string {
	_, path, _ := strings.Cut(arg, "<")
	path = strings.TrimSuffix(path, ">")
	return filepath.Clean(unhex(`"` + path + `"`))
}

// unhex reads what strace wrote as \x61\x62; what is plain stays.
func unhex(text string) string {
	text = strings.Trim(text, `"`)
	if !strings.Contains(text, `\x`) {
		return text
	}
	raw := make([]byte, 0, len(text)/4)
	for i := 0; i < len(text); {
		if strings.HasPrefix(text[i:], `\x`) && i+4 <= len(text) {
			if b, err := strconv.ParseUint(text[i+2:i+4], 16, 8); err == nil {
				raw = append(raw, byte(b))
				i += 4
				continue
			}
		}
		raw = append(raw, text[i])
		i++
	}
	return string(raw)
}
