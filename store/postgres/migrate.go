package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// turn is the advisory lock under which the layout is changed; any number that
// nobody else uses in this database.
const turn = 0x4f6e6557

// migrate brings the layout up to date. Processes that start together wait for
// each other.
func migrate(ctx context.Context, config *pgx.ConnConfig) (err error) {
	db := stdlib.OpenDB(*config)
	defer func() { err = errors.Join(err, db.Close()) }()
	lock, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if _, err := lock.ExecContext(ctx, `select pg_advisory_lock($1)`, turn); err != nil {
		return err
	}
	defer func() {
		_, e := lock.ExecContext(ctx, `select pg_advisory_unlock($1)`, turn)
		err = errors.Join(err, e)
	}()
	return climb(ctx, db)
}

// climb takes the steps that the database lacks.
func climb(ctx context.Context, db *sql.DB) error {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	steps, err := goose.NewProvider(goose.DialectPostgres, db, folder)
	if err != nil {
		return err
	}
	found, known, err := steps.GetVersions(ctx)
	if err != nil {
		return err
	}
	if found > known {
		return fmt.Errorf("the database has layout %d, this program reads up to %d", found, known)
	}
	_, err = steps.Up(ctx)
	return err
}
