export { MAPPING_VERSION, type ActData, type Fault, type MappedAct, type Mapping, type Row } from './act';
export { readEnvelope, type Envelope } from './envelope';
export { openPull, type PersonPull, type Pull, type PulledType } from './folder';
export { type Manifest } from './manifest';
export { mapRow, rowId } from './map-row';
export { personContext, type PersonContext } from './person';
export { isRecordType, RECORD_TYPES, type RecordTypeName } from './record-types';
export { SIASN_SOURCE } from './source';
