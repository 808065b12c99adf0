import { expect, test } from '@jest/globals';
import { CloseStack } from '../../../local/close-stack.ts';

test('steps run last to first, once, and all of them even if some fail', async () => {
  const stack = new CloseStack();
  const ran: string[] = [];
  const step = (name: string, error?: Error) => () => {
    ran.push(name);
    return error ? Promise.reject(error) : undefined;
  };
  stack.add(step('first'));
  stack.add(step('second', new Error('the later failure')));
  stack.add(step('third', new Error('the earlier failure')));
  stack.add(step('fourth'));
  await expect(stack.close()).rejects.toThrow('the earlier failure');
  expect(ran).toEqual(['fourth', 'third', 'second', 'first']);
  await stack.close();
  expect(ran).toHaveLength(4);
});
