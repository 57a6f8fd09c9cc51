package api

import "context"

func systemMethods() []Method {
	return []Method{
		{"settings.get", "", "`{settings[]{key,value,source,locked}}`", "Lists the configuration with where each value came from.", getSettings},
		{"settings.set", "", "", "Not yet: settings are changed in the configuration file, the environment or by flags.", setSettings},
		{"system.info", "", "`{name,version,instance,uptime,board,go,arch}`", "Tells about the player itself.", info},
		{"system.state", "", "the snapshot", "Tells what is played, as the `state` notification does.", state},
		{"system.devices", "", "`{devices[]{spec,name,description}}`", "Lists where the sound can go.", devices},
		{"system.output", "`spec`? an output SPEC", "the output of the snapshot", "Tells where the sound goes; with `spec`, changes it.", output},
	}
}

func missing(what string) *Error {
	return Errorf(CodeUnavailable, "this player was started without %s", what)
}

func getSettings(_ context.Context, h *Handler, p *params) (any, *Error) {
	if err := p.done(); err != nil {
		return nil, err
	}
	if h.Settings == nil {
		return nil, missing("a list of its settings")
	}
	return map[string]any{"settings": h.Settings.Settings()}, nil
}

func setSettings(context.Context, *Handler, *params) (any, *Error) {
	return nil, Errorf(CodeUnavailable, "settings can't be changed from here yet: use the configuration file, the environment or a flag (auralis run --print-config lists the keys)")
}

func info(_ context.Context, h *Handler, p *params) (any, *Error) {
	if err := p.done(); err != nil {
		return nil, err
	}
	if h.System == nil {
		return nil, missing("a description of itself")
	}
	i := h.System.Info()
	i.Instance = h.Instance
	return i, nil
}

func state(_ context.Context, h *Handler, p *params) (any, *Error) {
	if err := p.done(); err != nil {
		return nil, err
	}
	return h.Snapshot(h.Control.State()), nil
}

func devices(ctx context.Context, h *Handler, p *params) (any, *Error) {
	if err := p.done(); err != nil {
		return nil, err
	}
	if h.Outputs == nil {
		return nil, missing("a list of devices")
	}
	list, err := h.Outputs.Devices(ctx)
	if err != nil {
		return nil, ErrorOf(err)
	}
	if list == nil {
		list = []Device{}
	}
	return map[string]any{"devices": list}, nil
}

func output(ctx context.Context, h *Handler, p *params) (any, *Error) {
	if !p.has("spec") {
		if err := p.done(); err != nil {
			return nil, err
		}
		return h.Snapshot(h.Control.State()).Output, nil
	}
	spec := p.text("spec", "an output SPEC such as auto or alsa:hw:CARD,DEV")
	if err := p.done(); err != nil {
		return nil, err
	}
	if h.Outputs == nil {
		return nil, missing("a choice of outputs: the key is [audio] output")
	}
	if err := h.Outputs.Select(ctx, spec); err != nil {
		return nil, scanError(err)
	}
	return h.Snapshot(h.Control.State()).Output, nil
}
