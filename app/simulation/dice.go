package simulation

import (
	"encoding/binary"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/google/uuid"
)

// dice decide within one step.
type dice struct{ *rand.Rand }

// diceOf are the dice of a step.
func diceOf(seed uint64, step int) dice { return dice{rand.New(rand.NewPCG(seed, uint64(step)))} }

// tossOf are other dice of the same step.
func tossOf(seed uint64, step int) dice { return diceOf(^seed, step) }

// once is true once in n throws.
func (d dice) once(n int) bool { return d.IntN(n) == 0 }

// between is a whole number of [low, high].
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

// pick is one of the list, which is not empty.
func pick[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

// entropy is the endless, repeatable source of ids, keys and signatures. Each
// length that is asked for has a stream of its own: where two answers are signed at
// the same time, whichever comes first, ids stay what they are. Safe for concurrent
// use.
type entropy struct {
	seed    uint64
	mu      sync.Mutex
	streams map[int]*rand.ChaCha8
}

func newEntropy(seed uint64) *entropy { return &entropy{seed: seed, streams: map[int]*rand.ChaCha8{}} }

func (e *entropy) stream(length int) *rand.ChaCha8 {
	if e.streams[length] == nil {
		var key [32]byte
		binary.LittleEndian.PutUint64(key[:], e.seed)
		binary.LittleEndian.PutUint64(key[8:], uint64(length))
		e.streams[length] = rand.NewChaCha8(key)
	}
	return e.streams[length]
}

// Read fills p. A single byte is not taken from the stream: Go's and gmsm's
// libraries read one or none at random, just to keep callers from relying on how
// much they read.
func (e *entropy) Read(p []byte) (int, error) {
	if len(p) == 1 {
		p[0] = 0
		return 1, nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.stream(len(p)).Read(p)
}

// names gives ids that no other has, in the order of the clock as UUIDv7 are.
type names struct{ given uint64 }

func (n *names) at(now time.Time) string {
	n.given++
	id := uuid.UUID{6: 0x70, 8: 0x80}
	binary.BigEndian.PutUint64(id[:8], uint64(now.UnixMilli())<<16)
	id[6] |= 0x70
	binary.BigEndian.PutUint64(id[8:], 1<<63|n.given)
	return id.String()
}
