package casefile

import "onewindow/app/workday"

// Signing is the transfer contract (出让合同) with both signatures under it.
type Signing struct {
	On     workday.Date
	Signer string // who signed for the transferee
}

// ContractSigned records the signatures under the contract. Where the policy
// keeps the 建设用地规划许可证 the centre issues it on the spot.
type ContractSigned struct {
	On     workday.Date `json:"on"`
	Signer string       `json:"signer"`
}

// Kind is contract-signed.
func (*ContractSigned) Kind() Kind { return KindSigned }

func (b *ContractSigned) day() workday.Date { return b.On }

func (b *ContractSigned) permit(c Case, by Actor) *Refusal {
	k, is := c.Certificate(Contract)
	switch {
	case by.Role != Clerk:
		return refuseWith("role", "role", Clerk)
	case c.State != StateIssued || !is || c.Signing != nil:
		return refuseWith("state", "state", c.State)
	case !c.printed(k):
		return refuse("not-printed")
	case b.Signer == "":
		return refuse("incomplete")
	}
	return nil
}

func (b *ContractSigned) apply(c *Case, _ Event) {
	c.Signing = &Signing{b.On, b.Signer}
	if c.Further != "" {
		c.State, c.Reissue = StateGranted, c.Further
	}
}

// unsigned says whether a contract waits for its signatures.
func (c Case) unsigned() bool {
	_, is := c.Certificate(Contract)
	return is && c.Signing == nil
}

// Payment is the price of the land, paid (缴清土地价款).
type Payment struct {
	On      workday.Date
	Amount  int64  // fen
	Voucher string // number of the receipt
}

// Paid confirms the payment, after which the registration system is told and
// the unit can collect the real-estate certificate directly.
type Paid struct {
	On      workday.Date `json:"on"`
	Amount  int64        `json:"amount"` // fen
	Voucher string       `json:"voucher"`
}

// Kind is price-paid.
func (*Paid) Kind() Kind { return KindPaid }

func (b *Paid) day() workday.Date { return b.On }

func (b *Paid) permit(c Case, by Actor) *Refusal {
	_, contract := c.Certificate(Contract)
	_, allocated := c.Certificate(Allocation)
	switch {
	case by.Role != Clerk:
		return refuseWith("role", "role", Clerk)
	case c.State != StateIssued && c.State != StateClosed || !contract && !allocated || c.Payment != nil:
		return refuseWith("state", "state", c.State)
	case c.unsigned():
		return refuse("contract-unsigned")
	case b.Amount <= 0 || b.Voucher == "":
		return refuse("incomplete")
	}
	return nil
}

func (b *Paid) apply(c *Case, _ Event) { c.Payment = &Payment{b.On, b.Amount, b.Voucher} }

// RegistrationTold is the word to the registration system (不动产登记) that the
// price is paid; a connector delivers it. Only the centre writes it.
type RegistrationTold struct {
	Unit      string       `json:"unit"` // real-estate unit code (不动产单元代码), "" where none is on file
	Holder    string       `json:"holder"`
	Code      string       `json:"code"`      // of the holder
	Documents []string     `json:"documents"` // numbers of contract, decision and permit
	Paid      workday.Date `json:"paid"`
	Amount    int64        `json:"amount"` // fen
}

// Kind is registration-told.
func (*RegistrationTold) Kind() Kind { return KindRegistration }

func (b *RegistrationTold) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != CentreRole:
		return refuseWith("role", "role", CentreRole)
	case c.Payment == nil || c.Registration != nil:
		return refuseWith("state", "state", c.State)
	}
	return nil
}

func (b *RegistrationTold) apply(c *Case, _ Event) { c.Registration = b }

// RegistrationDue is what the registration system has to be told of a case.
func (c Case) RegistrationDue() *RegistrationTold {
	if c.Payment == nil || c.Registration != nil {
		return nil
	}
	a := c.Application
	told := &RegistrationTold{
		Unit: a.Land.Unit, Holder: a.Applicant.Name, Code: a.Applicant.Code,
		Paid: c.Payment.On, Amount: c.Payment.Amount,
	}
	for _, k := range c.Certificates {
		if k.Number != "" {
			told.Documents = append(told.Documents, k.Number)
		}
	}
	return told
}
