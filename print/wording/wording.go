// Package wording holds the standing sentences of papers (固定用语): what an
// office may want to say in its own words without a new program. Where they
// stand and what else a paper must contain is for package print to say.
//
// A sentence has places in braces, {文书}, which a paper fills. An office's own
// file may replace any sentence, but the new one must have the places of the
// old one: no office loses a deadline or a number by accident.
package wording

import (
	"regexp"
	"slices"
	"strings"
)

// Sentence is one sentence, or a few that belong together.
type Sentence string

// With is the sentence with its places filled: names and values in turns. What
// stands in a value is not looked at again.
func (s Sentence) With(pairs ...string) string {
	braced := slices.Clone(pairs)
	for i := 0; i < len(braced); i += 2 {
		braced[i] = "{" + braced[i] + "}"
	}
	return strings.NewReplacer(braced...).Replace(string(s))
}

// places are the names in the braces of some sentences.
func places(sentences []Sentence) map[string]bool {
	names := map[string]bool{}
	for _, s := range sentences {
		for _, m := range regexp.MustCompile(`\{([^{}]*)\}`).FindAllStringSubmatch(string(s), -1) {
			names[m[1]] = true
		}
	}
	return names
}

// Texts are sentences as they are, each a point of a list.
func Texts(sentences []Sentence) []string {
	list := make([]string, len(sentences))
	for i, s := range sentences {
		list[i] = string(s)
	}
	return list
}

// Words are all sentences, by the paper that they stand in.
type Words struct {
	Remedies        Sentence    `yaml:"remedies"`        // 救济途径
	Acknowledgement Sentence    `yaml:"acknowledgement"` // 签收
	Receipt         Receipt     `yaml:"receipt"`
	Notice          Notice      `yaml:"notice"`
	Declination     Declination `yaml:"declination"`
	Acceptance      Acceptance  `yaml:"acceptance"`
	Hearing         []Sentence  `yaml:"hearing"`  // rights and duties of who takes part
	Delivery        []Sentence  `yaml:"delivery"` // remarks of the acknowledgement of receipt
	Rating          []Sentence  `yaml:"rating"`   // remarks of the sheet of five levels
	Allocation      Allocation  `yaml:"allocation"`
	Contract        Contract    `yaml:"contract"`
}

// Receipt is what the receipt says below its list (收件凭证).
type Receipt struct {
	NotAcceptance Sentence `yaml:"notAcceptance"`
	Accepted      Sentence `yaml:"accepted"` // where an acceptance notice followed
	Noticed       Sentence `yaml:"noticed"`  // where a one-time notice was given
	Pending       Sentence `yaml:"pending"`  // before either
	Enquiry       Sentence `yaml:"enquiry"`
}

// Notice is the one-time notice (一次性告知书).
type Notice struct {
	First Sentence `yaml:"first"`
	Again Sentence `yaml:"again"`
	Close Sentence `yaml:"close"`
}

// Declination is the refusal at receipt in its three forms.
type Declination struct {
	NotRequired Sentence `yaml:"notRequired"`
	NotOurs     Sentence `yaml:"notOurs"`
	NotAccepted Sentence `yaml:"notAccepted"`
	Returned    Sentence `yaml:"returned"`
}

// Acceptance is the notice of acceptance (受理通知书).
type Acceptance struct {
	Complete     Sentence `yaml:"complete"`
	Supplemented Sentence `yaml:"supplemented"`
	Deemed       Sentence `yaml:"deemed"`
	Close        Sentence `yaml:"close"`
}

// Allocation is the decision on allocated land (国有建设用地划拨决定书).
type Allocation struct {
	Opening    Sentence   `yaml:"opening"`
	Conditions []Sentence `yaml:"conditions"` // 使用条件
	Duties     []Sentence `yaml:"duties"`     // 双方责任
}

// Contract is the contract of transfer (国有建设用地使用权出让合同), by chapters.
// Articles that only some contracts have stand under names of their own.
type Contract struct {
	General  GeneralChapter  `yaml:"general"`
	Price    PriceChapter    `yaml:"price"`
	Delivery Chapter         `yaml:"delivery"`
	Building BuildingChapter `yaml:"building"`
	Transfer Chapter         `yaml:"transfer"`
	Breach   Chapter         `yaml:"breach"`
	Final    FinalChapter    `yaml:"final"`
}

// Chapter is a heading and its articles.
type Chapter struct {
	Heading  Sentence   `yaml:"heading"`
	Articles []Sentence `yaml:"articles"`
}

// GeneralChapter is what the contract is about (总则).
type GeneralChapter struct {
	Heading Sentence `yaml:"heading"`
	Basis   Sentence `yaml:"basis"`
	Deal    Sentence `yaml:"deal"` // where a confirmation of the deal is on file
	Land    Sentence `yaml:"land"`
	Term    Sentence `yaml:"term"`
}

// PriceChapter is what the land costs (土地价款与支付).
type PriceChapter struct {
	Heading Sentence `yaml:"heading"`
	Open    Sentence `yaml:"open"` // where the price is yet to be written in
	Total   Sentence `yaml:"total"`
	Each    Sentence `yaml:"each"` // a square metre
	Payment Sentence `yaml:"payment"`
}

// BuildingChapter is what is to be built, and when (规划条件与开发建设).
type BuildingChapter struct {
	Heading    Sentence `yaml:"heading"`
	Conditions Sentence `yaml:"conditions"`
	Standard   Sentence `yaml:"standard"` // for "standard land" (标准地)
	Dates      Sentence `yaml:"dates"`
	Permit     Sentence `yaml:"permit"` // where a permit is issued on the spot
}

// FinalChapter is how the contract ends (附则).
type FinalChapter struct {
	Heading  Sentence `yaml:"heading"`
	Disputes Sentence `yaml:"disputes"`
	Annexes  Sentence `yaml:"annexes"`
	Copies   Sentence `yaml:"copies"`
}
