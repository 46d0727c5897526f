export { SIASN_SOURCE } from './source';
