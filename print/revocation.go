package print

import "onewindow/print/page"

// revocation takes the permits of a case back (撤销决定书): why, on what basis,
// and what can be done against it (行政许可法 Art. 69).
func (c composer) revocation() []page.Page {
	r := c.Case.Revocation
	f := c.letter("撤销决定书")
	f.say("本机关就" + address(c.Case.Application.Applicant) + "的“" + c.Item.Name + "”申请（项目名称：" +
		c.Case.Application.Project.Name + "）作出准予行政许可的决定，并核发下列证书：")
	f.skip(1.8)
	f.table(c.granted(f))
	f.skip(2)
	f.say("经查：" + ended(r.Reason) + "根据" + unended(r.Basis) + "，决定撤销上述行政许可。")
	f.say("上述证书自本决定送达之日起失效，请及时交回本机关，并停止依据该许可进行的活动。合法权益因行政机关的原因受到损害的，" +
		"依法给予赔偿；以欺骗、贿赂等不正当手段取得行政许可的，基于该许可取得的利益不受保护。")
	return c.sign(f, r.On, c.remedies("决定", "决定书"))
}
