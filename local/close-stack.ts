/** The steps that release what a start has opened. */
export class CloseStack {
  readonly #steps: (() => Promise<void> | void)[] = [];

  add(step: () => Promise<void> | void): void {
    this.#steps.push(step);
  }

  /**
   * Runs the steps once, the last one first. A step that fails does not keep the others from running.
   *
   * @throws the error of the first step that failed
   */
  async close(): Promise<void> {
    const errors: unknown[] = [];
    for (const step of this.#steps.splice(0).reverse()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
