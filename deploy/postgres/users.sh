#!/bin/sh
# Runs once, when PostgreSQL of the profile scale starts with an empty volume:
# a database for each program, and a user who can do nothing else.
set -eu
for name in photos printer; do
	case $name in
	photos) password=$PHOTOS_DATABASE_PASSWORD ;;
	printer) password=$PRINTER_DATABASE_PASSWORD ;;
	esac
	psql -v ON_ERROR_STOP=1 -v name="$name" -v password="$password" --no-psqlrc --quiet <<-'SQL'
		CREATE ROLE :"name" LOGIN PASSWORD :'password';
		CREATE DATABASE :"name" OWNER :"name";
		REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
	SQL
done
