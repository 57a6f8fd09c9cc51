#!/usr/bin/env bash
# Installs the programs that the tests use: reference codecs, a broker, a browser, an emulator. Debian package names.
set -euo pipefail
need=(
  flac:flac ffmpeg:ffmpeg lame:lame sox:sox mpg123:mpg123 mosquitto:mosquitto mosquitto_pub:mosquitto-clients chromium:chromium
  qemu-system-aarch64:qemu-system-arm dtc:device-tree-compiler depmod:kmod xz:xz-utils mke2fs:e2fsprogs cpio:cpio gcc:gcc
  cyclictest:rt-tests qemu-arm-static:qemu-user-static node:nodejs npm:npm
)
missing=()
for n in "${need[@]}"; do
  PATH="$PATH:/usr/sbin:/sbin" command -v "${n%%:*}" >/dev/null || missing+=("${n##*:}")
done
[ -e /usr/include/ebur128.h ] || missing+=(libebur128-dev)
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi
echo "tests need: ${missing[*]}"
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "install them as root: apt-get install ${missing[*]} (tests that lack one are skipped and say so)"; exit 0; }
  as=sudo
else
  as=
fi
export DEBIAN_FRONTEND=noninteractive
$as apt-get update -q >/dev/null
$as apt-get install -qy --no-install-recommends "${missing[@]}" >/dev/null
