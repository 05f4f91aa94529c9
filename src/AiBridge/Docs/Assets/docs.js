'use strict';

// The list of pages is folded on a telephone, and always there where it has room of its own.
const pages = document.querySelector('nav details');
const wide = matchMedia('(min-width: 48.01rem)');
const fold = () => { pages.open = wide.matches; };
wide.addEventListener('change', fold);
fold();

for (const sample of document.querySelectorAll('.sample')) {
  const code = sample.querySelector('code');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.setAttribute('aria-live', 'polite');
  button.addEventListener('click', async () => {
    const copied = await copy(code);
    button.textContent = copied ? 'Copied' : 'Press Ctrl+C';
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  });
  sample.append(button);
}

// Browsers offer the clipboard's interface over HTTPS and on localhost only.
async function copy(code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(code);
    return document.execCommand('copy');
  }
}
