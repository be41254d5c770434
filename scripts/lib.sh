# Sourced by the other scripts: where the project is, and how they talk.
set -euo pipefail
PROJECT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$PROJECT"

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }

need_root() {
  if [ "$(id -u)" -ne 0 ]; then
    echo "$0: needs root (containers are made of namespaces and control groups): sudo $0" >&2
    exit 1
  fi
}

# Installs the Debian packages that are missing.
install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
      missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

build_packages=(g++ cmake ninja-build libcap-dev libseccomp-dev nlohmann-json3-dev
                musl-dev busybox-static)

# build PRESET [TARGET…]: configures on first use, then builds.
build() {
  local preset=$1
  shift
  say "building ($preset)"
  [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" ${CMAKE_ARGS:-} >/dev/null
  cmake --build "build/$preset" ${1:+--target "$@"}
}

# make_rootfs DIR: a root file system of busybox alone, with a few users.
make_rootfs() {
  local dir=$1
  mkdir -p "$dir"/{bin,etc,tmp,root}
  cp "$(command -v busybox)" "$dir/bin/busybox"
  [ -e "$dir/bin/sh" ] || "$dir/bin/busybox" --list | while read -r applet; do
    [ "$applet" = busybox ] || ln -sf busybox "$dir/bin/$applet"
  done
  printf '%s\n' root:x:0:0:root:/root:/bin/sh daemon:x:1:1:daemon:/:/bin/false \
    nobody:x:65534:65534:nobody:/:/bin/false >"$dir/etc/passwd"
  printf '%s\n' root:x:0: daemon:x:1: nogroup:x:65534: >"$dir/etc/group"
}
