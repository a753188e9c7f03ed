#!/usr/bin/env bash
# Copies the database and the files of the portal: backup.sh [folder [database [media]]]
#
# The database goes first: a file is written once and before the row that names it, so files copied later hold
# everything that the copied rows name; only what an applicant replaces in an unsent draft in those minutes can be
# missing. For the same reason all dumps share one copy of the files.
set -euo pipefail
umask 077

folder=${1:-/srv/sipelaku/backup}
database=${2:-sipelaku}
media=${3:-/srv/sipelaku/media}
keep_days=30

mkdir -p "$folder/media"
dump=$folder/$(date +%Y-%m-%d-%H%M%S).dump
pg_dump --format custom --no-owner --file "$dump.part" "$database"
mv "$dump.part" "$dump"
cp --archive --update "$media/." "$folder/media/"
find "$folder" -maxdepth 1 -name '*.dump' -mtime "+$keep_days" -delete
