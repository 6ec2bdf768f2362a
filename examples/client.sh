#!/bin/sh
# The three modes from the shell, with curl. Usage: sh examples/client.sh [http://localhost:8000]
set -eu
base=${1:-http://localhost:8000}
jar=$(mktemp)
trap 'rm -f "$jar"' EXIT
sign_in='{"email":"alice@example.com","password":"open-sesame"}'
call() { curl -sS --fail-with-body -H 'Content-Type: application/json' "$@"; echo; }
field() { sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/"; }

echo "# session: a cookie jar, and the CSRF token with everything that changes something"
call -c "$jar" -d "$sign_in" "$base/session/login"
csrf=$(awk '$6 == "csrftoken" { print $7 }' "$jar")
call -b "$jar" "$base/session/me"
call -b "$jar" -X PATCH -H "X-CSRFToken: $csrf" -d '{"displayName":"Alice"}' "$base/session/profile"
call -b "$jar" -X POST -H "X-CSRFToken: $csrf" "$base/session/logout"

echo "# jwt: one header; logout tells how long the token stays good"
token=$(call -d "$sign_in" "$base/jwt/login" | field accessToken)
call -H "Authorization: Bearer $token" "$base/jwt/me"
call -X POST -H "Authorization: Bearer $token" "$base/jwt/logout"

echo "# jwt-refresh: one header, and a second token to trade for the next pair"
refresh=$(call -d "$sign_in" "$base/jwt-refresh/login" | field refreshToken)
pair=$(call -d "{\"refreshToken\":\"$refresh\"}" "$base/jwt-refresh/refresh-token")
token=$(printf %s "$pair" | field accessToken)
refresh=$(printf %s "$pair" | field refreshToken)
call -H "Authorization: Bearer $token" "$base/jwt-refresh/me"
call -d "{\"refreshToken\":\"$refresh\"}" "$base/jwt-refresh/logout"
