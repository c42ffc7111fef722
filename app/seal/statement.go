package seal

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/workday"
)

// DocumentKind numbers the kinds of documents. Whoever uses the package gives
// the numbers their meaning; they are on paper and never change.
type DocumentKind byte

// The longest texts of a statement, in bytes of UTF-8.
const (
	MaxNumber = 60
	MaxItem   = 40
	MaxOffice = 24
)

// Digest is the first eight bytes of the SM3 of what the document says. It ties
// the paper's text to the record; it is too short to stand alone against
// someone who may choose the text.
type Digest [8]byte

// Statement is what a document's QR code says, without any personal data.
type Statement struct {
	Kind   DocumentKind
	Number string       // of the document or the case
	Item   string       // code of the item in the catalog
	Office string       // region (6 digits) and a suffix, the same as in the signer's certificate
	Date   workday.Date // of the document, from 2000-01-01 to 2179-06-06
	Digest Digest
	Key    KeyID // of the signing key; Sign fills it in

	Edition byte         // of a certificate that may be issued anew, from 1; 0 of any other document
	Copy    byte         // 1 is the first print, more are reprints (补打); 0 where the signer did not print it
	Until   workday.Date // last day of validity; zero where it does not expire
}

// Signed is a statement with its signature, not yet verified.
type Signed struct {
	Statement Statement
	body      []byte
	signature []byte
}

// Versions of a statement. The first has no edition, copy and last day; it is on
// paper, so it is still read.
const (
	firstStatement = 1
	statement      = 2
)

// Mark names one statement in the centre's list: the first bytes of the SM3 of
// its bytes without the signature, of which there may be several.
type Mark [10]byte

// longest is the longest text that Parse looks at: a longer one fits no QR code
// at a size that is printed.
const longest = 2000

// Sign gives the payload of the QR code, in letters. With a nil random the
// payload depends on key and statement alone. An error says which field does
// not fit.
func Sign(key *PrivateKey, s Statement, random io.Reader) (payload string, err error) {
	s.Key = key.ID()
	body, err := s.encode()
	if err != nil {
		return "", fmt.Errorf("sign a statement: %w", err)
	}
	signature, err := key.sign(forStatement, body, random)
	if err != nil {
		return "", err
	}
	return toLetters(append(body, signature...)), nil
}

func (s Statement) encode() ([]byte, error) {
	var w writer
	if s.Number == "" {
		w.fail(fmt.Errorf("it has no number"))
	}
	w.bytes(statement, byte(s.Kind))
	w.bytes(s.Key[:]...)
	w.date("date", s.Date)
	w.bytes(s.Digest[:]...)
	w.bytes(s.Edition, s.Copy)
	w.last("until", s.Until)
	w.text("number", s.Number, MaxNumber)
	w.text("item", s.Item, MaxItem)
	w.text("office", s.Office, MaxOffice)
	return w.data, w.err
}

// Parse reads a payload, alone or as the last part of a URL, in upper or lower
// case, with or without percent-escapes and full-width characters (a scanner's
// keystrokes may pass through an input method). Its error is Malformed; that
// the statement is true only Verify or a Ring can say.
func Parse(text string) (Signed, error) {
	if len(text) > longest {
		return Signed{}, malformed(fmt.Sprintf("%d bytes", len(text)))
	}
	data, err := fromLetters(payloadOf(text))
	if err != nil {
		return Signed{}, err
	}
	if len(data) <= SignatureSize {
		return Signed{}, malformed(fmt.Sprintf("only %d bytes", len(data)))
	}
	body, signature := data[:len(data)-SignatureSize], data[len(data)-SignatureSize:]
	s, err := decode(body)
	if err != nil {
		return Signed{}, err
	}
	return Signed{Statement: s, body: body, signature: signature}, nil
}

func decode(body []byte) (Statement, error) {
	r := reader{data: body}
	version := r.byte()
	if version != firstStatement && version != statement {
		return Statement{}, malformed(fmt.Sprintf("version %d", version))
	}
	s := Statement{
		Kind:   DocumentKind(r.byte()),
		Key:    KeyID(r.take(len(KeyID{}))),
		Date:   r.date(),
		Digest: Digest(r.take(len(Digest{}))),
	}
	if version > firstStatement {
		s.Edition, s.Copy, s.Until = r.byte(), r.byte(), r.last()
	}
	s.Number, s.Item, s.Office = r.text(MaxNumber), r.text(MaxItem), r.text(MaxOffice)
	if !r.end() || s.Number == "" {
		return Statement{}, malformed("the fields do not fill it")
	}
	return s, nil
}

// Verify checks the signature. Its error is UnknownKey where another key is
// named, and Altered where the signature does not fit.
func (s Signed) Verify(key PublicKey) error {
	switch {
	case key.IsZero() || s.Statement.Key != key.ID():
		return UnknownKey
	case !key.verify(forStatement, s.body, s.signature):
		return Altered
	}
	return nil
}

// Mark names the statement in the centre's list.
func (s Signed) Mark() Mark {
	sum := sm3.Sum(s.body)
	return Mark(sum[:len(Mark{})])
}

// URL is the text for the QR code: base, /V/ and the payload, all in upper case
// so that the code stays alphanumeric. Scheme and host mean the same in upper
// case; a path in base does not, so base is best without one.
func URL(base, payload string) string {
	return strings.ToUpper(strings.TrimRight(base, "/")) + "/V/" + payload
}

// payloadOf finds the payload in what was scanned.
func payloadOf(text string) string {
	text = strings.ToUpper(strings.TrimSpace(strings.Map(narrow, text)))
	if i := strings.IndexAny(text, "?#"); i >= 0 {
		text = text[:i]
	}
	text = strings.TrimRight(text, "/")
	return unescaped(text[strings.LastIndexByte(text, '/')+1:])
}

func narrow(r rune) rune {
	if '！' <= r && r <= '～' {
		return r - '！' + '!'
	}
	return r
}

// unescaped resolves percent-escapes. A percent sign is no letter of the
// alphabet, so what is no escape stays and is refused later.
func unescaped(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
