package casefile

import "slices"

// KindLogged is an entry of an installation's log book (日志): something that
// happened at the machine and belongs to no case. Its Case is the id of the
// installation that wrote it. It is a link of the hash chain as any other, and
// never a row in a list.
const KindLogged Kind = "logged"

// Deed is what an entry of the log book tells.
type Deed string

// The deeds.
const (
	SignedIn         Deed = "signed-in"         // 登录
	SignInFailed     Deed = "sign-in-failed"    // 登录失败; About is the user id that was typed
	LockedOut        Deed = "locked-out"        // 登录失败次数过多; About as before
	LockedWindow     Deed = "locked"            // 锁屏
	SignedOut        Deed = "signed-out"        // 退出
	PasswordChanged  Deed = "password-changed"  // 修改密码
	SettingsSaved    Deed = "settings-saved"    // About names which
	BackupMade       Deed = "backup-made"       // 备份
	Restored         Deed = "restored"          // 恢复
	Exported         Deed = "exported"          // onto a stick (U 盘)
	Imported         Deed = "imported"          // from a stick
	CalendarImported Deed = "calendar-imported" // About is its version
	RosterTaken      Deed = "roster-taken"      // About is its serial
)

// Deeds lists them all.
func Deeds() []Deed {
	return []Deed{
		SignedIn, SignInFailed, LockedOut, LockedWindow, SignedOut, PasswordChanged, SettingsSaved,
		BackupMade, Restored, Exported, Imported, CalendarImported, RosterTaken,
	}
}

// byItself says whether the machine may do it with nobody before it.
func (d Deed) byItself() bool {
	return slices.Contains([]Deed{
		SignInFailed, LockedOut, BackupMade, Restored, Exported, Imported, CalendarImported, RosterTaken,
	}, d)
}

// maxAbout is the most that an entry says of what it is about, in bytes.
const maxAbout = 256

// Logged is the body of an entry of the log book.
type Logged struct {
	What  Deed   `json:"what"`
	About string `json:"about,omitempty"` // never a password, never a name of an applicant
}

// Kind is logged.
func (*Logged) Kind() Kind { return KindLogged }

func (b *Logged) permit(c Case, by Actor) *Refusal {
	switch {
	case c.State != StateNone:
		return refuse("log-book")
	case !slices.Contains(Deeds(), b.What) || len(b.About) > maxAbout:
		return refuse("incomplete")
	case by.ID == "" && !b.What.byItself():
		return refuse("incomplete")
	}
	return nil
}

// apply does nothing: the book is its history.
func (b *Logged) apply(*Case, Event) {}

// OfLogBook says whether the event stands in the log book of the installation
// that wrote it.
func (e Event) OfLogBook() bool { return e.Installation != "" && e.Case == e.Installation }
