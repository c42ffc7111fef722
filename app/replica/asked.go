package replica

import "slices"

// SettingAsked names the setting that keeps the blocks of numbers that were asked
// for and did not come yet. Asked for twice under one id, the centre gives the same
// block; under another id, once the program was killed in between, it would give a
// second one and count the first as unused. A counter that was restored from a
// backup forgets it: the block may have come since, and its numbers be on paper.
const SettingAsked = "leases-asked"

// leaseAsked is what a block of a kind and year is asked for with, as it was the
// last time if that was not answered.
func (c *Client) leaseAsked(kind NumberKind, year int) (LeaseRequest, error) {
	var open []LeaseRequest
	if _, err := c.Settings.Setting(SettingAsked, &open); err != nil {
		return LeaseRequest{}, err
	}
	for _, ask := range open {
		if ask.Kind == kind && ask.Year == year {
			return ask, nil
		}
	}
	ask := LeaseRequest{ID: c.NewID(), Kind: kind, Year: year}
	return ask, c.Settings.SaveSetting(SettingAsked, append(open, ask))
}

// leaseCame forgets what was asked for with the block that is here now.
func (c *Client) leaseCame(ask LeaseRequest) error {
	var open []LeaseRequest
	if _, err := c.Settings.Setting(SettingAsked, &open); err != nil {
		return err
	}
	open = slices.DeleteFunc(open, func(other LeaseRequest) bool { return other == ask })
	return c.Settings.SaveSetting(SettingAsked, open)
}
