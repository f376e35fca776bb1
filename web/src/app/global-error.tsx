'use client';

import type { ReactNode } from 'react';
import './globals.css';
import { Trouble, type TroubleProps } from '#ui/trouble.tsx';

/** Where the header itself fails: the page alone, in the system's fonts. */
export default function GlobalError(trouble: TroubleProps): ReactNode {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · Kada Mandiya</title>
        <main>
          <Trouble {...trouble} />
        </main>
      </body>
    </html>
  );
}
