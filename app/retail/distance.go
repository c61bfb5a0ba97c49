package retail

import "math"

// Distance is between two sites in metres as the crow flies, on a sphere of
// 6,371 km (haversine formula); negative when a place is not known.
func Distance(a, b Site) float64 {
	if a.Lat == 0 && a.Lng == 0 || b.Lat == 0 && b.Lng == 0 {
		return -1
	}
	const earth, rad = 6_371_000, math.Pi / 180
	sin := func(d float64) float64 { s := math.Sin(d * rad / 2); return s * s }
	h := sin(b.Lat-a.Lat) + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*sin(b.Lng-a.Lng)
	return 2 * earth * math.Asin(math.Sqrt(h))
}
