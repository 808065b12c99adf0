import * as z from 'zod/mini';
import { vonageClient } from './client.ts';

const user = z.object({ id: z.string(), name: z.string() });

const userPage = z.object({ _embedded: z.object({ users: z.array(user) }) });

/**
 * The id of the Vonage user of this name, who is created when missing. Where Vonage refuses because the name exists, as
 * after a concurrent request or for a user created by hand, the user is looked up.
 */
export async function ensureUser(name: string): Promise<string> {
  const vonage = await vonageClient();
  try {
    return user.parse(await vonage.users.createUser({ name, displayName: name })).id;
  } catch (error) {
    const page = z.safeParse(userPage, await vonage.users.getUserPage({ name }));
    const found = page.data?._embedded.users.find((candidate) => candidate.name === name);
    if (!found) throw error;
    return found.id;
  }
}
