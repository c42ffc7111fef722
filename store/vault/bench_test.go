package vault_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"
)

func BenchmarkRecord(b *testing.B) {
	k := newKey(b)
	for _, size := range []int{64, 2 << 10} {
		record := bytes.Repeat([]byte{1}, size)
		frame := k.Seal(record, []byte("events|id"))
		b.Run(fmt.Sprintf("seal %d bytes", size), func(b *testing.B) {
			for b.Loop() {
				k.Seal(record, []byte("events|id"))
			}
		})
		b.Run(fmt.Sprintf("open %d bytes", size), func(b *testing.B) {
			for b.Loop() {
				if _, err := k.Open(frame, []byte("events|id")); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkFileOf1MB(b *testing.B) {
	k := newKey(b)
	plain := make([]byte, 1<<20)
	sealed := sealFile(b, k, plain)
	b.SetBytes(int64(len(plain)))
	b.Run("seal", func(b *testing.B) {
		for b.Loop() {
			sealFile(b, k, plain)
		}
	})
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			if _, err := io.Copy(io.Discard, k.NewReader(bytes.NewReader(sealed))); err != nil {
				b.Fatal(err)
			}
		}
	})
}
