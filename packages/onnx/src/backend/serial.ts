/** Runs asynchronous work one piece after another: ONNX Runtime's web build refuses a call while another runs. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  add<R>(work: () => Promise<R>): Promise<R> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
