package config

import "strings"

const envPrefix = "AURALIS_"

// reserved are variables of ours that aren't keys: the place of the file itself.
func reserved(name string) bool { return name == "AURALIS_CONFIG" }

// EnvName gives the variable that sets a key: AURALIS_AUDIO_OUTPUT for audio.output.
func EnvName(key string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

// environment applies the AURALIS_… variables. One that names no key is an error, like an unknown key in the file.
func (l *loader) environment(env []string, workDir string) {
	byName := map[string]string{}
	names := []string{}
	for k := range l.table {
		byName[EnvName(k)] = k
		names = append(names, EnvName(k))
	}
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		if !strings.HasPrefix(name, envPrefix) || reserved(name) {
			continue
		}
		k, ok := byName[name]
		if !ok {
			l.problems = append(l.problems, &Error{From: "environment", Key: name, Problem: "no key has this variable", Hint: nearest(name, names)})
			continue
		}
		l.one(k, value, Origin{Environment, name}, reading{text: true, home: l.home, base: workDir})
	}
}

// lookup finds a variable; the last of two wins, as in os.Environ's users.
func lookup(env []string, name string) string {
	for i := len(env) - 1; i >= 0; i-- {
		if n, v, _ := strings.Cut(env[i], "="); n == name {
			return v
		}
	}
	return ""
}
