//go:build linux

package main

// receiptOutcomes is the walk of an application that lacks something: all
// defects are notified at once, the applicant mends them, and the case is
// accepted from the day the last supplement came in.
func receiptOutcomes() []step {
	return []step{
		{
			name: "01-incomplete", says: "an application without its papers, with a wrong check digit",
			do: []act{
				fills(projectCode), press("Tab"),
				chinese("nanhuqugonggongweishengzhongxin", "南湖区公共卫生中心"), press("Tab"),
				chinese("jiaxingshinanhuquweishengju", "嘉兴市南湖区卫生局"), press("Tab"),
				fills("11330402002523454K"), press("Tab"), fills("0573-82830000"), press("Tab", "Tab", "Tab"),
				fills("[2026]88"), press("Tab"),
				chinese("chengnanjiedaochangshuilu", "城南街道长水路"), press("Tab"),
				fills("24600"), press("Tab"), fills("1.8993"), press("Tab"),
			},
			then: []act{sees("收件")},
		},
		{
			name: "02-notice", says: "everything missing is in the notice already",
			do: []act{press("F10"), picture("02-defects"), press("ctrl+Return")},
			then: []act{
				sees("已一次性告知"),
				prints("收件凭证", "收件凭证", "南湖区公共卫生中心"),
				prints("一次性告知书", "一次性告知书", "补正清单", "申请报告", "界址点坐标", "末位校验"),
			},
		},
		{
			name: "03-supplement", says: "the applicant comes back with all of it",
			do: []act{
				press("F4"), sees("办件"), picture("03-case"), press("F8"), picture("03-asking"),
				press("space", "Tab", "Tab", "Tab", "Return"), picture("03-file"), gives("boundary.txt"), press("Tab", "Tab"), press("ctrl+a"), fills(creditCode),
				picture("03-supplies"), press("ctrl+Return"),
			},
			then: []act{sees("已收补正")},
		},
		{
			name: "04-accepted", says: "accepted from the day the last supplement came in",
			do:   []act{press("F8"), picture("04-accepting"), press("Return"), sees("已受理"), press("ctrl+p")},
			then: []act{prints("受理通知书", "受理通知书", "一次性告知", "全部补正材料已于")},
		},
		{
			name: "05-refuse", says: "what else can be done with it",
			do: []act{
				press("F10"), picture("05-more"), press("Escape", "F3"), sees("收件"),
				fills(projectCode), press("Tab"), press("F11"), picture("05-refusing"), press("Escape"),
			},
			then: []act{sees("收件")},
		},
		{
			name: "06-received", says: "only received: the light says until when",
			do:   []act{press("F9"), sees("已收件"), press("F4")},
			then: []act{sees("办件")},
		},
	}
}
