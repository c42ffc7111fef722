package casefile

import (
	"image"
	"time"

	"onewindow/app/parcel"
	"onewindow/app/workday"
)

// Sheet is everything a document says, resolved: who prints it needs neither
// catalog nor settings. Times are in the office's zone.
type Sheet struct {
	Document  DocumentKind
	Case      Case
	Item      SheetItem
	Office    SheetOffice
	Issued    Certificate      // the certificate that the document is, where it is one
	Number    string           // of the document itself, where it has one of its own
	Deadline  workday.Deadline // the date by which a decision is due, and how it was counted
	PrintedAt time.Time
	Clerk     string            // who prints it
	URL       string            // what the QR code holds: the public page with the signed payload as its last part
	Awaiting  bool              // printed before the centre confirmed the case: marked 待中心确认
	Copy      int               // 1 is the first print; from 2 on marked 补打
	Sections  map[string]string // names of the reviewing sections by id
	Seal      []byte            // PNG with alpha of the office seal; empty where the office stamps by hand
	Day       DayEnd            // what a day-end sheet counts; zero of any other document
	Mistake   Mistake           // what a note about papers that do not hold tells; zero of any other document
	Printer   string            // name of the printer that a test page tries; "" of any other document

	Land parcel.Drawing // what a drawing shows; empty of any other document
	A3   bool           // a drawing lies on A3, else it stands on A4
}

// Leaf is a page of a sheet, laid out once to be looked at from near and far. It
// may be used by several goroutines.
type Leaf interface {
	// Size is the size of the page in mm.
	Size() (width, height float64)
	// View draws a part of the page, in mm from its upper left corner, at dpi
	// dots per inch (10 to 1200).
	View(x, y, width, height, dpi float64) (image.Image, error)
}

// SheetItem is the item as a document names it.
type SheetItem struct {
	Name          string   // 建设项目用地预审与选址意见书
	Code          string   // item code of the catalog
	MergedFrom    []string // the former items it merged from (多审合一)
	LegalBasis    []string // laws with article
	StatutoryDays int      // working days
	PromisedDays  int      // working days
	ValidYears    int      // validity of the certificate, years
	Notes         []string // 遵守事项 printed on the certificate
	Annexes       []string // 附图及附件名称
	Prefix        string   // 用字第, before the certificate's number
	Basis         string   // the sentence on the certificate's face
	Certificates  []string // names of the certificates of the case, in their order
	Supply        string   // 土地取得方式: 划拨 or 出让, "" where no land is supplied
	Indicators    []SheetIndicator
}

// SheetIndicator is one indicator of a standard land (标准地).
type SheetIndicator struct {
	Name   string
	Unit   string
	Rule   string // "≥ 300"
	Stated string
	Met    bool
}

// SheetOffice is the office as a document names it.
type SheetOffice struct {
	Organ     string // 嘉兴市自然资源和规划局南湖分局, who seals
	Window    string // 03 号窗
	Address   string
	Phone     string // for questions about the case
	Complaint string // supervision phone (监督电话)
	Hours     string // opening hours
}
