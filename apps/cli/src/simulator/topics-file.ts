import type { KafkaTopics } from '@rekam/runtime';
import { AGENCIES } from '../seed/places';

export const AGENCIES_MAX = AGENCIES.length;

/** A topics file of so many agencies and a training provider, each with a topic and a principal of its own. */
export function exampleTopics(prefix: string, agencies: number): KafkaTopics {
  const codes = AGENCIES.slice(0, agencies).map(({ code }) => code);
  return {
    intake: [
      ...codes.map((code) => ({
        topic: `${prefix}.intake.${code}.v1`,
        sources: ['simpeg', 'e-kinerja'].map((system) => ({
          source: `/agencies/${code}/${system}`,
          principal: `User:agency-${code}`,
        })),
      })),
      {
        topic: `${prefix}.intake.bpsdm-jambi.v1`,
        sources: [{ source: '/providers/bpsdm-jambi', principal: 'User:bpsdm-jambi' }],
      },
    ],
    agencyViews: codes.map((agency) => ({ agency, principals: [`User:dashboard-${agency}`] })),
    wholeLedger: ['User:auditor'],
  };
}
