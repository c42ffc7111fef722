package postgres

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"onewindow/app/hub"
)

// Files keeps attachments in the database, in the pieces they came in. It
// belongs to a Log and ends with it.
type Files struct{ log *Log }

// Files keeps attachments in the database of the log.
func (l *Log) Files() Files { return Files{l} }

// Length says how many bytes of a growing file the office has brought, and whether
// the whole file is here.
func (f Files) Length(office, hash string) (n int64, whole bool, err error) {
	if err := checkHash(hash); err != nil {
		return 0, false, err
	}
	ctx, cancel := patient()
	defer cancel()
	err = f.log.pool.QueryRow(ctx, `select coalesce(max(length) filter (where not whole and office = $2), 0),
		coalesce(bool_or(whole), false) from files where hash = $1`, hash, office).Scan(&n, &whole)
	if err != nil {
		return 0, false, fmt.Errorf("postgres: read file %s: %w", hash, err)
	}
	return n, whole, nil
}

// Append adds a piece of a file.
func (f Files) Append(office, hash string, offset int64, piece []byte, size int64) (n int64, err error) {
	if err := checkHash(hash); err != nil {
		return 0, err
	}
	ctx, cancel := patient()
	defer cancel()
	var no error // what is wrong with the piece; what follows from it is kept
	err = pgx.BeginFunc(ctx, f.log.pool, func(tx pgx.Tx) error {
		g := growing{ctx: ctx, tx: tx, office: office, hash: hash}
		if err := g.lock(); err != nil {
			return err
		}
		n, no, err = g.append(offset, piece, size)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("postgres: keep file %s: %w", hash, err)
	}
	return n, no
}

// Forget throws away what grew last before a moment.
func (f Files) Forget(before time.Time) ([]hub.Unfinished, error) {
	ctx, cancel := patient()
	defer cancel()
	rows, err := f.log.pool.Query(ctx, `delete from files where not whole and grown < $1 returning hash, length`, before)
	if err != nil {
		return nil, fmt.Errorf("postgres: forget files: %w", err)
	}
	gone, err := pgx.CollectRows(rows, pgx.RowToStructByPos[hub.Unfinished])
	if err != nil {
		return nil, fmt.Errorf("postgres: forget files: %w", err)
	}
	return gone, nil
}

// growing is a file to which one piece is being added.
type growing struct {
	ctx    context.Context
	tx     pgx.Tx
	office string
	hash   string
	length int64
	whole  bool
}

// lock keeps two pieces of one file from coming at once, also for two offices.
func (g *growing) lock() error {
	if _, err := g.tx.Exec(g.ctx, `select pg_advisory_xact_lock(hashtextextended($1, 0))`, g.hash); err != nil {
		return err
	}
	_, err := g.tx.Exec(g.ctx, `insert into files (hash, office, length, whole) values ($1, $2, 0, false) on conflict do nothing`, g.hash, g.office)
	if err != nil {
		return err
	}
	return g.tx.QueryRow(g.ctx, `select length, whole from files where hash = $1 and office = $2`, g.hash, g.office).Scan(&g.length, &g.whole)
}

// append adds the piece. No says why it does not fit.
func (g *growing) append(offset int64, piece []byte, size int64) (n int64, no, err error) {
	after := g.length + int64(len(piece))
	switch {
	case g.whole:
		return g.length, nil, nil // another counter was faster
	case offset != g.length:
		return g.length, hub.ErrOffset, nil
	case after > size:
		return g.length, fmt.Errorf("%w: more bytes than announced", hub.ErrHash), nil
	}
	if len(piece) > 0 {
		if _, err := g.tx.Exec(g.ctx, `insert into pieces (hash, office, start, content) values ($1, $2, $3, $4)`, g.hash, g.office, offset, piece); err != nil {
			return g.length, nil, err
		}
	}
	if after < size {
		_, err = g.tx.Exec(g.ctx, `update files set length = $3, grown = now() where hash = $1 and office = $2`, g.hash, g.office, after)
		return after, nil, err
	}
	right, err := g.hasHash()
	switch {
	case err != nil:
		return g.length, nil, err
	case !right:
		return 0, hub.ErrHash, g.drop()
	}
	return after, nil, g.finish(after)
}

// drop throws what grew away.
func (g *growing) drop() error {
	_, err := g.tx.Exec(g.ctx, `delete from files where hash = $1 and office = $2`, g.hash, g.office)
	return err
}

// finish makes the file whole and nobody's, unless it was brought by another office
// before.
func (g *growing) finish(size int64) error {
	var whole bool
	err := g.tx.QueryRow(g.ctx, `select exists (select from files where hash = $1 and whole)`, g.hash).Scan(&whole)
	switch {
	case err != nil:
		return err
	case whole:
		return g.drop()
	}
	if g.office != "" { // the centre itself may have begun it, and is overtaken
		if _, err := g.tx.Exec(g.ctx, `delete from files where hash = $1 and office = ''`, g.hash); err != nil {
			return err
		}
	}
	_, err = g.tx.Exec(g.ctx, `update files set office = '', length = $3, whole = true where hash = $1 and office = $2`, g.hash, g.office, size)
	return err
}

func (g *growing) hasHash() (bool, error) {
	rows, err := g.tx.Query(g.ctx, `select content from pieces where hash = $1 and office = $2 order by start`, g.hash, g.office)
	if err != nil {
		return false, err
	}
	sum := sm3.New()
	var content pgtype.DriverBytes // read in place: a file need not fit in memory
	_, err = pgx.ForEachRow(rows, []any{&content}, func() error {
		_, err := sum.Write(content)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil)) == g.hash, err
}

// Open reads a complete file.
func (f Files) Open(hash string) (io.ReadSeekCloser, error) {
	if err := checkHash(hash); err != nil {
		return nil, err
	}
	ctx, cancel := patient()
	defer cancel()
	var length int64
	err := f.log.pool.QueryRow(ctx, `select length from files where hash = $1 and whole`, hash).Scan(&length)
	if errors.Is(err, pgx.ErrNoRows) {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, fmt.Errorf("postgres: file %s: %w", hash, err)
	}
	return &reader{files: f, hash: hash, length: length}, nil
}

// reader reads a file piece by piece.
type reader struct {
	files  Files
	hash   string
	length int64
	at     int64
	start  int64  // of the piece at hand
	piece  []byte // nil before the first
}

// Read reads what is left of the piece at hand, or of the next.
func (r *reader) Read(p []byte) (int, error) {
	if r.at >= r.length {
		return 0, io.EOF
	}
	if r.at < r.start || r.at >= r.start+int64(len(r.piece)) {
		if err := r.fetch(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.piece[r.at-r.start:])
	r.at += int64(n)
	return n, nil
}

// fetch gets the piece that holds the place to read from.
func (r *reader) fetch() error {
	ctx, cancel := patient()
	defer cancel()
	err := r.files.log.pool.QueryRow(ctx,
		`select start, content from pieces where hash = $1 and office = '' and start <= $2 order by start desc limit 1`, r.hash, r.at).
		Scan(&r.start, &r.piece)
	if err == nil && r.at >= r.start+int64(len(r.piece)) {
		err = hub.ErrDamaged
	}
	if err != nil {
		return fmt.Errorf("postgres: read file %s at %d: %w", r.hash, r.at, err)
	}
	return nil
}

// Seek sets the place to read from.
func (r *reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.length
	}
	if offset < 0 {
		return 0, fmt.Errorf("postgres: seek before the beginning: %w", fs.ErrInvalid)
	}
	r.at = offset
	return offset, nil
}

// Close ends reading.
func (r *reader) Close() error { return nil }

// checkHash refuses whatever is not the hash of a file.
func checkHash(hash string) error {
	raw, err := hex.DecodeString(hash)
	if err != nil || len(raw) != sm3.Size || hex.EncodeToString(raw) != hash {
		return fmt.Errorf("postgres: %w: %q is no SM3 hash", fs.ErrInvalid, hash)
	}
	return nil
}
