package hub

// Limits of one event, far above what the program writes. A page wraps events a
// little deeper than a batch and says more beside them: what just fits a batch
// could not be read any more by the windows that it goes out to.
const (
	maxEvent = 1 << 20 // bytes
	maxDepth = 64      // lists and objects within each other
)

// isTooHeavy says whether an event, which is well-formed JSON, goes beyond them.
func isTooHeavy(raw []byte) bool {
	return len(raw) > maxEvent || depthOf(raw) > maxDepth
}

// depthOf is how deep lists and objects of well-formed JSON stand within each
// other.
func depthOf(raw []byte) (deepest int) {
	depth, quoted := 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case quoted && c == '\\':
			i++ // what is escaped ends nothing
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
			deepest = max(deepest, depth)
		case c == ']' || c == '}':
			depth--
		}
	}
	return deepest
}
