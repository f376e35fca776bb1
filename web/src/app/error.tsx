'use client';

import { Trouble as ErrorPage } from '#ui/trouble.tsx';

export default ErrorPage;
