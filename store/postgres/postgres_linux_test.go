package postgres_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/store/folder"
	"onewindow/store/postgres"
	"onewindow/store/postgres/pgtest"
)

var server *pgtest.Server

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	flag.Parse()
	measured := flag.Lookup("test.bench").Value.String() != ""
	var err error
	if server, err = pgtest.Start(measured); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := m.Run()
	if err := goleak.Find(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	if err := server.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// inDatabase keeps everything in the database.
type inDatabase struct {
	*postgres.Log
	postgres.Files
}

// onDisk keeps the files in a folder.
type onDisk struct {
	*postgres.Log
	hub.Files
}

func openLog(url string) (*postgres.Log, error) { return postgres.Open(context.Background(), url) }

func TestConformance(t *testing.T) {
	fresh := func(t *testing.T) hubtest.Opener {
		url := server.Database(t)
		return func() (hubtest.Store, error) {
			log, err := openLog(url)
			if err != nil {
				return nil, err
			}
			return inDatabase{log, log.Files()}, nil
		}
	}
	hubtest.RunConformance(t, fresh)
	hubtest.RunSharedConformance(t, fresh)
}

func TestConformanceWithFilesOnDisk(t *testing.T) {
	hubtest.RunSharedConformance(t, func(t *testing.T) hubtest.Opener {
		url, dir := server.Database(t), t.TempDir()
		return func() (hubtest.Store, error) {
			files, err := folder.Open(dir)
			if err != nil {
				return nil, err
			}
			log, err := openLog(url)
			if err != nil {
				return nil, err
			}
			return onDisk{log, files}, nil
		}
	})
}
