package desk

import (
	"slices"

	"onewindow/app/casefile"
)

// Procedure is something a person can do to a case by filling in a small form.
type Procedure struct {
	Action Action
	Asks   []Ask                   // none where it only has to be confirmed
	Prints []casefile.DocumentKind // to be printed right after
	Danger bool                    // it takes something away from the applicant
}

// The procedures. Their ids name the words of the translations, act.<id>.
const (
	StartSpecial   Action = "special-start"   // 启动特别程序
	EndSpecial     Action = "special-end"     // 结束特别程序
	PostPublicity  Action = "publicity-post"  // 公示
	ClosePublicity Action = "publicity-close" // 公示期满
	ReusePublicity Action = "publicity-reuse" // 公示共用
	Extend         Action = "extend"          // 延期
	Coordinate     Action = "coordinate"      // 协调
	TellHearing    Action = "hearing-tell"    // 听证告知
	AskHearing     Action = "hearing-ask"     // 听证申请
	WaiveHearing   Action = "hearing-waive"   // 放弃听证
	SetHearing     Action = "hearing-set"     // 听证通知
	HoldHearing    Action = "hearing-hold"    // 听证
	SetConditions  Action = "conditions"      // 用地建设条件
	ReturnNumber   Action = "number-return"   // 电子监管号回传
	SignContract   Action = "sign-contract"   // 合同签订
	ConfirmPayment Action = "pay"             // 价款缴清
	CorrectMistake Action = "correct"         // 更正
	AskRenewal     Action = "renew-ask"       // 延续申请
	DecideRenewal  Action = "renew-decide"    // 延续决定
	Revoke         Action = "revoke"          // 撤销
	Remind         Action = "remind"          // 督办
	Rate           Action = "rate"            // 好差评
	AttachMaterial Action = "attach"          // 补收材料
)

// ProcedureActions lists the procedures in the order they are offered in, so
// that a test can hold the translations to it.
func ProcedureActions() []Action {
	var list []Action
	for _, p := range procedures() {
		list = append(list, p.action)
	}
	return list
}

// procedure is a line of the table of procedures: what its form asks for, the body
// that is made of the answers, and the answers that a body was made of. The body of a trial, made of plausible
// answers, is put to the rules to learn whether the procedure is open at all.
type procedure struct {
	action Action
	prints []casefile.DocumentKind
	danger bool
	asks   func(*Desk, casefile.Case) []Ask
	body   func(*Desk, casefile.Case, answers) (casefile.Body, error)
	said   func(casefile.Body) map[string]string
}

// said reads the answers out of the kind of body that a procedure makes.
func said[B casefile.Body](answers func(B) map[string]string) func(casefile.Body) map[string]string {
	return func(body casefile.Body) map[string]string {
		made, is := body.(B)
		if !is {
			return nil
		}
		return answers(made)
	}
}

// procedures is the table, in the order of a case's life.
func procedures() []procedure {
	return slices.Concat(
		coordinationProcedures(), conditionProcedures(),
		publicityProcedures(), specialProcedures(), extensionProcedures(), hearingProcedures(),
		contractProcedures(), correctionProcedures(), renewalProcedures(), revocationProcedures(),
		serviceProcedures(),
	)
}

// Procedures lists what the user may do to the case now. The rules decide it:
// they are asked about each with plausible answers.
func (d *Desk) Procedures(id string) ([]Procedure, error) {
	c, err := d.p.Store.Case(id)
	if err != nil {
		return nil, explain(err)
	}
	var list []Procedure
	for _, p := range procedures() {
		asks := p.asked(d, c)
		if d.open(c, p, asks) {
			list = append(list, Procedure{Action: p.action, Asks: asks, Prints: p.prints, Danger: p.danger})
		}
	}
	return list, nil
}

// open says whether the rules would let the user do it with plausible answers.
func (d *Desk) open(c casefile.Case, p procedure, asks []Ask) bool {
	for _, a := range asks {
		if a.Kind == AskChoice && a.Required && len(a.Options) == 0 {
			return false // there is nothing it could be about
		}
	}
	body, err := p.body(d, c, plausible(asks))
	return err == nil && casefile.Decide(c, body, d.User().Actor()) == nil
}

func (p procedure) asked(d *Desk, c casefile.Case) []Ask {
	if p.asks == nil {
		return nil
	}
	return p.asks(d, c)
}

// Do does a procedure with the answers as they were typed, by the key of the
// ask. Answers that cannot be are an *Invalid that names the asks by their
// keys; anything else that stands in the way is a *Message.
func (d *Desk) Do(id string, action Action, values map[string]string) (casefile.Case, error) {
	table := procedures()
	i := slices.IndexFunc(table, func(p procedure) bool { return p.action == action })
	if i < 0 {
		return casefile.Case{}, &Message{Key: "procedure-unknown", Data: map[string]any{"Action": string(action)}}
	}
	c, err := d.p.Store.Case(id)
	if err != nil {
		return casefile.Case{}, explain(err)
	}
	body, err := d.bodyOf(table[i], c, values)
	if err != nil {
		return casefile.Case{}, explain(err)
	}
	return d.act(id, body)
}

// bodyOf makes the body of the answers. It is made outside the action: it may
// have to look for other cases or take a file in. Should the case have moved on
// meanwhile, the rules judge the body where it then stands.
func (d *Desk) bodyOf(p procedure, c casefile.Case, values map[string]string) (casefile.Body, error) {
	if wrong := checkAnswers(p.asked(d, c), values); len(wrong) > 0 {
		return nil, &Invalid{Fields: wrong}
	}
	return p.body(d, c, answers{values: values})
}
