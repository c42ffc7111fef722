//go:build linux && walk

package main

import "testing"

// The 划拨 route: siting with a one-time notice and a supplement, then the
// supply of land with a disagreement that is settled, and two certificates in
// one handover.
func TestAllocationIsWalkedFromNoticeToTwoCertificates(t *testing.T) {
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
				press("F4"), sees("办件"), press("F8", "space", "Tab", "Tab", "Tab", "Return"), gives("boundary.txt"),
				picture("02-supplies"), press("ctrl+Return"),
			},
			then: []act{sees("已收补正")},
		},
		{
			name: "03-accepted", says: "accepted from that day",
			do:   []act{press("F8", "Return"), sees("已受理")},
		},
		{
			name: "04-opinion", says: "the section agrees",
			do:   []act{press("ctrl+u", "Down", "Return"), sees("陈立"), press("F8", "Tab"), fills("OK"), press("ctrl+Return")},
			then: []act{sees("已出具意见")},
		},
		{
			name: "05-publicity", says: "a publicity that has run its days is put on record, and closed",
			do: []act{
				press("F8"), fills("www"), press("shift+Tab", "ctrl+a"), fills(day(-1)), press("shift+Tab", "ctrl+a"), fills(day(-11)),
				press("ctrl+Return"), sees("已打印公示"), press("F8", "ctrl+Return"),
			},
			then: []act{sees("公示期满已记录")},
		},
		{
			name: "06-granted", says: "granted, printed and handed over",
			do: []act{
				press("ctrl+u", "Down", "Down", "Down", "Return"), sees("周敏"), press("F8", "ctrl+Return"), sees("已准予"),
				press("ctrl+u", "Return"), sees("王芳"), until("F6", "领证 共 1 件"), press("F8"), sees("已打印证书"),
				press("F8"), fills("Zhang"), press("Tab"), fills(agentID), picture("06-recipient"), press("Return"),
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
			do:   []act{press("F3"), sees("收件"), fills(projectCode), press("Tab"), picture("07-a")},
		},
	}
}
