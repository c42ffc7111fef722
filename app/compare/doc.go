// Package compare holds the world after the reform (多审合一、多证合一) against
// the world before it. Nothing in it is a figure written down: both worlds are
// lists of the catalog, run through the same clock on the same calendar.
//
// What is counted, and what is assumed in both worlds alike:
//
//   - Items (事项), working days (工作日, as promised), publicity (公示, calendar
//     days) and materials the applicant brings (材料) are the catalog's own.
//   - Permits (行政许可) are the former items marked so; on a route one is
//     cancelled where no item of today ends in it under the policy.
//   - Fields typed (填写项): every former item had a form of its own; today one
//     form (一张表单) opens the route and feeds every later item, which adds only
//     what nothing before it asked for.
//   - Visits (跑窗口, an assumption): an item costs one to hand in and one to
//     collect, except that collecting an item and handing in the next is one
//     visit where both are done at the same window.
//   - Calendar time (自然日, an assumption): every item takes the whole of its
//     promise, its publicity is posted on the last day of it and runs from there, an item
//     ends on a working day, and the next is handed in on that very day.
//
// In all (全部), an item counts once however many routes it stands on, and a
// permit counts as cancelled where a route no longer demands it.
package compare
