package central_test

import (
	"fmt"
	"testing"

	"onewindow/app/hub"
	"onewindow/store/central"
)

// BenchmarkWrite measures a durable event, alone and by 50 clients at once.
func BenchmarkWrite(b *testing.B) {
	for _, clients := range []int{1, 50} {
		b.Run(fmt.Sprint(clients, " clients"), func(b *testing.B) { writeBy(b, clients) })
	}
}

func writeBy(b *testing.B, clients int) {
	b.Helper()
	s, err := central.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	next := make(chan int, clients)
	done := make(chan error, clients)
	for range clients {
		go func() {
			var wrong error
			for i := range next {
				err := s.Write(func(tx hub.Tx) error {
					e := entry(i, sumOf(nil), 1)
					e.Raw = append(e.Raw, make([]byte, 2000)...)
					if _, _, err := tx.Kept(e.Event.ID); err != nil {
						return err
					}
					_, err := tx.Admit(e)
					return err
				})
				if err != nil {
					wrong = err
				}
			}
			done <- wrong
		}()
	}
	for i := 0; b.Loop(); i++ {
		next <- i
	}
	close(next)
	for range clients {
		if err := <-done; err != nil {
			b.Error(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Error(err)
	}
}
