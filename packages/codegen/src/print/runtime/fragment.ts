/** A function that printed code calls: its text, and what that calls in turn. */
export interface RuntimeFragment {
  readonly name: string;
  readonly uses: readonly string[];
  /** Whether the text names types of zod. */
  readonly zodTypes?: boolean;
  /** The declaration, and before it the constants that only this function reads. Each starts a line of its own. */
  readonly text: string;
}

export function fragment(name: string, text: string, uses: readonly string[] = []): RuntimeFragment {
  return { name, uses, text: text.trim() };
}

/** The names that a fragment declares. */
export function declaredNames({ text }: RuntimeFragment): readonly string[] {
  return [...text.matchAll(/^(?:function|const) (\w+)/gm)].map(([, name = '']) => name);
}
