// Package vault seals what a counter keeps, so that a stolen disk tells nothing
// of the people whose cases are on it.
//
// # Keys
//
// One random root of 32 bytes stands behind everything in a folder. Three keys
// are drawn from it with HKDF (RFC 5869) over SM3 (GB/T 32905), by the labels
// "onewindow records", "onewindow names" and "onewindow files". The root itself
// is never used on data.
//
// # Records
//
//	1 byte    algorithm; 1 is SM4-GCM (GB/T 32907, NIST SP 800-38D)
//	12 bytes  nonce, random
//	n bytes   the record, encrypted
//	16 bytes  tag
//
// The tag also covers a context that is not written: where the record stands. A
// record that was moved elsewhere does not open. With random nonces one key is
// good for 2³² records, which a counter does not write in its life.
//
// # Names
//
// What would tell something as a name on the disk (the hash of a scan, for one)
// stands there as its HMAC under the key of names.
//
// # Files
//
//	4 bytes   "OWF1"
//	1 byte    algorithm, as above
//	16 bytes  salt, random; the key of the file is drawn with it
//	then pieces of 64 KiB, each encrypted and followed by its tag of 16 bytes;
//	the last one is shorter, and may be empty
//
// The nonce of a piece is its number in 11 bytes and a byte that is 1 for the
// last: pieces cannot be taken out, swapped or cut off.
//
// # The key file
//
// onewindow.key is JSON. It names the folder and lists locks, each of which
// holds the root: wrapped by a passphrase (Argon2id, RFC 9106), wrapped by a
// secret in the keyring of the operating system, or in the open. Any one of them
// opens the folder; a lock can be added without touching the data.
package vault
