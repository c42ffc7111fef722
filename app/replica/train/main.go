// Train makes the dictionary that small bodies on the line are packed with, from
// the work of windows that never were:
//
//	go run ./app/replica/train -o app/replica/dictionary/2
//
// A dictionary that has gone out is never made anew under its number: the other
// end of the line has the old one.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"regexp"
	"time"

	"github.com/klauspost/compress/zstd"

	"onewindow/app/casefile"
	"onewindow/app/desk/desktest"
	"onewindow/app/replica"
)

func main() {
	out := flag.String("o", "", "file to write")
	id := flag.Uint("id", 1_331_100_001, "number that a packed body names the dictionary by")
	flag.Parse()
	if err := train(*out, uint32(*id)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func train(out string, id uint32) (err error) {
	folder, err := os.MkdirTemp("", "train")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	var samples [][]byte
	var first []casefile.Event
	for day := range 2 {
		events, err := work(fmt.Sprintf("%s/%d", folder, day), rand.New(rand.NewSource(int64(100+day))))
		if err != nil {
			return err
		}
		if day == 0 {
			first = events
		}
		more, err := bodies(events)
		if err != nil {
			return err
		}
		samples = append(samples, more...)
	}
	said, err := history(first)
	if err != nil {
		return err
	}
	made, err := zstd.BuildDict(zstd.BuildDictOptions{
		ID: id, Contents: samples, History: said, Offsets: [3]int{1, 4, 8}, Level: zstd.SpeedBestCompression,
	})
	if err != nil {
		return err
	}
	fmt.Printf("%d bytes from %d bodies\n", len(made), len(samples))
	return os.WriteFile(out, made, 0o644)
}

// history is what bodies are compared with: a word of each kind, without what is
// new each time. What comes last is cheapest to point at.
func history(events []casefile.Event) ([]byte, error) {
	seen := map[string]bool{}
	var said []byte
	for _, e := range events {
		raw, err := e.Bytes()
		if err != nil {
			return nil, err
		}
		var body struct{ Document string }
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return nil, err
		}
		if kind := string(e.Kind) + body.Document; !seen[kind] {
			seen[kind] = true
			said = append(said, raw...)
		}
	}
	said = append(said, `{"events":[],"next":"AQE","more":false,"time":"2026-11-23T09:46:00+08:00","keys":1,"calendar":"2026-1"}`...)
	said = append(said, `{"batch":"","answers":[{"order":1000},{"order":1001}],"time":"2026-11-23T09:46:00+08:00","signature":""}`...)
	said = append(said, `{"installation":"","events":[{"id":"01a2","case":"01a2","installation":"`...)
	return regexp.MustCompile(`[0-9a-f]{64}|[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`).ReplaceAll(said, nil), nil
}

// work is a window's day.
func work(folder string, chance *rand.Rand) (_ []casefile.Event, err error) {
	c, err := desktest.Open(folder)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.Store.Close()) }()
	if err := c.Day(12, chance); err != nil {
		return nil, err
	}
	return c.Waiting(chance)
}

// bodies are what carries the events: up alone, down alone, and answered for.
func bodies(events []casefile.Event) ([][]byte, error) {
	var list [][]byte
	for i, e := range events {
		raw, err := e.Bytes()
		if err != nil {
			return nil, err
		}
		order := uint64(1000 + i)
		for _, body := range []any{
			replica.Batch{Installation: e.Installation, Events: []json.RawMessage{raw}},
			replica.Page{Events: []replica.Ordered{{Order: order, Event: raw}}, Next: fmt.Sprint("Afa", i), Time: e.At, Keys: 1, Calendar: "2026-1"},
			replica.Acknowledgement{Batch: replica.Reference(raw), Answers: []replica.Answer{{Order: order}}, Time: e.At.Add(time.Second), Signature: raw[:64]},
		} {
			b, err := json.Marshal(body)
			if err != nil {
				return nil, err
			}
			list = append(list, b)
		}
	}
	return list, nil
}
