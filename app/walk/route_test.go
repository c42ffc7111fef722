//go:build linux && walk

package main

import (
	"context"
	"testing"
	"time"

	"onewindow/app/walk/screen"
)

// The 划拨 route: siting with a one-time notice and a supplement, then the
// supply of land with a disagreement that is settled, and two certificates in
// one handover.
func TestAllocation(t *testing.T) {
	c := sit(t)
	for _, s := range append(siting(), supply()...) {
		t.Log(s.says)
		if err := s.take(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
}

// siting is item A of the project.
func siting() []step {
	return []step{
		{
			name: "01-notice", says: "the form is complete, no paper came: everything missing is notified",
			do:   append(form(), press("F10"), picture("01-defects"), press("ctrl+Return")),
			then: []act{sees("已一次性告知"), prints("一次性告知书", "一次性告知书", "申请报告", "界址点坐标")},
		},
		{
			name: "02-supplement", says: "the applicant brings what is missing",
			do: []act{
				press("F4"), sees("办件"), asks("F8"), press("space", "Tab", "Tab", "Tab", "Return"), gives("boundary.txt"),
				picture("02-supplies"), press("ctrl+Return"),
			},
			then: []act{sees("已收补正")},
		},
		{
			name: "03-accepted", says: "accepted from that day",
			do: []act{asks("F8"), press("Return"), sees("已受理")},
		},
		{
			name: "04-opinion", says: "the section agrees",
			do:   []act{press("ctrl+u", "Down", "Return"), sees("陈立"), asks("F8"), press("Tab"), fills("OK"), press("ctrl+Return")},
			then: []act{sees("已出具意见")},
		},
		{
			name: "05-publicity", says: "a publicity that has run its days is put on record, and closed",
			do: []act{
				asks("F8"), fills("www"), press("shift+Tab", "ctrl+a"), fills(day(-1)), press("shift+Tab", "ctrl+a"), fills(day(-11)),
				press("ctrl+Return"), sees("已打印公示"), asks("F8"), press("ctrl+Return"),
			},
			then: []act{sees("公示期满已记录")},
		},
		{
			name: "06-granted", says: "granted, printed and handed over",
			do: []act{
				press("ctrl+u", "Down", "Down", "Down", "Return"), sees("周敏"), asks("F8"), press("ctrl+Return"), sees("已准予"),
				press("ctrl+u", "Return"), sees("王芳"), toHand(), press("F8"), sees("已打印证书"),
				asks("F8"), fills("Zhang"), press("Tab"), fills(agentID), picture("06-recipient"), press("Return"),
			},
			then: []act{sees("已打印送达回证")},
		},
	}
}

// supply is item B of the same project.
func supply() []step {
	return []step{
		{
			name: "07-proposed", says: "the project's code brings the next item, the form and the papers made inside",
			do: []act{press("F3"), sees("收件"), fills(projectCode), press("Tab"), holds(projectName), press("ctrl+i"), picture("07-taken")},
		},
		{
			name: "08-supply", says: "only what the supply of land needs besides is typed and brought",
			do: []act{
				press(stops(13)...), fills("330402001023GB00123W00000000"), press("Tab"), fills("0806"), press("Tab", "Tab"),
				asks("Return"), gives("survey.txt"), sees("已收取 survey.txt"), picture("08-brought"), press("ctrl+Return"),
			},
			then: []act{
				sees("已受理"),
				prints("受理通知书", "受理通知书", "划拨决定书", "03-"),
			},
		},
		{
			name: "09-conditions", says: "the planning section agrees and sets the conditions",
			do: []act{
				press("ctrl+u", "Down", "Return"), sees("陈立"), asks("F8"), press("Tab"), fills("OK"), press("ctrl+Return"), sees("已出具意见"),
				asks("F8"), fills("1.8"), press("Tab"), fills("35%"), press("Tab"), fills("50 m"), press("Tab"), fills("30%"),
				picture("09-filled"), press("ctrl+Return"),
			},
			then: []act{sees("公布单"), prints("公布单", "用地建设条件一次性集成公布单", "1.8")},
		},
		{
			name: "10-disagreement", says: "the land-use section disagrees: who settles it is named",
			do: []act{
				press("ctrl+u", "Down", "Down", "Down", "Down", "Down", "Down", "Return"), sees("何静"), asks("F8"),
				press("Right", "Tab"), fills("The red line crosses the river bank"), press("Tab"), fills("Land law 35"),
				picture("10-disagreeing"), press("ctrl+Return"),
			},
			then: []act{sees("已出具意见")},
		},
		{
			name: "11-coordination", says: "the head of the office settles it and puts it on record",
			do: []act{
				press("ctrl+u", "Down", "Down", "Down", "Return"), sees("周敏"), asks("F8"),
				press("space", "Tab"), fills("The line is moved back by 3 m"), picture("11-settling"), press("ctrl+Return"),
			},
			then: []act{prints("协调意见书", "部门协调意见书", "用途管制科", "moved back")},
		},
		{
			name: "12-granted", says: "granted; the centre issues two certificates together",
			do: []act{
				asks("F8"), press("ctrl+Return"), sees("已准予"),
				press("ctrl+u", "Return"), sees("王芳"), toHand(),
			},
		},
		{
			name: "13-numbered", says: "the national system's number is entered; the centre signs the permit with it",
			do: []act{
				press("F10"), asks("Return"), picture("13-asked"), fills(supervision), press("ctrl+Return"), sees("电子监管号已录入"),
				finds(supervision), toHand(), press("F8"),
			},
			then: []act{
				sees("已打印证书"),
				prints("划拨决定书", "国有建设用地划拨决定书", supervision),
				prints("建设用地规划许可证", "建设用地规划许可证", supervision, "嘉南土划"),
			},
		},
		{
			name: "14-handover", says: "one visit: both certificates are handed over together",
			do: []act{asks("F8"), fills("Zhang"), press("Tab"), fills(agentID), picture("14-recipient"), press("Return")},
			then: []act{
				sees("已打印送达回证"),
				prints("送达回证", "送达回证", "划拨决定书", "建设用地规划许可证", supervision),
			},
		},
		{
			name: "15-verified", says: "the land permit's code is scanned: genuine",
			do:   []act{press("F2"), scans("建设用地规划许可证", 0), press("Return")},
			then: []act{sees("真实有效")},
		},
	}
}

// supervision is the number that the national system returned.
const supervision = "3304022026YG0000123"

// finds searches for a number until one case has it: it reaches the window by
// way of the central system.
func finds(number string) act {
	return func(ctx context.Context, c *counter) error {
		return screen.Until(ctx, soon, "a case with the number "+number, func() (bool, error) {
			for _, a := range []act{press("F2", "ctrl+a"), fills(number), press("Return")} {
				if err := a(ctx, c); err != nil {
					return false, err
				}
			}
			_, err := c.screen.WaitTitle(ctx, "共 1 件", time.Second)
			return err == nil, ctx.Err()
		})
	}
}

// stops are so many presses of Tab.
func stops(n int) []string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = "Tab"
	}
	return keys
}
