export type { CommandContract, CommandData, JsonData, JsonSchema, Problem, ProblemError, Receipt } from './contract';
export { asyncApiDocument, type AsyncApiOptions } from './asyncapi';
export { byCloudEvent, byName, CATALOGUE } from './catalogue';
export {
  BATCH_SIZE_MAX,
  contentModeOf,
  fromBatch,
  fromBinary,
  fromStructured,
  toBinaryHeaders,
  type Decoded,
} from './cloud-events/cloud-event';
export { EXAMPLE_SEQUENCE, type ExampleStep } from './examples';
export { deadLetterHeaders, deadLetterOf, withoutDeadLetterHeaders, type DeadLetter } from './messages/dead-letter';
export { eventHeaders, eventKey, eventMessage } from './messages/event-message';
export { OUTCOMES, outcomeHeaders, type EventName, type OutcomeMessage } from './messages/outcome';
export {
  agencyViewsTopic,
  deadLettersTopic,
  eventsTopic,
  intakeTopic,
  outcomesTopic,
  TOPIC_RULES,
  unattributedOutcomesTopic,
  viewsTopic,
  type TopicKind,
} from './messages/topics';
export {
  viewHeaders,
  viewKey,
  type PublishedRows,
  type PublishedView,
  type ViewMessage,
} from './messages/view-message';
export { openApiDocument, schemaRef } from './openapi';
export {
  COMMANDS_PATH,
  type MediaType,
  type ParameterDescription,
  type ResponseDescription,
  type RouteDescription,
} from './route';
export { publishedSchemas } from './published-schemas';
export { commandSchema } from './schemas';
export { complete, decreeOf, withoutDefaults } from './statement';
export { validateCommand } from './validate';
