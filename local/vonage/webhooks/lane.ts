/** Lets so many tasks run at once; the others wait, in their order. */
export interface Lane {
  through<T>(task: () => Promise<T>): Promise<T>;
}

export function createLane(atOnce: number): Lane {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  return {
    async through(task) {
      if (underWay < atOnce) underWay += 1;
      // Who leaves hands its place on.
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await task();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else underWay -= 1;
      }
    },
  };
}
