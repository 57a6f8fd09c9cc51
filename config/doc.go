// Package config gathers everything a person may set into one immutable value.
//
// Five layers fill it, each stronger than the one before: the defaults, the settings changed on the page, the TOML file,
// the environment (AURALIS_AUDIO_OUTPUT for audio.output) and the flags. A key that the file, the environment or a flag
// sets is pinned: the page shows it locked, because a change there would have no effect.
//
// One table (keys.go, tables.go) says for every key its name, meaning, kind, allowed values and place in Config; loading,
// checking, printing and the manual (docs/configuration.md) are all driven by it. A secret is never a value of its own:
// there are only keys that name a file holding it.
//
// Load reports every problem it finds, each with file, line, key and what is allowed. Values that the page saved are the
// exception: a bad one is left out with a warning, since the player has to start to let it be corrected.
//
// The package imports no other package of ours, starts no goroutine and keeps nothing: everything it reads comes in
// through Options. A Loaded may be read by any number of goroutines; nobody changes it.
package config
