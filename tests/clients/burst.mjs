// Twenty calls at once whose token has run out, so many times, over one recipe: how many renewals a burst, how many
// bursts in which a call failed. Usage: node burst.mjs RECIPE BASE ROUNDS [CALLS] [JITTER]. Prints JSON.
const [recipe, base, rounds, calls = "20", jitter = "30"] = process.argv.slice(2);
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const real = globalThis.fetch;
let clock = 0;
let renewals = 0;

globalThis.fetch = async (input, options) => {
  const request = new Request(input, options);
  request.headers.set("X-Lab-Clock", String(clock));
  if (request.url.endsWith("/refresh-token")) renewals += 1;
  await wait(Math.random() * Number(jitter)); // the network: not everything arrives in the order in which it was sent
  const answer = await real(request);
  await wait(Math.random() * Number(jitter));
  return answer;
};
(await import("axios")).default.defaults.adapter = "fetch";
const { api } = await import(recipe);

const signIn = { email: "alice@example.com", password: "open-sesame" };
const counted = [];
let out = 0;
let client;
for (let round = 0; round < Number(rounds); round++) {
  if (!client) await (client = api(`${base}/jwt-refresh`)).login(signIn);
  clock += 901;
  renewals = 0;
  const answers = await Promise.allSettled(Array.from({ length: Number(calls) }, () => client.get("me")));
  counted.push(renewals);
  if (answers.every(({ value }) => value?.email === signIn.email)) continue;
  out += 1;
  client = undefined; // signed out: in again
}
console.log(JSON.stringify({ rounds: counted.length, renewals: counted.reduce((a, b) => a + b), most: Math.max(...counted), out }));
