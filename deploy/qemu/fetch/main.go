// Command fetch puts the virtual board's kernel into the cache folder, so
// that tests find it and don't wait for a download:
//
//	go run ./deploy/qemu/fetch [-refresh]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"auralis/deploy/qemu"
)

func main() {
	refresh := flag.Bool("refresh", false, "look for a newer kernel even if there is one in the cache")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	kernel, err := fetch(ctx, *refresh)
	if err != nil {
		fmt.Fprintln(os.Stderr, "fetch:", err)
		os.Exit(1)
	}
	fmt.Printf("kernel %s: %s\n", kernel.Release, kernel.Image)
}

func fetch(ctx context.Context, refresh bool) (qemu.Kernel, error) {
	cache, err := qemu.CacheDir()
	if err != nil {
		return qemu.Kernel{}, err
	}
	return qemu.Fetch(ctx, cache, refresh, os.Stderr)
}
