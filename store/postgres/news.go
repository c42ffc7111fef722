package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// channel is what writers call on and readers listen to.
const channel = "onewindow_arrived"

// again is the pause before a lost line to the database is sought again.
const again = 5 * time.Second

// Listen calls arrived whenever any process has added events, until the log is
// closed. While the line to the database is down some calls are lost: who needs
// to know all looks for himself now and then.
func (l *Log) Listen(arrived func()) {
	l.ended.Go(func() {
		for l.closing.Err() == nil {
			if err := hear(l.closing, l.pool.Config().ConnConfig, arrived); err != nil {
				pause(l.closing, again)
			}
		}
	})
}

// hear listens on a connection of its own until that breaks.
func hear(ctx context.Context, config *pgx.ConnConfig, arrived func()) error {
	c, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer func() {
		ctx, cancel := patient()
		defer cancel()
		_ = c.Close(ctx) // nothing was written on it
	}()
	if _, err := c.Exec(ctx, "listen "+channel); err != nil {
		return err
	}
	arrived() // what came before we listened
	for {
		if _, err := c.WaitForNotification(ctx); err != nil {
			return err
		}
		arrived()
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
