import { own } from '../../../desk/json-value.ts';

const MAX_CUSTOM_DATA_LENGTH = 8_192;

/**
 * What an agent dialled: `to` itself, or `to` inside `custom_data`, which is an object by POST and its JSON by GET. A
 * top-level `to` takes precedence, valid or not. Undefined where nothing was dialled; empty for what is no text.
 */
export function dialledIn(payload: unknown): string | undefined {
  const dialled = [own(payload, 'to'), own(customDataOf(payload), 'to')].find(isPresent);
  if (dialled === undefined || typeof dialled === 'string') return dialled;
  return typeof dialled === 'number' && Number.isInteger(dialled) ? String(dialled) : '';
}

const isPresent = (value: unknown): boolean =>
  value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '');

function customDataOf(payload: unknown): unknown {
  const value = own(payload, 'custom_data');
  if (typeof value !== 'string' || value.length > MAX_CUSTOM_DATA_LENGTH) return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
