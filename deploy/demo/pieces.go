package demo

// chords are four bars in A minor that lead into each other: A minor, F, C, G, as keys.
var chords = [4][4]float64{{57, 60, 64, 69}, {53, 57, 60, 65}, {55, 60, 64, 67}, {55, 59, 62, 67}}

// melody is what is sung over them, sixteen quarters; 0 rests.
var melody = [16]float64{76, 72, 69, 72, 77, 76, 72, 69, 79, 76, 74, 72, 74, 71, 67, 0}

// quiet is a lullaby far below full scale.
func quiet() *score {
	s := newScore(36, 1)
	const beat = 1.0
	for bar := range 8 {
		at := float64(bar) * 4 * beat
		for i, key := range chords[bar%4] {
			s.pad(at, 4*beat, key, 0.12, float64(i)/2-0.75)
		}
		for q := range 4 {
			if key := melody[(bar*4+q)%16]; key > 0 {
				s.pluck(at+float64(q)*beat, key, 0.3, 0.2, 0.4)
			}
		}
	}
	s.master(0.06, 1)
	return s
}

// loud is a dance, saturated as such masters are.
func loud() *score {
	s := newScore(40, 2)
	const beat = 0.5
	for bar := range 19 {
		at := float64(bar) * 4 * beat
		chord := chords[bar%4]
		for q := range 4 {
			t := at + float64(q)*beat
			s.kick(t, 1)
			if q%2 == 1 {
				s.snare(t, 0.5)
			}
			s.hat(t+beat/2, 0.25, 0.4)
			s.hat(t, 0.12, -0.3)
			s.bass(t+beat/2, beat/2, chord[0]-24, 0.7)
			s.bass(t, beat/2, chord[0]-12, 0.3)
			if key := melody[(bar*4+q)%16]; key > 0 && bar >= 4 {
				s.pluck(t, key, 0.5, 0.25, 0.7)
				s.pluck(t+beat/2, key-5, 0.25, -0.25, 0.7)
			}
		}
		for i, key := range chord {
			s.pad(at, 4*beat, key, 0.1, float64(i)/2-0.75)
		}
	}
	s.master(0.99, 3)
	return s
}

// flow is the piece that is cut in two: a line that never rests.
func flow() *score {
	s := newScore(62, 3)
	const beat = 0.36
	for n := range 166 {
		chord := chords[n/16%4]
		at := float64(n) * beat
		s.pluck(at, chord[n%4]+12, 0.35, float64(n%5)/4-0.5, 0.55)
		if n%2 == 0 {
			s.bass(at, 2*beat, chord[0]-12, 0.4)
		}
		if n%16 == 0 {
			for i, key := range chord {
				s.pad(at, 16*beat, key, 0.15, float64(i)/2-0.75)
			}
		}
		if n%4 == 2 {
			s.hat(at, 0.1, 0.3)
		}
	}
	s.master(0.5, 1)
	return s
}

// bright is glass and hats, with little below.
func bright() *score {
	s := newScore(34, 4)
	const beat = 0.25
	for n := range 128 {
		at := float64(n) * beat
		chord := chords[n/16%4]
		s.pluck(at, chord[(n*3)%4]+24, 0.4, float64(n%7)/6-0.5, 0.9)
		s.hat(at, 0.3, -0.4)
		if n%4 == 0 {
			s.hat(at+beat/2, 0.5, 0.4)
		}
		if n%8 == 4 {
			s.snare(at, 0.25)
		}
	}
	s.master(0.7, 1)
	return s
}
