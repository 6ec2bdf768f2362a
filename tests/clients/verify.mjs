// Services that verify our access tokens by the public keys alone, as the documentation of jose and of
// express-oauth2-jwt-bearer has them. Usage: node verify.mjs BASE. Prints JSON: what each says of a token.
import express from "express";
import { auth } from "express-oauth2-jwt-bearer";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { proof } from "./client.mjs";

const base = process.argv[2];
const signIn = JSON.stringify({ email: "alice@example.com", password: "open-sesame" });
const issuer = "authdemo";
const jwksUri = `${base}/.well-known/jwks.json`;
const keys = createRemoteJWKSet(new URL(jwksUri));
const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
const prove = (method, url, token) => proof(pair, method, url, Date.now() / 1000, token, "");

/** A new access token of this mode. */
async function token(prefix) {
  const url = `${base}${prefix}/login`;
  const headers = { "Content-Type": "application/json", DPoP: await prove("POST", url, null) };
  const answer = await fetch(url, { method: "POST", headers, body: signIn });
  return (await answer.json()).accessToken;
}

/** What jose says, asked for tokens of this audience. */
async function byJose(token, audience) {
  const asked = { issuer, audience, algorithms: ["RS256"], typ: "at+jwt" };
  return jwtVerify(token, keys, asked).then(({ payload }) => payload.email, (fault) => fault.code);
}

/** What an Express service says that takes tokens of this audience: who it is, or the status. */
async function byExpress(token, audience, more = {}, scheme = "Bearer") {
  const app = express();
  app.use(auth({ issuer, jwksUri, audience, tokenSigningAlg: "RS256", ...more }));
  app.get("/whoami", (request, response) => response.json(request.auth.payload.email));
  app.use((fault, _request, response, _next) => response.status(fault.status).end());
  const service = app.listen(0, "127.0.0.1");
  await new Promise((done) => service.once("listening", done));
  try {
    const url = `http://127.0.0.1:${service.address().port}/whoami`;
    const headers = { Authorization: `${scheme} ${token}`, DPoP: await prove("GET", url, token) };
    if (scheme === "Bearer") delete headers.DPoP;
    const answer = await fetch(url, { headers });
    return answer.ok ? await answer.json() : answer.status;
  } finally {
    service.close();
  }
}

const [bearer, bound] = [await token("/jwt"), await token("/jwt-dpop")];
const found = {
  jose: await byJose(bearer, "authdemo/jwt"),
  "jose, another audience": await byJose(bearer, "authdemo/jwt-refresh"),
  "jose, bound, without its proof": await byJose(bound, "authdemo/jwt-dpop"),
  "express-oauth2-jwt-bearer": await byExpress(bearer, "authdemo/jwt"),
  "express-oauth2-jwt-bearer, strict": await byExpress(bearer, "authdemo/jwt", { strict: true }),
  "express-oauth2-jwt-bearer, another audience": await byExpress(bearer, "authdemo/jwt-refresh"),
  "express-oauth2-jwt-bearer, bound": await byExpress(bound, "authdemo/jwt-dpop", {}, "DPoP"),
  "express-oauth2-jwt-bearer, bound, without its proof": await byExpress(bound, "authdemo/jwt-dpop"),
};
console.log(JSON.stringify(found));
process.exit();
