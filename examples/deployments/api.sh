# Sourced by each deployment's `run`: the API at 127.0.0.1:$API_PORT, which ends with the script. It is `manage.py demo`, with
# its stores and accounts; in production it is `manage.py serve`, behind the proxy that ends TLS.
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
: "${PORT:=8000}" "${API_PORT:=8001}"
export PORT API_PORT DEBUG=1 DATA_DIR="${DATA_DIR:-$PWD/.data/deployments}"
[ -x .venv/bin/python ] || make -s .venv/demo >&2 # as `make demo` does: a fresh clone has no environment yet
PATH="$PWD/.venv/bin:$PATH"
python manage.py demo --no-browser --host 127.0.0.1 --port "$API_PORT" --workers 1 &
api=$!
front=
trap 'kill $api $front 2>/dev/null; wait $api $front 2>/dev/null' EXIT
trap 'exit 0' INT TERM HUP
