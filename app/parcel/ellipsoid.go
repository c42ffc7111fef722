package parcel

import "math"

// The ellipsoid of CGCS2000 (GB/T 18522-2020 §3; the ministry's notice of
// 2008): semi-major axis in metres, and flattening.
const (
	semiMajor  = 6378137.0
	flattening = 1 / 298.257222101
)

// Position is a place on the ellipsoid, in degrees.
type Position struct{ Lat, Lon float64 }

// eccentricity2 is the square of the first eccentricity.
const eccentricity2 = flattening * (2 - flattening)

// third is the third flattening, in which the series of the Gauss-Krüger
// projection converge fastest.
const third = flattening / (2 - flattening)

// rectifying is the radius in metres of the circle as long as a meridian.
func rectifying() float64 {
	const n2 = third * third
	return semiMajor / (1 + third) * (1 + n2/4 + n2*n2/64 + n2*n2*n2/256)
}

// toPlane and toSphere are the coefficients of L. Krüger's series of 1912
// (§8, (41) and (35)) between the conformal sphere and the plane, to the
// fourth power of the third flattening: within 6° of the central meridian what
// they leave out is far below a micrometre.
func toPlane() [4]float64 {
	const n, n2, n3, n4 = third, third * third, third * third * third, third * third * third * third
	return [4]float64{
		n/2 - 2*n2/3 + 5*n3/16 + 41*n4/180,
		13*n2/48 - 3*n3/5 + 557*n4/1440,
		61*n3/240 - 103*n4/140,
		49561 * n4 / 161280,
	}
}

func toSphere() [4]float64 {
	const n, n2, n3, n4 = third, third * third, third * third * third, third * third * third * third
	return [4]float64{
		n/2 - 2*n2/3 + 37*n3/96 - n4/360,
		n2/48 + n3/15 - 437*n4/1440,
		17*n3/480 - 37*n4/840,
		4397 * n4 / 161280,
	}
}

// project is the Gauss-Krüger projection (高斯—克吕格投影) of a latitude and of
// a longitude from the central meridian, in radians: metres north of the
// equator and east of the meridian.
func project(lat, lon float64) (north, east float64) {
	e := math.Sqrt(eccentricity2)
	sin := math.Sin(lat)
	conformal := math.Sinh(math.Atanh(sin) - e*math.Atanh(e*sin))
	xi := math.Atan2(conformal, math.Cos(lon))
	eta := math.Asinh(math.Sin(lon) / math.Hypot(conformal, math.Cos(lon)))
	north, east = xi, eta
	for i, c := range toPlane() {
		k := float64(2 * (i + 1))
		north += c * math.Sin(k*xi) * math.Cosh(k*eta)
		east += c * math.Cos(k*xi) * math.Sinh(k*eta)
	}
	return north * rectifying(), east * rectifying()
}

// unproject is the inverse of project.
func unproject(north, east float64) (lat, lon float64) {
	xi, eta := north/rectifying(), east/rectifying()
	xi1, eta1 := xi, eta
	for i, c := range toSphere() {
		k := float64(2 * (i + 1))
		xi1 -= c * math.Sin(k*xi) * math.Cosh(k*eta)
		eta1 -= c * math.Cos(k*xi) * math.Sinh(k*eta)
	}
	lon = math.Atan2(math.Sinh(eta1), math.Cos(xi1))
	return geodetic(math.Sin(xi1) / math.Hypot(math.Sinh(eta1), math.Cos(xi1))), lon
}

// geodetic is the latitude whose conformal latitude has the given tangent, by
// Newton's method: quadratic, so that five rounds are more than enough.
func geodetic(conformal float64) float64 {
	e := math.Sqrt(eccentricity2)
	tan := conformal
	for range 5 {
		sigma := math.Sinh(e * math.Atanh(e*tan/math.Hypot(1, tan)))
		guess := tan*math.Hypot(1, sigma) - sigma*math.Hypot(1, tan)
		slope := (1 - eccentricity2) * math.Hypot(1, guess) * math.Hypot(1, tan) / (1 + (1-eccentricity2)*tan*tan)
		tan += (conformal - guess) / slope
	}
	return math.Atan(tan)
}

// beltArea is the area in m² of the ellipsoid between the equator and a
// latitude in radians, for one radian of longitude.
func beltArea(lat float64) float64 {
	e := math.Sqrt(eccentricity2)
	sin := math.Sin(lat)
	return semiMajor * semiMajor * (1 - eccentricity2) / 2 * (sin/(1-eccentricity2*sin*sin) + math.Atanh(e*sin)/e)
}
