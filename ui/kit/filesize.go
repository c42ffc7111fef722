package kit

// FileSize is the size of a file in words for people: 1.2 MB, 340 KB, 12 B.
func FileSize(bytes int64) string { return size(bytes) }
