import { resolve } from 'node:path';
import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // A second development server in one folder needs a place of its own.
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  // The generated client is TypeScript, as the whole repository is.
  transpilePackages: ['@kada-mandiya/http-contracts', '@kada-mandiya/contract'],
  turbopack: { root: resolve(import.meta.dirname, '..') },
  outputFileTracingRoot: resolve(import.meta.dirname, '..'),
  // `npm run typecheck` and `npm run lint` do both, for the whole repository.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  // Pages for administrators answer others with 403.
  experimental: { serverActions: { bodySizeLimit: '64kb' }, authInterrupts: true },
};

export default config;
