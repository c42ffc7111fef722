//go:build linux

package main

// The people and papers of the walk are invented.
const (
	projectCode = "2601-330402-04-01-000013"
	creditCode  = "11330402002523454L"
	agentID     = "330402199003070015"
)

// application is the walk: one application for item A, from the first question
// to the merged permit in hand. In the middle the central system is killed and
// comes back.
func application() []step {
	return []step{
		{
			name: "01-open", says: "the window opens on the intake page",
			then: []act{sees("收件")},
		},
		{
			name: "02-situation", says: "new construction land, and an agent came",
			// From the first field back over the items of the route to the row of
			// flags: the first is 新增建设用地, the last 委托代理.
			do: []act{press("shift+Tab", "shift+Tab", "Return", "Left", "Return", "Tab", "Tab")},
		},
		{
			name: "03-project", says: "project and applicant, in Chinese",
			do: []act{
				fills(projectCode), press("Tab"),
				chinese("nanhuqugonggongweishengzhongxin", "南湖区公共卫生中心"), press("Tab"),
				chinese("jiaxingshinanhuquweishengju", "嘉兴市南湖区卫生局"), press("Tab"),
				fills("11330402002523454K"), press("Tab", "shift+Tab"),
			},
		},
		{
			name: "04-agent", says: "the wrong check digit is mended, the agent named",
			do: []act{
				press("ctrl+a"), fills(creditCode), press("Tab"), fills("0573-82830000"), press("Tab"),
				chinese("zhangweidong", "张伟东"), press("Tab"),
				fills(agentID), press("Tab"),
			},
		},
		{
			name: "05-land", says: "founding document, site, scale and areas",
			do: []act{
				chinese("nanfagai", "南发改"), adds("[2026]88"), press("Tab"),
				chinese("chengnanjiedaochangshuilu", "城南街道长水路"), press("Tab"),
				chinese("zongjianzhumianji", "总建筑面积"), adds("24600"), chinese("pingfangmi", "平方米"), press("Tab"),
				fills("1.8993"), press("Tab"), fills("1.2140"), press("Tab"),
				fills("0.9876"), press("Tab"), fills("0.6853"), press("Tab"),
			},
		},
		{
			name: "06-missing", says: "too early: everything missing is said at once",
			do:   []act{press("ctrl+Return")},
			then: []act{sees("3 处待更正")},
		},
		{
			name: "07-materials", says: "a scanned PDF and the boundary points are attached",
			do: []act{
				press("Return", "Tab", "Return"), gives("report.pdf"), sees("已收取 report.pdf"),
				press("Tab", "Tab", "Return"), gives("boundary.txt"), sees("已收取 boundary.txt"),
				press("Tab", "Return"),
			},
		},
		{
			name: "08-accepted", says: "the line goes down; accepted and printed all the same",
			do: []act{lineDown(), press("ctrl+Return")},
			then: []act{
				sees("已受理"),
				prints("收件凭证", "收件凭证", "南湖区公共卫生中心", "待中心确认"),
				prints("受理通知书", "受理通知书", "嘉兴市南湖区卫生局", "作出决定"),
			},
		},
		{
			name: "09-offline", says: "the case waits for the line, calmly",
			do:   []act{press("F4")},
			then: []act{sees("办件")},
		},
		{
			name: "10-review", says: "the line is back; the section gives its opinion",
			do: []act{
				lineUp(), press("ctrl+u", "Down", "Return"), sees("陈立"), asks("F8"), press("Tab"),
				chinese("fuheguotukongjianguihua", "符合国土空间规划"),
				picture("10-opinion"), press("ctrl+Return"),
			},
			then: []act{sees("已出具意见")},
		},
		{
			name: "11-publicity", says: "a publicity that has run its days is put on record, and closed",
			// The caret is in the place; the last day and the first stand before it.
			do: []act{
				asks("F8"), chinese("menhuwangzhan", "门户网站"), press("shift+Tab", "ctrl+a"), fills(day(-1)),
				press("shift+Tab", "ctrl+a"), fills(day(-11)), picture("11-posted"), press("ctrl+Return"), sees("已打印公示"),
				asks("F8"), press("ctrl+Return"),
			},
			then: []act{sees("公示期满已记录"), prints("公示", "知情权", "南湖区公共卫生中心")},
		},
		{
			name: "12-decision", says: "the head of the office grants it",
			do: []act{
				press("ctrl+u", "Down", "Down", "Down", "Return"), sees("周敏"), press("F8"),
				picture("12-deciding"), press("ctrl+Return"),
			},
			then: []act{sees("已准予")},
		},
		{
			name: "13-permit", says: "the centre has signed; the merged permit is printed",
			do: []act{
				phone("受理通知书", "已发证，待领取"), press("ctrl+u", "Return"), sees("王芳"), toHand(), press("F8"),
			},
			then: []act{
				sees("已打印证书"),
				prints("用地预审与选址意见书", "用地预审与选址意见书", "XS0000001", "南湖区公共卫生中心", "嘉兴市南湖区卫生局"),
			},
		},
		{
			name: "14-handover", says: "the agent takes it away",
			do:   []act{press("F8"), fills(agentID), picture("14-recipient"), press("Return")},
			then: []act{sees("已打印送达回证"), prints("送达回证", "送达回证", "张伟东", "XS0000001")},
		},
		{
			name: "15-verified", says: "the permit's code is scanned: genuine",
			do:   []act{press("F2"), scans("用地预审与选址意见书", 0), press("Return")},
			then: []act{sees("真实有效"), phone("用地预审与选址意见书", "已办结")},
		},
		{
			name: "16-altered", says: "one letter of the code altered: found out",
			do:   []act{press("F2"), scans("用地预审与选址意见书", 1), press("Return")},
			then: []act{sees("内容被改动")},
		},
	}
}
