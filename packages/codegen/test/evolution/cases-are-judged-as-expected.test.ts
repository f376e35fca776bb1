import { describe, expect, test } from '@jest/globals';
import { rules } from '../../src/evolution/rules.ts';
import { worst } from '../../src/evolution/finding.ts';
import { compareSpecs } from '../../src/contracts.ts';
import { allCases, foundIn } from './cases.ts';

const cases = allCases();

describe('a change has its verdict, its places and those whom it harms', () => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const findings = foundIn(one);
    expect(findings).toEqual(one.expected.findings);
    expect(worst(one.found())).toBe(one.expected.verdict);
  });
});

test('there are at least 120 cases, each with a sentence that says what it is about', () => {
  expect(cases.length).toBeGreaterThanOrEqual(120);
  for (const { expected } of cases) expect(expected.about).toMatch(/\w/);
});

test('every rule has a case in which somebody may be harmed, and one in which nobody is', () => {
  const findings = cases.flatMap(({ expected }) => expected.findings);
  const verdictsOf = (name: string): readonly string[] => findings.filter(({ rule }) => rule === name).map(({ verdict }) => verdict);
  const missing = [...rules.keys()].filter((name) => !verdictsOf(name).includes('safe') || verdictsOf(name).every((verdict) => verdict === 'safe'));
  expect(missing).toEqual([]);
  expect(findings.map(({ rule }) => rule).filter((rule) => ![...rules.keys()].some((name) => name === rule))).toEqual([]);
});

test('whoever is harmed is named, and told what to do', () => {
  for (const one of cases) {
    for (const { verdict, affected, advice } of one.found()) {
      if (verdict === 'breaking') expect(affected.length).toBeGreaterThan(0);
      if (verdict !== 'safe') expect(advice).toMatch(/\w/);
    }
  }
});

test('nothing has changed between a contract and itself', () => {
  for (const one of cases) expect(compareSpecs(one.before(), one.before())).toEqual([]);
});
