// Asks one row, or all, again; and opens the exchange that a link leads to.
const POLL_MS = 1000;
const output = document.querySelector('output');

function reveal() {
  let element = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  element?.querySelector('details')?.setAttribute('open', '');
  for (; element; element = element.parentElement) if (element.tagName === 'DETAILS') element.open = true;
  document.querySelector(':target')?.scrollIntoView();
}

async function wait(run) {
  for (let seconds = 0; ;) {
    await new Promise((resume) => setTimeout(resume, POLL_MS));
    const state = await (await fetch(`/compare/runs/${run}`)).json();
    if (state.state !== 'running') return state;
    output.textContent = `Asking… ${++seconds} s`;
  }
}

async function ask(event) {
  const name = event.target.dataset.run;
  const buttons = document.querySelectorAll('button');
  for (const button of buttons) button.disabled = true;
  output.textContent = 'Starting servers…';
  try {
    const answer = await fetch('/compare/runs', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Lab-Run': 'compare' },
      body: JSON.stringify({ only: name === 'all' ? [] : [name] }),
    });
    const begun = await answer.json();
    if (!answer.ok) throw new Error(begun.detail);
    const ended = await wait(begun.run);
    if (ended.state !== 'done') throw new Error(ended.detail);
    location.assign(`/compare?run=${begun.run}#${name === 'all' ? '' : name}`);
  } catch (fault) {
    output.textContent = fault.message;
    for (const button of buttons) button.disabled = false;
  }
}

for (const button of document.querySelectorAll('button[data-run]')) button.addEventListener('click', ask);
addEventListener('hashchange', reveal);
reveal();
