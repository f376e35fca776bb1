import { isRefusal } from '#api/is-refusal.ts';
import { noAnswer, type Refusal } from '#api/problem.ts';

/** What became of a session form: where to go on to, or what was wrong. */
export type Posted = { readonly next: string } | { readonly refusal: Refusal };

/** Posts a session form as the browser would, and reads the answer instead of following it. */
export async function postForm(form: HTMLFormElement): Promise<Posted> {
  try {
    // FormData as urlencoded text: that is what the browser sends without scripts.
    const fields = [...new FormData(form)].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
    const response = await fetch(form.action, { method: 'POST', body: new URLSearchParams(fields), headers: { accept: 'application/json' } });
    const answer: unknown = await response.json();
    if (isRefusal(answer)) return { refusal: answer };
    return response.ok && hasNext(answer) ? { next: answer.next } : { refusal: noAnswer };
  } catch {
    return { refusal: noAnswer };
  }
}

function hasNext(answer: unknown): answer is { readonly next: string } {
  return typeof answer === 'object' && answer !== null && 'next' in answer && typeof answer.next === 'string';
}
