package desk

import (
	"context"
	"errors"
	"io"
	"io/fs"

	"onewindow/app/casefile"
	"onewindow/app/replica"
)

// Fetcher brings files that other windows took in to this one; *replica.Fetcher
// is one.
type Fetcher interface {
	// Fetch brings a file into the store; told hears how many bytes have come. Its
	// errors have codes, see replica.CodeOf.
	Fetch(ctx context.Context, file casefile.Attachment, told func(done int64)) error
}

// OpenFile opens an attachment of a case, if this window holds its bytes: a
// case of another window may have come without them. FetchFile brings them.
func (d *Desk) OpenFile(file casefile.Attachment) (io.ReadCloser, error) {
	f, err := d.p.Store.File(file.Hash)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Message{Key: "file-elsewhere", Data: map[string]any{"Subject": file.Name}, Cause: err}
	}
	return f, explain(err)
}

// Holds says whether this window holds the bytes of an attachment.
func (d *Desk) Holds(file casefile.Attachment) bool {
	f, err := d.p.Store.File(file.Hash)
	return err == nil && f.Close() == nil
}

// FetchFile brings the bytes of an attachment that another window took in, from
// the centre. What has come before is not fetched again. told hears how far it
// is, in bytes. The error of a context that ended comes back as it is.
func (d *Desk) FetchFile(ctx context.Context, file casefile.Attachment, told func(done int64)) error {
	data := map[string]any{"Subject": file.Name}
	if d.p.Fetcher == nil {
		return &Message{Key: "file-elsewhere", Data: data}
	}
	err := d.p.Fetcher.Fetch(ctx, file, told)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	switch replica.CodeOf(err) {
	case replica.CodeLocal:
		return explain(err)
	case "unknown-file":
		return &Message{Key: "file-not-sent", Data: data, Cause: err}
	case replica.CodeSpoilt:
		return &Message{Key: "file-spoilt", Data: data, Cause: err}
	case replica.CodeNotJoined:
		return &Message{Key: "file-elsewhere", Data: data, Cause: err}
	}
	return &Message{Key: "file-offline", Data: data, Cause: err}
}

// FetchOutlines brings the boundary files that the land of a case is drawn from, as
// far as they are not here.
func (d *Desk) FetchOutlines(ctx context.Context, c casefile.Case) error {
	for _, what := range []casefile.Outlined{casefile.RedLine, casefile.Boundary} {
		f, is := c.Outlining(what)
		if !is || d.Holds(f) {
			continue
		}
		if err := d.FetchFile(ctx, f, func(int64) {}); err != nil {
			return err
		}
	}
	return nil
}
