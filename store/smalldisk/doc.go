// Package smalldisk runs tests on a small disk of their own, on Linux: one that can
// be filled or made read-only without harm to anything else on the machine.
package smalldisk
