import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
  type AclEntry,
  type AclFilter,
  type DescribeAclResponse,
} from 'kafkajs';
import type { AclRule } from './admin';

const OPERATIONS = {
  read: AclOperationTypes.READ,
  write: AclOperationTypes.WRITE,
  describe: AclOperationTypes.DESCRIBE,
  create: AclOperationTypes.CREATE,
  all: AclOperationTypes.ALL,
} as const satisfies Record<AclRule['operation'], AclOperationTypes>;
const RESOURCES = {
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
} as const satisfies Record<AclRule['resource'], AclResourceTypes>;
const PATTERNS = {
  literal: ResourcePatternTypes.LITERAL,
  prefixed: ResourcePatternTypes.PREFIXED,
} as const satisfies Record<AclRule['pattern'], ResourcePatternTypes>;

/** Every allowing rule there is. */
export const ALLOWING_RULES: AclFilter = {
  resourceType: AclResourceTypes.ANY,
  resourcePatternType: ResourcePatternTypes.ANY,
  operation: AclOperationTypes.ANY,
  permissionType: AclPermissionTypes.ALLOW,
};

/** A rule as kafkajs wants it: from every host. */
export const entryOf = ({ principal, resource, name, pattern, operation }: AclRule): AclEntry => ({
  principal,
  host: '*',
  resourceType: RESOURCES[resource],
  resourceName: name,
  resourcePatternType: PATTERNS[pattern],
  operation: OPERATIONS[operation],
  permissionType: AclPermissionTypes.ALLOW,
});

/** The rules of an answer of kafkajs. Others than for our resources and operations, such as for transactions, are left out. */
export const rulesOf = ({ resources }: DescribeAclResponse): AclRule[] =>
  resources.flatMap(({ resourceType, resourceName, resourcePatternType, acls }) =>
    acls.flatMap(({ principal, operation }) => {
      const rule = {
        principal,
        resource: nameOf(RESOURCES, resourceType),
        name: resourceName,
        pattern: nameOf(PATTERNS, resourcePatternType),
        operation: nameOf(OPERATIONS, operation),
      };
      return isRule(rule) ? [rule] : [];
    }),
  );

const nameOf = <K extends string>(table: Readonly<Record<K, number>>, code: number): K | undefined =>
  (Object.keys(table) as K[]).find((name) => table[name] === code);

const isRule = (rule: { readonly [Name in keyof AclRule]: AclRule[Name] | undefined }): rule is AclRule =>
  rule.resource !== undefined && rule.pattern !== undefined && rule.operation !== undefined;
