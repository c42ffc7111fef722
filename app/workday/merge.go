package workday

import (
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"
)

// Merge is the calendar with the years that the other one covers as the other
// one has them; every other year stays. What the law says of years without a
// notice is taken over too. Neither calendar is changed.
//
// A notice speaks of its year and of the end of the year before: no holiday
// falls in December, and what is off or worked there belongs to the New Year's
// holiday of the year to come.
func (c *Calendar) Merge(other *Calendar) *Calendar {
	result := newCalendar()
	maps.Copy(result.notices, c.notices)
	maps.Copy(result.notices, other.notices)
	maps.Copy(result.yearly, c.yearly)
	maps.Copy(result.yearly, other.yearly)
	for _, from := range []struct{ to, old, fresh map[Date]string }{
		{result.off, c.off, other.off},
		{result.work, c.work, other.work},
	} {
		for d, name := range from.old {
			if !other.Covers(d.noticeYear()) && !other.announces(d) {
				from.to[d] = name
			}
		}
		maps.Copy(from.to, from.fresh)
	}
	for _, from := range []*Calendar{c, other} {
		for d, name := range from.statutory {
			if !result.Covers(d.Year()) && !result.announces(d) {
				result.statutory[d] = name
			}
		}
	}
	return result
}

// noticeYear is the year whose notice a day off or worked on d belongs to.
func (d Date) noticeYear() int {
	year, month, _ := d.Date()
	if month == time.December {
		return year + 1
	}
	return year
}

// announces says whether d itself is announced as off or worked.
func (c *Calendar) announces(d Date) bool {
	_, off := c.off[d]
	_, work := c.work[d]
	return off || work
}

// CSV is the calendar in the form that [Parse] reads, always in the same order:
// the same calendar gives the same bytes.
func (c *Calendar) CSV() []byte {
	var b strings.Builder
	for _, year := range c.Years() {
		fmt.Fprintf(&b, "%d,notice,%s\n", year, c.notices[year])
	}
	kinds := map[Date]string{}
	for kind, days := range map[string]map[Date]string{"off": c.off, "work": c.work, "statutory": c.statutory} {
		for d, name := range days {
			kinds[d] = kind + "," + name
		}
	}
	for _, d := range slices.SortedFunc(maps.Keys(kinds), Date.Compare) {
		fmt.Fprintf(&b, "%s,%s\n", d, kinds[d])
	}
	for _, day := range slices.SortedFunc(maps.Keys(c.yearly), inYear.compare) {
		fmt.Fprintf(&b, "%02d-%02d,statutory,%s\n", day.month, day.day, c.yearly[day])
	}
	return []byte(b.String())
}

// Version names what the calendar says: the hex SM3 of its CSV form.
func (c *Calendar) Version() string {
	sum := sm3.Sum(c.CSV())
	return hex.EncodeToString(sum[:])
}
