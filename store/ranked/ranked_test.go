package ranked_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onewindow/store/ranked"
)

// shelf keeps nodes in memory.
type shelf map[uint64][]byte

func (s shelf) Get(id uint64) []byte            { return s[id] }
func (s shelf) Put(id uint64, raw []byte) error { s[id] = raw; return nil }
func (s shelf) Delete(id uint64) error          { delete(s, id); return nil }

func load(t rapid.TB, s shelf) *ranked.List {
	t.Helper()
	l, err := ranked.Load(s)
	check(t, err)
	return l
}

func check(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Whatever is put in and taken out, the list holds what a sorted map holds, at
// every rank.
func TestListFollowsAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes, want := shelf{}, map[string]string{}
		l := load(t, nodes)
		key := rapid.Custom(func(t *rapid.T) string {
			n := rapid.IntRange(0, 400).Draw(t, "n")
			return strings.Repeat("长", n%7) + fmt.Sprintf("%03d", n) + strings.Repeat("x", n%3*150)
		})
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				for range rapid.IntRange(1, 60).Draw(t, "many") {
					k := key.Draw(t, "key")
					v := strings.Repeat("v", rapid.IntRange(0, 40).Draw(t, "long"))
					added, err := l.Put([]byte(k), []byte(v))
					check(t, err)
					if _, there := want[k]; added == there {
						t.Fatalf("%q added %v", k, added)
					}
					want[k] = v
				}
			},
			"delete": func(t *rapid.T) {
				for range rapid.IntRange(1, 60).Draw(t, "many") {
					k := key.Draw(t, "key")
					gone, err := l.Delete([]byte(k))
					check(t, err)
					if _, there := want[k]; gone != there {
						t.Fatalf("%q gone %v", k, gone)
					}
					delete(want, k)
				}
			},
			"reload": func(t *rapid.T) {
				check(t, l.Flush())
				l = load(t, nodes)
			},
			"": func(t *rapid.T) { same(t, l, want) },
		})
		check(t, l.Flush())
		same(t, load(t, nodes), want)
	})
}

func same(t rapid.TB, l *ranked.List, want map[string]string) {
	t.Helper()
	keys := slices.Sorted(maps.Keys(want))
	got, err := l.Slice(0, len(keys)+1)
	check(t, err)
	if len(got) != len(keys) || l.Len() != len(keys) {
		t.Fatalf("%d entries, %d counted, want %d", len(got), l.Len(), len(keys))
	}
	for i, k := range keys {
		if string(got[i].Key) != k || string(got[i].Value) != want[k] {
			t.Fatalf("at %d %q, want %q", i, got[i].Key, k)
		}
		for _, probe := range []struct {
			key  string
			rank int
		}{{k, i}, {k + "\x00", i + 1}} {
			if rank, err := l.Rank([]byte(probe.key)); err != nil || rank != probe.rank {
				t.Fatalf("rank of %q is %d, want %d: %v", probe.key, rank, probe.rank, err)
			}
		}
		if one, err := l.Slice(i, 1); err != nil || len(one) != 1 || string(one[0].Key) != k {
			t.Fatalf("slice at %d: %q, %v", i, one, err)
		}
	}
}

// A list that was written in one go is the list that was put together.
func TestBuilder(t *testing.T) {
	for _, count := range []int{0, 1, 2, 90, 91, 100, 5000, 40_000} {
		nodes, want := shelf{}, map[string]string{}
		b := ranked.NewBuilder(nodes)
		for i := range count {
			key := fmt.Sprintf("单位%06d", i*3)
			want[key] = fmt.Sprint(i)
			check(t, b.Add([]byte(key), []byte(want[key])))
		}
		check(t, b.Close())
		l := load(t, nodes)
		if l.Len() != count {
			t.Fatalf("%d entries, want %d", l.Len(), count)
		}
		if count <= 5000 {
			same(t, l, want)
		}
		for id, raw := range nodes {
			if len(raw) > 3900 {
				t.Errorf("node %d has %d bytes", id, len(raw))
			}
		}
		// It can be changed like any other.
		_, err := l.Put([]byte("单位000001"), nil)
		check(t, err)
		check(t, l.Flush())
		if rank, err := load(t, nodes).Rank([]byte("单位000002")); err != nil || rank != min(count, 1)+1 {
			t.Errorf("of %d: rank %d, %v", count, rank, err)
		}
	}
}

// Nodes stay full enough when entries come in their order, and go when they are empty.
func TestNodesAreUsed(t *testing.T) {
	nodes := shelf{}
	l := load(t, nodes)
	const count = 20_000
	key := func(i int) []byte { return binary.BigEndian.AppendUint64([]byte("03-20261123-"), uint64(i)) }
	for i := range count {
		_, err := l.Put(key(i), []byte("abcd"))
		check(t, err)
	}
	check(t, l.Flush())
	bytesUsed := 0
	for _, raw := range nodes {
		bytesUsed += len(raw)
	}
	if per := bytesUsed / count; per > 14 || len(nodes) > bytesUsed/1500 { // four fifths of a node
		t.Errorf("%d bytes an entry in %d nodes", per, len(nodes))
	}
	l = load(t, nodes)
	for i := range count {
		_, err := l.Delete(key(i))
		check(t, err)
	}
	check(t, l.Flush())
	if len(nodes) != 1 {
		t.Errorf("%d nodes are left", len(nodes))
	}
}

// A node that is gone or is another's bytes is an error, never a wrong list.
func TestBroken(t *testing.T) {
	nodes := shelf{}
	b := ranked.NewBuilder(nodes)
	for i := range 2000 {
		check(t, b.Add(fmt.Appendf(nil, "%06d", i), nil))
	}
	check(t, b.Close())
	for id, raw := range nodes {
		for _, instead := range [][]byte{nil, raw[:len(raw)-1], append(bytes.Clone(raw), 0), {0xff}} {
			nodes[id] = instead
			l, err := ranked.Load(nodes)
			if err == nil {
				_, err = l.Slice(0, 2000)
			}
			if id == 0 && instead == nil {
				continue // that is an empty list
			}
			if !errors.Is(err, ranked.ErrBroken) {
				t.Errorf("node %d as %d bytes: %v", id, len(instead), err)
			}
		}
		nodes[id] = raw
	}
}

func FuzzNode(f *testing.F) {
	f.Add([]byte{0, 1, 0, 1, 'a', 1, 'b'})
	f.Add([]byte{1, 1, 0, 1, 'a', 1, 1})
	f.Fuzz(func(_ *testing.T, raw []byte) {
		l, err := ranked.Load(shelf{0: {1, 1, 3}, 1: raw})
		if err != nil {
			return
		}
		_, _ = l.Slice(0, 3) // what is broken is told as such, and nothing panics or hangs
		_, _ = l.Rank([]byte("b"))
	})
}

func BenchmarkPut(b *testing.B) {
	nodes := shelf{}
	for i := range b.N {
		l, err := ranked.Load(nodes)
		check(b, err)
		_, err = l.Put(fmt.Appendf(nil, "单位%08d", i*7919%1_000_000), nil)
		check(b, err)
		check(b, l.Flush())
	}
}
