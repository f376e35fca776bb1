import Link from 'next/link';
import type { ReactNode } from 'react';
import styles from './item-table.module.css';

interface ItemRow {
  readonly id: string;
  readonly href: string;
  readonly name: string;
  /** Under the name: what tells it from others. */
  readonly code: string;
  /** As many as there are columns. */
  readonly cells: readonly ReactNode[];
}

export interface ItemTableProps {
  /** What is in it. */
  readonly caption: string;
  /** Beside the name. */
  readonly columns: readonly string[];
  readonly rows: readonly ItemRow[];
}

/** Things to keep, a row each; the name leads to its form. */
export function ItemTable({ caption, columns, rows }: ItemTableProps): ReactNode {
  return (
    <table className={styles.table}>
      <caption className={styles.caption}>{caption}</caption>
      <thead>
        <tr>
          {['Name', ...columns].map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, href, name, code, cells }) => (
          <tr key={id}>
            <th scope="row">
              <Link href={href}>{name}</Link>
              <span className={styles.code}>{code}</span>
            </th>
            {cells.map((cell, index) => (
              <td key={columns[index]} data-column={columns[index]}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
