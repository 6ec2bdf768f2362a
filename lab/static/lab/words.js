/* Words: text whose pieces between backticks are code, and whose terms of the trade open their meaning. */

import { spans } from "./guide.js";
import { html } from "./ui.js";

const TERMS = JSON.parse(document.getElementById("glossary").textContent);
const escaped = Object.keys(TERMS).sort((a, b) => b.length - a.length).map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
const PATTERN = new RegExp(`(?<![\\w-])(${escaped.join("|")})(?![\\w-])`, "g");
const idOf = (term) => `term-${term.replace(/\W+/g, "-")}`;

export const Term = ({ term }) => html`<button type="button" class="plain term" popovertarget=${idOf(term)}>${term}</button>`;

/** A piece of text with its terms marked, each where it comes first. */
function marked(text, told) {
  const pieces = [];
  let last = 0;
  for (const match of text.matchAll(PATTERN)) {
    if (told.has(match[0])) continue;
    told.add(match[0]);
    pieces.push(text.slice(last, match.index), html`<${Term} term=${match[0]} />`);
    last = match.index + match[0].length;
  }
  return [...pieces, text.slice(last)];
}

export function Words({ text, plain = false }) {
  const told = new Set();
  return spans(text).map(([piece, code]) => (code ? html`<code>${piece}</code>` : plain ? piece : marked(piece, told)));
}

/** Every meaning, once in the page, hidden until its term is pressed. */
export const Meanings = () => Object.entries(TERMS).map(([term, meaning]) => html`<div popover="auto" id=${idOf(term)} key=${term} class="meaning"><b>${term}</b> ${meaning}</div>`);
