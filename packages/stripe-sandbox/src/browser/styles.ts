const shared = `
:host { display: block; font-family: var(--fontFamily); font-size: var(--fontSizeBase); line-height: 1.4; color: var(--colorText); }
*, ::before, ::after { box-sizing: border-box; }
h2, p { margin: 0; }
button { font: inherit; cursor: pointer; }
button:disabled { cursor: default; opacity: 0.6; }
:focus-visible { outline: 2px solid var(--colorPrimary); outline-offset: 2px; }
.quiet { color: var(--colorTextSecondary); font-size: 0.875em; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;

const form = `
.form { display: grid; grid-template-columns: 1fr 1fr; gap: calc(4 * var(--spacingUnit)); }
.field { display: grid; gap: var(--spacingUnit); align-content: start; }
.number, .tests { grid-column: 1 / -1; }
label { font-size: 0.9375em; font-weight: 600; }
.box { position: relative; }
input { width: 100%; min-height: 2.9em; padding: 0.5em 0.8em; font: inherit; letter-spacing: 0.02em; color: inherit; background: var(--colorBackground);
  border: 1.5px solid color-mix(in srgb, var(--colorText) 50%, var(--colorBackground)); border-radius: var(--borderRadius); }
input::placeholder { color: var(--colorTextSecondary); opacity: 1; }
input[aria-invalid='true'] { border-color: var(--colorDanger); }
.brand { position: absolute; inset-block: 0; inset-inline-end: 0.8em; display: flex; align-items: center; font-size: 0.8125em; font-weight: 600;
  color: var(--colorTextSecondary); pointer-events: none; }
.fault { color: var(--colorDanger); font-size: 0.875em; font-weight: 500; }
.tests { display: grid; gap: calc(2 * var(--spacingUnit)); padding: calc(3 * var(--spacingUnit)); border-radius: var(--borderRadius);
  border: 1px dashed color-mix(in srgb, var(--colorText) 40%, var(--colorBackground)); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: calc(2 * var(--spacingUnit)); margin: 0; padding: 0; list-style: none; }
.cards button { display: grid; gap: 0.1em; width: 100%; padding: 0.5em 0.8em; text-align: start; color: inherit; background: var(--colorBackground);
  border: 1px solid color-mix(in srgb, var(--colorText) 25%, var(--colorBackground)); border-radius: var(--borderRadius); }
.cards button:hover:enabled { border-color: var(--colorPrimary); }
.cards strong { font-size: 0.875em; }
.cards span { font-size: 0.8125em; font-variant-numeric: tabular-nums; color: var(--colorTextSecondary); }
`;

const dialog = `
dialog { width: min(26rem, calc(100vw - 2rem)); padding: calc(6 * var(--spacingUnit)); border: 0; border-radius: calc(2 * var(--borderRadius));
  color: inherit; background: var(--colorBackground); box-shadow: 0 1rem 4rem rgb(0 0 0 / 0.35); }
dialog::backdrop { background: rgb(10 14 12 / 0.6); }
.question { display: grid; gap: calc(4 * var(--spacingUnit)); }
h2 { font-size: 1.25em; line-height: 1.2; }
.choices { display: flex; flex-wrap: wrap; gap: calc(2 * var(--spacingUnit)); }
.choices button { flex: 1; min-height: 2.9em; padding: 0.5em 1em; font-weight: 600; border-radius: var(--borderRadius); color: var(--colorText);
  background: transparent; border: 1.5px solid color-mix(in srgb, var(--colorText) 50%, var(--colorBackground)); }
.choices .complete { color: var(--colorBackground); background: var(--colorPrimary); border-color: var(--colorPrimary); }
`;

let sheets: { readonly form: CSSStyleSheet; readonly dialog: CSSStyleSheet } | undefined;

/** Constructed style sheets: a page's Content-Security-Policy does not speak of them, and need not allow inline styles. */
export function styleSheets(): { readonly form: CSSStyleSheet; readonly dialog: CSSStyleSheet } {
  sheets ??= { form: sheetOf(shared + form), dialog: sheetOf(shared + dialog) };
  return sheets;
}

function sheetOf(text: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}
