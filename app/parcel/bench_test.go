package parcel_test

import (
	"testing"

	"onewindow/app/parcel"
)

func BenchmarkReadParcel(b *testing.B) {
	data := file(b, "gbk")
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := parcel.Read(data); !problems.Usable() {
			b.Fatal(problems)
		}
	}
}

func BenchmarkCompareOutlines(b *testing.B) {
	red, land := read(b, "plain").Parcels[0].Shape, read(b, "one-ring-closed").Parcels[0].Shape
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parcel.Compare(red, land); err != nil {
			b.Fatal(err)
		}
	}
}
