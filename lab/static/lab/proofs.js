/* A bound token's key, and its proofs (RFC 9449). The key pair is made by this browser, kept in its IndexedDB, and can't be
   read out of it: a script in this page can have it sign, and can't take it away. One key a run. */

import { pageNow, state } from "./state.js";

const KIND = { name: "ECDSA", namedCurve: "P-256" };
const SIGN = { name: "ECDSA", hash: "SHA-256" };
const text = new TextEncoder();
const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const part = (value) => base64url(text.encode(JSON.stringify(value)));

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function inDatabase(work) {
  const opening = indexedDB.open("lab.keys", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("keys");
  const database = await asked(opening);
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

let current = null; // { run, pair, jwk }

async function key() {
  if (current?.run === state.run) return current;
  const held = await inDatabase((database) => asked(database.transaction("keys").objectStore("keys").get("current")));
  if (held?.run === state.run) return (current = held);
  const pair = await crypto.subtle.generateKey(KIND, false, ["sign"]); // false: the private half can't be exported
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  current = { run: state.run, pair, jwk: { kty, crv, x, y } };
  await inDatabase((database) => asked(database.transaction("keys", "readwrite").objectStore("keys").put(current, "current")));
  return current;
}

/** The proof of one request, at the server's own time, whatever the page's clock says: a small JWT, good for it alone. `token` is the access token that goes along, if one does. */
export async function proof(method, path, token) {
  const { pair, jwk } = await key();
  const claims = { jti: crypto.randomUUID(), htm: method, htu: `${location.origin}${path}`, iat: Math.floor(pageNow() - state.offset) };
  if (token) claims.ath = base64url(await crypto.subtle.digest("SHA-256", text.encode(token)));
  const signed = `${part({ typ: "dpop+jwt", alg: "ES256", jwk })}.${part(claims)}`;
  return `${signed}.${base64url(await crypto.subtle.sign(SIGN, pair.privateKey, text.encode(signed)))}`;
}
