// Package pgtest runs a PostgreSQL of its own for tests: the Debian package's
// programs on a folder that goes away with them, reached by a socket in it.
package pgtest
