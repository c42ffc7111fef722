package replica

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strconv"

	"onewindow/app/casefile"
)

// sending is a file on its way to the centre.
type sending struct {
	file    casefile.Attachment
	content io.ReadCloser
	offset  int64
}

// sendPiece brings the next piece of an attachment to the centre and says
// whether there is more to send.
func (c *Client) sendPiece(ctx context.Context) (more bool, err error) {
	if c.sending == nil {
		more, err := c.nextFile(ctx)
		if err != nil || !more || c.sending == nil {
			return more, err
		}
	}
	if c.sending.offset >= c.sending.file.Size {
		return true, c.fileDone()
	}
	piece, err := c.sending.read(c.piece.size)
	if err != nil {
		return true, c.giveUp(err)
	}
	started := c.Clock.Now()
	r, err := c.line.do(ctx, call{
		method: http.MethodPatch, target: PathFiles + c.sending.file.Hash, body: piece, offset: &c.sending.offset,
	})
	switch {
	case err == nil:
		c.piece.passed(c.Clock.Now().Sub(started))
		return true, c.sending.goOn(r, int64(len(piece)))
	case CodeOf(err) == "offset":
		return true, c.dropFile() // another counter sends the same file: ask again how much is there
	case CodeOf(err) == "hash" && !c.resent[c.sending.file.Hash]:
		// A power cut at the centre may have spoilt what it had; it has dropped that.
		c.resent[c.sending.file.Hash] = true
		return true, c.dropFile()
	}
	c.piece.broke()
	return true, c.giveUp(err)
}

// goOn moves on behind a piece that the centre took.
func (s *sending) goOn(r reply, piece int64) error {
	offset, err := offsetOf(r)
	if err == nil && offset != s.offset+piece && offset < s.file.Size {
		// What comes next would be read from the wrong place.
		return &trouble{code: CodeStranger}
	}
	s.offset = offset
	return err
}

// nextFile picks a file, asks the centre how much of it is there and opens it
// behind that. It leaves c.sending nil where that file cannot be sent.
func (c *Client) nextFile(ctx context.Context) (more bool, err error) {
	file, ok, err := c.unsent()
	if err != nil || !ok {
		return false, err
	}
	c.sending = &sending{file: file}
	r, err := c.line.do(ctx, call{method: http.MethodHead, target: PathFiles + file.Hash})
	if err != nil {
		return true, c.giveUp(err)
	}
	if c.sending.offset, err = offsetOf(r); err != nil {
		return true, err
	}
	if c.sending.offset >= file.Size {
		return true, nil
	}
	content, err := c.Files.File(file.Hash)
	if err != nil {
		return true, c.giveUp(err)
	}
	c.sending.content = content
	if _, err := io.CopyN(io.Discard, content, c.sending.offset); err != nil {
		return true, c.giveUp(err)
	}
	return true, nil
}

// unsent is a file that waits and can be sent. One that cannot holds up no other.
func (c *Client) unsent() (casefile.Attachment, bool, error) {
	files, err := c.Local.UnsentFiles(len(c.lost) + 1)
	if err != nil {
		return casefile.Attachment{}, false, err
	}
	for _, f := range files {
		if !c.lost[f.Hash] {
			return f, true, nil
		}
	}
	return casefile.Attachment{}, false, nil
}

// read is the next piece. A file shorter than announced is spoilt.
func (s *sending) read(most int) ([]byte, error) {
	piece := make([]byte, min(int64(most), s.file.Size-s.offset))
	if _, err := io.ReadFull(s.content, piece); err != nil {
		return nil, err
	}
	return piece, nil
}

func (c *Client) fileDone() error {
	hash := c.sending.file.Hash
	return errors.Join(c.dropFile(), c.Local.FileSent(hash))
}

// giveUp leaves a file that can never be sent as it is until the program starts
// again: its absence is shown, and everything else goes on. Any other error ends
// the session.
func (c *Client) giveUp(why error) error {
	gone, code := isGone(why), CodeOf(why)
	if refused := code == "hash" || code == "unknown-file"; !refused && (!gone || code != CodeLocal) {
		return errors.Join(why, c.dropFile())
	}
	c.lost[c.sending.file.Hash] = true
	return c.dropFile()
}

// isGone says whether the bytes of a file are not here, or not all.
func isGone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)
}

// dropFile closes the file on its way, if any.
func (c *Client) dropFile() error {
	s := c.sending
	c.sending = nil
	if s == nil || s.content == nil {
		return nil
	}
	return s.content.Close()
}

func offsetOf(r reply) (int64, error) {
	n, err := strconv.ParseInt(r.header.Get(HeaderOffset), 10, 64)
	if err != nil || n < 0 {
		return 0, &trouble{code: CodeStranger, cause: err}
	}
	return n, nil
}
