package main

import "errors"

type ctlCommand struct{}

func (ctlCommand) Run() error { return errors.New("not wired") }
