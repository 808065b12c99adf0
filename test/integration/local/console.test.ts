import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TestDesk } from '../../desk/desk.ts';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

describe("the page at the simulator's root", () => {
  test('is there only where it was built, as by npm start', async () => {
    expect((await desk.simulate('GET', '/')).status).toBe(404);
  });

  test('leaves every other route as it was', async () => {
    expect((await desk.simulate('GET', '/simulator/health')).status).toBe(200);
    expect((await desk.simulate('GET', '/simulator/nothing')).status).toBe(404);
    expect((await desk.simulate('GET', '/cloud/faults')).status).toBe(200);
    expect((await desk.simulate('POST', '/')).status).toBe(404);
  });
});
