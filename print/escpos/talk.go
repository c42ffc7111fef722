package escpos

import (
	"errors"
	"net"
	"os"
	"time"

	"onewindow/app/spool"
)

// talk is a conversation with a printer. Its answers are single bytes that name
// no question, but the kinds differ in fixed bits: an answer to DLE EOT has
// xxx1xx10, one to GS r 0xx0xxxx.
type talk struct {
	line   net.Conn
	out    bool  // everything sent is printed
	broken error // of the line
}

func newTalk(line net.Conn) *talk { return &talk{line: line} }

// ask sends a question.
func (t *talk) ask(question string) error {
	_, err := t.line.Write([]byte(question))
	return err
}

// wants asks what the printer waits for; answered is false where it does not
// answer in time.
func (t *talk) wants(wait time.Duration) (wants []spool.Reason, answered bool) {
	offline, first := t.reply(askOffline, wait)
	paper, second := t.reply(askPaper, wait)
	if first && offline&0x04 != 0 {
		wants = append(wants, spool.CoverOpen)
	}
	if second && paper&0x60 != 0 || first && offline&0x20 != 0 {
		wants = append(wants, spool.MediaEmpty)
	}
	if first && offline&0x40 != 0 && len(wants) == 0 {
		wants = append(wants, spool.MediaJam) // an error: the cutter or the mechanism
	}
	return wants, first || second
}

// reply is the answer to a question that is answered at once.
func (t *talk) reply(question string, wait time.Duration) (byte, bool) {
	if err := t.ask(question); err != nil {
		t.broken = err
		return 0, false
	}
	return t.read(wait)
}

// printed waits for the answer that comes when all is printed.
func (t *talk) printed(wait time.Duration) bool {
	if !t.out {
		t.read(wait)
	}
	return t.out
}

// read takes the next answer to a question of the first kind; one of the second
// is noted on the way.
func (t *talk) read(wait time.Duration) (byte, bool) {
	if err := t.line.SetReadDeadline(time.Now().Add(wait)); err != nil {
		t.broken = err
		return 0, false
	}
	var b [1]byte
	for {
		_, err := t.line.Read(b[:])
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return 0, false
		case err != nil:
			t.broken = err
			return 0, false
		case b[0]&0x93 == 0x12:
			return b[0], true
		case b[0]&0x90 == 0:
			t.out = true
			return 0, false
		}
	}
}
