export type { CommandContract, CommandData, JsonData, JsonSchema, Problem, ProblemError, Receipt } from './contract';
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
export { openApiDocument, schemaRef } from './openapi';
export {
  COMMANDS_PATH,
  type MediaType,
  type ParameterDescription,
  type ResponseDescription,
  type RouteDescription,
} from './route';
export { ANSWER_SCHEMAS, commandSchema } from './schemas';
export { complete, decreeOf, withoutDefaults } from './statement';
export { validateCommand } from './validate';
