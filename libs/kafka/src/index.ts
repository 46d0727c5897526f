export type { AclRule, Admin, TopicPlan, TopicState } from './admin';
export { Cluster } from './cluster';
export type { Attempt, ConsumeOptions, Consumption } from './consumption';
export { BrokerUnavailable, MessageRefused, RetryLater } from './errors';
export type { Coordinates, IncomingMessage, MessageHeaders, OutgoingMessage } from './message';
export type { Producer } from './producer';
export type { KafkaLog, KafkaSettings } from './settings';
