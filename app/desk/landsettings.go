package desk

import "onewindow/app/casefile"

// landName is where the store keeps the settings of land.
const landName = "land"

// LandSettings are how an office states and draws land.
type LandSettings struct {
	Ellipsoidal bool `json:"ellipsoidal"` // areas on the ellipsoid (椭球面积), else on the plane
	A3          bool `json:"a3"`          // drawings lie on A3, else stand on A4
}

// LandSettings reads the settings of land.
func (d *Desk) LandSettings() LandSettings {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.land
}

// SaveLandSettings keeps the settings of land and puts them into force.
func (d *Desk) SaveLandSettings(s LandSettings) error {
	if err := d.p.Store.SaveSetting(landName, s); err != nil {
		return explain(err)
	}
	d.mu.Lock()
	d.land = s
	d.mu.Unlock()
	return explain(d.note(d.User(), casefile.Logged{What: casefile.SettingsSaved, About: landName}))
}
