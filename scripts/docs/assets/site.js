/* The search, and one event at a time on a map. Plain scripts: the site also works from a folder, where modules do not load. */
(() => {
  const root = document.body.dataset.root;
  const input = document.querySelector('#search');
  const found = document.querySelector('.found');
  const results = document.querySelector('#results');

  const load = (source) =>
    new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement('script'), { src: root + source, onload: resolve, onerror: reject });
      document.head.append(script);
    });

  let index;
  const ready = () =>
    (index ??= Promise.all([load('vendor/minisearch.js'), load('assets/search-index.js')]).then(() => {
      const { options, index: text } = window.kadaSearch;
      return window.MiniSearch.loadJSON(text, options);
    }));

  const search = async (query) => (await ready()).search(query, { prefix: true, fuzzy: 0.15, combineWith: 'AND', boost: { title: 6, summary: 2 } });

  const element = (name, className, text) => Object.assign(document.createElement(name), { className, textContent: text });

  const show = (list, hits, none) => {
    const items = hits.map(({ id, title, kind, summary }) => {
      const link = Object.assign(document.createElement('a'), { href: root + id });
      link.append(element('strong', '', title), element('span', 'found-kind', kind), element('span', 'found-summary', summary));
      const item = document.createElement('li');
      item.append(link);
      return item;
    });
    list.replaceChildren(...(items.length > 0 ? items : [element('li', 'soft', none)]));
  };

  const close = () => {
    found.hidden = true;
  };

  input.addEventListener('focus', ready, { once: true });
  input.addEventListener('input', async () => {
    const query = input.value.trim();
    if (query === '') return close();
    const hits = await search(query);
    if (query !== input.value.trim()) return;
    show(found, hits.slice(0, 8), 'Nothing found.');
    found.hidden = false;
  });

  document.querySelector('.search').addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      close();
      input.focus();
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const stops = [input, ...found.querySelectorAll('a')];
    const next = stops[stops.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1)];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  });
  document.addEventListener('click', (event) => {
    if (!event.target.closest('.search')) close();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target.closest('input, textarea, select, [contenteditable]')) return;
    event.preventDefault();
    input.focus();
  });

  const asked = new URLSearchParams(location.search).get('q')?.trim() ?? '';
  if (results && asked !== '') {
    input.value = asked;
    void search(asked).then((hits) => {
      document.querySelector('#asked').textContent = `${hits.length} ${hits.length === 1 ? 'page' : 'pages'} for “${asked}”`;
      show(results, hits, 'Nothing found: try a part of the word.');
    });
  }

  for (const map of document.querySelectorAll('.map')) {
    const events = map.querySelectorAll('[data-event]');
    const mark = (event) => {
      const key = event.target.closest('.map-event')?.dataset.event;
      map.toggleAttribute('data-shown', key !== undefined);
      for (const one of events) one.toggleAttribute('data-shown', one.dataset.event === key);
    };
    for (const kind of ['pointerover', 'focusin']) map.addEventListener(kind, mark);
    map.addEventListener('pointerleave', mark);
  }
})();
