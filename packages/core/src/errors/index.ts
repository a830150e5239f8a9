export { ChainzRuleError, type ErrorCode } from './chainzrule-error.ts';
export { describeValue, fail } from './fail.ts';
