// Package parcel reads boundary-point files (界址点坐标文件), measures land and
// compares its outlines.
//
// A file goes in as bytes and comes out as a [File] with its parcels, and with
// [Problems]: every error and every warning names its line. [Shape] is land of
// any form, several parts and holes included; it knows its planar and its
// ellipsoidal area, its sides and its bounds. [Compare] tells where the red
// line of a project (用地红线) and the boundary of a parcel (宗地) differ, and
// [Drawing] gathers what the two maps in one (两图合一) show. Parcels leave the
// house as GeoJSON or as a shapefile.
//
// Axes are those of Chinese surveying: X points north, Y points east, both in
// metres. Everything here is computed in the China Geodetic Coordinate System
// 2000 (2000国家大地坐标系, CGCS2000); older systems are refused, as turning
// them into it takes parameters that no file carries.
package parcel
