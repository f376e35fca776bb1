'use client';

import { useActionState, type ReactNode } from 'react';
import { Button, ButtonLink } from '#ui/button.tsx';
import { Notice } from '#ui/notice.tsx';
import styles from './archive-form.module.css';

export interface ArchiveFormProps {
  readonly etag: string;
  readonly action: (before: string | undefined, form: FormData) => Promise<string>;
  readonly button: string;
  readonly back: string;
}

/** The last question before something is archived, which cannot be undone. */
export function ArchiveForm({ etag, action, button, back }: ArchiveFormProps): ReactNode {
  const [refusal, archive, archiving] = useActionState(action, undefined);
  return (
    <form action={archive} className={styles.form}>
      {refusal === undefined ? null : (
        <Notice tone="bad" title="It was not archived">
          {refusal} <a href="">Look again</a>
        </Notice>
      )}
      <input type="hidden" name="etag" value={etag} />
      <div className={styles.choices}>
        <Button type="submit" look="danger" size="large" aria-disabled={archiving}>
          {archiving ? 'Archiving …' : button}
        </Button>
        <ButtonLink href={back} size="large">
          Keep it
        </ButtonLink>
      </div>
    </form>
  );
}
