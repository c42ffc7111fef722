package desktest

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"regexp"
	"time"

	"github.com/google/uuid"

	"onewindow/app/casefile"
	"onewindow/app/desk"
)

// Day takes so many cases in over eight hours, as a window does without a line:
// nine in ten are accepted, made public, reviewed by every section and granted,
// the tenth gets a one-time notice, and each gives the papers that belong to it.
func (c *Counter) Day(cases int, chance *rand.Rand) error {
	for n := range cases {
		c.Time = c.Time.Add(8 * time.Hour / time.Duration(cases))
		if err := c.daily(n, chance); err != nil {
			return fmt.Errorf("desktest: case %d of the day: %w", n, err)
		}
	}
	return nil
}

func (c *Counter) daily(n int, chance *rand.Rand) error {
	d := c.NewDraft()
	for key, value := range invented(chance) {
		d.Fields[key] = value
	}
	d, err := c.Complete(d)
	if err != nil {
		return err
	}
	if n%10 == 9 {
		return c.notified(d)
	}
	file, err := c.Accept(d)
	if err != nil {
		return err
	}
	if err := c.papers(file.ID, casefile.Receipt, casefile.Acceptance); err != nil {
		return err
	}
	if err := c.Publicised(file.ID); err != nil {
		return err
	}
	if err := c.Reviewed(file.ID); err != nil {
		return err
	}
	return c.As("zhoumin", func() error {
		_, err := c.Decide(file.ID, true, "")
		return err
	})
}

func (c *Counter) notified(d desk.Draft) error {
	file, err := c.Notify(d, []casefile.Defect{
		{Field: "project.basis", What: "补交项目建议书批复", Reason: "所附批复已超过有效期", Basis: "《建设项目用地预审管理办法》第七条"},
		{Material: "form", What: "重新填写申请表", Reason: "申请表未加盖公章", Basis: "《行政许可法》第三十一条"},
	})
	if err != nil {
		return err
	}
	return c.papers(file.ID, casefile.Receipt, casefile.FirstNotice)
}

func (c *Counter) papers(id string, kinds ...casefile.DocumentKind) error {
	for _, kind := range kinds {
		c.Time = c.Time.Add(40 * time.Second)
		if _, err := c.Print(id, kind, ""); err != nil {
			return err
		}
	}
	return nil
}

// invented are fields that differ from case to case.
func invented(chance *rand.Rand) map[string]string {
	word := func(n int) string {
		const pool = "华东南湖新嘉禾盛达恒泰信诚瑞丰科创智汇锦绣长虹金秋宏远天成万象春晓明珠云帆海纳百川安康乐业福临同德众兴永固建工程"
		runes, s := []rune(pool), make([]rune, n)
		for i := range s {
			s[i] = runes[chance.Intn(len(runes))]
		}
		return string(s)
	}
	return map[string]string{
		"applicant.name":  "嘉兴市" + word(4) + "有限公司",
		"applicant.phone": fmt.Sprintf("0573-8%07d", chance.Intn(10_000_000)),
		"project.name":    word(4) + "年产" + fmt.Sprint(100*(1+chance.Intn(90))) + "万件" + word(4) + "项目",
		"project.code":    fmt.Sprintf("26%02d-330402-%02d-01-%06d", 1+chance.Intn(11), 1+chance.Intn(90), chance.Intn(1_000_000)),
		"project.basis":   fmt.Sprintf("南发改〔2026〕%d号 项目建议书批复", 1+chance.Intn(400)),
		"project.scale":   fmt.Sprintf("总建筑面积 %d 平方米", 1000+chance.Intn(90_000)),
		"land.location":   word(2) + "街道，东至" + word(2) + "路，南至" + word(3) + "路",
	}
}

// Waiting are the events that the centre has not answered for, with ids as they
// are outside of tests: as random as UUIDv7 are, so that nothing can be packed
// that could not be packed there. The chain is left to who keeps them.
func (c *Counter) Waiting(chance *rand.Rand) ([]casefile.Event, error) {
	events, err := c.Store.Local().Pending(1<<20, 1<<30)
	if err != nil {
		return nil, err
	}
	pattern := regexp.MustCompile(`01930000-0000-7000-8000-\d{12}`)
	real := map[string]string{}
	for i := range events {
		raw, err := json.Marshal(events[i])
		if err != nil {
			return nil, err
		}
		at := events[i].At
		raw = pattern.ReplaceAllFunc(raw, func(id []byte) []byte {
			if real[string(id)] == "" {
				real[string(id)] = randomID(at, chance)
			}
			return []byte(real[string(id)])
		})
		if events[i], err = casefile.Parse(raw); err != nil {
			return nil, err
		}
	}
	return events, nil
}

// randomID is a UUIDv7 (RFC 9562, 5.7).
func randomID(at time.Time, chance *rand.Rand) string {
	var id uuid.UUID
	chance.Read(id[6:])
	for i, ms := 5, at.UnixMilli(); i >= 0; i, ms = i-1, ms>>8 {
		id[i] = byte(ms)
	}
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id.String()
}
