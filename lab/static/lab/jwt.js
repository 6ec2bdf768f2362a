/* A token read as anybody can read it: base64url, no key. */

import { json } from "./format.js";

const part = (text) => {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    return json(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
};

/** { parts: [3 strings], header, claims }; header and claims are null where they can't be read. */
export function decode(token) {
  const parts = token.split(".");
  return { parts, header: part(parts[0] ?? ""), claims: part(parts[1] ?? "") };
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The token with one character of one part (0, 1, 2) changed into another. */
export function changeOne(token, which) {
  const parts = token.split(".");
  const at = Math.floor(parts[which].length / 2);
  const other = ALPHABET[(ALPHABET.indexOf(parts[which][at]) + 1) % 64];
  parts[which] = parts[which].slice(0, at) + other + parts[which].slice(at + 1);
  return { token: parts.join("."), at, was: token.split(".")[which][at], is: other };
}

export const CLAIMS = {
  iss: "issuer: who signed this",
  aud: "audience: whom it is for; any other mode refuses it",
  exp: "expires: from this second on it is refused",
  iat: "issued at",
  jti: "the token's own id",
  sub: "subject: the account's id, a string (RFC 7519)",
  email: "who, as it was when the token was signed",
  role: "what for: believed until exp, whatever the database says",
  sid: "the login it belongs to: the token family",
  gen: "which token of the family: 0, 1, 2, …",
  alg: "the signature's algorithm; the server takes only its key's own",
  typ: "what kind: at+jwt for access, rt+jwt for refresh",
  kid: "which key signed; the server looks it up in its own set",
};
