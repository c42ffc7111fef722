package workday

// InOrder is the spans as a [Deadline] keeps them: in the order of their days,
// without those in which no day is left out.
func InOrder(spans []Span) []Span { return inOrder(spans) }
