import type ts from 'typescript';

export declare const compiler: typeof ts;
