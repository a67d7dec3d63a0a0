#!/bin/sh
# What ippeveprinter runs for each document that has arrived whole: its name is the argument. A test makes files in
# the folder CONTROL: reasons (printer-state-reasons, while it is there nothing is printed) and abort (give up).
set -eu
reasons=
while [ -e "$CONTROL/reasons" ]; do
	now=$(cat "$CONTROL/reasons" 2>/dev/null) || break # mended just now
	if [ "$now" != "$reasons" ]; then
		[ -z "$reasons" ] || echo "STATE: -$reasons" >&2
		echo "STATE: +$now" >&2
		reasons=$now
	fi
	sleep 0.02
done
[ -z "$reasons" ] || echo "STATE: -$reasons" >&2
if [ -e "$CONTROL/abort" ]; then
	echo "ERROR: given up" >&2
	exit 1
fi
printf '%s\t%s\t%s\n' "$(sha256sum <"$1" | cut -c 1-64)" "${IPP_MEDIA:-}" "${IPP_JOB_NAME:-}" >>"$CONTROL/printed"
echo "ATTR: job-impressions-completed=1" >&2
