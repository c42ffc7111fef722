package catalog

import "onewindow/app/casefile"

// Coordination says how sections that disagree come to one opinion (会商协调).
type Coordination struct {
	Days        int           `yaml:"days"` // working days it may take
	Role        casefile.Role `yaml:"role"` // who settles it
	Coordinator string        `yaml:"-"`    // id of the office's user who settles it; "" means anyone of the role
}

// or is the coordination with what it leaves open taken from the other. Another
// role than the other's is not bound to the other's person.
func (o Coordination) or(other Coordination) Coordination {
	if o.Days > 0 {
		other.Days = o.Days
	}
	if o.Role != "" && o.Role != other.Role {
		other.Role, other.Coordinator = o.Role, ""
	}
	return other
}

// settlers are the roles that can settle a disagreement.
func settlers() []string { return []string{string(casefile.Approver), string(casefile.Supervisor)} }
