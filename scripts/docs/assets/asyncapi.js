(() => {
  const place = document.getElementById('document');
  window.AsyncApiStandalone.render({ schema: window.kadaDocument, config: { show: { sidebar: false, info: false, errors: false, messageExamples: true }, expand: { messageExamples: true } } }, place);

  /* What the component's markup says wrongly to those who hear it: levels that skip one, and text that stands in a list. */
  const mend = () => {
    for (const heading of place.querySelectorAll('h4:not([aria-level])')) heading.setAttribute('aria-level', '3');
    for (const heading of place.querySelectorAll('h5:not([aria-level])')) heading.setAttribute('aria-level', '4');
    for (const list of place.querySelectorAll('ul:not([role])')) {
      if (![...list.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.textContent.trim() !== '')) continue;
      for (const part of [list, ...list.children]) part.setAttribute('role', 'none');
    }
    for (const code of place.querySelectorAll('pre:not([tabindex])')) code.setAttribute('tabindex', '0');
  };
  new MutationObserver(mend).observe(place, { childList: true, subtree: true });
  mend();
})();
