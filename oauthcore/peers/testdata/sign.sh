#!/bin/sh
# Signs a request as OAuth 1.0a asks and sends it: curl and openssl are enough.
#
#	CONSUMER_KEY=… CONSUMER_SECRET=… TOKEN=… TOKEN_SECRET=… \
#		sign.sh GET 'http://localhost:8080/photos' file=vacation.jpg size=original
#
# The address has no query of its own: parameters are given as name=value, plain,
# and travel in the query, or in the form body of a POST or PUT; those of the
# protocol, such as oauth_callback=oob, travel in the header. Without TOKEN the
# request is the Consumer's own. The scheme and the host are written in lower
# case and without the scheme's usual port. The section numbers are those of
# OAuth Core 1.0a.
#
# openssl takes its key on the command line, where other users of the same
# machine may see it: this script is for a machine that is yours.
set -eu
LC_ALL=C
export LC_ALL

method=$1 url=$2
shift 2

# Section 5.1: every byte but letters, digits and -._~ becomes % and two
# hexadecimal digits in upper case.
encode() {
	for byte in $(printf %s "$1" | od -An -v -tx1); do
		case $byte in
		2[de] | 3[0-9] | 4[1-9a-f] | 5[0-9af] | 6[1-9a-f] | 7[0-9ae]) printf "\\$(printf %o "0x$byte")" ;;
		*) printf %%%s "$byte" | tr a-f A-F ;;
		esac
	done
}

# Encodes name=value pairs, one a line.
encode_all() {
	for pair; do
		printf '%s=%s\n' "$(encode "${pair%%=*}")" "$(encode "${pair#*=}")"
	done
}

# Joins lines by &.
join() { paste -s -d '&' -; }

# Section 7: the parameters of the protocol.
set_protocol() {
	encode_all "oauth_consumer_key=$CONSUMER_KEY" ${TOKEN:+"oauth_token=$TOKEN"} \
		"oauth_signature_method=HMAC-SHA1" "oauth_timestamp=$(date +%s)" \
		"oauth_nonce=$(openssl rand -hex 16)" "oauth_version=1.0"
}
protocol=$(set_protocol; encode_all "$@" | sed '/^oauth_/!d')
ordinary=$(encode_all "$@" | sed '/^oauth_/d')

# Section 9.1.1: all parameters, sorted by name and then by value. Encoded names
# and values have no =, so it may separate the two for sort.
normalized=$(printf '%s\n' "$protocol" "$ordinary" | sed '/^$/d' | sort -t = -k 1,1 -k 2,2 | join)

# Section 9.1.3: the signature base string.
base="$method&$(encode "$url")&$(encode "$normalized")"

# Section 9.2: HMAC-SHA1, its key both secrets, joined by an & in any case.
key="$(encode "$CONSUMER_SECRET")&$(encode "${TOKEN_SECRET-}")"
signature=$(printf %s "$base" | openssl dgst -sha1 -hmac "$key" -binary | openssl base64 -A)

# Section 5.4.1: the header, each value in quotes. curl reads it from standard
# input, so that it does not stand on a command line.
header=$(printf '%s\n' "$protocol" "oauth_signature=$(encode "$signature")" | sed 's/=\(.*\)/="\1"/' | paste -s -d , -)

form=$(printf %s "$ordinary" | join)
case $method in
POST | PUT) set -- --data-raw "$form" ;;
*) url=$url${form:+?$form} && set -- ;;
esac
printf 'Authorization: OAuth %s\n' "$header" |
	curl --silent --show-error --fail-with-body --globoff --request "$method" --header @- "$@" "$url"
