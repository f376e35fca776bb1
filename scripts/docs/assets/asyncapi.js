(() => {
  const place = document.getElementById('document');
  window.AsyncApiStandalone.render({ schema: window.kadaDocument, config: { show: { sidebar: false, info: false, errors: false, messageExamples: true }, expand: { messageExamples: true } } }, place);

  /* What the component's markup says wrongly to those who hear it: levels that skip one, tabs without a list and a panel,
     and text that stands in a list. */
  let panels = 0;
  const mend = () => {
    let level = 1;
    for (const heading of place.querySelectorAll('h2, h3, h4, h5, h6')) {
      level = Math.min(Number(heading.tagName.slice(1)), level + 1);
      heading.setAttribute('aria-level', String(level));
    }
    for (const tab of place.querySelectorAll('[role="tab"]')) {
      const panel = tab.parentElement.nextElementSibling;
      if (panel === null) continue;
      tab.parentElement.setAttribute('role', 'tablist');
      panel.setAttribute('role', 'tabpanel');
      panel.id ||= `panel-${(panels += 1)}`;
      tab.setAttribute('aria-controls', panel.id);
    }
    for (const list of place.querySelectorAll('ul:not([role])')) {
      if (![...list.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.textContent.trim() !== '')) continue;
      for (const part of [list, ...list.children]) part.setAttribute('role', 'none');
    }
    for (const code of place.querySelectorAll('pre:not([tabindex])')) code.setAttribute('tabindex', '0');
  };
  new MutationObserver(mend).observe(place, { childList: true, subtree: true });
  mend();
})();
