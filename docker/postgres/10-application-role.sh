#!/bin/sh
# Run once by PostgreSQL's image when it makes the database; by hand for one that is there already (docs/operations.md).
set -eu
PGOPTIONS="-c byok.password=$APPLICATION_PASSWORD" psql -v ON_ERROR_STOP=1 -q -U "$POSTGRES_USER" -d "$POSTGRES_DB" -f /application-role.sql
