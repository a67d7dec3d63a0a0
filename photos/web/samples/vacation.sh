#!/bin/sh
# CONSUMER_SECRET=… TOKEN=… TOKEN_SECRET=… sh vacation.sh
set -eu
KEY='{{KEY}}' URL='{{BASE}}/photos'
NONCE=$(openssl rand -hex 16) TIME=$(date +%s)

# Every parameter, sorted by name: name=value joined by &. Then method, URL and
# parameters, each percent-encoded, joined by & again.
PARAMS="file=vacation.jpg&oauth_consumer_key=$KEY&oauth_nonce=$NONCE&oauth_signature_method=HMAC-SHA1&oauth_timestamp=$TIME&oauth_token=$TOKEN&size=original"
encode() { printf %s "$1" | sed 's|%|%25|g; s|:|%3A|g; s|/|%2F|g; s|+|%2B|g; s|=|%3D|g; s|&|%26|g'; }
BASE_STRING="GET&$(encode "$URL")&$(encode "$PARAMS")"
SIGNATURE=$(printf %s "$BASE_STRING" | openssl dgst -sha1 -hmac "$CONSUMER_SECRET&$TOKEN_SECRET" -binary | base64)

curl -sSf -o vacation.jpg "$URL?file=vacation.jpg&size=original" -H "Authorization: OAuth \
oauth_consumer_key=\"$KEY\", oauth_token=\"$TOKEN\", oauth_signature_method=\"HMAC-SHA1\", \
oauth_timestamp=\"$TIME\", oauth_nonce=\"$NONCE\", oauth_signature=\"$(encode "$SIGNATURE")\""
