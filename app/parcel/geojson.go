package parcel

import (
	"encoding/json"
	"fmt"
	"math"
)

// GeoJSON writes the parcels as a feature collection (RFC 7946): longitude
// before latitude in degrees with nine decimals (0.1 mm), shells anticlockwise.
// The positions are those of CGCS2000, which agree with WGS 84, the system of
// the format, to a few centimetres. The same file gives the same bytes.
func (f File) GeoJSON() ([]byte, error) {
	type properties struct {
		Number    string  `json:"number"`
		Name      string  `json:"name"`
		Use       string  `json:"use"`
		LandClass string  `json:"landClass"`
		Stated    float64 `json:"statedHectares,omitempty"`
		Plane     float64 `json:"planeArea"`
		Ellipsoid float64 `json:"ellipsoidalArea"`
	}
	type geometry struct {
		Type        string           `json:"type"`
		Coordinates [][][][2]float64 `json:"coordinates"`
	}
	type feature struct {
		Type       string     `json:"type"`
		Properties properties `json:"properties"`
		Geometry   geometry   `json:"geometry"`
	}
	features := make([]feature, len(f.Parcels))
	for i, p := range f.Parcels {
		features[i] = feature{
			Type: "Feature",
			Properties: properties{
				p.Number, p.Name, p.Use, p.LandClass, p.Stated,
				rounded(p.Shape.Area(), 3), rounded(f.Grid.Area(p.Shape), 3),
			},
			Geometry: geometry{"MultiPolygon", f.Grid.positions(p.Shape)},
		}
	}
	data, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
	if err != nil {
		return nil, fmt.Errorf("write GeoJSON: %w", err)
	}
	return data, nil
}

// positions is the shape in degrees.
func (g Grid) positions(s Shape) [][][][2]float64 {
	polygons := make([][][][2]float64, len(s))
	for i, p := range s {
		for k, r := range (Shape{p}).Rings() {
			polygons[i] = append(polygons[i], g.loop(r.wound(k > 0)))
		}
	}
	return polygons
}

// loop is a ring in degrees, its first position repeated.
func (g Grid) loop(r Ring) [][2]float64 {
	loop := make([][2]float64, 0, len(r)+1)
	for i := range len(r) + 1 {
		at := g.Position(r[i%len(r)])
		loop = append(loop, [2]float64{rounded(at.Lon, 9), rounded(at.Lat, 9)})
	}
	return loop
}

// wound is the ring running clockwise or not. It starts at the same point.
func (r Ring) wound(clockwise bool) Ring {
	if r.Clockwise() == clockwise {
		return r
	}
	turned := make(Ring, len(r))
	for i := range r {
		turned[i] = r[(len(r)-i)%len(r)]
	}
	return turned
}

func rounded(x float64, decimals int) float64 {
	unit := math.Pow10(decimals)
	return math.Round(x*unit) / unit
}
