package simulation

import (
	"encoding/json"
	"fmt"

	"onewindow/app/casefile"
)

// word is an event of which a person was told "done".
type word struct {
	event casefile.Event
	hash  string
	by    *machine
	died  bool // with the disk it was on, before anybody else heard of it
}

// book is what was said to people, whatever the machines remember of it.
type book struct {
	words   map[string]*word  // by the id of the event
	order   []*word           // as they were said
	numbers map[string]string // office and number on a paper → event that put it there
}

func newBook() *book { return &book{words: map[string]*word{}, numbers: map[string]string{}} }

// add notes an event. A number that was on another paper before is an error: both
// papers are in somebody's hand.
func (b *book) add(m *machine, e casefile.Event) (*word, error) {
	hash, err := e.Hash()
	if err != nil {
		return nil, err
	}
	if b.words[e.ID] != nil {
		return nil, fmt.Errorf("event %s was written twice", e.ID)
	}
	w := &word{event: e, hash: hash, by: m}
	b.words[e.ID], b.order = w, append(b.order, w)
	return w, b.number(m.office.ID, e)
}

func (b *book) number(office string, e casefile.Event) error {
	number, err := numberOf(e)
	if err != nil || number == "" {
		return err
	}
	key := office + " " + number
	if other := b.numbers[key]; other != "" {
		return fmt.Errorf("number %s is on two papers, of %s and of %s", number, other, e.ID)
	}
	b.numbers[key] = e.ID
	return nil
}

// numberOf is the number that an event put on paper, "" for one that puts none
// there.
func numberOf(e casefile.Event) (string, error) {
	switch e.Kind {
	case casefile.KindReceived, casefile.KindAccepted, casefile.KindDeemed:
	default:
		return "", nil
	}
	var said struct {
		Number string `json:"number"`
	}
	err := json.Unmarshal(e.Body, &said)
	if err == nil && said.Number == "" {
		err = fmt.Errorf("event %s, %s, has no number", e.ID, e.Kind)
	}
	return said.Number, err
}
