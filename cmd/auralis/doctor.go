package main

import "errors"

type doctorCommand struct{}

func (doctorCommand) Run() error { return errors.New("not wired") }
