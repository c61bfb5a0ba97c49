package page

import "fmt"

// Away writes a distance in metres, to two digits; nothing for one below zero, which
// nobody knows.
func Away(m float64) string {
	switch {
	case m < 0:
		return ""
	case m < 1000:
		return fmt.Sprintf("%.0fm", max(100, 100*float64(int(m/100+0.5))))
	case m < 100_000:
		return fmt.Sprintf("%.1fkm", m/1000)
	}
	return fmt.Sprintf("%.0fkm", m/1000)
}
