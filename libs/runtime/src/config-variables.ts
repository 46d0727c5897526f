import { KAFKA_VARIABLES } from './config-variables/kafka';
import { RUNNING_VARIABLES } from './config-variables/running';
import { SERVER_VARIABLES } from './config-variables/servers';
import { SERVICE_VARIABLES } from './config-variables/service';
import type { ConfigVariable } from './config-variables/variable';

/** Every variable the service knows. There are no others: an unknown REKAM_ name is a fault. */
export const CONFIG_VARIABLES: readonly ConfigVariable[] = [
  ...SERVICE_VARIABLES,
  ...SERVER_VARIABLES,
  ...KAFKA_VARIABLES,
  ...RUNNING_VARIABLES,
];
