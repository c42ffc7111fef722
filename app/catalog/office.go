package catalog

import (
	"fmt"

	"github.com/goccy/go-yaml"

	"onewindow/app/casefile"
)

// Office is a service office (分局) and the people who work in it.
type Office struct {
	ID             string `yaml:"id"`
	Region         string `yaml:"region"` // six digits
	Name           string `yaml:"name"`
	Organ          string `yaml:"organ"`          // who seals
	AcceptanceMark string `yaml:"acceptanceMark"` // 发文代字 of acceptance notices
	Address        string `yaml:"address"`
	Phone          string `yaml:"phone"`
	Complaint      string `yaml:"complaint"`
	Hours          string `yaml:"hours"`
	Window         string `yaml:"window"` // two digits; the settings may change it
	Users          []User `yaml:"users"`
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

// LoadOffice reads an office file.
func LoadOffice(raw []byte) (Office, error) {
	var o Office
	if err := yaml.UnmarshalWithOptions(raw, &o, yaml.Strict()); err != nil {
		return Office{}, fmt.Errorf("catalog: office: %w", err)
	}
	if len(o.Region) != 6 || o.ID == "" || len(o.Users) == 0 {
		return Office{}, fmt.Errorf("catalog: office %q: expected an id, a region of six digits and users", o.ID)
	}
	return o, nil
}
