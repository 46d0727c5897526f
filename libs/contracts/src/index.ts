export type {
  CommandContract,
  CommandData,
  DtoClass,
  PersonAddress,
  Problem,
  Receipt,
  SubjectContract,
} from './contract';
