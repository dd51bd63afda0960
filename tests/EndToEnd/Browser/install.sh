#!/usr/bin/env bash
# Installs what the tests in a browser need: Chromium from the system's packages, where no browser of its kind is there.
set -euo pipefail

for browser in "${CONSOLE_BROWSER:-}" chromium chromium-browser google-chrome google-chrome-stable microsoft-edge; do
  if [ -n "$browser" ] && command -v "$browser" >/dev/null; then exit 0; fi
done

fail() { printf '%s\n' "$1" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo "$@"; else return 1; fi
}

command -v apt-get >/dev/null || fail "A browser is missing and this system has no apt-get: install Chromium or Chrome, or name one in CONSOLE_BROWSER."
echo "Installing chromium."
as_root apt-get update -qq >/dev/null && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null \
  || fail "Chromium cannot be installed by this user: run 'apt-get install chromium' as root, or name a browser in CONSOLE_BROWSER."
