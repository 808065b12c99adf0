import type { Entry } from '../live/shapes.ts';

export const LANE_WIDTH = 156;
export const STEP_HEIGHT = 46;
const MARGIN = LANE_WIDTH / 2;
export const TIME_WIDTH = 64;
const SELF_WIDTH = 22;

export interface Lane {
  name: string;
  x: number;
}

/** An arrow from lane to lane, or a note beside one lane. */
export interface Step {
  entry: Entry;
  y: number;
  x1: number;
  x2: number;
  isSelf: boolean;
  /** Since the exchange began, ms. */
  since: number;
  /** The position of the title, and its maximum width. */
  label: { x: number; width: number; anchor: 'start' | 'end' };
}

export interface Layout {
  lanes: Lane[];
  steps: Step[];
  width: number;
  height: number;
}

const TABLES = new Set(['Tickets', 'Messages', 'NccoConfig', 'Deliveries', 'Calls', 'Agents', 'Secrets']);

/** Lanes are ordered as a text travels: phones and apps, Vonage, the API, functions, tables. */
function rank(lane: string): number {
  if (lane.startsWith('phone ')) return 0;
  if (lane.startsWith('app ') || lane === 'shop') return 1;
  if (lane === 'Vonage') return 2;
  if (lane === 'API') return 3;
  if (TABLES.has(lane) || /secrets/i.test(lane)) return 5;
  return 4;
}

/** The layout of an exchange's diagram, px, from its entries in order. */
export function layOut(entries: readonly Entry[]): Layout {
  const names = [...new Set(entries.flatMap(({ from, to }) => [from, to]))];
  const order = new Map(names.map((name, index) => [name, index]));
  names.sort((one, other) => rank(one) - rank(other) || (order.get(one) ?? 0) - (order.get(other) ?? 0));
  const lanes = names.map((name, index) => ({ name, x: TIME_WIDTH + MARGIN + index * LANE_WIDTH }));
  const xOf = new Map(lanes.map(({ name, x }) => [name, x]));
  const startedAt = entries[0]?.at ?? 0;
  const width = TIME_WIDTH + Math.max(1, lanes.length) * LANE_WIDTH;
  const steps = entries.map((entry, index): Step => {
    const x1 = xOf.get(entry.from) ?? 0;
    const x2 = xOf.get(entry.to) ?? 0;
    const y = (index + 1) * STEP_HEIGHT;
    const since = entry.at - startedAt;
    if (x1 === x2) {
      const isLast = x1 + LANE_WIDTH > width;
      const label = { x: x1 + SELF_WIDTH + 6, width: (isLast ? MARGIN : LANE_WIDTH) - SELF_WIDTH - 12 };
      return { entry, y, x1, x2: x1 + SELF_WIDTH, isSelf: true, since, label: { ...label, anchor: 'start' } };
    }
    const room = Math.abs(x2 - x1) - 20;
    const label =
      x2 > x1
        ? { x: x1 + 8, width: room, anchor: 'start' as const }
        : { x: x1 - 8, width: room, anchor: 'end' as const };
    return { entry, y, x1, x2, isSelf: false, since, label };
  });
  return { lanes, steps, width, height: (entries.length + 1) * STEP_HEIGHT };
}

const CHARACTER_WIDTH = 6.4;

/** As much of a title as fits into `width` px. */
export function truncate(title: string, width: number): string {
  const maxLength = Math.max(4, Math.floor(width / CHARACTER_WIDTH));
  return title.length <= maxLength ? title : `${title.slice(0, maxLength - 1).trimEnd()}…`;
}
