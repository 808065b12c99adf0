import * as z from 'zod/mini';

export const rosterAgentSchema = z.object({ name: z.string(), available: z.boolean(), busy: z.boolean() });

export const rosterSchema = z.object({
  agents: z.array(rosterAgentSchema),
});

export const availabilitySchema = z.object({ name: z.string(), available: z.boolean() });

export type RosterJson = z.input<typeof rosterSchema>;
export type AvailabilityJson = z.input<typeof availabilitySchema>;
