package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/store"
)

// promise is a line of a program under power, said when the thing was done.
type promise struct {
	Open  bool   `json:"open,omitempty"`
	Case  string `json:"case,omitempty"` // line of acceptOne
	Draft string `json:"draft,omitempty"`
	Text  string `json:"text,omitempty"` // of the draft
	Order uint64 `json:"order,omitempty"`
	Page  string `json:"page,omitempty"` // cursor behind it
	Again string `json:"again,omitempty"`
}

// workUnderPower does a little of everything that a window writes: it makes its
// folder, accepts cases with attachments, saves drafts, hears the centre, lends
// pages, begins the journal anew, opens the folder again and restores a backup.
func workUnderPower(root string) error {
	dir := filepath.Join(root, "data")
	s, err := store.Open(options(dir))
	if err != nil {
		return err
	}
	if err := errors.Join(s.Local().AddLease(lease("l1", 1, 1000)), tellPromise(promise{Open: true})); err != nil {
		return err
	}
	for i := range 5 {
		if err := workOnce(s, i); err != nil {
			return err
		}
		if i == 2 {
			if s, err = again(s, dir); err != nil {
				return err
			}
		}
	}
	file := filepath.Join(root, "backup.tar")
	if err := errors.Join(s.BackupTo(file), s.Close()); err != nil {
		return err
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	if err := errors.Join(store.Restore(f, filepath.Join(root, "restored"), store.Restoring{Alone: true}), f.Close()); err != nil {
		return err
	}
	if err := tellPromise(promise{Again: "restored"}); err != nil {
		return err
	}
	for range 50 { // each is a moment at which the power may go
		if err := tellPromise(promise{}); err != nil {
			return err
		}
	}
	return nil
}

func again(s *store.Store, dir string) (*store.Store, error) {
	if err := s.Close(); err != nil {
		return nil, err
	}
	return store.Open(options(dir))
}

func workOnce(s *store.Store, i int) error {
	line, err := acceptOne(s)
	if err == nil {
		err = tellPromise(promise{Case: line})
	}
	if err == nil && i == 0 {
		err = s.RenewJournal() // while it has all: what the centre has is left out then
	}
	text := strings.Repeat(fmt.Sprint("text ", i), 50)
	if err == nil {
		err = s.SaveDraft(desk.Draft{ID: "kept", Fields: map[string]string{"x": text}})
	}
	if err == nil {
		err = tellPromise(promise{Draft: "kept", Text: text})
	}
	if err != nil {
		return err
	}
	first, err := s.Local().Pending(1, 1<<20)
	if err != nil {
		return err
	}
	sum, err := first[0].Hash()
	if err != nil {
		return err
	}
	order := uint64(i + 1)
	err = s.Local().Settle([]replica.Answer{{ID: first[0].ID, Hash: sum, Order: order}})
	err = errors.Join(err, tellPromise(promise{Order: order}))
	switch {
	case err == nil && i == 1:
		return s.Lend(24)
	case err == nil && i == 3:
		return s.RegainFree(40)
	}
	return err
}

func tellPromise(p promise) error {
	raw, err := json.Marshal(p)
	if err == nil {
		_, err = os.Stdout.Write(append(raw, '\n'))
	}
	return err
}

// promises are those among what was said.
func promises(said string) ([]promise, error) {
	var list []promise
	for line := range strings.Lines(said) {
		var p promise
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

// keeps opens the folders of a state as the next start would and holds them to
// what was promised; there is no half of a case, and work can go on.
func keeps(root, said string) error {
	list, err := promises(said)
	if err != nil {
		return err
	}
	dir := filepath.Join(root, "data")
	if err := keepsFolder(dir, list, false); err != nil {
		return fmt.Errorf("the folder: %w", err)
	}
	for _, p := range list {
		if p.Again != "" {
			if err := keepsFolder(filepath.Join(root, p.Again), list, true); err != nil {
				return fmt.Errorf("the restored folder: %w", err)
			}
		}
	}
	return nil
}

// keepsAlone holds what one of the two files has to what was promised, the other
// being gone.
func keepsAlone(root, said, gone string) error {
	list, err := promises(said)
	if err != nil || len(list) == 0 {
		return err
	}
	dir := filepath.Join(root, "data")
	if err := os.Remove(filepath.Join(dir, gone)); err != nil {
		return err
	}
	if err := keepsFolder(dir, list, false); err != nil {
		return fmt.Errorf("without %s: %w", gone, err)
	}
	return nil
}

func keepsFolder(dir string, list []promise, restored bool) (err error) {
	s, err := store.Open(options(dir))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	rows, err := s.List(desk.Query{Limit: 1000})
	if err != nil {
		return err
	}
	there := map[string]int{}
	for _, r := range rows.Rows {
		there[r.ID+" "+r.Number+" "+r.Acceptance]++
		c, err := s.Case(r.ID)
		if err != nil {
			return err
		}
		if r.Acceptance == "" || c.AcceptanceNumber == "" || c.State != casefile.StateReview {
			return fmt.Errorf("half of case %s", r.ID)
		}
	}
	drafts, err := s.Drafts()
	if err != nil {
		return err
	}
	text, cases := "", 0
	for _, p := range list {
		switch {
		case p.Draft != "":
			text = p.Text
		case p.Case != "":
			cases++
			if err := keepsCase(s, p.Case, there); err != nil {
				return err
			}
		}
	}
	kept := text == ""
	for _, d := range drafts {
		kept = kept || d.ID == "kept" && d.Fields["x"] >= text
	}
	if !kept || rows.Total > cases+1 {
		return fmt.Errorf("the draft is there: %v; %d cases for %d", kept, rows.Total, cases)
	}
	if restored { // there are no leased numbers left
		return keepsAtWork(s)
	}
	if len(list) == 0 {
		return nil // nothing was promised yet
	}
	_, err = acceptOne(s)
	return err
}

// keepsAtWork wants a folder that was restored for a window without a centre to wait
// for none.
func keepsAtWork(s *store.Store) error {
	_, waits, err := s.Local().Restored()
	if err == nil && waits {
		err = errors.New("it waits for a centre to tell it what it has forgotten")
	}
	return err
}

func keepsCase(s *store.Store, line string, there map[string]int) error {
	last := strings.LastIndex(line, " ")
	if there[line[:last]] != 1 {
		return fmt.Errorf("%s is there %d times", line, there[line[:last]])
	}
	return keepsFile(s, line[last+1:])
}

func keepsFile(s *store.Store, sum string) error {
	f, err := s.File(sum)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, f)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}
