/** Whether the API takes it for a billing period. */
export function isPeriod(text: string): boolean {
  return /^[1-9]\d{3}-(0[1-9]|1[0-2])$/.test(text);
}
