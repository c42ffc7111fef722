// Package bundle is the file in which a window and the centre exchange what they
// have for each other on a USB stick, where there is no line. It is signed by
// who made it and encrypted to who shall read it; what its records say is
// package replica's.
//
// # Format, version 1
//
// Numbers are big-endian.
//
//	magic      16     "ONEWINDOW-BUNDLE"
//	version     1     1
//	length      4     of the header, at most 4 MiB
//	header      n     JSON, see [Header]
//	frames            each: length 4, then that many bytes
//	signature  64     r and s
//
// The length of a frame counts its ciphertext with the tag of 16 bytes; its
// highest bit marks the last frame. A frame holds at most 64 KiB of content,
// under SM4-GCM (GB/T 32907, NIST SP 800-38D). The key is new in every bundle
// and wrapped in the header with SM2 (GB/T 32918.4). The nonce is the number of
// the frame, from 0, in 11 bytes, and 1 in the last frame's twelfth byte, else
// 0: no frame can be left out, moved or taken for the end. The additional data
// is the SM3 of all that stands before the first frame.
//
// The signature is SM2 for the purpose "onewindow bundle" over the SM3 of all
// that stands before it. It stands outside the encryption so that whoever got a
// bundle knows its maker before trying to read it, and nothing is unpacked for
// a stranger. [Open] reads the file once for the sum; reading the content later
// trusts nothing to be as it was, for the frames prove themselves.
//
// The content of the frames, joined, is records: kind 1, length 4, body. There
// is no name of a file in it anywhere; files go by their hash, and who reads a
// bundle opens no path because of it.
package bundle
