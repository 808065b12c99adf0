import * as z from 'zod/mini';

export const rosterSchema = z.object({
  agents: z.array(z.object({ name: z.string(), available: z.boolean(), busy: z.boolean() })),
});

export const availabilitySchema = z.object({ name: z.string(), available: z.boolean() });

export type RosterJson = z.input<typeof rosterSchema>;
export type AvailabilityJson = z.input<typeof availabilitySchema>;
