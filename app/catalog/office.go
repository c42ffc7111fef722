package catalog

import (
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/parcel"
)

// Office is a service office (分局) and the people who work in it.
type Office struct {
	ID             string    `yaml:"id"`
	Region         string    `yaml:"region"` // six digits
	Name           string    `yaml:"name"`
	Organ          string    `yaml:"organ"`          // who seals
	AcceptanceMark string    `yaml:"acceptanceMark"` // 发文代字 of acceptance notices
	Address        string    `yaml:"address"`
	Phone          string    `yaml:"phone"`
	Complaint      string    `yaml:"complaint"`
	Hours          string    `yaml:"hours"`
	Window         string    `yaml:"window"` // two digits; the settings may change it
	Users          []User    `yaml:"users"`
	Coordinator    string    `yaml:"coordinator"` // id of the user who settles what sections disagree on
	District       *District `yaml:"district"`    // where the office's land lies; nil leaves boundary files unjudged
	Overrides      Overrides `yaml:"overrides"`   // of the catalog; see Catalog.For

	place place // of the whole file
}

// District is the box around the land of an office (辖区), in metres of the
// Gauss-Krüger grid of CGCS2000, the number of the zone left out of west and
// east.
type District struct {
	ZoneWidth int     `yaml:"zoneWidth"` // degrees: 3 or 6
	Zone      int     `yaml:"zone"`
	South     float64 `yaml:"south"`
	North     float64 `yaml:"north"`
	West      float64 `yaml:"west"`
	East      float64 `yaml:"east"`
}

// Box is the district as boundary files are held against it.
func (d District) Box() parcel.District {
	return parcel.District{
		Grid: parcel.Grid{Width: d.ZoneWidth, Zone: d.Zone},
		Box:  parcel.Box{South: d.South, North: d.North, West: d.West, East: d.East},
	}
}

// User is a person who works with the program.
type User struct {
	ID      string        `yaml:"id"`
	Name    string        `yaml:"name"`
	Role    casefile.Role `yaml:"role"`
	Section string        `yaml:"section"` // of a reviewer
}

// Actor is the user as the author of events.
func (u User) Actor() casefile.Actor {
	return casefile.Actor{ID: u.ID, Name: u.Name, Role: u.Role, Section: u.Section}
}

// officeRoles are the roles of an office's people.
func officeRoles() []string {
	var names []string
	for _, role := range []casefile.Role{
		casefile.Clerk, casefile.Reviewer, casefile.Approver, casefile.Supervisor, casefile.Administrator,
	} {
		names = append(names, string(role))
	}
	return names
}

// LoadOffice reads an office file; file names it in errors. An error joins
// every *Fault that was found. Whether the overrides fit a catalog is for
// [Catalog.For] to say.
func LoadOffice(file string, raw []byte) (Office, error) {
	k := &checker{}
	var o Office
	root, fault := parse(file, raw)
	if fault != nil {
		return Office{}, fault
	}
	k.decode(root, &o)
	if err := k.err(); err != nil {
		return Office{}, err
	}
	o.place = root
	k.office(o)
	return o, k.err()
}

func (k *checker) office(o Office) {
	at := o.place
	if o.ID == "" || o.Name == "" || o.Organ == "" {
		k.add(at, "expected the id, the name and the organ of the office")
	}
	if !isRegion(o.Region) {
		k.add(at.key("region"), "region %q, expected six digits", o.Region)
	}
	if len(o.Users) == 0 {
		k.add(at.key("users"), "expected at least one user")
	}
	if d := o.District; d != nil {
		k.district(at.key("district"), *d)
	}
	users := at.key("users")
	unique(k, each(users, len(o.Users), "id"), "user", func(i int) string { return o.Users[i].ID })
	for i, u := range o.Users {
		k.oneOf(users.at(i).key("role"), "role", string(u.Role), officeRoles())
	}
}

// district wants a zone of China and a box with room in it.
func (k *checker) district(at place, d District) {
	first, last := 25, 45
	if d.ZoneWidth == 6 {
		first, last = 13, 23
	} else if d.ZoneWidth != 3 {
		k.add(at.key("zoneWidth"), "zoneWidth %d, expected 3 or 6", d.ZoneWidth)
		return
	}
	k.between(at.key("zone"), "zone", d.Zone, first, last)
	if d.South >= d.North || d.West >= d.East {
		k.add(at, "district: expected south below north and west below east")
	}
}

func isRegion(text string) bool {
	return len(text) == 6 && !slices.ContainsFunc([]byte(text), func(c byte) bool { return c < '0' || c > '9' })
}
