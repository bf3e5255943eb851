# shellcheck shell=bash
# The single-node cluster's places and processes, for dev/node/up and dev/node/down.
# shellcheck source=dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

# The configuration files beside this one name these paths and addresses too.
state=/var/lib/intalgo-cluster
run=/run/intalgo-cluster
# shellcheck disable=SC2034
address=10.244.0.1
nfs_client=$state/mount.nfs # for a kernel without one

kernel_has_nfs() { grep -qw nfs /proc/filesystems || modprobe nfs 2>/dev/null; }
mounts_nfs() { kernel_has_nfs || [[ /sbin/mount.nfs -ef $nfs_client ]]; }

# A process is known by its id and its start time: an id alone may by now be somebody else's.
started_at() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" {print $20}'; } # a zombie is no process

running() { # NAME: whether the process that we started under this name lives
  local pid start
  read -r pid start 2>/dev/null <"$run/$1.pid" && [[ -n $start && $(started_at "$pid") == "$start" ]]
}

# start NAME COMMAND...: runs it in a session of its own, with its output in $state/logs/NAME.log. If it runs
# already it is left alone, unless its command or a file of the configuration has changed.
start() {
  local name=$1 pid command
  shift
  command="$* $(find "$state/config" "$state/pki" -type f -print0 | sort -z | xargs -0 cat | sha256sum)"
  if running "$name"; then
    [[ $(cat "$run/$name.command") != "$command" ]] || return 0
    stop "$name"
  fi
  setsid nohup "$@" >>"$state/logs/$name.log" 2>&1 </dev/null 8>&- 9>&- &
  pid=$!
  echo "$pid $(started_at "$pid")" >"$run/$name.pid"
  echo "$command" >"$run/$name.command"
}

stop() { # NAME: asks it to end and insists after five seconds (the API server would wait for its watchers)
  local pid
  if running "$1"; then
    read -r pid _ <"$run/$1.pid"
    kill "$pid"
    wait_for 5 "$1 to end" ended "$1" 2>/dev/null || { kill -KILL "$pid" && wait_for 5 "$1 to be gone" ended "$1"; }
  fi
  rm -f "$run/$1.pid" "$run/$1.command"
}

ended() { ! running "$1"; }
