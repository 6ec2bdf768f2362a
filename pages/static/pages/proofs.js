/* A client's key, and its proofs (RFC 9449). The key pair is made by this browser, kept in its IndexedDB, and can't be read
   out of it: a script in the page can have it sign, and can't take it away. Browsers make keys over HTTPS and on localhost. */

const KIND = { name: "ECDSA", namedCurve: "P-256" };
const SIGN = { name: "ECDSA", hash: "SHA-256" };
const text = new TextEncoder();
const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const part = (value) => base64url(text.encode(JSON.stringify(value)));
const digest = async (value) => base64url(await crypto.subtle.digest("SHA-256", text.encode(value)));

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function inStore(access, work) {
  const opening = indexedDB.open("proofs", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("clients");
  const database = await asked(opening);
  try {
    return await asked(work(database.transaction("clients", access).objectStore("clients")));
  } finally {
    database.close();
  }
}

/** What this browser keeps under a name: { pair, jwk } and whatever goes with them; undefined where it keeps nothing. */
export const kept = (name) => inStore("readonly", (store) => store.get(name));
export const keep = (name, client) => inStore("readwrite", (store) => store.put(client, name));
export const forget = (name) => inStore("readwrite", (store) => store.delete(name));

export async function newKey() {
  const pair = await crypto.subtle.generateKey(KIND, false, ["sign"]); // false: the private half can't be exported
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return { pair, jwk: { kty, crv, x, y } };
}

/** RFC 7638: the digest of the public key's members in alphabetical order, by which tokens name it (`cnf`). */
export const thumbprint = ({ jwk: { kty, crv, x, y } }) => digest(JSON.stringify({ crv, kty, x, y }));

/** The proof of one request: a small JWT, good for it alone. `at` is its time in seconds since the epoch; `token` the
    access token that goes along, and `nonce` the server's, if there is one. */
export async function prove({ pair, jwk }, method, url, at, { token, nonce } = {}) {
  const claims = { jti: crypto.randomUUID(), htm: method, htu: url, iat: Math.floor(at), nonce };
  if (token) claims.ath = await digest(token);
  const signed = `${part({ typ: "dpop+jwt", alg: "ES256", jwk })}.${part(claims)}`;
  return `${signed}.${base64url(await crypto.subtle.sign(SIGN, pair.privateKey, text.encode(signed)))}`;
}
