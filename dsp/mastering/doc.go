// Package mastering decides what a recording needs, and does it.
//
// # Problem
//
// A shelf of records holds masters 20 dB apart in loudness, dull ones and sharp ones. Each should sound right next to the
// others, without being made worse: no master louder than it bears, no tone forced, nothing that jumps.
//
// # Contract
//
// Analysis is what is known of a track, measured by an Analyser. NewPlan is a pure and continuous function of analysis,
// preset and intensity; a Plan is an immutable value that says in words what it does (Explain) and how loud the result
// will be. A Chain carries a plan out on a stream: every change of plan glides, a flat plan passes every sample bit for
// bit, and the result doesn't depend on how the stream is cut into blocks.
//
// The final true-peak limiter isn't in the chain: it runs after the voices are mixed, at the plan's Ceiling.
//
// # Goroutines
//
// A Chain and an Analyser belong to one goroutine each. Plans and analyses are values.
package mastering
