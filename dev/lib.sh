# shellcheck shell=bash
# What the scripts in dev/ share. Source it after `set -euo pipefail`.

# Used by the scripts that source this file.
# shellcheck disable=SC2034
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${INTALGO_CACHE:-$HOME/.cache/intalgo} # what is kept between runs: binaries, images, the kubeconfig
# shellcheck disable=SC2034
kubeconfig=$cache/cluster/kubeconfig

say() { echo "${0##*/}: $*"; }
die() { echo "${0##*/}: $*" >&2; exit 1; }

# usage FILE: prints the comment at the top of a script, which is its manual, and ends.
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$1" >&2; exit 2; }

# need_packages NAME...: installs the Debian packages that are missing. `down` leaves them installed.
need_packages() {
  local missing=() package
  command -v dpkg-query >/dev/null || die "needs Docker with kind, a --context, or Debian for the packages: $*"
  for package in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  ((EUID == 0)) || die "run as root, or install first: apt-get install ${missing[*]}"
  say "installing ${missing[*]}"
  mkdir -p "$cache"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "${missing[@]}"; } \
    >"$cache/apt.log" 2>&1 </dev/null || { cat "$cache/apt.log" >&2; die 'apt-get failed'; }
}

# wait_for SECONDS WHAT COMMAND...: until the command succeeds; on time-out says what did not come.
wait_for() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || { say "gave up waiting for $what" >&2; return 1; }
    sleep 0.3
  done
}

docker_answers() { command -v docker >/dev/null && docker info >/dev/null 2>&1; }

# The programs that talk to the cluster: those of dev/kubernetes where they are built, else the system's.
kubectl_program() { program kubectl; }
helm_program() { program helm; }

program() {
  local built
  built=$("$root/dev/kubernetes/build" --path)/$1
  if [[ -x $built ]]; then echo "$built"; else command -v "$1" || echo "$built"; fi
}

# need_programs: builds kubectl and helm where they are missing or too old (kubectl before 1.24).
need_programs() {
  local missing=()
  "$(kubectl_program)" create token --help >/dev/null 2>&1 || missing+=(kubectl)
  "$(helm_program)" version >/dev/null 2>&1 || missing+=(helm)
  ((${#missing[@]} == 0)) || "$root/dev/kubernetes/build" --only "$(IFS=, && echo "${missing[*]}")"
}
