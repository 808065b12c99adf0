import * as z from 'zod/mini';

const errorShape = z.object({
  name: z.catch(z.string(), ''),
  message: z.string(),
  code: z.catch(z.string(), ''),
});

/** An error as a sentence; for known AWS errors it says what the owner can do. */
export function describeError(error: unknown): string {
  const { success, data } = z.safeParse(errorShape, error);
  if (!success) return 'the reason is not known.';
  const { name, message, code } = data;
  if (`${code} ${message}`.includes('ECONNREFUSED')) {
    return 'nothing answers there. Start the desk with "npm start", and set DYNAMODB_PORT if its tables are not on 8000.';
  }
  switch (name) {
    case 'AccessDeniedException':
      return `AWS denies it: ${message} Use credentials that may do it.`;
    case 'CredentialsProviderError':
      return 'there are no AWS credentials: sign in as for "npm run deploy".';
    case 'ExpiredTokenException':
    case 'UnrecognizedClientException':
    case 'InvalidSignatureException':
      return 'AWS does not know these credentials (any more): sign in again.';
    case 'ResourceNotFoundException':
      return 'the tables are not in this account and region: look at AWS_PROFILE and AWS_REGION.';
    default:
      return message === 'Region is missing'
        ? 'no AWS region is chosen: set AWS_REGION to that of the stack.'
        : message;
  }
}
