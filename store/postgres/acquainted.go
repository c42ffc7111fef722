package postgres

import (
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"onewindow/app/hub"
)

// acquainted remembers installations as transactions before have read them: every
// upload asks for its own, which hardly ever changes, and taking one apart costs more
// than finding it. The database still says each time which version of it holds, so
// that one that another process revoked is never taken for what it was. There are
// only as many as were ever enrolled.
type acquainted map[string]version

// version is an installation in the state that the transaction of this number left
// it in (xmin, see the documentation of PostgreSQL, 5.5 System Columns).
type version struct {
	number       string
	installation hub.Installation
}

// versions lists ids with what is remembered of them, "" for nothing.
func (a acquainted) versions(wanted map[string]maybe[hub.Installation]) (ids, versions []string) {
	ids, versions = make([]string, 0, len(wanted)), make([]string, 0, len(wanted))
	for id := range wanted {
		ids, versions = append(ids, id), append(versions, a[id].number)
	}
	return ids, versions
}

// read puts down how the installations are now.
func (a acquainted) read(rows pgx.Rows, found map[string]maybe[hub.Installation]) error {
	var id, number string
	var raw []byte
	_, err := pgx.ForEachRow(rows, []any{&id, &number, &raw}, func() error {
		if raw != nil {
			fresh := version{number: number}
			if err := json.Unmarshal(raw, &fresh.installation); err != nil {
				return fmt.Errorf("%w: installation %s: %w", hub.ErrDamaged, id, err)
			}
			a[id] = fresh
		}
		found[id] = maybe[hub.Installation]{a[id].installation, true}
		return nil
	})
	return err
}
