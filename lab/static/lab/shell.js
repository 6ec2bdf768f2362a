/* The run as a shell script that signs in for itself: each credential is taken from the answer that gave it, so that the
   file holds none, and works tomorrow. */

import { json } from "./format.js";
import { cookieOf } from "./record.js";
import { state, TITLES } from "./state.js";
import { quoted } from "./writers.js";

const SENT = ["authorization", "cookie", "x-csrftoken", "content-type", "x-lab-clock"];
const PROLOGUE = String.raw`#!/bin/sh
# The run, request by request, by the demo accounts of whatever server $URL is. What an operator did is not in it.
# Needs curl and sed.
URL=${"${URL:-"}ORIGIN}
PASSWORD=${"${PASSWORD:-"}open-sesame}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$dir/body"; }
cookie() { sed -n "s/^[Ss]et-[Cc]ookie: *$1=\([^;]*\).*/\1/p" "$dir/head" | tr -d '\r"'; }
ask() { # what it was, then curl's arguments
  was=$1; shift
  got=$(curl -s -D "$dir/head" -o "$dir/body" -w '%{http_code}' "$@")
  echo "  $got (it was $was) $(cut -c 1-160 "$dir/body")"
}
`;

/** Text as shell words: what is known by a variable is written as that. */
function written(text, known) {
  const found = [...known.keys()].filter((secret) => text.includes(secret)).sort((a, b) => b.length - a.length)[0];
  if (!found) return text ? quoted(text) : "";
  const at = text.indexOf(found);
  return `${written(text.slice(0, at), known)}"$${known.get(found)}"${written(text.slice(at + found.length), known)}`;
}

/** A credential that this run never saw given, such as one with a byte changed, says nothing outside it. */
const strange = (text, known) => text.replace(/[\w-]{16,}(?:\.[\w-]+)*/g, (word) => ([...known.keys()].some((secret) => secret === word) ? word : "(redacted)"));

/** The variables that an answer fills: [name, how], and what they stand for here. */
function given({ number, response }, known) {
  const lines = [];
  const learn = (name, value, how) => {
    if (!value || known.has(value)) return;
    known.set(value, name);
    lines.push(`${name}=$(${how})`);
  };
  for (const name of ["accessToken", "refreshToken"]) learn(`${name}_${number}`, json(response.body)?.[name], `field ${name}`);
  for (const [header, value] of response.headers) {
    if (header !== "Set-Cookie") continue;
    const cookie = cookieOf(value);
    learn(`${cookie.name.replace(/\W/g, "_")}_${number}`, cookie.value, `cookie ${cookie.name}`);
  }
  return lines;
}

function asked(of, known) {
  const { method, path, headers, body } = of.request;
  const wanted = of.actor === "foreign page" ? [...SENT, "origin"] : SENT;
  const parts = headers.filter(([name]) => wanted.includes(name.toLowerCase())).map(([name, value]) => {
    const plain = name.toLowerCase() === "content-type" || name.toLowerCase() === "origin" ? value : strange(value, known);
    return `-H ${written(`${name}: ${plain}`, known)}`;
  });
  if (body) parts.push(`--data-raw ${written(of.actor === "foreign page" || path.endsWith("/login") ? body : strange(body, known), known)}`);
  return `ask ${of.response.status} -X ${method} ${parts.join(" ")} "$URL"${quoted(path)}`;
}

export function shellOf() {
  const known = new Map([[state.password, "PASSWORD"]]);
  const steps = state.exchanges.flatMap((of) => [`echo ${quoted(`${of.number}. ${TITLES[of.mode]}, ${of.actor}: ${of.request.method} ${of.request.path}`)}`, asked(of, known), ...given(of, known), ""]);
  const demo = (text) => state.people.reduce((all, { name, email }) => all.replaceAll(email, `${name}@example.com`), text);
  return PROLOGUE.replace("ORIGIN", location.origin) + "\n" + demo(steps.join("\n"));
}
