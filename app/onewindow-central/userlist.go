package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"onewindow/app/casefile"
	"onewindow/app/roster"
)

// readUsers reads a list of people: a line each, with id, name, role and section,
// perhaps below a heading. Its error joins one of every line that has a fault.
func readUsers(raw []byte) ([]roster.User, error) {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if !utf8.Valid(raw) { // as spreadsheets in China save it
		var err error
		if raw, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw); err != nil {
			return nil, fmt.Errorf("neither UTF-8 nor GB 18030: %w", err)
		}
	}
	rows := csv.NewReader(bytes.NewReader(raw))
	rows.FieldsPerRecord, rows.TrimLeadingSpace = -1, true
	var list []roster.User
	var faults []error
	lines := map[string]int{} // by id
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, errors.Join(append(faults, err)...)
		}
		line, _ := rows.FieldPos(0)
		if isHeading(row) && len(lines) == 0 {
			continue
		}
		u, err := userOf(row)
		if before := lines[u.ID]; err == nil && before > 0 {
			err = fmt.Errorf("%s stands in line %d already", u.ID, before)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("line %d: %w", line, err))
			continue
		}
		lines[u.ID] = line
		list = append(list, u)
	}
	if len(list) == 0 && len(faults) == 0 {
		faults = append(faults, errors.New("nobody is on the list"))
	}
	return list, errors.Join(faults...)
}

func isHeading(row []string) bool {
	first := strings.ToLower(strings.TrimSpace(row[0]))
	return first == "id" || first == "工号"
}

func userOf(row []string) (roster.User, error) {
	if len(row) < 3 || len(row) > 4 {
		return roster.User{}, fmt.Errorf("%d columns, expected id, name, role and section", len(row))
	}
	for i := range row {
		row[i] = strings.TrimSpace(row[i])
	}
	role, known := roleNames()[row[2]]
	if !known {
		role = casefile.Role(row[2])
	}
	u := roster.User{ID: row[0], Name: row[1], Role: role}
	if len(row) == 4 {
		u.Section = row[3]
	}
	return u, u.Check()
}

// roleNames are the roles as offices call them.
func roleNames() map[string]casefile.Role {
	return map[string]casefile.Role{
		"窗口": casefile.Clerk, "窗口人员": casefile.Clerk,
		"科室审查": casefile.Reviewer, "审查": casefile.Reviewer,
		"负责人": casefile.Approver, "审批": casefile.Approver,
		"督查": casefile.Supervisor, "督办": casefile.Supervisor,
		"管理员": casefile.Administrator,
	}
}
