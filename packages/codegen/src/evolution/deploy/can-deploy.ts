import type { Contract } from '../../ir/contract.ts';
import type { Finding, Party } from '../finding.ts';
import { sortFindings } from '../finding.ts';
import { compareApis } from '../http/compare-http.ts';
import { viewsOf } from '../views/views.ts';
import { compareReading, publishedBy, takenBy, type Use } from './messages.ts';

/** A service with the contract that it was built from. */
export interface Deployment {
  readonly service: string;
  readonly contract: Contract;
}

/** What stands between a service that is to be deployed and one that is. */
export interface Encounter {
  /** The service that is deployed. */
  readonly with: string;
  /** `before` is the contract of the one that is deployed, and `after` that of the one that is to be, unless it is turned round. */
  readonly isTurned: boolean;
  readonly findings: readonly Finding[];
}

/**
 * Whether a service works with all others as they are deployed, each by the contract that it was built from: what it publishes
 * with those who consume it, what it consumes with those who publish it, what it serves with those who call it. Services do not
 * call each other, so who calls is whatever is deployed and neither serves nor takes part in events: the gateway, a web page.
 */
export function canDeploy(candidate: Deployment, deployed: readonly Deployment[]): readonly Encounter[] {
  const others = deployed.filter(({ service }) => service !== candidate.service);
  const present = deployed.find(({ service }) => service === candidate.service);
  return [
    ...others.map((other) => ({ with: other.service, isTurned: false, findings: sortFindings([...asProducer(candidate, other, { present, others }), ...asConsumer(candidate, other)]) })),
    ...others.map((other) => ({ with: other.service, isTurned: false, findings: asServer(candidate, other) })),
    ...others.map((other) => ({ with: other.service, isTurned: true, findings: asCaller(candidate, other) })),
    { with: candidate.service, isTurned: false, findings: withoutProducer(candidate, { present, others }) },
  ].filter(({ findings }) => findings.length > 0);
}

interface Surroundings {
  readonly present: Deployment | undefined;
  readonly others: readonly Deployment[];
}

function isSameUse(use: Use): (other: Use) => boolean {
  return ({ routingKey, version }) => use.routingKey === routingKey && use.version === version;
}

/** Others built on their contract read what the candidate publishes; what it publishes no more, they wait for. */
function asProducer(candidate: Deployment, other: Deployment, { present, others }: Surroundings): readonly Finding[] {
  const published = publishedBy(candidate);
  return takenBy(other).flatMap((taken) => {
    const use = published.find(isSameUse(taken));
    const affected: readonly Party[] = [{ name: other.service, role: `consumes ${taken.name}` }];
    if (use !== undefined) return compareReading({ direction: 'new', deployed: { ...other, use: taken }, candidate: { ...candidate, use }, affected, owners: [candidate.service] });
    const wasPublished = present !== undefined && publishedBy(present).some(isSameUse(taken));
    const isPublishedElsewhere = others.some((one) => publishedBy(one).some(isSameUse(taken)));
    if (!wasPublished || isPublishedElsewhere) return [];
    return [
      {
        rule: 'event-producer' as const,
        verdict: 'breaking' as const,
        subject: taken.name,
        message: `${candidate.service} no longer publishes it, and nobody else that is deployed does`,
        before: taken.message.origin,
        affected,
        advice: `go on publishing it until ${other.service} has moved`,
        owners: [candidate.service],
      },
    ];
  });
}

/** The candidate reads what others publish by their contract. */
function asConsumer(candidate: Deployment, other: Deployment): readonly Finding[] {
  const published = publishedBy(other);
  return takenBy(candidate).flatMap((taken) => {
    const use = published.find(isSameUse(taken));
    const affected: readonly Party[] = [{ name: candidate.service, role: `consumes ${taken.name}` }];
    return use === undefined ? [] : compareReading({ direction: 'old', deployed: { ...other, use }, candidate: { ...candidate, use: taken }, affected, owners: [candidate.service] });
  });
}

/** What the candidate takes and nobody publishes: who took another version before would miss everything. */
function withoutProducer(candidate: Deployment, { present, others }: Surroundings): readonly Finding[] {
  const published = [...others.flatMap(publishedBy), ...publishedBy(candidate)];
  const before = present === undefined ? [] : takenBy(present);
  return takenBy(candidate)
    .filter((taken) => !published.some(isSameUse(taken)))
    .map((taken): Finding => {
      const another = before.find(({ routingKey, version }) => routingKey === taken.routingKey && version !== taken.version);
      return {
        rule: 'event-consumer',
        verdict: another === undefined ? 'dangerous' : 'breaking',
        subject: taken.name,
        message: another === undefined ? 'nobody that is deployed publishes it yet' : `nobody that is deployed publishes it yet, and ${another.name} would be skipped from now on`,
        after: taken.message.origin,
        affected: [{ name: candidate.service, role: `consumes ${taken.name}` }],
        advice: 'deploy its producer first',
        owners: [candidate.service],
      };
    });
}

/** Whether something deployed is only ever a caller: it serves nothing and takes no part in events by its contract. */
function isCaller({ service, contract }: Deployment): boolean {
  return !contract.services.some(({ name }) => name === service) && !contract.apis.some(({ name }) => name === service);
}

function asServer(candidate: Deployment, other: Deployment): readonly Finding[] {
  return isCaller(other) ? apiFindings({ called: other.contract, served: candidate.contract, caller: other.service, server: candidate.service }) : [];
}

function asCaller(candidate: Deployment, other: Deployment): readonly Finding[] {
  return isCaller(candidate) ? apiFindings({ called: candidate.contract, served: other.contract, caller: candidate.service, server: other.service }) : [];
}

interface Call {
  /** The contract that the caller was built from. */
  readonly called: Contract;
  readonly served: Contract;
  readonly caller: string;
  readonly server: string;
}

function apiFindings({ called, served, caller, server }: Call): readonly Finding[] {
  const [from, to] = [called, served].map((contract) => contract.apis.find(({ name }) => name === server));
  if (from === undefined || to === undefined) return [];
  const findings = compareApis(from, to, { before: viewsOf(called.schemas), after: viewsOf(served.schemas) });
  return sortFindings(findings.map((finding) => ({ ...finding, affected: finding.affected.length === 0 ? [] : [{ name: caller, role: `calls ${server}` }] })));
}
