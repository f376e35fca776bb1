import type { ReactNode } from 'react';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import styles from './item-search.module.css';

/** Narrows a list down, by a form that leads to the narrowed list. */
export function ItemSearch({ action, label, q }: { readonly action: string; readonly label: string; readonly q: string }): ReactNode {
  return (
    <form action={action} role="search" aria-label={label} className={styles.search}>
      <Field key={q} label={label} type="search" name="q" defaultValue={q} maxLength={100} />
      <Button type="submit">Find</Button>
    </form>
  );
}
