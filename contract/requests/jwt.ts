import * as z from 'zod/mini';

/** Who signs in with an agent's own key; whatever else is in the body is ignored. */
export const jwtRequestSchema = z.object({
  mobile_api_key: z.string().check(z.minLength(1), z.maxLength(200)),
  user_name: z.string().check(z.minLength(1), z.maxLength(100)),
});
