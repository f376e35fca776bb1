import type { ReactNode } from 'react';
import { answered } from '#api/problem.ts';
import { api } from '#session/current-session.ts';
import { Page } from '#ui/page.tsx';
import { Price } from '#ui/price.tsx';

export default async function FrontPage(): Promise<ReactNode> {
  const { items } = await answered((await api()).GET('/products', { params: { query: { limit: 12 } } }));
  return (
    <Page title="The shop at the junction">
      <ul>
        {items.map((product) => (
          <li key={product.productId}>
            {product.name} <Price {...product} />
          </li>
        ))}
      </ul>
    </Page>
  );
}
