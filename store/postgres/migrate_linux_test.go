package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"onewindow/app/hub"
)

// A database of the first layout is brought up to date: what events named counts as
// brought, whole files stay and growing ones begin anew. The way back works, too.
func TestOlderLayoutIsBroughtUpToDate(t *testing.T) {
	url := server.Database(t)
	backTo(t, url, 1)
	whole, growing := "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b", "0000000000000000000000000000000000000000000000000000000000000000"
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Exec(t.Context(), `insert into named_files values ('330402-nh', '`+whole+`', 0), ('330402-nh', '`+growing+`', 9);
		insert into files values ('`+whole+`', 0, true), ('`+growing+`', 3, false); insert into pieces values ('`+growing+`', 0, 'abc')`)
	if err = errors.Join(err, c.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	l, err := openLog(url)
	if err != nil {
		t.Fatal(err)
	}
	for hash, size := range map[string]int64{whole: 0, growing: 9} {
		if f, named, err := l.NamedFile("330402-nh", hash); err != nil || !named || f != (hub.NamedFile{Size: size, Brought: true}) {
			t.Errorf("%+v, %v, %v", f, named, err)
		}
		if n, is, err := l.Files().Length("", hash); err != nil || n != 0 || is != (hash == whole) {
			t.Errorf("%d bytes of %s, whole %v, %v", n, hash, is, err)
		}
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	backTo(t, url, 1)
	if l, err = openLog(url); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

// backTo takes a database back to a layout.
func backTo(t *testing.T, url string, layout int64) {
	t.Helper()
	l, err := openLog(url)
	if err != nil {
		t.Fatal(err)
	}
	config, err := pgx.ParseConfig(url)
	if err = errors.Join(err, l.Close()); err != nil {
		t.Fatal(err)
	}
	db := stdlib.OpenDB(*config)
	err = errors.Join(climbDown(t.Context(), db, layout), db.Close())
	if err != nil {
		t.Fatal(err)
	}
}

func climbDown(ctx context.Context, db *sql.DB, layout int64) error {
	steps, err := goose.NewProvider(goose.DialectPostgres, db, os.DirFS("migrations"))
	if err != nil {
		return err
	}
	_, err = steps.DownTo(ctx, layout)
	return err
}
