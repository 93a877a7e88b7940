#!/usr/bin/env bash
# Everything a developer runs, one verb a function.
# Works in a fresh clone on a machine with Python 3.11 or newer and nothing else.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat <<'TEXT'
usage: ./run.sh VERB

  install         make .venv with the package and the development tools
  demo            a Japanese and an American shop sell to every place of the book
  test [--full]   lint, typing, facts, tests with coverage, documentation
                  (property tests run a twentieth of their counts; --full runs all)
  lint            ruff: rules and format
  typing          mypy, strict
  docs            build the documentation into build/docs; a warning is an error
  facts           check the book: schema, sources, overlaps, unread keys
  bench           time imports and quotes

PYTHON=/path/to/python3.12 ./run.sh install   picks the interpreter.
TEXT
}

# --- verbs ---------------------------------------------------------------------------------------

install() {
  if [ "$(wanted_state)" = "$(cat .venv/installed 2>/dev/null)" ]; then return; fi

  local python
  python=$(find_python)
  say "install: .venv with $("$python" --version)"
  make_venv "$python"
  # pip older than 25.1 cannot read dependency groups.
  pip_install --upgrade pip
  pip_install --editable '.[all]' --group dev
  wanted_state > .venv/installed
}

demo() {
  install
  .venv/bin/python -m examples.demo "$@"
}

test() {
  case "${1:-}" in
    --full) export GLOBALCS_FULL=1 ;;
    "") unset GLOBALCS_FULL ;;
    *) usage >&2; exit 2 ;;
  esac
  lint
  typing
  facts
  unit_tests
  docs
  say "test: all passed in ${SECONDS} s"
}

lint() {
  install
  say "lint"
  .venv/bin/ruff check --quiet .
  .venv/bin/ruff format --check --quiet .
}

typing() {
  install
  say "typing"
  .venv/bin/mypy
}

facts() {
  install
  say "facts"
  .venv/bin/python -m globalcs facts check --vat tests/facts/vat_differences.toml
}

docs() {
  install
  say "docs"
  .venv/bin/python -m sphinx --builder html --quiet --fail-on-warning --keep-going docs build/docs
}

bench() {
  install
  local script
  for script in benchmarks/bench_*.py; do
    say "bench: $script"
    .venv/bin/python "$script" "$@"
  done
}

# --- what the verbs stand on ---------------------------------------------------------------------

# The head of pytest's report tells how much of the property tests runs.
unit_tests() {
  say "tests"
  .venv/bin/python -m pytest --cov --cov-report=term
}

say() { printf '\n== %s\n' "$*"; }

fail() {
  printf 'run.sh: %s\n' "$*" >&2
  exit 1
}

# What an up-to-date .venv was made from; moving the checkout makes a new one.
wanted_state() {
  printf '%s %s %s\n' "${PYTHON:-any}" "$PWD" "$(cat pyproject.toml constraints-dev.txt | cksum)"
}

find_python() {
  local name
  for name in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
    # A name may exist and still not run: a version manager's shim, for one.
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s\n' "$name"
      return
    fi
  done
  fail "no Python 3.11 or newer found; install one, or name it: PYTHON=/path/to/python ./run.sh install"
}

make_venv() {
  rm -rf .venv
  if "$1" -m venv .venv >/dev/null 2>&1; then return; fi
  # Debian keeps venv in a package of its own.
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "install: python3-venv, which this machine lacks"
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y python3-venv; } >/dev/null </dev/null
    rm -rf .venv
    if "$1" -m venv .venv >/dev/null; then return; fi
  fi
  rm -rf .venv
  fail "$1 cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv"
}

pip_install() {
  .venv/bin/python -m pip install --quiet --quiet --no-input --disable-pip-version-check \
    --constraint constraints-dev.txt "$@"
}

# --- which verb ----------------------------------------------------------------------------------

case "${1:-}" in
  install | demo | test | lint | typing | docs | facts | bench) "$@" ;;
  help | -h | --help) usage ;;
  *) usage >&2; exit 2 ;;
esac
