import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { currentSession } from './current-session.ts';
import { decodeRefusedForm, refusalCookie, type RefusedForm } from './refused-form.ts';
import { returnPath } from './return-path.ts';

export interface EntranceProps {
  readonly searchParams: Promise<Readonly<Record<string, string | readonly string[] | undefined>>>;
}

/** What a session form needs to know: where one goes on to, and what was wrong the last time. Who is signed in already goes on. */
export async function entrance({ searchParams }: EntranceProps): Promise<{ readonly next: string; readonly refused: RefusedForm | undefined }> {
  const [session, parameters, jar] = await Promise.all([currentSession(), searchParams, cookies()]);
  const next = returnPath(parameters.next);
  if (session !== undefined) redirect(next);
  return { next, refused: decodeRefusedForm(jar.get(refusalCookie)?.value) };
}
