#!/bin/sh
set -eu
echo "orders of $(date +%F)"
exec /app/report --currency "$CURRENCY"
