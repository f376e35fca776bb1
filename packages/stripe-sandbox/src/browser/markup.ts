export type Attributes = Readonly<Record<string, string | undefined>>;

/** An element with attributes (those that are `undefined` are left out) and what is in it. Text stays text. */
export function make<Name extends keyof HTMLElementTagNameMap>(name: Name, attributes: Attributes = {}, ...content: readonly (Node | string)[]): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(attribute, value);
  }
  element.append(...content);
  return element;
}
