#!/usr/bin/env bash
exec echo "run.sh: not written yet"
