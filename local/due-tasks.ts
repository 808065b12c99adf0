/** A task and the time at which it is due. */
export interface DueTask {
  /** Milliseconds since 1970. */
  at: number;
  /** Position among tasks of the same moment. */
  order: number;
  run: () => void | Promise<void>;
}

/** Tasks that wait for their time; tasks of the same moment keep the order in which they were added. */
export class DueTasks {
  readonly #tasks = new Set<DueTask>();
  #added = 0;

  add(at: number, run: DueTask['run']): DueTask {
    const task = { at, order: this.#added++, run };
    this.#tasks.add(task);
    return task;
  }

  remove(task: DueTask): void {
    this.#tasks.delete(task);
  }

  clear(): void {
    this.#tasks.clear();
  }

  /** The task that is due first; undefined if none waits. */
  next(): DueTask | undefined {
    let first: DueTask | undefined;
    for (const task of this.#tasks) if (!first || isBefore(task, first)) first = task;
    return first;
  }
}

const isBefore = (one: DueTask, other: DueTask): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);
