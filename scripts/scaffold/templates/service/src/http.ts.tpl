import type { Handlers } from '@kada-mandiya/contract';
import type { {{Contract}} } from '@kada-mandiya/service-contracts/{{service}}';
import { problem, type HandlerTools } from '@kada-mandiya/service-kit';
import { mayRead } from './{{base}}.ts';
import type { {{Thing}}Reads, {{Thing}}Store } from './store.ts';

export const handlers: Handlers<{{Contract}}, HandlerTools<{{Contract}}, {{Thing}}Store, {{Thing}}Reads>> = {
  getMy{{Thing}}: async ({ params: { {{thing}}Id }, caller }, { store }) => {
    const {{thing}} = await store.{{thing}}({{thing}}Id);
    if ({{thing}} === undefined || !mayRead({{thing}}, caller)) return problem(404, '{{base}}-not-found', { detail: 'You have no {{words}} with this id.' });
    return { status: 200, body: {{thing}} };
  },
};
