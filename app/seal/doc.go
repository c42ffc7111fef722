// Package seal signs what leaves the house, so that anyone can tell later
// whether it came from here: the statement in the QR code of a document, the
// certificate of a window's key, requests and acknowledgements on the wire. The
// algorithms are the commercial ones of China: SM2 (GB/T 32918) with the default
// user id, over SM3 (GB/T 32905).
//
// # The payload of a QR code
//
// A document's QR code holds a URL whose last part is the payload: a [Statement]
// and its signature, in letters. A phone opens the URL; a window checks the
// payload with its [Ring], without any network. In bytes, version 2:
//
//	version    1   2
//	kind       1   number of the kind of document
//	key        6   KeyID of the signing key
//	date       2   days since 2000-01-01
//	digest     8   first bytes of the SM3 of what the document says
//	edition    1   of a certificate, from 1; else 0
//	copy       1   1 is the first print; 0 where the signer did not print it
//	until      2   last day of validity, as the date; 0 where it does not expire
//	number     1+n length, then UTF-8
//	item       1+n length, then UTF-8
//	office     1+n length, then UTF-8
//	signature 64   r and s
//
// Version 1 has no edition, copy and until, and is still read.
// Numbers of several bytes are big-endian. No personal data belongs in it.
//
// The letters follow the scheme of base45 (RFC 9285): three letters for two
// bytes, two for a last odd one, the least significant letter first. The
// alphabet is another: 0-9 A-Z $ * + - : are the 41 characters that a QR code
// packs into 5½ bits and that a URL's path carries as they are. Base45 has
// blank, % and / besides, which browsers escape, and the dot, which ends a
// sentence or a path segment where programs find links in text; and since
// 41³ > 65536, they are not needed.
//
// # Keys, their succession, and what no longer holds
//
// The centre's issuing key certifies the keys of the installations. A new issuing
// key is certified by the one before it; all of them, the keys that were taken
// back and the documents that no longer hold stand in a [List], which the newest
// issuing key signs. Whoever knows any issuing key of the chain finds the newest
// one from the list alone, and who knows a list takes no older one. A document is
// named in it by its [Mark].
package seal
