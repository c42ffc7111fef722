package store

import (
	"fmt"
	"time"

	"onewindow/app/spool"
)

// Jobs lists the print queue, oldest first.
func (s *Store) Jobs() ([]spool.Job, error) {
	var list []spool.Job
	err := s.view(func(t *tx) (err error) {
		list, err = all[spool.Job](t, bucketJobs)
		return err
	})
	return list, err
}

// Paper is what a job prints.
func (s *Store) Paper(id string) (spool.Paper, error) {
	var p spool.Paper
	err := s.view(func(t *tx) error {
		found, err := t.read(bucketPapers, id, &p)
		if err == nil && !found {
			err = fmt.Errorf("%w: no paper of job %s", ErrDamaged, id)
		}
		return err
	})
	return p, err
}

// ChangeJob changes a job in a transaction of its own.
func (s *Store) ChangeJob(id string, change func(*spool.Job) error) (spool.Job, error) {
	var j spool.Job
	err := s.update(func(t *tx) (err error) {
		j, err = t.changeJob(id, change)
		return err
	})
	return j, err
}

// SweepJobs forgets the jobs that were over before an instant.
func (s *Store) SweepJobs(before time.Time) error {
	return s.update(func(t *tx) error {
		jobs, err := all[spool.Job](t, bucketJobs)
		if err != nil {
			return err
		}
		for _, j := range jobs {
			if j.State.Over() && j.Changed.Before(before) {
				if err := t.drop(bucketJobs, j.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (t *tx) putJob(j spool.Job, p spool.Paper) error {
	if j.ID == "" || t.bucket(bucketJobs).Get([]byte(j.ID)) != nil {
		return fmt.Errorf("%w: a print job needs an id of its own", ErrMalformed)
	}
	if err := t.write(bucketJobs, j.ID, j); err != nil {
		return err
	}
	return t.write(bucketPapers, j.ID, p)
}

func (t *tx) changeJob(id string, change func(*spool.Job) error) (spool.Job, error) {
	var j spool.Job
	found, err := t.read(bucketJobs, id, &j)
	if err != nil {
		return j, err
	}
	if !found {
		return j, fmt.Errorf("%w: no print job %s", ErrMalformed, id)
	}
	if err := change(&j); err != nil {
		return j, err
	}
	if j.State.Over() {
		if err := t.drop(bucketPapers, id); err != nil {
			return j, err
		}
	}
	return j, t.write(bucketJobs, id, j)
}
