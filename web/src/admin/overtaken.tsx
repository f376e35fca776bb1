import type { ReactNode } from 'react';
import { Notice } from '#ui/notice.tsx';
import type { Difference } from './form-state.ts';
import styles from './overtaken.module.css';

/** Somebody else was faster: what they made of it beside what was typed, and the way to take theirs. */
export function Overtaken({ message, differences }: { readonly message: string; readonly differences: readonly Difference[] }): ReactNode {
  return (
    <Notice tone="bad" title="It has changed meanwhile">
      <p>{message}</p>
      {differences.length === 0 ? (
        <p>It is now as you wrote it.</p>
      ) : (
        <table className={styles.differences}>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Now</th>
              <th scope="col">Yours</th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ label, stored, typed }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{stored === '' ? 'nothing' : stored}</td>
                <td>{typed === '' ? 'nothing' : typed}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {/* No link by script: the page would keep its form, and with it what was typed. */}
      <a href="">Take it as it is now</a>
    </Notice>
  );
}
