/* Take it home: an exchange as a command or as code, with the credential that was used; the whole run as a file. */

import { shellOf } from "./shell.js";
import { harOf, markdownOf, redacted, WRITERS } from "./writers.js";
import { state, update } from "./state.js";
import { Button, Dialog, html, useState } from "./ui.js";

/** Copy works without a secure context too: on plain HTTP in a class there is no navigator.clipboard. */
export async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      /* not allowed: the old way, below */
    }
  }
  const area = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
  area.style.position = "fixed";
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

export function CopyAs({ of }) {
  const [shown, setShown] = useState(null);
  const press = async (name) => {
    const text = WRITERS[name](of);
    setShown({ name, text, copied: await copy(text) });
  };
  return html`<h3>Take it home</h3><div class="row">${Object.keys(WRITERS).map((name) => html`<${Button} press=${() => press(name)}>Copy as ${name}<//>`)}</div>
    ${shown && html`<p role="status">${shown.copied ? "✓ Copied, with the credential that was used:" : "✕ This browser does not let pages copy; select it:"}</p><pre class="body" id="copied">${shown.text}</pre>`}`;
}

function save(name, type, text) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000); // it may be read after the click
}

const FILES = {
  Markdown: ["run.md", "text/markdown", markdownOf],
  HAR: ["run.har", "application/json", harOf],
  "shell script": ["run.sh", "text/x-shellscript", shellOf],
};

export function TakeDialog() {
  const [secrets, setSecrets] = useState(false);
  const run = { steps: state.steps, exchanges: secrets ? state.exchanges : state.exchanges.map(redacted) };
  return html`<${Dialog} title="Take the run home" close=${() => update(() => (state.dialog = null))}>
    <p>${state.steps.length} steps, ${state.exchanges.length} exchanges, as the server recorded them.</p>
    <label><input type="checkbox" id="with-credentials" checked=${secrets} onChange=${() => setSecrets(!secrets)} /> with credentials</label>
    <p class="dim">${secrets ? "⚠ Whoever reads the file can use them, until they end." : "Tokens, cookies and passwords are replaced by (redacted)."}</p>
    <div class="row">${Object.entries(FILES).map(([name, [file, type, write]]) => html`<${Button} press=${() => save(file, type, write(run))}>Save as ${name}<//>`)}</div>
    <p class="dim">The shell script signs in for itself and takes each credential from the answer that gives it: it holds none, either way.</p>
    <h4>Every exchange, one by one</h4><p class="dim">Open an exchange in a column, and copy it as curl, HTTPie, Python or for Django's test client.</p><//>`;
}
