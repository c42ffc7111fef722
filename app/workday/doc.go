// Package workday counts the working days in which the law gives its time
// limits (工作日, 行政许可法 Art. 82): civil dates, a calendar of holidays and
// make-up working days, and deadlines that carry the trail of how they were
// counted.
//
// The calendar is data. Each autumn the State Council announces the holidays of
// the next year; until it has, nobody knows which Saturday will be worked. Past
// the last announced year the package counts with the statutory holidays alone
// and marks the result provisional.
package workday
