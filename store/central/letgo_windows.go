package central

import "os"

// letGo closes a file that bbolt has locked and mapped and then panicked about.
// Here the lock goes with the file.
func letGo(f *os.File) error { return f.Close() }
