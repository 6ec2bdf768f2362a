/* The proofs of this page's bound tokens: one key a run, made and kept as the pages beside the lab do it. */

import { keep, kept, newKey, prove } from "../pages/proofs.js";
import { pageNow, state } from "./state.js";

let current = null; // { run, pair, jwk }

async function key() {
  if (current?.run === state.run) return current;
  current = await kept("lab");
  if (current?.run !== state.run) await keep("lab", (current = { run: state.run, ...(await newKey()) }));
  return current;
}

/** The proof of one request, at the server's own time, whatever the page's clock says. `token` is the access token that goes along, if one does. */
export const proof = async (method, path, token) =>
  prove(await key(), method, `${location.origin}${path}`, pageNow() - state.offset, { token });
