import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { TemplateResource } from '../assembly.ts';
import type { Resolve } from '../intrinsics.ts';
import { boolean, number, parseProperties, withoutEffect } from './properties.ts';

const generate = z.strictObject({
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
  PasswordLength: number.default(32),
  ExcludeCharacters: z.string().default(''),
  ExcludeLowercase: boolean.default(false),
  ExcludeUppercase: boolean.default(false),
  ExcludeNumbers: boolean.default(false),
  ExcludePunctuation: boolean.default(false),
  IncludeSpace: boolean.default(false),
  RequireEachIncludedType: boolean.default(true),
});

const secret = z.strictObject({
  Name: z.string().optional(),
  SecretString: z.string().optional(),
  GenerateSecretString: generate.optional(),
  Description: withoutEffect,
  KmsKeyId: z.undefined().optional(),
  Tags: withoutEffect,
});

export interface SecretSpec {
  name: string;
  /** The value of a new secret; undefined: a secret without a value. */
  initialValue(): string | undefined;
}

export function parseSecret(resource: TemplateResource, resolve: Resolve): SecretSpec {
  const properties = parseProperties(resource, resolve, secret);
  return {
    name: properties.Name ?? resource.name,
    initialValue: () =>
      properties.SecretString ??
      (properties.GenerateSecretString && generateSecret(properties.GenerateSecretString)),
  };
}

function generateSecret(rules: z.infer<typeof generate>): string {
  const password = generatePassword(rules);
  if (rules.GenerateStringKey === undefined) return password;
  const template = z.record(z.string(), z.unknown()).parse(JSON.parse(rules.SecretStringTemplate ?? '{}'));
  return JSON.stringify({ ...template, [rules.GenerateStringKey]: password });
}

function generatePassword(rules: z.infer<typeof generate>): string {
  const alphabets = [
    rules.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    rules.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    rules.ExcludeNumbers ? '' : '0123456789',
    rules.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    rules.IncludeSpace ? ' ' : '',
  ]
    .map((alphabet) => [...alphabet].filter((character) => !rules.ExcludeCharacters.includes(character)))
    .filter((alphabet) => alphabet.length > 0);
  const all = alphabets.flat();
  const pick = (from: string[]): string => from[randomInt(from.length)] ?? '';
  const required = rules.RequireEachIncludedType ? alphabets.map(pick) : [];
  const characters = [
    ...required,
    ...Array.from({ length: rules.PasswordLength - required.length }, () => pick(all)),
  ];
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}
