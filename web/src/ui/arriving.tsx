import { headers } from 'next/headers';
import { Suspense, type ReactNode } from 'react';

export interface ArrivingProps {
  /** What stands there meanwhile. */
  readonly fallback: ReactNode;
  /** Another key is another content: the fallback stands again. */
  readonly of: string;
  readonly children: ReactNode;
}

/**
 * Content that may take a while. In a navigation by script the fallback stands at once. A whole document waits for the
 * content instead, for what is streamed in afterwards needs a script to be seen, and its status could no longer be 404 or 500.
 * Not for content with a form: its state would not outlive the first action.
 */
export async function Arriving({ fallback, of, children }: ArrivingProps): Promise<ReactNode> {
  const isByScript = (await headers()).get('sec-fetch-dest') === 'empty';
  if (!isByScript) return children;
  return (
    <Suspense key={of} fallback={fallback}>
      {children}
    </Suspense>
  );
}
