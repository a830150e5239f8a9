/** A module as tests open it. */
export const product = async (a: number, b: number): Promise<number> => a * b;
export const adapterName = async (): Promise<string> => {
  const gpu = (navigator as unknown as { gpu?: { requestAdapter(): Promise<{ info: { vendor: string } } | null> } })
    .gpu;
  return (await gpu?.requestAdapter())?.info.vendor ?? 'none';
};
export const broken = (): never => {
  throw new RangeError('on purpose');
};
