/** The text in a field of a form; empty for a file and for what is not there. */
export function formText(form: FormData, field: string): string {
  const value = form.get(field);
  return typeof value === 'string' ? value : '';
}
