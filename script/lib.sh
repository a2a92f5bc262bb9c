# What every script shares: source it first. It moves to the repository's top folder.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ -t 1 ]]; then bold=$'\e[1m' red=$'\e[31m' plain=$'\e[0m'; else bold='' red='' plain=''; fi

say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*"; }
warn() { printf '%swarning:%s %s\n' "$bold" "$plain" "$*" >&2; }
fail() {
  printf '%s%s: %s%s\n' "$red" "${0##*/}" "$*" "$plain" >&2
  exit 1
}

# Prints the comment block at the top of the calling script, and leaves, when --help is among the arguments.
help_if_asked() {
  local argument
  for argument in "$@"; do
    [[ $argument == --help || $argument == -h ]] || continue
    sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"
    exit 0
  done
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif ! command -v sudo >/dev/null; then
    fail "root or sudo is needed for: $*"
  elif [[ -t 0 ]]; then
    sudo -- "$@"
  else
    sudo -n -- "$@"
  fi
}

# Runs a command without its chatter; shows the end of it when the command fails.
quietly() {
  local log
  log=$(mktemp)
  if "$@" >"$log" 2>&1 </dev/null; then
    rm -f "$log"
    return 0
  fi
  tail -n 25 "$log" >&2
  rm -f "$log"
  return 1
}

# Our C++ files, committed or new, one a line; arguments narrow them to folders.
cpp_files() {
  git ls-files --cached --others --exclude-standard -- "$@" | grep -E '\.(cpp|h)$' | while read -r file; do
    [[ -f $file ]] && printf '%s\n' "$file"
  done
  return 0
}
