import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { brokersUnderTest, type BrokerUnderTest } from '../brokers-under-test.ts';
import { openSession, type Session } from './session.ts';

/** Registers one test: what a broker does, and the check that it does. */
export type Behaviour = (title: string, check: (session: Session) => Promise<void>) => void;

const patienceMs = 30_000;

/** Describes behaviours once for each broker under test. Each runs in a session of its own, cleaned up afterwards. */
export function onEveryBroker(area: string, describeBehaviours: (behaviour: Behaviour) => void): void {
  describe.each(brokersUnderTest)(`$name: ${area}`, (brokerToTest) => {
    let broker: BrokerUnderTest | undefined;
    beforeAll(async () => {
      broker = await brokerToTest.start();
    }, patienceMs);
    afterAll(async () => {
      await broker?.stop();
    }, patienceMs);

    describeBehaviours((title, check) => {
      test(
        title,
        async () => {
          if (broker === undefined) throw new Error('The broker did not start.');
          const session = await openSession(broker);
          try {
            await check(session);
          } finally {
            await session.end();
          }
        },
        patienceMs,
      );
    });
  });
}
